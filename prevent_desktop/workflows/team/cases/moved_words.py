"""Words that whoever moves a case puts in the place of what others had signed, or leaves out: they are said again as they were signed.

Whoever moves a case says all of it again under their own signature, and who comes in later has nothing else. Whoever goes along holds what
each had signed in the old circle, and says what became another there once more: it stands beside the other words, and both are told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from prevent_desktop.casework.correspondence_kinds import RECEIVED_PACKS
from prevent_desktop.casework.difference_kinds import PERSON_CHANGES
from prevent_desktop.casework.received_pack import SAID_IN_IT
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.record_kinds import ATTACHMENTS, CASES, PEOPLE
from prevent_desktop.casework.team.change_set import ROW, STATE, Operation
from prevent_desktop.casework.team.folding import FoldedRow, NamedSet, RowName, UnitName, fold
from prevent_desktop.casework.team.moves import QUIET, Move
from prevent_desktop.casework.team.precedence import is_finished
from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.casework.team.set_codec import MARK
from prevent_desktop.casework.team.shared_kinds import (
    claims,
    may_be_taken_away,
    of_unit,
    shared_kind,
    takes_away,
    units,
)
from prevent_desktop.vault.team.capture import Writer
from prevent_desktop.vault.team.moving import MOVED
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.moved_sets import kept_sets, say_again

_Said = Mapping[UnitName, Collection[Mapping[str, Any]]]


_COUNTED: Final = (
    "SELECT digest FROM team_sets WHERE case_id = ? AND circle = ? AND state = 'waiting' AND reason = ?"
)
_NOBODYS: Final = frozenset({CASES.table, PEOPLE.table, PERSON_CHANGES.table, *QUIET})
"""The case and the person, with what changed about them, are what all write in; steps count by whom they name, and looks are told by each vault of itself."""
_REWORDED: Final = "keeping.words-put-back"


class _SignedOtherwise(NamedTuple):
    """What was signed in the old circle by these `vaults`, and is not said so in the new one; the operation says it again."""

    operation: Operation
    vaults: frozenset[str]


class Reworded(NamedTuple):
    """Which vault moved a case and said it otherwise than these vaults had signed; listed ids."""

    mover: str
    signers: tuple[str, ...]


def put_back(vault: Vault, case_id: str, move: Move, writer: Writer, begun: Collection[NamedSet]) -> bool:
    """Say what others had signed once more, where whoever moved the case says it otherwise, or not at all; whether anything was left to say.

    So is what this vault alone says how far it is (`RecordKind.beginner_alone`): else the mover began it there. `begun` are the sets with
    which the new circle was begun.
    """
    signed = fold(_went_along(vault, case_id, move)).rows.values()
    there = [one.named for one in vault.team.sets_of(case_id, writer.circle)]
    left = list(_begun_by(listed_id(writer.vault), signed, there))
    signers = {listed_id(each) for one in _signed_otherwise(signed, begun) for each in one.vaults}
    if signers:
        left += [one.operation for one in _signed_otherwise(signed, there)]
        told = " ".join((move.step.vault, *sorted(signers)))
        if _told(vault, case_id) != told:
            vault.audit.append(_REWORDED, case_id, told)
    say_again(vault, case_id, writer, left)
    return bool(left)


def _begun_by(own: str, signed: Iterable[FoldedRow], new: Iterable[NamedSet]) -> Iterator[Operation]:
    """How rows were begun of which this listed vault alone says how far they are, where it does not say so in the new circle and what stands there is the same."""
    said: dict[RowName, dict[str, Any]] = {}
    for change_set in (one.change_set for one in new):
        for one in change_set.operations:
            if one.unit == ROW:
                said.setdefault(RowName(one.table, one.key), {})[listed_id(change_set.vault)] = one.value
    for row in signed:
        kind, there = shared_kind(row.name.table), said.get(row.name, {})
        if kind is None or not kind.beginner_alone or not there or own in there:
            continue
        if own in {listed_id(each.vault) for each in row.said_by(ROW)}:
            words = of_unit(kind, ROW, row.values)
            if any(of_unit(kind, ROW, value) == words for value in there.values()):
                yield Operation(table=kind.table, key=row.name.key, unit=ROW, value=dict(row.values))


def reworded(vault: Vault, case_id: str) -> Reworded | None:
    """Whose words whoever moved a case wrote otherwise, or left out, as this vault found when it went along; None where all was as it was signed."""
    mover, *signers = _told(vault, case_id).split() or [""]
    return Reworded(mover, tuple(signers)) if mover else None


def _told(vault: Vault, case_id: str) -> str:
    entry = vault.audit.newest(case_id, _REWORDED)
    return "" if entry is None else entry.detail


def _went_along(vault: Vault, case_id: str, move: Move) -> list[NamedSet]:
    """The sets of the old circle with which whoever moved the case says that it goes on, of those that counted here: none that was set aside comes back so."""
    rows = vault.database.rows(_COUNTED, (case_id, move.step.reference, MOVED))
    known = {row["digest"][:MARK] for row in rows}.intersection(move.step.known)
    return list(kept_sets(vault, case_id, move.step.reference, lambda _who, mark: mark in known))


def _signed_otherwise(signed: Collection[FoldedRow], new: Collection[NamedSet]) -> Iterator[_SignedOtherwise]:
    """All of it that never changes: the frozen words of each row, and finished forms. `signed` are the rows as they went along.

    A draft that is not there may have been taken away, and what may move, anybody may have changed.
    """
    said = _said(new)
    files = {row.name.key[0]: row.values["sha256"] for row in signed if row.name.table == ATTACHMENTS.table}
    for row in signed:
        kind = shared_kind(row.name.table)
        if (
            kind is None
            or kind.key != ("id",)
            or kind.table in _NOBODYS
            or _is_there_by_its_signer(row, files, said)
        ):
            continue
        unit = _unit_otherwise(kind, row, said)
        if unit is not None:
            value = dict(row.values) if unit == ROW else of_unit(kind, unit, row.values)
            vaults = frozenset(one.vault for one in row.said_by(unit))
            yield _SignedOtherwise(
                Operation(table=kind.table, key=row.name.key, unit=unit, value=value), vaults
            )


def _is_there_by_its_signer(row: FoldedRow, files: Mapping[str, str], said: _Said) -> bool:
    """Whether it is a pack that came in at two members, and the other one's row stands for both; `files` are SHA-256 by id."""
    if row.name.table != RECEIVED_PACKS.table or UnitName(*row.name, ROW) in said:
        return False
    others = (
        one
        for name, rows in said.items()
        if name.table == row.name.table and name.unit == ROW
        for one in rows
    )
    mine = files.get(row.values["attachment_id"], "")
    return any(
        all(one[name] == row.values[name] for name in SAID_IN_IT)
        and any(
            file["sha256"] == mine
            for file in said.get(UnitName(ATTACHMENTS.table, (one["attachment_id"],), ROW), ())
        )
        for one in others
    )


def _unit_otherwise(kind: RecordKind, row: FoldedRow, said: _Said) -> str | None:
    """Which unit of a row is to be said again; None where all stands as it was signed."""
    is_done = is_finished(kind.table, row.values)
    rows = said.get(UnitName(*row.name, ROW), ())
    if not rows:
        return None if may_be_taken_away(kind) and not is_done else ROW
    if not _has(kind, ROW, row, rows):
        return ROW
    states = said.get(UnitName(*row.name, STATE), ())
    return STATE if is_done and STATE in units(kind) and not _has(kind, STATE, row, states) else None


def _has(kind: RecordKind, unit: str, row: FoldedRow, said: Collection[Mapping[str, Any]]) -> bool:
    """Whether any of these says the words of a row; links to other cases, which not all are told of, and columns that it had not aside."""
    cut = {one.column for one in kind.fields if one.leaves_case}
    words = {name: value for name, value in of_unit(kind, unit, row.values).items() if name not in cut}
    return any(all(one.get(name, value) == value for name, value in words.items()) for one in said)


def _said(sets: Collection[NamedSet]) -> _Said:
    found: dict[UnitName, list[Mapping[str, Any]]] = defaultdict(list)
    for operation in (each for one in sets for each in one.change_set.operations):
        kind = shared_kind(operation.table)
        if kind is not None and not takes_away(operation):
            for unit, value in claims(kind, operation):
                if unit in {ROW, STATE}:
                    found[UnitName(operation.table, operation.key, unit)].append(value)
    return found
