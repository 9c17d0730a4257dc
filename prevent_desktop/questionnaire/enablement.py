"""Works out what is shown: all of it once, and after a change only what depends on what changed.

An item is enabled when its conditions hold and what it lies under is enabled; what lies under a question is enabled
only when there is an answer that it can lie under. A question that is not enabled counts as not answered. Items are
visited in the order of their ranks, so each is looked at no more than once.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field

from prevent_desktop.questionnaire.comparing import condition_holds
from prevent_desktop.questionnaire.items import EnableBehavior, EnableWhen, ItemType, Questionnaire
from prevent_desktop.questionnaire.state import Slot, State, climb, descend, walk
from prevent_desktop.questionnaire.values import Value


@dataclass(slots=True)
class Flips:
    """The states whose enablement changed."""

    shown: list[State] = field(default_factory=list)
    hidden: list[State] = field(default_factory=list)


def settle(questionnaire: Questionnaire, changed: Iterable[State]) -> Flips:
    """Bring up to date all that depends on `changed`, which are new or whose answers changed, and tell what flipped."""
    flips = Flips()
    agenda = _Agenda()
    for state in changed:
        agenda.add(state)
        _follow(questionnaire, state, agenda)
    while (next_one := agenda.next()) is not None:
        before = next_one.enabled
        next_one.met = _is_met(next_one)
        next_one.enabled = next_one.met and _has_place(next_one)
        if next_one.enabled is not before:
            (flips.shown if next_one.enabled else flips.hidden).append(next_one)
            _follow(questionnaire, next_one, agenda)
    return flips


def settle_all(slot: Slot) -> None:
    """Work out the enablement of all that is under `slot`, itself up to date."""
    for state in sorted(walk([slot]), key=_rank):
        state.met = _is_met(state)
        state.enabled = state.met and _has_place(state)


def _rank(state: State) -> int:
    return state.item.rank


class _Agenda:
    """States to look at, the lowest rank first, each once."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, State]] = []
        self._known: set[int] = set()

    def add(self, state: State) -> None:
        if id(state) not in self._known:
            self._known.add(id(state))
            heapq.heappush(self._heap, (state.item.rank, id(state), state))

    def next(self) -> State | None:
        return heapq.heappop(self._heap)[2] if self._heap else None


def _follow(questionnaire: Questionnaire, state: State, agenda: _Agenda) -> None:
    for slot in state.slots:
        for child in slot.states():
            agenda.add(child)
    for dependent in questionnaire.dependents.get(state.item.link_id, ()):
        starts = state.slots if dependent.up < 0 else [climb(state.home, dependent.up)]
        for found in descend(starts, dependent.route):
            agenda.add(found)


def _is_met(state: State) -> bool:
    conditions = state.item.enable_when
    if not conditions:
        return True
    results = (condition_holds(_answers(state, one), one.operator, one.answer) for one in conditions)
    return any(results) if state.item.enable_behavior is EnableBehavior.ANY else all(results)


def _answers(state: State, condition: EnableWhen) -> list[Value]:
    slot = climb(state.home, condition.up)
    if condition.route:
        return [
            value for found in descend([slot], condition.route) if found.enabled for value in found.answers
        ]
    enabled = slot.owner is not None and slot.owner.enabled
    return [slot.value] if enabled and slot.value is not None else []


def _has_place(state: State) -> bool:
    slot: Slot = state.home
    if slot.owner is None:
        return True
    if not slot.owner.enabled:
        return False
    return (
        slot.owner.item.type is ItemType.GROUP
        or slot.value is not None
        or state.item.type is ItemType.DISPLAY
    )
