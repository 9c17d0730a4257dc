"""The record of a shared case in this vault is brought to what all its change-sets make together.

In one transaction: what was written here is captured first, so that nothing typed is lost; then all sets are folded, and the
rows that differ are written. A row waits while what it refers to is not here: a file that has not come, or a form. What is
open in a window stays as it is until it is closed, so that whoever writes never loses words to a colleague's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.record_kinds import PEOPLE
from prevent_desktop.casework.team.change_set import ROW, STATE
from prevent_desktop.casework.team.folding import Difference, FoldedCase, FoldedRow, RowName, fold, person_of
from prevent_desktop.casework.team.precedence import is_finished
from prevent_desktop.casework.team.shared_kinds import frozen, moving, shared_kind, shared_kinds
from prevent_desktop.errors import RecordError
from prevent_desktop.strict_json import COMPACT, parts_of
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.sql_errors import missing
from prevent_desktop.vault.team.capture import NOT_SHARED_HERE, TAKEN_AWAY, Writer, capture
from prevent_desktop.vault.team.row_writing import RowWriter, known_ids
from prevent_desktop.vault.team.rows import CaseRows, Row, RowPlace, rows_of_case, unit_digests
from prevent_desktop.vault.team.tables import (
    FileKind,
    FileState,
    SetState,
    StoredSet,
    TeamFile,
    UnitPlace,
    UnitState,
    key_text,
)
from prevent_desktop.vault.vault import Vault

DISPOSED: Final = "disposed"
"""Why a set is set aside: its case was disposed of here, and never comes back."""
OTHER_CIRCLE: Final = "other-circle"
"""Why a set is set aside: its case is shared in another circle."""

Writers = Callable[[str], Writer | None]
"""The writer of this vault in a circle; None where it cannot write in it (any more)."""


class Form(NamedTuple):
    """The questions of a form, as `questionnaires` keeps them."""

    url: str
    version: str
    content: str


Forms = Callable[[str], Form | None]
"""The form with this digest, where the program has it; None where it has to come from the team's store."""


@dataclass(frozen=True, slots=True)
class Materialised:
    """What became of a case: whether anything of it changed here, and which of its rows wait."""

    changed: bool = False
    waiting: frozenset[RowName] = frozenset()
    differences: int = 0


@dataclass(slots=True)
class _Work:
    """One case while it is brought up."""

    vault: Vault
    circle: str
    case_id: str
    folded: FoldedCase
    here: CaseRows
    open_drafts: Collection[str]
    write: RowWriter
    changed: bool = False
    left: set[RowPlace] = field(default_factory=set)
    waiting: set[RowName] = field(default_factory=set)


def materialise(
    vault: Vault,
    case_id: str,
    circle: str,
    *,
    writers: Writers,
    forms: Forms,
    open_drafts: Collection[str] = (),
) -> Materialised:
    """Bring one case to what its sets make together. All of it or nothing; inside another transaction, a part of that.

    `open_drafts` are the ids of responses that somebody writes in here just now.
    """
    with vault.transaction():
        sets = vault.team.sets_of(case_id, circle)
        if not sets or _is_kept_out(vault, case_id, circle, sets):
            return Materialised()
        vault.database.run("PRAGMA defer_foreign_keys = ON")
        folded = fold(one.named for one in sets)
        persons = _cases_of_person(vault, case_id, folded)
        for other, its_circle in {**persons, case_id: circle}.items():
            writer = writers(its_circle)
            if writer is not None and capture(vault, other, writer) and other == case_id:
                folded = fold(one.named for one in vault.team.sets_of(case_id, circle))
        folded = _with_person(vault, folded, persons, case_id)
        here = rows_of_case(vault.database, case_id, circle)
        work = _Work(vault, circle, case_id, folded, here, open_drafts, RowWriter(vault, case_id))
        _write_rows(work, forms)
        _take_away(work)
        work.write.finish()
        _note_units(work)
        _note_differences(work)
        for other, its_circle in persons.items() if work.changed else ():
            _note_person(vault, other, its_circle)
    return Materialised(work.changed, frozenset(work.waiting | folded.half), len(folded.differences))


def _is_kept_out(vault: Vault, case_id: str, circle: str, sets: Iterable[StoredSet]) -> bool:
    """Whether these sets may change nothing here; then they are told so."""
    shared_in = vault.team.circle_of(case_id)
    if shared_in == circle:
        return False
    if vault.disposals.is_disposed(case_id):
        state, reason = SetState.SET_ASIDE, DISPOSED
    elif shared_in is not None:
        state, reason = SetState.SET_ASIDE, OTHER_CIRCLE
    elif vault.database.value("SELECT 1 FROM cases WHERE id = ?", (case_id,)) is not None:
        state, reason = SetState.WAITING, NOT_SHARED_HERE
    else:
        return False
    for one in sets:
        vault.team.set_state(one, state, reason)
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
    return FoldedCase(
        {**folded.rows, name: together},
        folded.gone,
        folded.half,
        folded.differences,
        folded.twins,
        folded.earlier,
    )


def _write_rows(work: _Work, forms: Forms) -> None:
    """Each kind after those that it refers to; what refers to its own kind, once that is here."""
    by_kind: dict[str, list[FoldedRow]] = {}
    for row in work.folded.rows.values():
        by_kind.setdefault(row.name.table, []).append(row)
    for kind in shared_kinds():
        left = sorted(by_kind.get(kind.table, ()), key=lambda row: row.name.key)
        if kind.table == "responses":
            left = [row for row in left if _has_form(work, row, forms)]
        while left:
            ready = _placeable(work, kind, left)
            if not ready:
                work.waiting |= {row.name for row in left}
                break
            for row in ready:
                _write(work, kind, row)
            left = [row for row in left if row not in ready]
        if kind.table == "cases" and not _has_case(work):
            return


def _has_case(work: _Work) -> bool:
    """Whether the case itself is here; a new one is shared from now on."""
    if work.vault.team.circle_of(work.case_id) is not None:
        return True
    if work.vault.database.value("SELECT 1 FROM cases WHERE id = ?", (work.case_id,)) is None:
        work.waiting |= work.folded.rows.keys()
        return False
    at = min(one.received_at for one in work.vault.team.sets_of(work.case_id, work.circle))
    work.vault.team.share(work.case_id, work.circle, at)
    return True


def _placeable(work: _Work, kind: RecordKind, rows: list[FoldedRow]) -> list[FoldedRow]:
    """Those of which everything that they refer to is here; a file has to be on the disk."""
    links = [one for one in kind.fields if one.refers and one.refers != "cases"]
    known = {
        one.column: known_ids(
            work.vault, one.refers, "digest" if one.refers == "questionnaires" else "id",
            (row.values[one.column] for row in rows if row.values.get(one.column) is not None),
        )
        for one in links
    }  # fmt: skip
    ready = [
        row
        for row in rows
        if all(row.values.get(name) is None or row.values[name] in ids for name, ids in known.items())
    ]
    return [row for row in ready if _has_file(work, row)] if kind.table == "attachments" else ready


def _has_file(work: _Work, row: FoldedRow) -> bool:
    if work.vault.attachments.files.path(row.values["id"]).exists():
        return True
    _want(work, FileKind.ATTACHMENT, row.values["sha256"], row.values["id"], row.values["size"])
    return False


def _has_form(work: _Work, row: FoldedRow, forms: Forms) -> bool:
    """Whether the questions of a response are here, or the program has them."""
    digest = row.values["questionnaire_digest"]
    if known_ids(work.vault, "questionnaires", "digest", [digest]):
        return True
    form = forms(digest)
    if form is None:
        _want(work, FileKind.FORM, digest, "", 0)
        work.waiting.add(row.name)
        return False
    work.vault.questionnaires.keep(digest, form.url, form.version, form.content)
    return True


def _want(work: _Work, kind: FileKind, digest: str, record_id: str, size: int) -> None:
    work.vault.team.want(
        TeamFile(
            circle=work.circle, kind=kind, digest=digest, record_id=record_id or work.case_id, case_id=work.case_id, size=size,
            state=FileState.WANTED,
        )
    )  # fmt: skip


def _write(work: _Work, kind: RecordKind, row: FoldedRow) -> None:
    """One row; what the database refuses waits, and the rest goes on."""
    try:
        with work.vault.transaction():
            _write_row(work, kind, row)
    except RecordError:
        work.waiting.add(row.name)


def _write_row(work: _Work, kind: RecordKind, row: FoldedRow) -> None:
    place = RowPlace(kind.table, key_text(row.name.key))
    before = work.here.rows.get(place) or _row_elsewhere(work, kind, row)
    if before is None:
        work.write.insert(kind, row.values)
        if row.name in work.folded.twins:
            _note_twin(work, row.name)
    elif _is_open_here(work, kind, before):
        work.left.add(place)
        return
    elif _frozen_differs(kind, before, row):
        work.write.replace_frozen(kind, before, row.values)
    elif (values := _changed(work, kind, place, before, row)) is not None:
        work.write.update(kind, before, values)
    else:
        return
    work.changed = True


def _changed(work: _Work, kind: RecordKind, place: RowPlace, before: Row, row: FoldedRow) -> Row | None:
    """What a row says from now on; None where it says so already. What the circle may not see of a person stays as it is."""
    seen = work.here.seen.get(place, before)
    values = {
        name: before[name] if seen[name] == row.values[name] else row.values[name]
        for name in moving(kind)
        if name in row.values
    }
    return values if any(before[name] != value for name, value in values.items()) else None


def _row_elsewhere(work: _Work, kind: RecordKind, row: FoldedRow) -> Row | None:
    """A person who is in this vault already; any other row under this key belongs to another case, and is left alone."""
    where = " AND ".join(f"{name} = ?" for name in kind.key)
    found = work.vault.database.row(f"SELECT * FROM {kind.table} WHERE {where}", row.name.key)  # noqa: S608 - our own names
    if found is None:
        return None
    if kind.table not in {"people", "person_changes"}:
        raise missing(str(row.name.key[0]))
    return dict(found)


def _is_open_here(work: _Work, kind: RecordKind, before: Row) -> bool:
    return kind.table == "responses" and before["id"] in work.open_drafts and before["finalised_at"] is None


def _frozen_differs(kind: RecordKind, before: Row, row: FoldedRow) -> bool:
    """Whether other words stand here where words never change; a link that was cut for the others stays."""
    if is_finished(kind.table, before) and any(
        row.values.get(name) != before[name] for name in moving(kind) if name in row.values
    ):
        return True
    cut = {one.column for one in kind.fields if one.leaves_case}
    return kind.table not in {"people", "person_changes"} and any(
        row.values[name] != before[name] for name in frozen(kind) if name in row.values and name not in cut
    )


def _note_twin(work: _Work, name: RowName) -> None:
    """Remember that a row is a second one of an id."""
    original = work.folded.twins[name]
    work.vault.database.run(
        "INSERT OR IGNORE INTO merge_twins (twin_id, original_id) VALUES (?, ?)",
        (name.key[0], original.key[0]),
    )


def _take_away(work: _Work) -> None:
    """Rows that were taken away elsewhere, unless somebody has them open here."""
    for name in work.folded.gone:
        kind, place = shared_kind(name.table), RowPlace(name.table, key_text(name.key))
        row = work.here.rows.get(place)
        if kind is None or row is None:
            continue
        if _is_open_here(work, kind, row):
            work.left.add(place)
        else:
            work.changed |= work.write.remove(kind, row)


def _note_units(work: _Work) -> None:
    """Keep what stands of each unit now, so that nothing of it is taken for a change of our own."""
    rows = rows_of_case(work.vault.database, work.case_id, work.circle)
    known, now = work.vault.team.units_of(work.case_id), {}
    shown = {RowPlace(name.table, key_text(name.key)): row.shown for name, row in work.folded.rows.items()}
    for place, operations in shown.items():
        kind = shared_kind(place.table)
        if kind is None or place not in rows.rows or place in work.left:
            continue
        for unit, digest in unit_digests(kind, rows.of_circle(place)):
            now[unit] = UnitState(digest, operations.get(unit.unit, ()))
    for name, operations in work.folded.gone.items():
        place = RowPlace(name.table, key_text(name.key))
        if place not in work.left:
            now[UnitPlace(*place, ROW)] = UnitState("", operations.get(ROW, ()))
            now[UnitPlace(*place, STATE)] = UnitState(TAKEN_AWAY, operations.get(STATE, ()))
    work.vault.team.put_units(
        work.case_id, {unit: state for unit, state in now.items() if known.get(unit) != state}
    )
    work.vault.team.was_captured(work.case_id)


def _note_person(vault: Vault, case_id: str, circle: str) -> None:
    """The person's row changed by another case of theirs: to this one's circle that is no change of ours."""
    rows = rows_of_case(vault.database, case_id, circle)
    known = vault.team.units_of(case_id)
    for place in rows.rows:
        if place.table == PEOPLE.table:
            units = {
                unit: UnitState(digest, known[unit].operations)
                for unit, digest in unit_digests(PEOPLE, rows.of_circle(place))
                if unit in known and known[unit].digest != digest
            }
            vault.team.put_units(case_id, units)


def _note_differences(work: _Work) -> None:
    """What waits for a person in this case: those of now, and no others."""
    now = {one.id: one for one in work.folded.differences}
    database = work.vault.database
    rows = database.rows("SELECT id FROM team_conflicts WHERE case_id = ?", (work.case_id,))
    known = {row["id"] for row in rows}
    for gone in known - now.keys():
        database.run("DELETE FROM team_conflicts WHERE id = ?", (gone,))
    at = time_text(max(one.received_at for one in work.vault.team.sets_of(work.case_id, work.circle)))
    if work.vault.team.circle_of(work.case_id) is None:
        return
    for new in now.keys() - known:
        one = now[new]
        database.insert(
            "team_conflicts", id=new, case_id=work.case_id, record_table=one.unit.table, record_key=key_text(one.unit.key),
            unit=one.unit.unit, sides=_sides_text(one), found_at=at,
        )  # fmt: skip


def _sides_text(difference: Difference) -> str:
    sides: list[dict[str, Any]] = [parts_of(side) for side in difference.sides]
    return json.dumps(sides, **COMPACT)
