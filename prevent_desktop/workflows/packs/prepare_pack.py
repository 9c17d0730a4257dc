"""Prepare packs for the receivers of a case: what each gets, what is still missing, then sign, seal and queue.

The way is: `prepare` and `content_for` read the vault; `build` and `sign_pack.sign_and_seal` are slow and need none, so
that they run on a worker; `keep_and_queue` writes the record first and the outbox second, and `follow_up` finishes
what a crash cut short between the two.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.organisation import Recipient, SealingWay
from prevent_desktop.casework.pack_record import Attachment, PackRecord, PackStatus
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.withholding import Withholding, place_of_file
from prevent_desktop.delivery.outbox.sealed_files import StagedPack
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import PackContentError
from prevent_desktop.files.durable import pieces_of, sync
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.packs.content import PackContent
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.translation import _
from prevent_desktop.vault.attachment_files import StoredFile
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
    receivers,
    require_readable,
)
from prevent_desktop.workflows.organisation.profile.standing import Validity, require_current, standing
from prevent_desktop.workflows.organisation.referral_routes import waiting
from prevent_desktop.workflows.organisation.sign_in_places import tell_sign_ins
from prevent_desktop.workflows.organisation.signing_identity import why_not_to_sign
from prevent_desktop.workflows.packs import readiness
from prevent_desktop.workflows.packs.answer_by import AnswerBy, answer_by, latest_of_each
from prevent_desktop.workflows.packs.came_in import CameIn, came_in_for, kept_back_lines
from prevent_desktop.workflows.packs.pack_size import attachment_bytes, size_lines
from prevent_desktop.workflows.packs.pictures import Album, with_pictures
from prevent_desktop.workflows.packs.protect_pack import why_not_closed
from prevent_desktop.workflows.packs.readiness import Readiness, ReadyLine
from prevent_desktop.workflows.packs.sign_pack import Sealed, SignedPack, sealed_for
from prevent_desktop.workflows.packs.withholding.applying import cutter_for, withheld_from
from prevent_desktop.workflows.people.people import set_case_status
from prevent_desktop.workflows.record.attachments import own_files

AlsoKept = Callable[[Vault, PackRecord], None]
"""Writes down what belongs to a pack, in the transaction in which it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A recipient and what its pack would hold. `key_words` is its key's fingerprint, to be compared by phone.

    `owed` are the addenda that it has not got to what it has: its pack is then a correction of the one it has.
    `refusal` says why nothing can be closed for it now, in words; empty where it can. `waits_for` are the names of those
    whose answers its pack waits for, as the organisation wants it. `withheld` is what a person keeps back from it.
    `inside`: it is one's own lead, who may get every form. `may_be_readable` says that a copy which anybody can read may leave for it. `came_in` are the forms of other packs that it
    would get too; they go `with_what_came_in`. `ask_before_passing_on` tells its reader to ask first.
    """

    recipient: Recipient
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
    def corrects(self) -> PackRecord | None:
        """The newest pack of this recipient in which a mistake stands that this one puts right."""
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
        """Whether nothing that the packs of these recipients (by id) cannot do without is missing."""
        names = {one.recipient.name for one in self.choices if one.recipient.id in chosen}
        missing = [line for line in self.lines if line.state is Readiness.MISSING]
        return not any(not line.whom or names.intersection(line.whom) for line in missing)

    @property
    def may_sign(self) -> bool:
        """Whether nothing that a pack for every recipient cannot do without is missing."""
        return self.may_sign_for([one.recipient.id for one in self.choices])


def prepare(
    vault: Vault, library: FormLibrary, case_id: str, *, now: datetime, besides: tuple[Recipient, ...] = ()
) -> Preparation:
    """Read what each recipient, and those `besides`, would get, and what each would miss."""
    case = vault.cases.get(case_id)
    forms = tuple(form for form in vault.responses.of_case(case_id) if form.is_ours and not form.kept_apart)
    owed = owed_addenda(vault, case_id)
    known = (*receivers(vault, library.form_ids()), *besides)
    inside = frozenset(one.id for one in known if is_inside(one, CONCERN))
    theirs = frozenset() if is_lead(vault) else inside  # whoever leads gives their own desk nothing more
    recipients = tuple(_as_lead(one, library) if one.id in theirs else one for one in known)
    waits = waiting(vault, case_id, recipients)
    checked = readiness.Case(
        person=vault.people.get(case.person_id),
        practitioner=settings.practitioner(vault),
        forms=tuple((form, Response.read(library.for_response(vault, form), form.content)) for form in forms),
        events=vault.events.of_case(case_id),
        decisions=tuple(one for one in vault.decisions.of_case(case_id) if one.received_id is None),
        titles=_titles(library, recipients),
        today=now.astimezone().date(),
        unsigned=why_not_to_sign(vault),
        lawful_basis=settings.sharing_basis(vault).lawful_basis,
        inside=inside,
    )
    responses = {form.id: response for form, response in checked.forms}
    choices = tuple(
        replace(
            _choice(vault, recipient, forms, case_id, owed, now),
            waits_for=waits.get(recipient.id, ()),
            inside=recipient.id in inside,
        )
        for recipient in recipients
    )
    over = {
        choice.recipient.id: _day_that_is_over(vault, choice, responses, checked.today) for choice in choices
    }
    choices = tuple(
        choice
        if (asked := over[choice.recipient.id]) is None
        else replace(choice, refusal=choice.refusal or asked.refusal)
        for choice in choices
    )
    return Preparation(
        person=checked.person,
        case=case,
        packs=tuple(vault.packs.of_case(case_id)),
        choices=choices,
        lines=(
            *_profile_lines(vault, now),
            *_day_lines(choices, over),
            *readiness.readiness(checked, recipients),
            *_addendum_lines(owed, recipients),
            *kept_back_lines({choice.recipient.name: choice.came_in for choice in choices}),
            *size_lines(
                {choice.recipient.name: _size(vault, case_id, choice) for choice in choices},
                by_mail=[
                    one.recipient.name for one in choices if one.recipient.endpoint.startswith("mailto:")
                ],
            ),
        ),
        sharing=checked.newest(DecisionKind.SHARING),
        lawful_basis=checked.lawful_basis,
    )


def _as_lead(recipient: Recipient, library: FormLibrary) -> Recipient:
    """One's own lead with all forms that they may get: whoever gets a concern gets what belongs to it."""
    rest = sorted(forms_for_lead(library).difference(recipient.form_ids))
    return replace(recipient, form_ids=(*recipient.form_ids, *rest))


def _day_that_is_over(
    vault: Vault, choice: Choice, responses: Mapping[str, Response], today: date
) -> AnswerBy | None:
    """The day for an answer in a pack for this recipient, where it is over. A correction asks for none then."""
    opened = latest_of_each((form, responses[form.id]) for form in choice.forms)
    asked = (
        answer_by(opened, cutter_for(vault, choice.forms[0].case_id, choice.recipient.id)) if opened else None
    )
    return asked if asked is not None and asked.is_over(today) and choice.corrects is None else None


def _day_lines(choices: Iterable[Choice], over: Mapping[str, AnswerBy | None]) -> Iterator[ReadyLine]:
    """One line for each form that asks for an answer by a day that is over, with the recipients whom it keeps waiting."""
    whom: dict[str, list[str]] = {}
    days: dict[str, AnswerBy] = {}
    for choice in choices:
        asked = over[choice.recipient.id]
        if asked is not None:
            whom.setdefault(asked.form.id, []).append(choice.recipient.name)
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
    return attachment_bytes(vault, case_id, choice.recipient.id, choice.attachments)


def _profile_lines(vault: Vault, now: datetime) -> Iterator[ReadyLine]:
    """Nothing is signed by a profile that has run out."""
    found = standing(vault, now=now)
    if found is not None and found.validity is Validity.EXPIRED:
        text = _("{what}: ask for a new one").format(what=found.title)
        yield ReadyLine(state=Readiness.MISSING, text=text, go_to=readiness.SETTINGS)


def _addendum_lines(owed: Sequence[Owed], recipients: Iterable[Recipient]) -> Iterator[ReadyLine]:
    """Whoever got an earlier pack must get an addendum too, whatever they are set to receive, and whoever is gone."""
    here = {recipient.id for recipient in recipients}
    sentences = (
        _("Must get “{form}”: what it corrects was sent to them"),
        _("Must get “{form}”, but is not among your recipients any more: add them again, or phone them"),
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


def _titles(library: FormLibrary, recipients: Sequence[Recipient]) -> dict[str, str]:
    here = frozenset(library.form_ids())
    needed = {form_id for recipient in recipients for form_id in recipient.needs if form_id in here}
    return {form_id: library.newest(form_id).title for form_id in needed}


def _choice(
    vault: Vault,
    recipient: Recipient,
    forms: tuple[FilledForm, ...],
    case_id: str,
    owed: Iterable[Owed],
    now: datetime,
) -> Choice:
    theirs = tuple(one for one in owed if one.recipient_id == recipient.id)
    return Choice(
        recipient=recipient,
        forms=_forms_for(recipient, tuple(form for form in forms if form.is_finalised), theirs),
        attachments=_attachments_for(vault, recipient, case_id),
        key_words=key_words(recipient),
        owed=theirs,
        refusal=why_not_closed(vault, recipient, now=now),
        withheld=withheld_from(vault, case_id, recipient.id),
        may_be_readable=may_be_readable(vault, recipient),
        came_in=came_in_for(vault, recipient, case_id),
    )


def _forms_for(
    recipient: Recipient, finalised: tuple[FilledForm, ...], owed: Iterable[Owed]
) -> tuple[FilledForm, ...]:
    """What is theirs of the finalised forms, in the order that the recipient's setting gives, with the addenda to it.

    An addendum to what they got before is theirs too, together with what it corrects.
    """
    theirs = [form for form_id in recipient.form_ids for form in finalised if form.form_id == form_id]
    got = {one.addendum.corrects for one in owed}
    theirs += [form for form in finalised if form.id in got - {form.id for form in theirs}]
    theirs = [
        form for form in theirs if form.form_id != SHARING_DECISION or form.form_id in recipient.form_ids
    ]
    ids = {form.id for form in theirs} | got
    addenda = [form for form in finalised if form.corrects in ids and form.id not in ids]
    return tuple(form for form in (*theirs, *addenda) if not form.kept_apart)


def _attachments_for(vault: Vault, recipient: Recipient, case_id: str) -> tuple[Attachment, ...]:
    if not recipient.with_attachments:
        return ()
    return own_files(vault, case_id)


def build(content: PackContent, album: Album | None = None) -> bytes:
    """The unsigned pages, for the preview (slow; needs no vault). The attachments themselves are left out of it."""
    from prevent_desktop.packs.document import build_pages

    return build_pages(with_pictures(content, album))


def nothing_more(_vault: Vault, _record: PackRecord) -> None:
    """What most packs have written down beside them."""


def keep(
    vault: Vault,
    signed: SignedPack,
    *,
    case_id: str,
    status: PackStatus,
    now: datetime,
    also: AlsoKept = nothing_more,
) -> PackRecord:
    """Keep the signed PDF and its record in the vault, and what is `also` written down, or none of it.

    ProfileError where the organisation's profile has run out.
    """
    require_current(vault, now=now)
    stored = _own_copy(vault, signed)
    try:
        with vault.transaction():
            record = _record(vault, signed, stored, case_id, status, now)
            also(vault, record)
            return record
    except BaseException:
        vault.attachments.files.remove(stored.id)
        raise


def _own_copy(vault: Vault, signed: SignedPack) -> StoredFile:
    if signed.own is not None:
        return vault.attachments.files.keep(signed.own)
    with signed.pdf.open() as pdf:
        return vault.attachments.files.put(pdf)


def _record(
    vault: Vault, signed: SignedPack, stored: StoredFile, case_id: str, status: PackStatus, now: datetime
) -> PackRecord:
    vault.attachments.add_stored(
        stored,
        case_id=case_id,
        file_name=f"{signed.content.pack_id}.pdf",
        media_type="application/pdf",
        description=_("Signed pack"),
        at=now,
    )
    record = PackRecord(
        id=signed.content.pack_id,
        case_id=case_id,
        recipient_id=signed.recipient.id,
        recipient_name=signed.recipient.name,
        attachment_id=stored.id,
        page_count=signed.page_count,
        pdf_digest=stored.sha256,
        sealed_digest=signed.sealed.digest,
        status=status,
        signed_at=now,
        corrects=signed.corrects,
        held=tuple(form.response_id for form in signed.content.all_forms if form.response_id),
        answer_by=signed.content.answer_by,
    )
    vault.packs.add(record)
    vault.audit.append("pack.signed", record.id, record.pdf_digest)
    if record.corrects is not None:
        vault.audit.append("pack.corrected", record.corrects, record.id)
    vault.audit.append(signed.closed_as, record.id, record.sealed_digest)
    return record


def keep_and_queue(
    vault: Vault,
    spool: Spool,
    signed: SignedPack,
    *,
    case_id: str,
    now: datetime,
    also: AlsoKept = nothing_more,
) -> PackRecord:
    """Keep a signed pack as `keep` does, then queue it. Queueing it twice is one pack (the spool knows it by its id)."""
    record = keep(vault, signed, case_id=case_id, status=PackStatus.SIGNED, now=now, also=also)
    queue_sealed(vault, spool, record, signed.recipient, signed.sealed, now=now)
    return vault.packs.get(record.id)


def queue_sealed(
    vault: Vault, spool: Spool, record: PackRecord, recipient: Recipient, sealed: Sealed, *, now: datetime
) -> None:
    """Hand a sealed pack to the spool, then write down that it is queued."""
    tell_sign_ins(spool, (*settings.known_receivers(vault), recipient))
    item = spool.queue(
        record.id,
        sealed if isinstance(sealed, StagedPack) else sealed.open(),
        endpoint=recipient.endpoint,
        receipt_certificate=recipient.receipt_certificate,
    )
    with vault.transaction():
        vault.packs.set_queued(record.id, sealed_digest=item.digest)
        set_case_status(vault, record.case_id, CaseStatus.QUEUED, now=now)
        vault.audit.append("pack.queued", record.id, item.digest)


def seal_again(vault: Vault, spool: Spool, record: PackRecord, recipient: Recipient) -> StagedPack:
    """Seal the kept PDF of a pack that never reached the spool."""
    with vault.attachments.open(record.attachment_id) as pdf:
        return spool.stage(sealed_for(recipient, pdf))


def keep_to_print(vault: Vault, signed: SignedPack, *, case_id: str, now: datetime) -> PackRecord:
    """Keep a readable copy that leaves on paper alone. UsageError where none may leave for that recipient, PrintingError."""
    require_readable(vault, signed.recipient)
    record = keep(vault, replace(signed, on_paper=True), case_id=case_id, status=PackStatus.SAVED, now=now)
    signed.sealed.discard()
    return record


def save_to_folder(
    vault: Vault,
    signed: SignedPack,
    folder: Path,
    *,
    case_id: str,
    now: datetime,
    also: AlsoKept = nothing_more,
) -> tuple[PackRecord, Path]:
    """Write a sealed or protected pack to a folder of the person's choice, such as a USB stick, and keep the signed one.

    A readable copy goes the same way; UsageError where none may leave for that recipient.

    It is kept once all of it is on the stick, and has its name there once it is kept. Raises PackContentError where it
    cannot be written; nothing is kept then.
    """
    sealed = signed.recipient.way is SealingWay.AGE and not signed.readable
    if signed.readable:
        require_readable(vault, signed.recipient)
    target = folder / f"{signed.content.pack_id}{'.pdf.age' if sealed else '.pdf'}"
    try:
        with SharedFolder(folder).writing(target.name) as written:
            with signed.sealed.open() as source:
                written.writelines(pieces_of(source))
            sync(written)  # all of it is on the stick before any of it is kept
            with vault.transaction():
                record = keep(vault, signed, case_id=case_id, status=PackStatus.SAVED, now=now, also=also)
                if sealed:
                    vault.audit.append("pack.saved", record.id, record.sealed_digest)
        signed.sealed.discard()
    except OSError as error:
        raise PackContentError(
            _("The sealed pack could not be saved"),
            _("{file}: {reason}.").format(file=target, reason=error.strerror or type(error).__name__),
            _("Choose another folder and save it again."),
        ) from error
    return record, target
