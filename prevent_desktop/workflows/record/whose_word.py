"""Whose word it is that somebody signed what came in: a colleague's whose laptop wrote it down, where this one did not check it.

A row of a shared case may say anything. Colleagues are named by the keys that signed it, and not by what it says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from prevent_desktop.casework.answer import Direction
from prevent_desktop.casework.chronology import Entry
from prevent_desktop.casework.correspondence_kinds import ANSWERS, PACKS, RECEIVED_PACKS
from prevent_desktop.casework.origins import OriginKind, Told
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.team.change_set import ROW, STATE
from prevent_desktop.casework.team.roster import Team
from prevent_desktop.formatting import all_of
from prevent_desktop.translation import _
from prevent_desktop.vault.team.units import UnitPlace, key_text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """What came in and this vault did not check: what an origin tells of it, its row, and the colleague whose word it is."""

    told: Told
    table: str
    record_id: str
    colleague: str


def who_checked(vault: Vault, pack: ReceivedPack) -> str:
    """The colleagues by whose word it was checked who signed this pack; empty where it came here itself."""
    case_id = pack.case_id
    came = vault.audit.about([pack.pack_id]) if case_id is not None else ()
    if case_id is None or any(_is_arrival(entry.action, entry.detail, pack) for entry in came):
        return ""
    return _colleagues(vault, case_id).get(_place(RECEIVED_PACKS.table, pack.id), "")


def with_whose_word(vault: Vault, case_id: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The lines of a case, each that came in with whose word it is that it was signed."""
    if not any(one.origin.kind.came_in for one in entries):
        return entries
    words = {one.told: one.colleague for one in unchecked(vault, case_id)}
    return tuple(_with_word(one, words.get(one.origin.told, "")) for one in entries)


def _with_word(entry: Entry, colleague: str) -> Entry:
    return replace(entry, origin=replace(entry.origin, word_of=colleague)) if colleague else entry


def unchecked(vault: Vault, case_id: str) -> tuple[Unchecked, ...]:
    """What came into a case by a colleague's word alone; nothing where the case is shared with nobody."""
    if vault.team.circle_of(case_id) is None:
        return ()
    colleagues = _colleagues(vault, case_id)
    return tuple(
        Unchecked(told=told, table=table, record_id=record_id, colleague=colleague)
        for told, table, record_id in _not_checked_here(vault, case_id)
        if (colleague := colleagues.get(_place(table, record_id, _unit(told))))
    )


def _unit(told: Told) -> str:
    """That a receipt came stands in the state of our pack."""
    return STATE if told[0] is OriginKind.RECEIPT else ROW


def _not_checked_here(vault: Vault, case_id: str) -> Iterator[tuple[Told, str, str]]:
    """What came in, by the table and row that says so, but for what this vault wrote down that it checked."""
    came, packs = vault.received.of_case(case_id), tuple(vault.packs.of_case(case_id))
    numbers = {*(one.pack_id for one in came), *(one.id for one in packs)}
    seen = {(entry.action, entry.subject, entry.detail) for entry in vault.audit.about(numbers)}
    for pack in came:
        if not any(_is_arrival(action, detail, pack) for action, _subject, detail in seen):
            yield (OriginKind.PACK, pack.id, pack.received_at), RECEIVED_PACKS.table, pack.id
    for record in vault.answers.of_case(case_id):
        checked = ("answer.received", record.pack_id, hashlib.sha256(record.jws.encode()).hexdigest())
        if record.direction is Direction.RECEIVED and checked not in seen:
            yield (OriginKind.ANSWER, record.pack_id, record.answer.at), ANSWERS.table, record.id
    for sent in packs:
        if sent.receipt_at is not None and ("receipt.verified", sent.id, "") not in seen:
            yield (OriginKind.RECEIPT, sent.id, sent.receipt_at), PACKS.table, sent.id


def _is_arrival(action: str, detail: str, pack: ReceivedPack) -> bool:
    return (action, detail) == ("pack.received", pack.sealed_digest)


def _place(table: str, record_id: str, unit: str = ROW) -> UnitPlace:
    return UnitPlace(table, key_text([record_id]), unit)


def _colleagues(vault: Vault, case_id: str) -> dict[UnitPlace, str]:
    """Who said it, of all that stands in a case and that this vault did not say."""
    given = settings.profile(vault)
    team = None if given is None else given.team
    return {place: _named(team, vaults) for place, vaults in vault.team.units.said_by_others(case_id).items()}


def _named(team: Team | None, vaults: Iterable[str]) -> str:
    members = [None if team is None else team.owner(one) for one in sorted(vaults)]
    return all_of(list(dict.fromkeys(_("Somebody") if one is None else one.name for one in members)))
