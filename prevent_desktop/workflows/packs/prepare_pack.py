"""Prepare packs for the receivers of a case: what each gets, and what is still missing.

The way is: `prepare` and `content_for` read the vault; `build` and `sign_pack.sign_and_seal` are slow and need none, so
that they run on a worker; `keep_pack.keep_and_queue` writes down what came of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.organisation import Receiver, SealingWay
from prevent_desktop.casework.pack_record import Attachment, PackRecord
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.withholding import Withholding, place_of_file
from prevent_desktop.packs.content import PackContent
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import key_words
from prevent_desktop.workflows.forms.addenda import Owed, owed_addenda
from prevent_desktop.workflows.forms.form_library import CONCERN, SHARING_DECISION, FormLibrary
from prevent_desktop.workflows.forms.forms_for_lead import forms_for_lead
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_lead import (
    is_inside,
    is_lead,
    may_be_readable,
    possible_receivers,
)
from prevent_desktop.workflows.organisation.profile.standing import Validity, standing
from prevent_desktop.workflows.organisation.referral_routes import waiting
from prevent_desktop.workflows.organisation.signing_identity import why_not_to_sign
from prevent_desktop.workflows.packs import readiness
from prevent_desktop.workflows.packs.answer_by import AnswerBy, answer_by, latest_of_each
from prevent_desktop.workflows.packs.came_in import CameIn, came_in_for, kept_back_lines, to_be_asked_about
from prevent_desktop.workflows.packs.pack_size import attachment_bytes, size_lines
from prevent_desktop.workflows.packs.pictures import Album, with_pictures
from prevent_desktop.workflows.packs.protect_pack import why_not_closed
from prevent_desktop.workflows.packs.readiness import Readiness, ReadyLine
from prevent_desktop.workflows.packs.withholding.applying import cutter_for, withheld_from
from prevent_desktop.workflows.record.attachments import own_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A receiver and what its pack would hold. `key_words` is its key's fingerprint, to be compared by phone.

    `owed` are the addenda that it has not got to what it has: its pack is then a correction of the one it has.
    `refusal` says why nothing can be closed for it now, in words; empty where it can. `waits_for` are the names of those
    whose answers its pack waits for, as the organisation wants it. `withheld` is what a person keeps back from it.
    `inside`: it is one's own lead, who may get every form. `may_be_readable` says that a copy which anybody can read may leave for it. `came_in` are the forms of other packs that it
    would get too; they go `with_what_came_in`. `ask_before_passing_on` tells its reader to ask first.
    """

    receiver: Receiver
    forms: tuple[FilledForm, ...]
    attachments: tuple[Attachment, ...]
    key_words: str
    owed: tuple[Owed, ...] = ()
    refusal: str = ""
    withheld: tuple[Withholding, ...] = ()
    waits_for: tuple[str, ...] = ()
    may_be_readable: bool = False
    inside: bool = False
    came_in: tuple[CameIn, ...] = ()
    with_what_came_in: bool = False
    ask_before_passing_on: bool = False

    @property
    def cited(self) -> tuple[CameIn, ...]:
        """The forms of others that go along: those that their senders marked are not among them."""
        return tuple(one for one in self.came_in if one.may_go) if self.with_what_came_in else ()

    @property
    def given_files(self) -> tuple[Attachment, ...]:
        """The attachments less those that are withheld."""
        places = {one.place for one in self.withheld}
        return tuple(file for file in self.attachments if place_of_file(file.id) not in places)

    @property
    def is_concern(self) -> bool:
        """Whether it tells one's own lead of a concern, and refers nobody."""
        return self.inside and all(form.form_id == CONCERN for form in self.forms)

    @property
    def may_be_countersigned(self) -> bool:
        """Whether it can wait for the lead's signature, and is not what that lead is told first."""
        return self.receiver.way is SealingWay.AGE and not self.is_concern

    @property
    def corrects(self) -> PackRecord | None:
        """The newest pack of this receiver in which a mistake stands that this one puts right."""
        return max((owed.pack for owed in self.owed), key=lambda pack: pack.signed_at, default=None)

    def is_newer_than(self, pack: PackRecord) -> bool:
        """Whether any part of what they would get was finished or added after that pack was signed."""
        finished = [form.finalised_at for form in self.forms if form.finalised_at is not None]
        return any(at > pack.signed_at for at in (*finished, *(file.added_at for file in self.attachments)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """All that the prepare screen shows; `packs` are those that were signed for this case before."""

    person: Person
    case: Case
    packs: tuple[PackRecord, ...]
    choices: tuple[Choice, ...]
    lines: tuple[ReadyLine, ...]
    sharing: Decision | None
    lawful_basis: str

    def may_sign_for(self, chosen: Collection[str]) -> bool:
        """Whether nothing that the packs of these receivers (by id) cannot do without is missing."""
        names = {one.receiver.name for one in self.choices if one.receiver.id in chosen}
        missing = [line for line in self.lines if line.state is Readiness.MISSING]
        return not any(not line.whom or names.intersection(line.whom) for line in missing)

    @property
    def may_sign(self) -> bool:
        """Whether nothing that a pack for every receiver cannot do without is missing."""
        return self.may_sign_for([one.receiver.id for one in self.choices])


def prepare(
    vault: Vault, library: FormLibrary, case_id: str, *, now: datetime, besides: tuple[Receiver, ...] = ()
) -> Preparation:
    """Read what each receiver, and those `besides`, would get, and what each would miss."""
    case = vault.cases.get(case_id)
    forms = tuple(form for form in vault.responses.of_case(case_id) if form.is_ours and not form.kept_apart)
    owed = owed_addenda(vault, case_id)
    known = (*possible_receivers(vault, library.form_ids()), *besides)
    inside = frozenset(one.id for one in known if is_inside(one, CONCERN))
    theirs = frozenset() if is_lead(vault) else inside  # whoever leads gives their own desk nothing more
    receivers = tuple(_as_lead(one, library) if one.id in theirs else one for one in known)
    waits = waiting(vault, case_id, receivers)
    checked = _checked(vault, library, case, forms, receivers, inside, now)
    responses = {form.id: response for form, response in checked.forms}
    asked = tuple(
        replace(
            _choice(vault, receiver, forms, case_id, owed, now),
            waits_for=waits.get(receiver.id, ()),
            inside=receiver.id in inside,
        )
        for receiver in receivers
    )
    over = {one.receiver.id: _day_that_is_over(vault, one, responses, checked.today) for one in asked}
    choices = tuple(
        one if (day := over[one.receiver.id]) is None else replace(one, refusal=one.refusal or day.refusal)
        for one in asked
    )
    return Preparation(
        person=checked.person,
        case=case,
        packs=tuple(vault.packs.of_case(case_id)),
        choices=choices,
        lines=(
            *_profile_lines(vault, now),
            *_day_lines(choices, over),
            *readiness.readiness(checked, receivers),
            *_addendum_lines(owed, receivers),
            *kept_back_lines(
                {choice.receiver.name: choice.came_in for choice in choices},
                to_be_asked_about(vault, case_id),
            ),
            *size_lines(
                {choice.receiver.name: _size(vault, case_id, choice) for choice in choices},
                by_mail=[one.receiver.name for one in choices if one.receiver.endpoint.startswith("mailto:")],
            ),
        ),
        sharing=checked.newest(DecisionKind.SHARING),
        lawful_basis=checked.lawful_basis,
    )


def _checked(
    vault: Vault,
    library: FormLibrary,
    case: Case,
    forms: Sequence[FilledForm],
    receivers: Sequence[Receiver],
    inside: frozenset[str],
    now: datetime,
) -> readiness.Case:
    """What is judged before anything is signed; `inside` are the ids of receivers in one's own organisation."""
    return readiness.Case(
        person=vault.people.get(case.person_id),
        practitioner=settings.practitioner(vault),
        forms=tuple((form, Response.read(library.for_response(vault, form), form.content)) for form in forms),
        events=vault.events.of_case(case.id),
        decisions=tuple(one for one in vault.decisions.of_case(case.id) if one.received_id is None),
        titles=_titles(library, receivers),
        today=now.astimezone().date(),
        unsigned=why_not_to_sign(vault),
        lawful_basis=settings.sharing_basis(vault).lawful_basis,
        inside=inside,
    )


def _as_lead(receiver: Receiver, library: FormLibrary) -> Receiver:
    """One's own lead with all forms that they may get: whoever gets a concern gets what belongs to it."""
    rest = sorted(forms_for_lead(library).difference(receiver.form_ids))
    return replace(receiver, form_ids=(*receiver.form_ids, *rest))


def _day_that_is_over(
    vault: Vault, choice: Choice, responses: Mapping[str, Response], today: date
) -> AnswerBy | None:
    """The day for an answer in a pack for this receiver, where it is over. A correction asks for none then."""
    opened = latest_of_each((form, responses[form.id]) for form in choice.forms)
    asked = (
        answer_by(opened, cutter_for(vault, choice.forms[0].case_id, choice.receiver.id)) if opened else None
    )
    return asked if asked is not None and asked.is_over(today) and choice.corrects is None else None


def _day_lines(choices: Iterable[Choice], over: Mapping[str, AnswerBy | None]) -> Iterator[ReadyLine]:
    """One line for each form that asks for an answer by a day that is over, with the receivers whom it keeps waiting."""
    whom: dict[str, list[str]] = {}
    days: dict[str, AnswerBy] = {}
    for choice in choices:
        asked = over[choice.receiver.id]
        if asked is not None:
            whom.setdefault(asked.form.id, []).append(choice.receiver.name)
            days[asked.form.id] = asked
    for form_id, asked in days.items():
        yield ReadyLine(
            state=Readiness.WARNING,
            text=asked.refusal,
            go_to=form_id,
            whom=tuple(whom[form_id]),
            new_day=True,
        )


def _size(vault: Vault, case_id: str, choice: Choice) -> int:
    return attachment_bytes(vault, case_id, choice.receiver.id, choice.attachments)


def _profile_lines(vault: Vault, now: datetime) -> Iterator[ReadyLine]:
    """Nothing is signed by a profile that has run out."""
    found = standing(vault, now=now)
    if found is not None and found.validity is Validity.EXPIRED:
        text = _("{what}: ask for a new one").format(what=found.title)
        yield ReadyLine(state=Readiness.MISSING, text=text, go_to=readiness.SETTINGS)


def _addendum_lines(owed: Sequence[Owed], receivers: Iterable[Receiver]) -> Iterator[ReadyLine]:
    """Whoever got an earlier pack must get an addendum too, whatever they are set to receive, and whoever is gone."""
    here = {receiver.id for receiver in receivers}
    sentences = (
        _("Must get “{form}”: what it corrects was sent to them"),
        _("Must get “{form}”, but is not among your receivers any more: add them again, or phone them"),
    )
    for gone, sentence in enumerate(sentences):
        by_addendum: dict[str, list[Owed]] = {}
        for one in owed:
            if (one.recipient_id not in here) == bool(gone):
                by_addendum.setdefault(one.addendum.id, []).append(one)
        for several in by_addendum.values():
            text = sentence.format(form=several[0].addendum.title)
            whom = tuple(one.recipient_name for one in several)
            yield ReadyLine(state=Readiness.WARNING, text=text, whom=whom)


def _titles(library: FormLibrary, receivers: Sequence[Receiver]) -> dict[str, str]:
    here = frozenset(library.form_ids())
    needed = {form_id for receiver in receivers for form_id in receiver.needs if form_id in here}
    return {form_id: library.newest(form_id).title for form_id in needed}


def _choice(
    vault: Vault,
    receiver: Receiver,
    forms: tuple[FilledForm, ...],
    case_id: str,
    owed: Iterable[Owed],
    now: datetime,
) -> Choice:
    theirs = tuple(one for one in owed if one.recipient_id == receiver.id)
    return Choice(
        receiver=receiver,
        forms=_forms_for(receiver, tuple(form for form in forms if form.is_finalised), theirs),
        attachments=_attachments_for(vault, receiver, case_id),
        key_words=key_words(receiver),
        owed=theirs,
        refusal=why_not_closed(vault, receiver, now=now),
        withheld=withheld_from(vault, case_id, receiver.id),
        may_be_readable=may_be_readable(vault, receiver),
        came_in=came_in_for(vault, receiver, case_id),
    )


def _forms_for(
    receiver: Receiver, finalised: tuple[FilledForm, ...], owed: Iterable[Owed]
) -> tuple[FilledForm, ...]:
    """What is theirs of the finalised forms, in the order that the receiver's setting gives, with the addenda to it.

    An addendum to what they got before is theirs too, together with what it corrects.
    """
    theirs = [form for form_id in receiver.form_ids for form in finalised if form.form_id == form_id]
    got = {one.addendum.corrects for one in owed}
    theirs += [form for form in finalised if form.id in got - {form.id for form in theirs}]
    theirs = [
        form for form in theirs if form.form_id != SHARING_DECISION or form.form_id in receiver.form_ids
    ]
    ids = {form.id for form in theirs} | got
    addenda = [form for form in finalised if form.corrects in ids and form.id not in ids]
    return tuple(form for form in (*theirs, *addenda) if not form.kept_apart)


def _attachments_for(vault: Vault, receiver: Receiver, case_id: str) -> tuple[Attachment, ...]:
    if not receiver.with_attachments:
        return ()
    return own_files(vault, case_id)


def build(content: PackContent, album: Album | None = None) -> bytes:
    """The unsigned pages, for the preview (slow; needs no vault). The attachments themselves are left out of it."""
    from prevent_desktop.packs.document import build_pages

    return build_pages(with_pictures(content, album))
