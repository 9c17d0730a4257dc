"""Which of several values that stand for one unit is shown: the same one at everybody, whatever came first.

A state gives way to the further one, and of two that are equally far to that of whoever alone says how far it is; a draft gives
way to the finished form, and to the draft that goes on from it. Where nothing of this tells, the one is shown whose digest is the smallest, and the others wait for a person (`vault.team.conflicts`).
So does a case that one ended and another moves on, of which the further state is shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from prevent_desktop.casework.case import ENDED, CaseStatus
from prevent_desktop.casework.draft_states import is_earlier_state
from prevent_desktop.casework.record_kind import RecordKind, Replaces, Type
from prevent_desktop.casework.team.change_set import ROW, STATE, OperationId
from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.strict_json import canonical


@dataclass(frozen=True, slots=True)
class Side:
    """What `operations` say of a unit, and who said it first. `passed_over` say otherwise, and gave way to it without anybody being asked."""

    operations: tuple[OperationId, ...]
    value: Any
    author: str
    at: datetime
    passed_over: tuple[OperationId, ...] = ()

    @property
    def to_replace(self) -> tuple[OperationId, ...]:
        """What whoever writes over it takes the place of: all of it was there to be seen."""
        return tuple(sorted({*self.operations, *self.passed_over}))

    def is_by(self, vaults: Collection[str]) -> bool:
        """Whether one of these listed vaults says so."""
        return any(listed_id(each.vault) in vaults for each in self.operations)


class Chosen(NamedTuple):
    """The side that is shown, those that a person has to settle with it, and finished forms that stand beside it."""

    shown: Side
    others: tuple[Side, ...] = ()
    beside: tuple[Side, ...] = ()


_MOST_PASSED_OVER: Final = 500
"""So many operations at most go with a side that gave way to it: whoever writes next names them all in one change-set."""
_MOST_BESIDE: Final = 20
"""Drafts of one form that are held against each other: no team writes more of them at once, and each one costs as much again."""
Rank = Callable[[Mapping[str, Any]], Any]


def _case_rank(state: Mapping[str, Any]) -> int:
    return _place(tuple(CaseStatus), state.get("status"))


def _alike(_state: Mapping[str, Any]) -> int:
    """Of a kind that has no order: none is further than another."""
    return 0


def _pack_rank(state: Mapping[str, Any]) -> int:
    return _place(PACK_ORDER, state.get("status"))


def _place(order: Sequence[str], code: Any) -> int:
    return order.index(code) if code in order else -1


PACK_ORDER: Final = ("awaiting", "signed", "saved", "queued", "withdrawn", "delivered")
_FURTHER: Final[Mapping[str, Rank]] = {
    "cases": _case_rank,
    "packs": _pack_rank,
    "received_packs": lambda state: state.get("case_id") is not None,
    "attachments": lambda state: (state.get("case_id") is not None, bool(state.get("description"))),
    "chases": lambda state: state.get("event_id") is not None,
    "reviews": lambda state: state.get("done_at") is not None,
}
"""How far the state of each kind is; what is further has the higher rank."""


def value_digest(value: Any) -> str:
    """A digest of a value, by which equal ones are known; the smallest is shown where nothing else decides."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def is_finished(table: str, value: Any) -> bool:
    """Whether it is a finished form: its words never change, so nothing takes their place."""
    return table == "responses" and isinstance(value, Mapping) and value.get("finalised_at") is not None


def choose(
    kind: RecordKind, unit: str, sides: Sequence[Side], beginners: Collection[str] = frozenset()
) -> Chosen:
    """Which of these is shown. They differ from each other; in whatever order they are given, the answer is the same.

    `beginners` are the listed vaults that alone say how far the row is; none where all may. What gave way goes with the draft that goes on from it,
    and with the side that is shown.
    """
    if len(sides) == 1:
        return Chosen(sides[0])
    chosen = _chosen(kind, unit, sides, beginners)
    told = {each for side in (chosen.shown, *chosen.others, *chosen.beside) for each in side.to_replace}
    gave_way = {each for side in sides for each in side.operations} - told
    return chosen._replace(shown=_over(chosen.shown, gave_way)) if gave_way else chosen


def _over(side: Side, operations: Iterable[OperationId]) -> Side:
    passed_over = sorted({*side.passed_over, *operations})
    return replace(side, passed_over=tuple(passed_over[:_MOST_PASSED_OVER]))


def _chosen(kind: RecordKind, unit: str, sides: Sequence[Side], beginners: Collection[str]) -> Chosen:
    there = [side for side in sides if side.value is not None or unit != STATE] or list(sides)
    if len(there) == 1:
        return Chosen(there[0])
    if unit == STATE and kind.replaces is Replaces.WHOLE:
        return _of_forms(there)
    if unit == STATE:
        return _of_states(kind, there, beginners)
    if unit == ROW:
        return _smallest(there) if kind.key == ("id",) else _last_where_words_agree(kind, there)
    if unit and kind.field(unit).type is Type.TIME:
        return Chosen(max(there, key=lambda side: (side.value or "", value_digest(side.value))))
    return _smallest(there)


def _smallest(sides: Sequence[Side]) -> Chosen:
    first, *others = sorted(sides, key=lambda side: value_digest(side.value))
    return Chosen(first, tuple(others))


def _of_states(kind: RecordKind, sides: Sequence[Side], beginners: Collection[str]) -> Chosen:
    """The furthest. Where somebody ended a case that another moves on, a person is asked: whoever ended it had not seen why it goes on."""
    furthest = _furthest(kind, sides)
    own = [side for side in furthest if side.is_by(beginners)]
    chosen = _last_where_words_agree(kind, own or furthest)
    against = [side for side in sides if _ends_case(kind, side) is not _ends_case(kind, chosen.shown)]
    if not against:
        return chosen
    return chosen._replace(others=(_of_states(kind, against, beginners).shown,))


def _ends_case(kind: RecordKind, side: Side) -> bool:
    return kind.table == "cases" and side.value.get("status") in ENDED


def _furthest(kind: RecordKind, sides: Sequence[Side]) -> list[Side]:
    rank: Rank = _FURTHER.get(kind.table, _alike)
    furthest = max(rank(side.value) for side in sides)
    return [side for side in sides if rank(side.value) == furthest]


def _last_where_words_agree(kind: RecordKind, sides: Sequence[Side]) -> Chosen:
    """The last one where they differ in their times alone, which nobody has to settle."""
    times = [one.column for one in kind.fields if one.type is Type.TIME]
    words = {value_digest({k: v for k, v in side.value.items() if k not in times}) for side in sides}
    if len(words) > 1:
        return _smallest(sides)
    return Chosen(
        max(sides, key=lambda side: ([side.value.get(one) or "" for one in times], value_digest(side.value)))
    )


def _of_forms(sides: Sequence[Side]) -> Chosen:
    finished = [side for side in sides if side.value.get("finalised_at") is not None]
    drafts = _written_last([side for side in sides if side.value.get("finalised_at") is None])
    if not finished:
        return _smallest(_newest_states(drafts))
    shown, beside, _none = _smallest(finished)
    left = [side for side in drafts if not any(_goes_before(side, other) for other in finished)]
    others = tuple(sorted(_newest_states(left), key=lambda side: value_digest(side.value)))
    return Chosen(shown, others, beside)


def _newest_states(drafts: Sequence[Side]) -> list[Side]:
    """Those that no other goes on from, each over those before it; of drafts with the same answers one."""
    newest = [one for one in drafts if not any(_is_gone_on_from(one, other) for other in drafts)]
    before: dict[int, list[OperationId]] = {place: [] for place in range(len(newest))}
    for one in drafts:
        if one not in newest:
            goes_on = next(place for place, other in enumerate(newest) if _goes_before(one, other))
            before[goes_on] += one.to_replace
    return [_over(one, before[place]) for place, one in enumerate(newest)]


def _written_last(drafts: Sequence[Side]) -> Sequence[Side]:
    """Of more than a team can write, those written last; the last one is over the others."""
    if len(drafts) <= _MOST_BESIDE:
        return drafts
    in_order = sorted(drafts, key=_order)
    left, (*kept, last) = in_order[:-_MOST_BESIDE], in_order[-_MOST_BESIDE:]
    return [*kept, _over(last, (each for side in left for each in side.operations))]


def _is_gone_on_from(side: Side, other: Side) -> bool:
    """Whether the other one goes on from it; of two with the same answers the later one from the earlier one."""
    return (
        other is not side
        and _goes_before(side, other)
        and (not _goes_before(other, side) or _order(side) < _order(other))
    )


def _order(side: Side) -> tuple[str, str]:
    return str(side.value.get("changed_at") or ""), value_digest(side.value)


def _goes_before(side: Side, other: Side) -> bool:
    return is_earlier_state(str(side.value.get("content") or ""), str(other.value.get("content") or ""))
