"""A person whose details were changed in two copies of one vault: field by field, and nothing that was typed is lost.

What changed on one side only is taken. Where both changed a field, the newer one stands, and the other is told, to be
kept as an earlier value and settled by a person. Both copies come to the same result, whichever takes the other in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import PersonChange
from prevent_desktop.casework.person_values import (
    LISTS,
    SINGLE,
    Member,
    as_text,
    member_text,
    read_member,
    with_value,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A person as one copy has them, with the changes that only this copy knows."""

    person: Person
    changes: tuple[PersonChange, ...]
    here: bool

    def touching(self, field: str, name: str | None = None) -> list[PersonChange]:
        """The changes of a field; for a list, those of the entry with this name."""
        return [
            change
            for change in self.changes
            if change.field == field and (name is None or name in _names(field, change))
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruled:
    """A value that gave way to a newer one, as texts of `person_values`; `kept_by` wrote what stands."""

    field: str
    kept: str
    kept_at: datetime
    kept_by: str
    kept_here: bool
    other: str
    other_at: datetime


@dataclass(frozen=True, slots=True)
class _Value:
    """What one side says of a field, and when it last wrote that; `value` is what the dataclass holds."""

    text: str
    at: datetime
    by: str
    here: bool
    value: Any

    @property
    def order(self) -> tuple[datetime, str]:
        return self.at, self.text


def merge_person(ours: Side, theirs: Side) -> tuple[Person, tuple[Overruled, ...]]:
    """The person as both copies know them, and what gave way."""
    overruled: list[Overruled] = []
    merged = replace(
        ours.person,
        changed_at=max(ours.person.changed_at, theirs.person.changed_at),
        created_at=min(ours.person.created_at, theirs.person.created_at),
    )
    for field in SINGLE:
        merged = with_value(merged, field, _single(field, ours, theirs, overruled))
    for field in LISTS:
        merged = with_value(merged, field, tuple(_list(field, ours, theirs, overruled)))
    return merged, tuple(overruled)


def _single(field: str, ours: Side, theirs: Side, overruled: list[Overruled]) -> Any:
    one, other = (
        _value(side, side.touching(field), as_text(side.person, field), getattr(side.person, field))
        for side in (ours, theirs)
    )
    if one.text == other.text:
        return one.value
    mine, yours = ours.touching(field), theirs.touching(field)
    if bool(mine) != bool(yours):
        return one.value if mine else other.value
    newer, older = (one, other) if one.order > other.order else (other, one)
    if not mine and "" in {one.text, other.text}:  # only ever filled in
        return one.value if one.text else other.value
    overruled.append(_overruled(field, newer, older))
    return newer.value


def _list(field: str, ours: Side, theirs: Side, overruled: list[Overruled]) -> Iterator[Member]:
    first, second = sorted((ours, theirs), key=lambda side: _list_order(field, side), reverse=True)
    for name in dict.fromkeys([*_listed(field, first), *_listed(field, second)]):
        yield from _entries(field, name, first, second, overruled)


def _entries(
    field: str, name: str, first: Side, second: Side, overruled: list[Overruled]
) -> Sequence[Member]:
    one, other = _named(field, name, first), _named(field, name, second)
    if one == other:
        return one
    changed, also = first.touching(field, name), second.touching(field, name)
    if bool(changed) != bool(also):
        return one if changed else other
    if not one or not other:  # taken away on one side and changed on the other: it stays, and somebody looks
        kept, kept_side, gone_side = (one, first, second) if one else (other, second, first)
        if changed:
            there = _value(kept_side, kept_side.touching(field, name), member_text(kept[0]), kept)
            gone = _value(gone_side, gone_side.touching(field, name), "", ())
            overruled.append(_overruled(field, there, gone))
        return kept
    if len(one) > 1 or len(other) > 1:  # several of one name: all of them
        return list(dict.fromkeys((*one, *other)))
    values = [
        _value(side, side.touching(field, name), member_text(entries[0]), entries)
        for side, entries in ((first, one), (second, other))
    ]
    older, newer = sorted(values, key=lambda value: value.order)
    overruled.append(_overruled(field, newer, older))
    return list(newer.value)


def _value(side: Side, changes: Iterable[PersonChange], text: str, value: Any) -> _Value:
    last = max(changes, key=lambda change: (change.changed_at, change.id), default=None)
    if last is None:
        return _Value(text, side.person.changed_at, "", side.here, value)
    return _Value(text, last.changed_at, last.changed_by, side.here, value)


def _overruled(field: str, kept: _Value, other: _Value) -> Overruled:
    return Overruled(
        field=field, kept=kept.text, kept_at=kept.at, kept_by=kept.by, kept_here=kept.here, other=other.text,
        other_at=other.at,
    )  # fmt: skip


def _list_order(field: str, side: Side) -> tuple[datetime, list[str]]:
    return side.person.changed_at, [member_text(member) for member in getattr(side.person, field)]


def _listed(field: str, side: Side) -> list[str]:
    return [_plain(member.name) for member in getattr(side.person, field)]


def _named(field: str, name: str, side: Side) -> list[Member]:
    return [member for member in getattr(side.person, field) if _plain(member.name) == name]


def _names(field: str, change: PersonChange) -> set[str]:
    return {_plain(read_member(field, text).name) for text in (change.old_value, change.new_value) if text}


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
