"""What was written here in a shared case becomes change-sets: each unit that says otherwise than what stands in `team_units`.

A set is signed where it is made, in the transaction that makes it, so that none is lost or made twice; it lies in `team_sets`
until the next round puts it into the store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prevent_desktop.casework.team.change_set import ROW, STATE, ChangeSet, Operation
from prevent_desktop.casework.team.folding import NamedSet
from prevent_desktop.casework.team.set_codec import digest_of, encode, size_of
from prevent_desktop.casework.team.shared_kinds import may_be_taken_away, of_unit, shared_kind
from prevent_desktop.vault.team.files import FileKind, FileState, TeamFile
from prevent_desktop.vault.team.rows import (
    CaseRows,
    RowPlace,
    other_cases_cut,
    read_key,
    rows_of_case,
    unit_digests,
)
from prevent_desktop.vault.team.tables import SetState, StoredSet
from prevent_desktop.vault.team.units import UnitPlace, UnitState, key_text
from prevent_desktop.vault.vault import Vault

NOT_SHARED_HERE: Final = "not-shared-here"
"""Why a set of another vault waits: its case stands in this vault, and nobody shared it from here."""
FULL: Final = 40_000
"""Bytes of operations after which another set is begun: signed and in base 64 it still fits in 64 kB."""
TAKEN_AWAY: Final = "taken-away"
"""In place of the digest of a row's state: the row is not here any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """In whose name this vault writes in one circle; `sign` gives the compact JWS of the bytes of a set.

    `vault` is the id of this vault in the team, `epoch` the newest of the circle, `profile` the version of the profile.
    """

    team: str
    circle: str
    epoch: int
    profile: int
    vault: str
    author: str
    sign: Callable[[bytes], str]
    now: Callable[[], datetime]


def put_into_circle(vault: Vault, case_id: str, circle: str, at: datetime) -> None:
    """Share a case in a circle; the sets that say what stands in it are made when it is next captured. RecordError where it is shared."""
    with vault.transaction():
        vault.cases.get(case_id)
        vault.team.share(case_id, circle, at)
        vault.team.let_count(case_id, circle, NOT_SHARED_HERE)
        vault.audit.append("case.shared", case_id, circle)


def capture(vault: Vault, case_id: str, writer: Writer) -> tuple[StoredSet, ...]:
    """Make sets of what was written in a case since the last time; none where nothing was. In the caller's transaction, or one."""
    if not vault.team.is_dirty(case_id):
        return ()
    with vault.transaction():
        rows, operations = not_said_yet(vault, case_id, writer.circle)
        made = tuple(write_sets(vault, case_id, writer, operations))
        vault.team.units.put(case_id, _units_said(rows, made))
        offer_files(vault, case_id, writer.circle, made, has_file=vault.attachments.has_file)
        vault.team.was_captured(case_id)
    return tuple(stored for stored, _named in made)


def not_said_yet(vault: Vault, case_id: str, circle: str) -> tuple[CaseRows, list[Operation]]:
    """The rows of a case, and what of them no change-set says yet."""
    rows, known = rows_of_case(vault.database, case_id, circle), vault.team.units.of(case_id)
    return rows, [*_written(vault, rows, known), *_taken_away(rows, known)] if rows.rows else []


def _written(vault: Vault, rows: CaseRows, known: dict[UnitPlace, UnitState]) -> Iterator[Operation]:
    """What is new, and what says otherwise. When a row of a field by field kind changed last goes with the change alone."""
    for place in rows.rows:
        kind, row = shared_kind(place.table), rows.of_circle(place)
        if kind is None:
            continue
        key, first = read_key(place.key), known.get(UnitPlace(*place, ROW))
        changed = [
            unit
            for unit, digest in unit_digests(kind, row)
            if unit not in known or known[unit].digest != digest
        ]
        if first is None or (changed and not first.operations):  # new, or a twin that no set has written yet
            value = other_cases_cut(vault.database, kind, row)
            yield Operation(table=kind.table, key=key, unit=ROW, value=value)
            continue
        if all(unit.unit == kind.time for unit in changed):
            continue
        for unit in changed:
            replaces = known[unit].to_replace if unit in known else ()
            value = of_unit(kind, unit.unit, row)
            yield Operation(table=kind.table, key=key, unit=unit.unit, value=value, replaces=replaces)


def _taken_away(rows: CaseRows, known: dict[UnitPlace, UnitState]) -> Iterator[Operation]:
    for unit, state in known.items():
        kind = shared_kind(unit.table)
        is_here = RowPlace(unit.table, unit.key) in rows.rows
        if (
            unit.unit != STATE
            or is_here
            or state.digest == TAKEN_AWAY
            or kind is None
            or not may_be_taken_away(kind)
        ):
            continue
        key = read_key(unit.key)
        yield Operation(table=unit.table, key=key, unit=STATE, value=None, replaces=state.to_replace)


def write_sets(
    vault: Vault, case_id: str, writer: Writer, operations: Iterable[Operation]
) -> Iterator[tuple[StoredSet, NamedSet]]:
    """Sign these operations as sets, and keep them to be put. In the caller's transaction."""
    for some in _in_parts(operations):
        own = vault.team.heads(writer.circle).get(writer.vault)
        change_set = ChangeSet(
            team=writer.team, circle=writer.circle, epoch=writer.epoch, profile=writer.profile, vault=writer.vault,
            number=own.number + 1 if own else 1, previous=own.digest if own else "", case_id=case_id, author=writer.author,
            at=writer.now(), operations=some, seen=vault.team.heard_since(writer.circle, writer.vault),
        )  # fmt: skip
        payload = encode(change_set)
        stored = StoredSet(
            circle=writer.circle, vault=writer.vault, number=change_set.number, digest=digest_of(payload), case_id=case_id,
            words=writer.sign(payload), state=SetState.APPLIED, received_at=change_set.at, here=True,
        )  # fmt: skip
        vault.team.keep(stored)
        yield stored, NamedSet(stored.digest, change_set)


def _in_parts(operations: Iterable[Operation]) -> Iterator[tuple[Operation, ...]]:
    part: list[Operation] = []
    size = 0
    for operation in operations:
        more = size_of(operation)
        if part and size + more > FULL:
            yield tuple(part)
            part, size = [], 0
        part.append(operation)
        size += more
    if part:
        yield tuple(part)


def _units_said(rows: CaseRows, made: Iterable[tuple[StoredSet, NamedSet]]) -> dict[UnitPlace, UnitState]:
    """What stands of each unit once these sets are made."""
    units: dict[UnitPlace, UnitState] = {}
    for _stored, named in made:
        for number, operation in enumerate(named.change_set.operations):
            kind, this = shared_kind(operation.table), (named.id_of(number),)
            place = RowPlace(operation.table, key_text(operation.key))
            if kind is None:
                continue
            if operation.value is None and operation.unit == STATE:
                units[UnitPlace(*place, STATE)] = UnitState(TAKEN_AWAY, this)
                continue
            for unit, digest in unit_digests(kind, rows.of_circle(place)):
                if operation.unit in {ROW, unit.unit}:
                    units[unit] = UnitState(digest, this)
    return units


def offer_files(
    vault: Vault,
    case_id: str,
    circle: str,
    made: Iterable[tuple[StoredSet, NamedSet]],
    *,
    has_file: Callable[[str], bool],
) -> None:
    """The files of new rows, and the forms that new responses need, are to be put into the store, as far as they are here.

    `has_file` says of an attachment's id whether its file is here, or will be once the caller is done.
    """
    for operation in (
        one for _stored, named in made for one in named.change_set.operations if one.unit == ROW
    ):
        row = operation.value
        if operation.table == "attachments" and has_file(row["id"]):
            vault.team.files.offer(
                TeamFile(
                    circle=circle, kind=FileKind.ATTACHMENT, digest=row["sha256"], record_id=row["id"], case_id=case_id,
                    size=row["size"], state=FileState.TO_PUT,
                )
            )  # fmt: skip
        elif operation.table == "responses" and vault.questionnaires.has(row["questionnaire_digest"]):
            digest = row["questionnaire_digest"]
            size = len(vault.questionnaires.get(digest).encode())
            vault.team.files.offer(
                TeamFile(
                    circle=circle, kind=FileKind.FORM, digest=digest, record_id="", case_id="", size=size,
                    state=FileState.TO_PUT,
                )
            )  # fmt: skip
