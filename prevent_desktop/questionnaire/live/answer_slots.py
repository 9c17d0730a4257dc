"""Which answer keeps what lies under it when the answers of a question change.

What lies under an answer follows the answer: by its value where that is still there, by its place where the answer was
only changed. What lay under an answer that is gone is kept behind the others, in case it comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from prevent_desktop.questionnaire.live.state import Slot, State
from prevent_desktop.questionnaire.values import Value


def place_answers(state: State, values: Sequence[Value]) -> list[State]:
    """Give `state` these answers. Returns the states that are new because an answer is."""
    if not state.item.children:
        state.slots = [_same_or_new(state, number, value) for number, value in enumerate(values)]
        return []
    spare = list(state.slots)
    matched = [_take(spare, value) for value in values]
    by_place = not state.item.repeats or len(values) == len(state.answers)
    placed: list[Slot] = []
    new: list[State] = []
    for number, (value, slot) in enumerate(zip(values, matched, strict=True)):
        kept = slot or _take_place(state, spare, number, by_place=by_place)
        if kept is None:
            kept = Slot(state, state.item.children)
            new += kept.states()
        if not _is_typed(kept.value, value):
            kept.value, kept.written = value, None
        kept.parked = None
        placed.append(kept)
    for slot in spare:
        if slot.value is not None:
            slot.parked, slot.value, slot.written = slot.value, None, None
    state.slots = [*placed, *(slot for slot in spare if slot.holds_anything)]
    if not state.slots:
        state.slots = spare[:1]
    return new


def same_answers(one: Sequence[Value], other: Sequence[Value]) -> bool:
    """Whether both are the same answers, of the same types: a boolean is no number."""
    return len(one) == len(other) and all(map(_is, one, other))


def typed_the_same(one: Sequence[Value], other: Sequence[Value]) -> bool:
    """Whether both are the same answers as they were typed: 1.5 and 1.50 say how exactly a number is known."""
    return len(one) == len(other) and all(map(_is_typed, one, other))


def _is(one: Value | None, other: Value) -> bool:
    return type(one) is type(other) and one == other


def _is_typed(one: Value | None, other: Value) -> bool:
    return _is(one, other) and (type(one) is not Decimal or str(one) == str(other))


def _same_or_new(state: State, number: int, value: Value) -> Slot:
    if number < len(state.slots) and _is_typed(state.slots[number].value, value):
        return state.slots[number]
    return Slot(state, (), value)


def _take(spare: list[Slot], value: Value) -> Slot | None:
    for slot in spare:
        if _is(slot.value if slot.value is not None else slot.parked, value):
            spare.remove(slot)
            return slot
    return None


def _take_place(state: State, spare: list[Slot], number: int, *, by_place: bool) -> Slot | None:
    """The slot in the same place, where the answer there was only changed; or one that never had an answer."""
    fitting = [slot for slot in state.slots[number : number + 1] if by_place and slot in spare]
    fitting += [slot for slot in spare if slot.value is None and slot.parked is None]
    if not fitting:
        return None
    spare.remove(fitting[0])
    return fitting[0]
