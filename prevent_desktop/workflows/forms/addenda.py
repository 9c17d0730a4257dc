"""Add to a finished form or put it right: the two know each other, and whoever got the first must get the second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.waiting import open_question
from prevent_desktop.errors import RecordError
from prevent_desktop.formatting import short_day
from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import open_form, save_draft, start_form
from prevent_desktop.workflows.forms.form_library import ADDENDUM, FormLibrary
from prevent_desktop.workflows.forms.form_marks import recorded

_WHAT_IT_CORRECTS = "correction.of"
_WHICH_PACK = "correction.pack"
_WHY = "correction.reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An addendum that a receiver has not got, though it holds what the addendum corrects, in `pack` (its newest)."""

    addendum: FilledForm
    pack: PackRecord

    @property
    def recipient_id(self) -> str:
        """Who it is."""
        return self.pack.recipient_id

    @property
    def recipient_name(self) -> str:
        """As it was called when it got the pack."""
        return self.pack.recipient_name


def start_addendum(
    vault: Vault,
    library: FormLibrary,
    *,
    case_id: str,
    corrects: str | None = None,
    pack_id: str = "",
    now: datetime,
) -> FilledForm:
    """Start an addendum to a finished form; without one named, to the one that was finished last.

    `pack_id` is the pack in which a mistake was found, or about which its receiver asks; the addendum names it, and the
    question where there is one. It is then to the form that the pack leads with.

    Raises RecordError where nothing is finished, or what is to be corrected is a draft: a draft is simply changed.
    """
    corrected = _to_correct(vault, case_id, corrects, pack_id)
    with vault.transaction():
        begun = start_form(vault, library, form_id=ADDENDUM, case_id=case_id, now=now, corrects=corrected.id)
        response = open_form(vault, library, begun.id).response
        say = {
            _WHAT_IT_CORRECTS: _form_in_words(corrected),
            _WHICH_PACK: pack_id,
            _WHY: _question_in_words(vault, case_id, pack_id),
        }
        if _say(response, say):
            save_draft(
                vault, begun.id, content=response.to_json(keep_disabled=True), place="", sections_done=0,
                sections_total=begun.sections_total, now=now,
            )  # fmt: skip
    return vault.responses.get(begun.id)


def _to_correct(vault: Vault, case_id: str, corrects: str | None, pack_id: str) -> FilledForm:
    corrected = (
        vault.responses.get(corrects)
        if corrects
        else _corrected_in(vault, pack_id) or _finished_last(vault, case_id)
    )
    if corrected is None or not corrected.is_finalised:
        raise RecordError(
            _("There is nothing to correct yet"),
            _("An addendum corrects a finished form. A draft can still be changed itself."),
            _("Open the draft and change it there."),
        )
    if not corrected.is_ours:
        raise RecordError(
            _("This form is not ours to correct"),
            _("It came in a pack from {sender}, who finished it.").format(sender=corrected.author),
            _("Ask the sender for a correction."),
        )
    return corrected


def addenda_to(vault: Vault, response: FilledForm) -> tuple[FilledForm, ...]:
    """The addenda to a response, in the order in which they were begun."""
    return tuple(form for form in vault.responses.of_case(response.case_id) if form.corrects == response.id)


def owed_addenda(vault: Vault, case_id: str = "") -> tuple[Owed, ...]:
    """Every finished addendum that somebody who got an earlier pack has not got; of one case, or of all."""
    return tuple(
        owed
        for addendum in vault.responses.finished_corrections()
        if not case_id or addendum.case_id == case_id
        for owed in _owed(vault, addendum)
    )


def _owed(vault: Vault, addendum: FilledForm) -> list[Owed]:
    finished, corrected = addendum.finalised_at or addendum.changed_at, addendum.corrects or ""
    packs = [p for p in vault.packs.of_case(addendum.case_id) if p.status is not PackStatus.WITHDRAWN]
    before = {p.recipient_id: p for p in packs if p.signed_at < finished and p.may_hold(corrected)}
    since = {p.recipient_id for p in packs if p.signed_at >= finished and p.may_hold(addendum.id)}
    return [
        Owed(addendum=addendum, pack=pack)
        for recipient_id, pack in before.items()
        if recipient_id not in since
    ]


def _corrected_in(vault: Vault, pack_id: str) -> FilledForm | None:
    """The form that a pack leads with: what its receiver asks about; None where nobody recorded what is in it."""
    held = vault.packs.get(pack_id).held if pack_id else ()
    return vault.responses.get(held[0]) if held else None


def _finished_last(vault: Vault, case_id: str) -> FilledForm | None:
    finished = [
        form
        for form in vault.responses.of_case(case_id)
        if form.is_finalised and form.is_ours and not form.kept_apart and form.form_id != ADDENDUM
    ]
    return max(finished, key=lambda form: form.finalised_at or form.started_at, default=None)


def _form_in_words(corrected: FilledForm) -> str:
    finished = (corrected.finalised_at or corrected.changed_at).astimezone().date()
    return _("{form}, finished {day}").format(form=corrected.title, day=short_day(finished))


def _question_in_words(vault: Vault, case_id: str, pack_id: str) -> str:
    """What the receiver of a pack asks and nobody has answered; empty where nothing is asked."""
    packs = vault.packs.of_case(case_id)
    receiver = next((pack.recipient_id for pack in packs if pack.id == pack_id), None)
    theirs = [pack for pack in packs if pack.recipient_id == receiver]
    ids = {pack.id for pack in theirs}
    asked = open_question(theirs, [one for one in vault.answers.of_case(case_id) if one.pack_id in ids])
    if asked is None:
        return ""
    answer = asked.answer
    day = short_day(answer.at.astimezone().date())
    return _("{receiver} asked on {day}: “{question}”").format(
        receiver=answer.receiver, day=day, question=answer.text
    )


def _say(response: Response, say: Mapping[str, str]) -> bool:
    """Answer these fields of the record where the addendum asks for them in words and nothing was answered."""
    said = False
    for field, node in list(recorded(response)):
        text = say.get(field)
        if text and not node.answers and node.item.type in {ItemType.STRING, ItemType.TEXT}:
            response.set_answers(node.path, [text])
            said = True
    return said
