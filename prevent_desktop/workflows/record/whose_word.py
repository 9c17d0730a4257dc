"""Whose word it is that somebody signed what came in: a colleague's whose laptop wrote it down, where this one did not check it.

A row of a shared case may say anything. Colleagues are named by the keys that signed it, and not by what it says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.casework.correspondence_kinds import RECEIVED_PACKS
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.origins import OriginKind, Told, WordOf
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.record_kinds import DECISIONS, EVENTS, RESPONSES
from prevent_desktop.casework.signature_check import Finding
from prevent_desktop.casework.team.change_set import ROW
from prevent_desktop.casework.team.shared_kinds import shared_kind
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.signers import signers_of, was_shared
from prevent_desktop.workflows.record.signed_claims import Claim, checks_in, claims, found_of

_TOLD_BY_PACKS = {
    EntryKind.EVENT: EVENTS.table,
    EntryKind.DECISION: DECISIONS.table,
    EntryKind.FORM: RESPONSES.table,
}
"""Lines that a pack may tell, by the tables in which they stand."""


class ToldLine(NamedTuple):
    """An event, a decision or a form that stands as told by a pack that came in: its row, and the pack's."""

    table: str
    record_id: str
    received_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """What came in and of which this vault does not know that it was signed: what an origin tells of it, its row, and whose word it is."""

    told: Told
    table: str
    record_id: str
    word: WordOf


def who_checked(vault: Vault, pack: ReceivedPack) -> WordOf | None:
    """The colleagues by whose word it is checked who signed this pack; None where it was checked here."""
    found = () if pack.case_id is None else unchecked(vault, pack.case_id)
    mine = (one.word for one in found if (one.table, one.record_id) == (RECEIVED_PACKS.table, pack.id))
    return next(mine, None)


def with_whose_word(vault: Vault, case_id: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The lines of a case, each that came in with whose word it is that it was signed."""
    if not any(one.origin.kind.came_in for one in entries):
        return entries
    found = unchecked(vault, case_id)
    told = {one: line for one in entries if (line := _told_line(one)) is not None}
    lines = words_of_lines(vault, case_id, told.values(), found)
    words = {one.told: one.word for one in found}
    return tuple(
        _with_word(one, lines.get(told[one]) if one in told else words.get(one.origin.told))
        for one in entries
    )


def _with_word(entry: Entry, word: WordOf | None) -> Entry:
    return entry if word is None else replace(entry, origin=replace(entry.origin, word_of=word))


def _told_line(entry: Entry) -> ToldLine | None:
    table = _TOLD_BY_PACKS.get(entry.kind, "") if entry.origin.kind is OriginKind.PACK else ""
    return ToldLine(table, entry.record_id, entry.origin.source_id) if table else None


def words_of_lines(
    vault: Vault, case_id: str, lines: Iterable[ToldLine], found: Collection[Unchecked] | None = None
) -> dict[ToldLine, WordOf]:
    """Whose word it is of each of these lines that its pack tells it: that of the pack, or of whose laptop took the line out of it.

    `found` is what `unchecked` gave, where that is known.
    """
    packs = {
        one.record_id: one.word
        for one in (unchecked(vault, case_id) if found is None else found)
        if one.table == RECEIVED_PACKS.table
    }
    given = tuple(lines)
    colleagues = _colleagues(vault, case_id, [(one.table, one.record_id, ROW) for one in given])
    words = {
        one: packs.get(one.received_id) or _word_of(colleagues.get((one.table, one.record_id, ROW), ""))
        for one in given
    }
    return {one: word for one, word in words.items() if word is not None}


def word_of_form(vault: Vault, form: FilledForm) -> WordOf | None:
    """Whose word it is that a form came in a pack, where that is not known here; None for one of our own."""
    if form.received_id is None:
        return None
    line = ToldLine(RESPONSES.table, form.id, form.received_id)
    return words_of_lines(vault, form.case_id, [line]).get(line)


def _word_of(colleague: str) -> WordOf | None:
    return WordOf(colleague=colleague) if colleague else None


def unchecked(vault: Vault, case_id: str) -> tuple[Unchecked, ...]:
    """What came into a case by a colleague's word alone; of one that is shared no more, what was looked at while it was."""
    checks = checks_in(vault, case_id)
    if not checks and not was_shared(vault, case_id):
        return ()
    found = {one: found_of(one, checks) for one in claims(vault, case_id)}
    open_ones = {_place(one): one for one, finding in found.items() if finding is not Finding.SIGNED}
    looked_at = {place: _("Somebody") for place, one in open_ones.items() if found[one] is not None}
    colleagues = looked_at | _colleagues(vault, case_id, open_ones)
    return tuple(
        Unchecked(
            told=one.told,
            table=one.table,
            record_id=one.row.id,
            word=WordOf(colleague=colleagues[place], is_false=found[one] is Finding.FALSE),
        )
        for place, one in open_ones.items()
        if place in colleagues
    )


def by_others(vault: Vault, case_id: str, given: Iterable[Claim]) -> tuple[Claim, ...]:
    """Those of these claims that colleagues' vaults alone say."""
    by_place = {_place(one): one for one in given}
    said = _colleagues(vault, case_id, by_place)
    return tuple(one for place, one in by_place.items() if place in said)


_Place = tuple[str, str, str]
"""A table, the id of a row, and the unit of it."""


def _place(claim: Claim) -> _Place:
    return claim.table, claim.row.id, claim.unit


def _colleagues(vault: Vault, case_id: str, places: Collection[_Place]) -> dict[_Place, str]:
    """Who said what stands of these units, of those of which this vault did not say it."""
    kinds = {place: kind for place in places if (kind := shared_kind(place[0])) is not None}
    signers = signers_of(vault, case_id, [(kind, place[1]) for place, kind in kinds.items()])
    named = (
        () if signers is None else ((one, signers.elsewhere(kind, *one[1:])) for one, kind in kinds.items())
    )
    return {place: name for place, name in named if name}
