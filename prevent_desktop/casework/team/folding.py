"""The record of a shared case, worked out from all of its change-sets together.

It is a function of the set of them: in whatever order they come, and however often, the same record stands. An operation
stands while no other names it among those that it takes the place of; one that is named and has not come is waited for by
nobody. What several vaults wrote without knowing of each other stands side by side, and `precedence` says which is shown. How far a
pack is, whoever began its row says alone (`RecordKind.beginner_alone`): what others say of it takes no place of theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.record_kind import RecordKind, Replaces, Type
from prevent_desktop.casework.record_kinds import REVIEWS
from prevent_desktop.casework.team.change_set import ROW, STATE, ChangeSet, OperationId
from prevent_desktop.casework.team.disposal_steps import DISPOSAL_STEPS, Step
from prevent_desktop.casework.team.moves import sign_of
from prevent_desktop.casework.team.precedence import Chosen, Side, choose, is_finished, value_digest
from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.casework.team.set_codec import MARK
from prevent_desktop.casework.team.shared_kinds import (
    claims,
    may_be_taken_away,
    moving,
    shared_kind,
    takes_away,
    units,
)


@dataclass(frozen=True, slots=True)
class NamedSet:
    """A change-set with the digest of the bytes that were signed."""

    digest: str
    change_set: ChangeSet

    def id_of(self, place: int) -> OperationId:
        """The id of its operation at this place."""
        return OperationId(self.change_set.vault, self.change_set.number, self.digest[:MARK], place)


class RowName(NamedTuple):
    """Which row: its table and key."""

    table: str
    key: tuple[Any, ...]


class UnitName(NamedTuple):
    """Which unit of which row."""

    table: str
    key: tuple[Any, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class FoldedRow:
    """A row that stands in the record. `shown` is the side of each unit that says it; a second row of one id has none."""

    name: RowName
    values: Mapping[str, Any]
    shown: Mapping[str, Side]

    def said_by(self, unit: str) -> tuple[OperationId, ...]:
        """The operations that say what stands of a unit."""
        return self.shown[unit].operations if unit in self.shown else ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What members said differently about a unit in one case: first the side that is shown."""

    case_id: str
    unit: UnitName
    sides: tuple[Side, ...]

    @property
    def id(self) -> str:
        """The same at everybody."""
        return derived_id(
            "team-difference", self.case_id, self.unit.table, repr(self.unit.key), self.unit.unit,
            *sorted(value_digest(side.value) for side in self.sides),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoldedCase:
    """What all change-sets of a case make together.

    `gone` are rows that were taken away, `half` those of which the beginning has not come, with what has, `twins` second rows
    of one id (a form that was finished in two vaults), by their ids, with the id of the first. `earlier` are digests of what was said of
    a person before, by unit (`person_of`).
    """

    rows: Mapping[RowName, FoldedRow]
    gone: Mapping[RowName, Mapping[str, Side]]
    half: Mapping[RowName, FoldedRow]
    differences: tuple[Difference, ...]
    twins: Mapping[RowName, RowName]
    earlier: Mapping[UnitName, frozenset[str]]


@dataclass(slots=True)
class _Unit:
    kind: RecordKind
    claims: dict[OperationId, Side] = field(default_factory=dict)
    replaced: set[OperationId] = field(default_factory=set)
    over: dict[OperationId, tuple[OperationId, ...]] = field(default_factory=dict)


_BY_ID: Final = ("id",)


def fold(sets: Iterable[NamedSet]) -> FoldedCase:
    """What they make together. They are of one case, and were held against the declarations (`shared_kinds.check`)."""
    sets = list(sets)
    case_id = sets[0].change_set.case_id if sets else ""
    rows: dict[RowName, FoldedRow] = {}
    beside: dict[RowName, FoldedRow] = {}
    gone: dict[RowName, Mapping[str, Side]] = {}
    half: dict[RowName, FoldedRow] = {}
    differences: list[Difference] = []
    twins: dict[RowName, RowName] = {}
    earlier: dict[UnitName, frozenset[str]] = {}
    movers = _movers(sets)
    for name, found in _by_row(sets).items():
        kind = next(iter(found.values())).kind
        alone = _beginners(found, movers) if kind.beginner_alone else frozenset()
        chosen = {
            unit: choose(kind, unit, _standing(name, unit, one, alone), alone) for unit, one in found.items()
        }
        shown = {unit: one.shown for unit, one in chosen.items()}
        if ROW not in chosen or (STATE in units(kind) and STATE not in chosen):
            came = {unit: one for unit, one in chosen.items() if one.shown.value is not None}
            half[name] = FoldedRow(name, _values(came), {unit: shown[unit] for unit in came})
            continue
        differences += [
            Difference(case_id, UnitName(*name, unit), (one.shown, *one.others))
            for unit, one in chosen.items()
            if one.others and not (unit == ROW and kind.key == _BY_ID)
        ]
        if STATE in chosen and chosen[STATE].shown.value is None:
            gone[name] = shown
            continue
        rows[name] = FoldedRow(name, _values(chosen), shown)
        if kind.replaces is Replaces.FIELD:
            earlier |= {UnitName(*name, unit): _earlier(one) for unit, one in found.items() if unit != ROW}
        for twin in _twins(kind, name, chosen):
            beside[twin.name] = twin
            twins[twin.name] = name
    rows = {**beside, **rows}  # one that somebody wrote on in has a row of its own by now
    _one_open_review(rows)
    return _of_one_person(FoldedCase(rows, gone, half, tuple(differences), twins, earlier))


def _by_row(sets: Iterable[NamedSet]) -> dict[RowName, dict[str, _Unit]]:
    """All that is said of each unit of each row, each set once, in an order that hangs on nothing but the sets."""
    found: dict[RowName, dict[str, _Unit]] = defaultdict(dict)
    once = {one.digest: one for one in sets}
    for digest in sorted(once):
        named = once[digest]
        change_set = named.change_set
        for place, operation in enumerate(change_set.operations):
            kind = shared_kind(operation.table)
            if kind is None or (takes_away(operation) and not may_be_taken_away(kind)):
                continue
            row = found[RowName(operation.table, operation.key)]
            this = named.id_of(place)
            for unit, value in claims(kind, operation):
                one = row.get(unit) or row.setdefault(unit, _Unit(kind))
                one.claims[this] = Side((this,), value, change_set.author, change_set.at)
            row[operation.unit].replaced.update(operation.replaces)
            row[operation.unit].over[this] = operation.replaces
    return found


def _movers(sets: Iterable[NamedSet]) -> frozenset[str]:
    """The listed vaults that brought the case into this circle: they said again what others had begun."""
    return frozenset(
        listed_id(one.vault)
        for one in (named.change_set for named in sets)
        for operation in one.operations
        if operation.table == DISPOSAL_STEPS.table
        and operation.unit == ROW
        and operation.value["step"] == Step.MOVED
        and operation.value["announcement"] == sign_of(one.circle, one.case_id)
    )


def _beginners(row: Mapping[str, _Unit], movers: Collection[str]) -> frozenset[str]:
    """The listed vaults that alone say how far a row is; nobody's alone is one that whoever moved the case said again."""
    begun = row[ROW].claims if ROW in row else ()
    return frozenset(listed_id(one.vault) for one in begun).difference(movers)


def _standing(name: RowName, unit_name: str, unit: _Unit, alone: Collection[str]) -> list[Side]:
    """What nothing took the place of, each value once; a finished form's words stand for ever, and so do those that never change."""
    replaced = _replaced(unit, alone) if alone else unit.replaced
    if unit_name == ROW and unit.kind.key == _BY_ID:
        left = _first_words(unit)
    else:
        left = [
            side
            for this, side in unit.claims.items()
            if this not in replaced or is_finished(name.table, side.value)
        ]
    if len(left) == 1:
        return left
    alike: dict[str, list[Side]] = defaultdict(list)
    for side in left:
        alike[value_digest(side.value)].append(side)
    return [_one_of(found) for found in alike.values()]


def _replaced(unit: _Unit, alone: Collection[str]) -> set[OperationId]:
    """What was taken the place of; what these listed vaults said by themselves alone, be it by way of what others said in between."""
    own = {this for this in unit.claims if listed_id(this.vault) in alone}
    seen = set[OperationId]()
    left = [each for this in own for each in unit.over.get(this, ())]
    while left:
        if (each := left.pop()) not in seen:
            seen.add(each)
            left += unit.over.get(each, ())
    return (unit.replaced - own) | (seen & own)


def _first_words(unit: _Unit) -> list[Side]:
    """How a row was begun; whoever says that other words take the place of these is not heard. No program of ours says so."""

    def changes_words(this: OperationId, side: Side) -> bool:
        before = (unit.claims[each] for each in unit.over.get(this, ()) if each in unit.claims)
        return any(each.value != side.value for each in before)

    return [side for this, side in unit.claims.items() if not changes_words(this, side)]


def _one_of(sides: list[Side]) -> Side:
    if len(sides) == 1:
        return sides[0]
    first = min(sides, key=lambda side: (side.at, side.operations))
    operations = tuple(sorted(each for side in sides for each in side.operations))
    return Side(operations, first.value, first.author, first.at)


def _values(chosen: Mapping[str, Chosen]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for unit, one in chosen.items():
        values |= one.shown.value if unit in {ROW, STATE} else {unit: one.shown.value}
    return values


def _twins(kind: RecordKind, name: RowName, chosen: Mapping[str, Chosen]) -> Iterator[FoldedRow]:
    """The other forms that were finished under one id, and the other rows that were written under one: each is kept."""
    if kind.key != _BY_ID:
        return
    first = _values(chosen)
    for side in (*chosen[ROW].others, *(chosen[STATE].beside if STATE in chosen else ())):
        key = derived_id("team-twin", name.table, *map(str, name.key), value_digest(side.value))
        yield FoldedRow(RowName(name.table, (key,)), {**first, **side.value, "id": key}, {})


def _one_open_review(rows: dict[RowName, FoldedRow]) -> None:
    """A case has one review that is not done, at most: the one that was set last. Those before it are done with it."""
    unfinished = [
        row for name, row in rows.items() if name.table == REVIEWS.table and row.values["done_at"] is None
    ]
    unfinished.sort(key=lambda row: (row.values["set_at"], row.name.key))
    for row in unfinished[:-1]:
        rows[row.name] = replace(row, values={**row.values, "done_at": unfinished[-1].values["set_at"]})


def _of_one_person(folded: FoldedCase) -> FoldedCase:
    """Without rows of people whom the case is not about: no set of a case writes about anybody else."""
    person = next(
        (row.values["person_id"] for name, row in folded.rows.items() if name.table == "cases"), None
    )
    stays = {
        name: row
        for name, row in folded.rows.items()
        if name.table not in {"people", "person_changes"} or _person_of(row) == person
    }
    if len(stays) == len(folded.rows):
        return folded
    told = tuple(one for one in folded.differences if one.unit[:2] in stays or one.unit[:2] in folded.gone)
    return replace(folded, rows=stays, differences=told)


def _person_of(row: FoldedRow) -> Any:
    return row.values["id" if row.name.table == "people" else "person_id"]


def _earlier(unit: _Unit) -> frozenset[str]:
    return frozenset(value_digest(side.value) for this, side in unit.claims.items() if this in unit.replaced)


def person_of(folded: Sequence[FoldedCase], name: RowName) -> dict[str, Any]:
    """What several shared cases of one person say of them together, by column.

    Each case tells it to its own circle, so none knows of the others. What one case says gives way where another says that it
    was so once, and is not so any more.
    """
    rows = [(case, case.rows[name]) for case in folded if name in case.rows]
    kind = shared_kind(name.table)
    if kind is None or not rows:
        return {}
    values = dict(rows[0][1].values)
    for column in moving(kind) if len(rows) > 1 else ():
        unit = UnitName(*name, column)
        said = [(case, row.values[column]) for case, row in rows]
        values[column] = _together(kind, unit, said)
    return values


def _together(kind: RecordKind, unit: UnitName, said: Sequence[tuple[FoldedCase, Any]]) -> Any:
    by_digest = {value_digest(value): value for _case, value in said}
    if len(by_digest) == 1:
        return said[0][1]
    now = {case_place: value_digest(value) for case_place, (_case, value) in enumerate(said)}
    over = {
        digest
        for place, (case, _value) in enumerate(said)
        for digest in case.earlier.get(unit, ())
        if digest != now[place]
    }
    left = sorted(by_digest.keys() - over) or sorted(by_digest)
    if kind.field(unit.unit).type is Type.TIME:
        return max((by_digest[one] for one in left), key=lambda text: text or "")
    return by_digest[left[0]]
