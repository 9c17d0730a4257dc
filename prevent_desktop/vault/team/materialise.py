"""The record of a shared case in this vault is brought to what all its change-sets make together.

In one transaction: what was written here is captured first, so that nothing typed is lost; then all sets are folded, and the
rows that differ are written. A row waits while what it refers to is not here: a file that has not come, or a form. What is
open in a window stays as it is until it is closed, so that whoever writes never loses words to a colleague's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from prevent_desktop.casework.difference_kinds import PERSON_CHANGES
from prevent_desktop.casework.record_kinds import ATTACHMENTS, PEOPLE
from prevent_desktop.casework.team.change_set import ROW, STATE
from prevent_desktop.casework.team.folding import (
    Difference,
    FoldedCase,
    FoldedRow,
    NamedSet,
    RowName,
    fold,
    person_of,
)
from prevent_desktop.casework.team.shared_kinds import shared_kind
from prevent_desktop.errors import RecordError
from prevent_desktop.strict_json import COMPACT, parts_of
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.team.capture import NOT_SHARED_HERE, TAKEN_AWAY, Writer, capture
from prevent_desktop.vault.team.case_writing import NO_OTHER_COPY, Beside, CaseWork, Form, Forms
from prevent_desktop.vault.team.moving import MOVED, came_from_another_circle, is_moved_out
from prevent_desktop.vault.team.out_of_record import counts_no_more, take_out_of_record
from prevent_desktop.vault.team.person_view import seen_by
from prevent_desktop.vault.team.rows import RowPlace, rows_of_case, unit_digests
from prevent_desktop.vault.team.tables import DISPOSED, OTHER_CIRCLE, SetState
from prevent_desktop.vault.team.units import UnitPlace, UnitState, key_text
from prevent_desktop.vault.vault import Vault

Writers = Callable[[str], Writer | None]
"""The writer of this vault in a circle; None where it cannot write in it (any more)."""


@dataclass(frozen=True, slots=True)
class Materialised:
    """What became of a case: whether anything of it changed here, and which of its rows wait."""

    changed: bool = False
    waiting: frozenset[RowName] = frozenset()
    differences: int = 0


def materialise(
    vault: Vault,
    case_id: str,
    circle: str,
    *,
    writers: Writers,
    forms: Forms,
    open_drafts: Collection[str] = (),
    sets: Sequence[NamedSet] = (),
    beside: Beside = NO_OTHER_COPY,
) -> Materialised:
    """Bring one case to what its sets make together. All of it or nothing; inside another transaction, a part of that.

    `open_drafts` are the ids of responses that somebody writes in here just now. `sets` are all sets of the case that count,
    where the caller has read them already, `beside` what another copy of this vault has.
    """
    with vault.transaction():
        found = list(sets) or [one.named for one in vault.team.sets_of(case_id, circle)]
        if _is_kept_out(vault, case_id, circle) or (not found and vault.team.circle_of(case_id) != circle):
            return Materialised()
        vault.database.defer_foreign_keys()
        folded = fold(found)
        persons = _cases_of_person(vault, case_id, folded)
        for other, its_circle in {**persons, case_id: circle}.items():
            writer = writers(its_circle)
            if writer is not None and (made := capture(vault, other, writer)) and other == case_id:
                folded = fold([*found, *(one.named for one in made)])
        if counts_no_more(vault, case_id, folded):
            if came_from_another_circle(vault, case_id, circle):
                return Materialised(waiting=frozenset(folded.half))
            take_out_of_record(vault, case_id)
            return Materialised(changed=True, waiting=frozenset(folded.half))
        work = _brought_up(
            vault, case_id, circle, _with_person(vault, folded, persons, case_id), forms, open_drafts, beside
        )
        _note_units(work)
        _note_differences(work)
        waiting = frozenset(work.waiting).union(folded.half)
        vault.team.note_waiting(case_id, _told_by_themselves(waiting, folded))
        for other, its_circle in persons.items() if work.changed else ():
            _note_person(vault, other, its_circle)
    return Materialised(work.changed, waiting, len(folded.differences))


def _told_by_themselves(waiting: Collection[RowName], folded: FoldedCase) -> list[RowName]:
    """Without the lines of files, which have a list of their own, and drafts that were taken away."""
    gone = {name for name, row in folded.half.items() if not row.values}
    return [name for name in waiting if name.table != ATTACHMENTS.table and name not in gone]


def _brought_up(
    vault: Vault,
    case_id: str,
    circle: str,
    folded: FoldedCase,
    forms: Forms,
    open_drafts: Collection[str],
    beside: Beside,
) -> CaseWork:
    """At once; where the database refuses a row, once more row by row, so that this row waits and the rest goes on."""

    def work(*, careful: bool) -> CaseWork:
        made = CaseWork(
            vault=vault, circle=circle, case_id=case_id, folded=folded, here=rows_of_case(vault.database, case_id, circle),
            known=vault.team.units.of(case_id), forms=forms, open_drafts=open_drafts, beside=beside, careful=careful,
        )  # fmt: skip
        with vault.transaction():
            made.bring_up()
        return made

    try:
        return work(careful=False)
    except RecordError:
        return work(careful=True)


def _is_kept_out(vault: Vault, case_id: str, circle: str) -> bool:
    """Whether these sets may change nothing here; then they are told so."""
    shared_in = vault.team.circle_of(case_id)
    if shared_in == circle:
        return False
    if vault.disposals.is_disposed(case_id):
        state, reason = SetState.SET_ASIDE, DISPOSED
    elif is_moved_out(vault, case_id, circle):
        state, reason = SetState.WAITING, MOVED
    elif shared_in is not None:
        state, reason = SetState.SET_ASIDE, OTHER_CIRCLE
    elif vault.database.value("SELECT 1 FROM cases WHERE id = ?", (case_id,)) is not None:
        state, reason = SetState.WAITING, NOT_SHARED_HERE
    else:
        return False
    for one in vault.team.sets_of(case_id, circle):
        vault.team.set_state(one, state, reason)
        if reason == DISPOSED:
            vault.team.forget_words(one)
    return True


def _cases_of_person(vault: Vault, case_id: str, folded: FoldedCase) -> dict[str, str]:
    """The other shared cases of the same person, with their circles."""
    case = folded.rows.get(RowName("cases", (case_id,)))
    if case is None:
        return {}
    sql = """
        SELECT team_cases.case_id, circle FROM cases JOIN team_cases ON team_cases.case_id = cases.id
        WHERE person_id = ? AND cases.id <> ? ORDER BY cases.id
    """
    rows = vault.database.rows(sql, (case.values["person_id"], case_id))
    return {row["case_id"]: row["circle"] for row in rows}


def _with_person(vault: Vault, folded: FoldedCase, others: Mapping[str, str], case_id: str) -> FoldedCase:
    """With what all shared cases of the person say of them together."""
    name = next((name for name in folded.rows if name.table == "people"), None)
    if name is None or not others:
        return folded
    cases = {case_id: folded}
    for other, circle in others.items():
        cases[other] = fold(one.named for one in vault.team.sets_of(other, circle))
    values = person_of([cases[one] for one in sorted(cases)], name)
    together = FoldedRow(name, values, folded.rows[name].shown)
    return replace(folded, rows={**folded.rows, name: together})


def _note_units(work: CaseWork) -> None:
    """Keep what stands of each unit now, so that nothing of it is taken for a change of our own."""
    now: dict[UnitPlace, UnitState] = {}
    for name, row in work.folded.rows.items():
        kind, place = shared_kind(name.table), RowPlace(name.table, key_text(name.key))
        if kind is None or place in work.left or (stands := work.here.rows.get(place)) is None:
            continue
        if kind is PEOPLE:
            stands = seen_by(work.vault.database, work.circle, stands)
        elif kind is PERSON_CHANGES and stands != row.values:
            continue
        for unit, digest in unit_digests(kind, stands):
            now[unit] = UnitState.of(digest, row.shown.get(unit.unit))
    for name, shown in work.folded.gone.items():
        place = RowPlace(name.table, key_text(name.key))
        if place not in work.left:
            now[UnitPlace(*place, ROW)] = UnitState.of("", shown.get(ROW))
            now[UnitPlace(*place, STATE)] = UnitState.of(TAKEN_AWAY, shown.get(STATE))
    changed = {unit: state for unit, state in now.items() if work.known.get(unit) != state}
    work.vault.team.units.put(work.case_id, changed)
    work.vault.team.was_captured(work.case_id)


def _note_person(vault: Vault, case_id: str, circle: str) -> None:
    """The person's row changed by another case of theirs: to this one's circle that is no change of ours."""
    rows = rows_of_case(vault.database, case_id, circle)
    known = vault.team.units.of(case_id)
    for place in rows.rows:
        if place.table == PEOPLE.table:
            units = {
                unit: known[unit]._replace(digest=digest)
                for unit, digest in unit_digests(PEOPLE, rows.of_circle(place))
                if unit in known and known[unit].digest != digest
            }
            vault.team.units.put(case_id, units)


def _note_differences(work: CaseWork) -> None:
    """What waits for a person in this case: those of now, and no others."""
    now = {one.id: one for one in work.folded.differences}
    database = work.vault.database
    rows = database.rows("SELECT id, sides FROM team_conflicts WHERE case_id = ?", (work.case_id,))
    known = {row["id"]: row["sides"] for row in rows}
    for gone in known.keys() - now.keys():
        database.run("DELETE FROM team_conflicts WHERE id = ?", (gone,))
    for still in known.keys() & now.keys():  # another member may have said one side again
        if (sides := _sides_text(now[still])) != known[still]:
            database.run("UPDATE team_conflicts SET sides = ? WHERE id = ?", (sides, still))
    if not now or work.vault.team.circle_of(work.case_id) is None:
        return
    at = time_text(max(one.received_at for one in work.vault.team.sets_of(work.case_id, work.circle)))
    for new in now.keys() - known.keys():
        one = now[new]
        database.insert(
            "team_conflicts", id=new, case_id=work.case_id, record_table=one.unit.table, record_key=key_text(one.unit.key),
            unit=one.unit.unit, sides=_sides_text(one), found_at=at,
        )  # fmt: skip


def _sides_text(difference: Difference) -> str:
    sides: list[dict[str, Any]] = [parts_of(side) for side in difference.sides]
    return json.dumps(sides, **COMPACT)


__all__ = ("Form", "Forms", "Materialised", "Writers", "materialise")
