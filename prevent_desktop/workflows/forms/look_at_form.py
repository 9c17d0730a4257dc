"""A form with all that belongs to it: what it says otherwise than the record, what changed, and its relations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.formatting import each_of, short_day
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import viewing
from prevent_desktop.workflows.forms.addenda import addenda_to
from prevent_desktop.workflows.forms.carried_over import CarriedOver, carried_over
from prevent_desktop.workflows.forms.corrections import correction_of
from prevent_desktop.workflows.forms.fill_form import OpenForm, open_form
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.forms_for_lead import goes_to_lead
from prevent_desktop.workflows.forms.one_page import is_on_one_page
from prevent_desktop.workflows.forms.record_offers import RecordOffer
from prevent_desktop.workflows.forms.start_as_copy import Since, changed_since
from prevent_desktop.workflows.forms.update_record import open_offers
from prevent_desktop.workflows.forms.words_of_others import WordsOfOther, words_of_others
from prevent_desktop.workflows.organisation.signers import colleague_of_form, whose_form
from prevent_desktop.workflows.viewing import note_view


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A response, a note or a received pack that a form belongs to, in words."""

    words: str
    response_id: str = ""
    note_id: str = ""
    received_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """What the screens around a form show. `to_lead`: whether it can be given to one's lead; `whose`: in a shared case, who finished it, or wrote in it last."""

    opened: OpenForm
    offers: tuple[RecordOffer, ...]
    since: Since | None
    beside: tuple[WordsOfOther, ...]
    carried: tuple[CarriedOver, ...]
    related: tuple[Related, ...]
    whose: str
    to_lead: bool = False
    is_whole: bool = False
    """To be shown on one page, its sections below each other."""


def look_at_form(vault: Vault, library: FormLibrary, response_id: str) -> FormView:
    """Read it, and write down that it was looked at. A finished form that the record has passed since is not asked about."""
    opened = open_form(vault, library, response_id)
    note_view(vault, viewing.FORM, response_id)
    opened.response.catch_up()
    offers = open_offers(vault, opened)
    return FormView(
        opened=opened,
        offers=tuple(offer for offer in offers if not (offer.behind and opened.filled.is_finalised)),
        since=changed_since(vault, library, opened),
        beside=words_of_others(vault, library, opened),
        carried=carried_over(vault, library, opened),
        related=tuple(_related(vault, library, opened.filled)),
        whose=whose_form(vault, opened.filled),
        to_lead=goes_to_lead(vault, library, opened.filled),
        is_whole=is_on_one_page(vault, opened.filled.form_id, opened.response.questionnaire),
    )


def _related(vault: Vault, library: FormLibrary, form: FilledForm) -> Iterator[Related]:
    if form.received_id is not None:
        pack = vault.received.get(form.received_id)
        words = _("Came in pack {pack}, signed by {sender}").format(
            pack=short_pack_id(pack.pack_id), sender=each_of((pack.sender_name, pack.sender_organisation))
        )
        yield Related(words=words, received_id=pack.id)
    if form.based_on is not None:
        model = vault.responses.get(form.based_on)
        colleague = colleague_of_form(vault, model)
        words = _("Began as a copy of {form}, by {name}") if colleague else _("Began as a copy of {form}")
        yield Related(words=words.format(form=_named(model), name=colleague), response_id=model.id)
    if form.grown_from is not None:
        day = vault.notes.get(form.grown_from).written_at.astimezone().date()
        words = _("Begun with the note of {day}").format(day=short_day(day))
        yield Related(words=words, note_id=form.grown_from)
    if form.corrects is not None:
        corrected = vault.responses.get(form.corrects)
        yield Related(
            words=_("Corrects or adds to {form}").format(form=_named(corrected)), response_id=corrected.id
        )
    for addendum in addenda_to(vault, form):
        words = (
            correction_of(vault, library, addendum).words
            if addendum.is_finalised
            else _("Corrected or added to by {form}, still a draft").format(form=_named(addendum))
        )
        yield Related(words=words, response_id=addendum.id)


def _named(form: FilledForm) -> str:
    day = (form.finalised_at or form.started_at).astimezone().date()
    return f"{form.title}, {short_day(day)}"
