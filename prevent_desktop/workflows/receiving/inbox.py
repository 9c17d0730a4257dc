"""What the inbox shows: the packs that came in, danger first, then what is due, each with whom it is about and what takes its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prevent_desktop.casework.lookalikes import look_alike
from prevent_desktop.casework.origins import WordOf
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.received_pack import DecisionDue, ReceivedPack, ReceivedStatus, decision_due
from prevent_desktop.casework.stated_danger import DangerAnswer
from prevent_desktop.delivery.mailboxes.mail_replies import reply
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import viewing
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.people.person_resource import read_person
from prevent_desktop.workflows.receiving.desk import Desk, desk_of, soon_ended
from prevent_desktop.workflows.receiving.pack_holders import Holding, holdings
from prevent_desktop.workflows.receiving.second_person import ANYBODY, Closing, closing_of
from prevent_desktop.workflows.record.whose_word import who_checked
from prevent_desktop.workflows.team.cases.owning import Cared, care_of
from prevent_desktop.workflows.team.members.myself import shares_cases
from prevent_desktop.workflows.viewing import note_view

_BY_MAIL = "mailto:"


class InboxPart(StrEnum):
    """What a desk has to do with a pack: find its case, decide, or nothing any more.

    `MINE` are those that wait for a decision in a case of whoever sits here, and the new ones that they have: they stand there too. What a
    colleague at the same desk has put in a case that is not shared with this vault waits for them.
    """

    NEW = "new"
    MINE = "mine"
    WAITING = "waiting"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """A received pack; `about` is empty where it tells of nobody. `replaced_by` came later and takes its place. `cared` says whose its case is.

    `takes_place_of` is the pack whose place it says it takes, which another person may have signed.

    `due` is by when its sender is owed a decision; None where one was given, or none can be. `unread` is one that nobody opened here.
    `closing` says whether it waits for a second person. `holding` says who of a desk of several has one that is in no case here.
    """

    pack: ReceivedPack
    about: str
    due: DecisionDue | None = None
    takes_place_of: ReceivedPack | None = None
    replaced_by: ReceivedPack | None = None
    unread: bool = False
    cared: Cared | None = None
    closing: Closing = ANYBODY
    holding: Holding | None = None

    def is_in(self, part: InboxPart) -> bool:
        """Whether it is listed there."""
        if part is InboxPart.MINE:
            return self.part is not InboxPart.DECIDED and (self.is_mine or self.closing.waits_for_me)
        return self.part is part

    @property
    def is_mine(self) -> bool:
        """Whether whoever sits here has it, or takes care of its case."""
        if self.holding is not None:
            return self.holding.is_mine
        return self.cared is not None and self.cared.is_mine

    @property
    def is_in_their_case(self) -> bool:
        """Whether a colleague has put it in a case, which has not come here."""
        return self.holding is not None and self.holding.in_case and not self.holding.is_mine

    @property
    def part(self) -> InboxPart:
        """In which part of the inbox it stands."""
        if self.pack.status is ReceivedStatus.NEW:
            return InboxPart.WAITING if self.is_in_their_case else InboxPart.NEW
        return InboxPart.DECIDED if self.due is None else InboxPart.WAITING

    @property
    def order(self) -> tuple[int, bool, float, float, str]:
        """Its place: danger first, then what is due first, then what came first; of what is decided the newest first.

        Danger that is not known stands above danger that was ruled out. A day without a time is due at its end.
        """
        came = self.pack.received_at.timestamp()
        if self.part is InboxPart.DECIDED:
            return len(DangerAnswer), True, -came, -came, self.pack.id
        due = came if self.due is None else self.due.moment.timestamp()
        return self.pack.stated_danger.answer.rank, self.due is None, due, came, self.pack.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """All that came in; `desk` is None where the vault is no receiving desk.

    `in_team` where several people share its cases, `letters` where single letters count in the list. `ends_at` is when the desk's certificate
    ends, where that is near or over.
    """

    desk: Desk | None
    lines: tuple[InboxLine, ...]
    ends_at: datetime | None = None
    in_team: bool = False
    letters: bool = True

    @property
    def waiting(self) -> int:
        """How many packs are in no case yet."""
        return self.number_in(InboxPart.NEW)

    def number_in(self, part: InboxPart) -> int:
        """How many packs are in this part."""
        return sum(line.is_in(part) for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPack:
    """A received pack in full. `about` is the person as the sender knows them, `recorded` as our record does.

    `holding` is as in an `InboxLine`. `takes_place_of` came before, `replaced_by`
    later, by the word of either's signer; `due`, `cared` and `closing` are as in an `InboxLine`; `earlier_person` is whose case the earlier one is in. `others` have its number, and other signers. `files` opens the signed PDF on any thread.
    `word` says whose word all of it is, where it is not known here who signed it. `looks_like` is a name of its signer's, and one
    that we know, which looks the same and is not.
    """

    pack: ReceivedPack
    about: Person | None
    recorded: Person | None
    takes_place_of: ReceivedPack | None
    earlier_person: Person | None
    replaced_by: ReceivedPack | None
    files: AttachmentFiles
    pdf_digest: str
    desk_name: str = ""
    others: tuple[ReceivedPack, ...] = ()
    due: DecisionDue | None = None
    cared: Cared | None = None
    closing: Closing = ANYBODY
    holding: Holding | None = None
    word: WordOf | None = None
    looks_like: tuple[str, str] | None = None


def read_inbox(vault: Vault, *, now: datetime) -> Inbox:
    """Read it; nothing is opened."""
    packs = vault.received.all()
    named = _by_number(packs)
    replaced = {
        one.id: later
        for later in reversed(packs)
        for one in (named.get(later.corrects, ()) if later.corrects else ())
        if later.takes_the_place_of(one)
    }
    days, owed = settings.working_days(vault), {pack.id for pack in vault.received.undecided()}
    two_close = terms.second_closes_repeats(vault)
    cases = {pack.case_id for pack in packs if pack.case_id is not None}
    cared = care_of(vault, cases, today=now.astimezone().date())
    held = holdings(vault)
    return Inbox(
        desk=desk_of(vault),
        ends_at=soon_ended(vault, now=now),
        letters=settings.inbox_letters(vault),
        in_team=shares_cases(vault),
        lines=tuple(
            sorted(
                (
                    InboxLine(
                        pack=pack,
                        about=_about(vault, pack, now),
                        due=decision_due(pack, days) if _is_owed(pack, owed, replaced.get(pack.id)) else None,
                        takes_place_of=_named(pack, named),
                        replaced_by=replaced.get(pack.id),
                        unread=not vault.audit.has(viewing.PACK, pack.pack_id),
                        cared=cared.get(pack.case_id or ""),
                        closing=closing_of(vault, pack, now=now, in_list=True)
                        if two_close and pack.id in owed
                        else ANYBODY,
                        holding=held.get(pack.id) if pack.case_id is None else None,
                    )
                    for pack in packs
                ),
                key=lambda line: line.order,
            )
        ),
    )


def next_to_do(vault: Vault, after: str, *, now: datetime) -> str:
    """Our id of the pack that comes first of those that wait, but for the one with this id and what a colleague has; empty where none waits."""
    lines = read_inbox(vault, now=now).lines
    waiting = (
        one
        for one in lines
        if one.part is not InboxPart.DECIDED and one.pack.id != after and (one.holding is None or one.is_mine)
    )
    return next((one.pack.id for one in waiting), "")


def _is_owed(pack: ReceivedPack, undecided: Container[str], later: ReceivedPack | None) -> bool:
    """Whether a decision about it is owed: in a case, as long as none was given; before that, until its own signer takes its place.

    Anybody who is trusted can sign a pack that says that it takes another's place: that ends no clock (`ReceivedPack.takes_the_place_of`).
    """
    if pack.case_id is not None:
        return pack.id in undecided
    return later is None


def _by_number(packs: Sequence[ReceivedPack]) -> Mapping[str, Sequence[ReceivedPack]]:
    found: dict[str, list[ReceivedPack]] = defaultdict(list)
    for pack in packs:
        found[pack.pack_id].append(pack)
    return found


def _named(pack: ReceivedPack, by_number: Mapping[str, Sequence[ReceivedPack]]) -> ReceivedPack | None:
    """The pack that one says it takes the place of: of several with that number that of its own signer."""
    found = by_number.get(pack.corrects, ()) if pack.corrects else ()
    return next((one for one in found if one.fingerprint == pack.fingerprint), next(iter(found), None))


def _about(vault: Vault, pack: ReceivedPack, now: datetime) -> str:
    person = _recorded(vault, pack) or read_person(pack.person, now=now)
    known = person is not None and (person.full_name or person.age_on(now.astimezone().date()) is not None)
    return person.label_on(now.astimezone().date()) if person is not None and known else ""


def _recorded(vault: Vault, pack: ReceivedPack) -> Person | None:
    return None if pack.case_id is None else person_of_case(vault, pack.case_id)


def number_waiting(vault: Vault) -> int:
    """How many packs are in no case yet, of no colleague either."""
    theirs = [one for one in holdings(vault).values() if one.in_case and not one.is_mine]
    return max(vault.received.count_new() - len(theirs), 0)


def open_pack(vault: Vault, received_id: str, *, now: datetime) -> OpenedPack:
    """Open one, and write down that it was looked at. Raises RecordError where there is none."""
    pack = vault.received.get(received_id)
    about, recorded = read_person(pack.person, now=now), _recorded(vault, pack)
    desk = desk_of(vault)
    earlier = vault.received.corrected_by(pack)
    naming = [one for one in vault.received.corrections_of(pack.pack_id) if one.id != pack.id]
    later = [one for one in naming if one.takes_the_place_of(pack)]
    undecided = {each.id for each in vault.received.undecided()}
    is_owed = _is_owed(pack, undecided, later[-1] if later else None)
    note_view(vault, viewing.PACK, pack.pack_id)
    return OpenedPack(
        pack=pack,
        about=about,
        recorded=recorded,
        takes_place_of=earlier,
        earlier_person=None if earlier is None else _recorded(vault, earlier),
        replaced_by=next(iter((later or naming)[::-1]), None),
        files=vault.attachments.files,
        pdf_digest=vault.attachments.get(pack.attachment_id).sha256,
        desk_name="" if desk is None else desk.name,
        others=vault.received.under_its_number(pack),
        due=decision_due(pack, settings.working_days(vault)) if is_owed else None,
        cared=_cared(vault, pack, now),
        closing=closing_of(vault, pack, now=now) if is_owed else ANYBODY,
        holding=holdings(vault).get(pack.id) if pack.case_id is None else None,
        word=who_checked(vault, pack),
        looks_like=_looks_like(vault, pack),
    )


def _looks_like(vault: Vault, pack: ReceivedPack) -> tuple[str, str] | None:
    """Beside those of the organisation's profile, and of whoever signed what came before under another key."""
    profile = settings.profile(vault)
    known = set(() if profile is None else profile.names)
    for one in vault.received.all():
        if one.fingerprint != pack.fingerprint:
            known |= {one.sender_name, one.sender_organisation}
    signers = (pack.sender_name, pack.sender_organisation, *pack.later_signers)
    return next(((one, other) for one in signers for other in sorted(known) if look_alike(one, other)), None)


def _cared(vault: Vault, pack: ReceivedPack, now: datetime) -> Cared | None:
    """Whose the case of a pack is, where several people share cases."""
    if pack.case_id is None or not shares_cases(vault):
        return None
    return care_of(vault, [pack.case_id], today=now.astimezone().date())[pack.case_id]


def reply_for(vault: Vault, received_id: str) -> tuple[str, bytes] | None:
    """What an answer by mail is called, and its draft, where the desk gets packs by mail. None else, or where nothing is there yet."""
    desk = desk_of(vault)
    if desk is None or not desk.endpoint.startswith(_BY_MAIL):
        return None
    pack_id = vault.received.get(received_id).pack_id
    for mailbox in desk.mailboxes:
        with suppress(OSError):
            return f"{pack_id}.eml", reply(mailbox, pack_id)
    return None
