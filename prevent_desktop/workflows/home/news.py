"""What is new since somebody was last here: what came from others and was not looked at, read from the audit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from prevent_desktop.casework.answer import AnswerRecord, Direction
from prevent_desktop.casework.news import ARRIVALS, LOOKS, Arrival, NewsKind, unseen
from prevent_desktop.casework.ownership import standing
from prevent_desktop.casework.peer_review import PeerReview, ReviewDirection
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.vault.audit.entries import AuditEntry
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.members.myself import own_member, team_of

_SEEN = "news-seen"
"""The setting that says up to which entry of the audit all was said to be seen: its position and digest."""
_OLDEST = timedelta(days=30)
"""What came before is no news, looked at or not."""


@dataclass(frozen=True, slots=True)
class News:
    """Something that came, and whom it is about: None where it is in nobody's record."""

    arrival: Arrival
    person: Person | None


def news(vault: Vault, *, now: datetime) -> tuple[News, ...]:
    """What came and was not looked at, the newest first; nothing where the vault is open for reading only: no look counts there."""
    if vault.is_read_only:
        return ()
    since = max(_seen_up_to(vault), vault.audit.sitting_before(now - _OLDEST))
    arrivals = (*_arrivals(vault, vault.audit.since(since, ARRIVALS)), *_handed_over(vault, since))
    looks = vault.audit.positions({each for one in arrivals for each in one.shown_by}, LOOKS)
    found = unseen(arrivals, looks)
    people = vault.people.some({one.person_id for one in found if one.person_id})
    return tuple(News(one, people.get(one.person_id)) for one in found)


def _seen_up_to(vault: Vault) -> int:
    position, _space, digest = (vault.settings.get(_SEEN) or "").partition(" ")
    # of another copy of the vault, or of entries that were lost with damage, it says nothing
    return int(position) if digest and vault.audit.has_entry(int(position), digest) else 0


def mark_all_seen(vault: Vault) -> str:
    """Say that all that came was seen; what takes that back by `show_again`."""
    before = vault.settings.get(_SEEN) or ""
    with vault.transaction():
        entry = vault.audit.append("news.seen", "")
        vault.settings.set(_SEEN, f"{entry.position} {entry.digest}")
    return before


def show_again(vault: Vault, before: str) -> None:
    """Have all be new again that was new `before`."""
    with vault.transaction():
        vault.settings.set(_SEEN, before)
        vault.audit.append("news.shown-again", "")


def _arrivals(vault: Vault, entries: tuple[AuditEntry, ...]) -> Iterator[Arrival]:
    if not entries:
        return
    of = {action: [entry for entry in entries if entry.action == action] for action in ARRIVALS}
    yield from _about_our_packs(vault, of["answer.received"], of["receipt.verified"])
    yield from _received(vault, of["pack.received"])
    drafts = (*of["draft.received"], *of["draft.comments-taken"])
    for entry in {(entry.action, entry.subject): entry for entry in drafts}.values():
        record = vault.peer_reviews.find(entry.subject)
        if record is not None:
            yield _draft(entry, record, vault)


def _about_our_packs(
    vault: Vault, answers: list[AuditEntry], receipts: list[AuditEntry]
) -> Iterator[Arrival]:
    packs = {pack.id: pack for pack in vault.packs.some({entry.subject for entry in (*answers, *receipts)})}
    people = _people_of(vault, {pack.case_id for pack in packs.values()})
    said = _by_digest(vault.answers.of_cases({pack.case_id for pack in packs.values()}) if answers else ())
    for entry in (*answers, *receipts):
        answer, pack = said.get(entry.detail), packs.get(entry.subject)
        if pack is None or (answer is None and entry.action == "answer.received"):
            continue
        person_id = people[pack.case_id]
        yield Arrival(
            kind=NewsKind.RECEIPT if answer is None else NewsKind(answer.answer.kind.value),
            position=entry.position, at=entry.at, who=pack.recipient_name, record_id=pack.id, number=pack.id,
            person_id=person_id, shown_by=(person_id, pack.id) if answer is None else (person_id,),
        )  # fmt: skip


def _by_digest(answers: Iterable[AnswerRecord]) -> Mapping[str, AnswerRecord]:
    came = (one for one in answers if one.direction is Direction.RECEIVED)
    return {hashlib.sha256(one.jws.encode()).hexdigest(): one for one in came}


def _received(vault: Vault, entries: list[AuditEntry]) -> Iterator[Arrival]:
    came = {pack.sealed_digest: pack for pack in vault.received.some({entry.subject for entry in entries})}
    people = _people_of(vault, {pack.case_id for pack in came.values() if pack.case_id is not None})
    for entry in entries:
        pack: ReceivedPack | None = came.get(entry.detail)
        if pack is None:
            continue
        person_id = people.get(pack.case_id or "", "")
        yield Arrival(
            kind=NewsKind.PACK, position=entry.position, at=entry.at, who=pack.sender_organisation,
            record_id=pack.id, number=pack.pack_id, person_id=person_id,
            shown_by=tuple(filter(None, (pack.pack_id, person_id))),
        )  # fmt: skip


def _draft(entry: AuditEntry, record: PeerReview, vault: Vault) -> Arrival:
    case_id = record.case_id
    return Arrival(
        kind=NewsKind.DRAFT if record.direction is ReviewDirection.RECEIVED else NewsKind.COMMENTS,
        position=entry.position, at=entry.at, who=record.colleague, record_id=record.id, number=record.id,
        person_id="" if case_id is None else _people_of(vault, {case_id})[case_id], shown_by=(record.id,),
    )  # fmt: skip


def _handed_over(vault: Vault, since: int) -> Iterator[Arrival]:
    """The cases that somebody of the team gave to whoever sits here, where they still own them; by whose vault signed it."""
    member, team = own_member(vault), team_of(vault)
    if member is None or team is None:
        return
    lines = {one.id: one for one in vault.case_care.handed_over(member.id) if one.position > since}
    cases = {one.case_id for one in lines.values()}
    people, owners = _people_of(vault, cases), vault.case_care.owners(cases)
    for case_id in cases:
        owner = standing(owners[case_id])[0]
        by = team.owner(lines[owner.id].vault) if owner.id in lines else None
        if by is not None and by.id != member.id:
            yield Arrival(
                kind=NewsKind.HANDED_OVER, position=lines[owner.id].position, at=owner.set_at, who=by.name,
                record_id=owner.id, number=owner.why, person_id=people[case_id], shown_by=(people[case_id],),
            )  # fmt: skip


def _people_of(vault: Vault, case_ids: set[str]) -> dict[str, str]:
    return {case.id: case.person_id for case in vault.cases.some(case_ids)}
