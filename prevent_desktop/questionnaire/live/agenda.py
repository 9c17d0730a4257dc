"""What has to be looked at again after a change, in order, and how one leads to the other."""

from __future__ import annotations

import heapq

from prevent_desktop.questionnaire.expression_parts import Reader
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.live.state import Slot, State, climb, descend


class Agenda:
    """States to look at, the lowest rank first, with the work on them as bits."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, State]] = []
        self._work: dict[int, int] = {}

    def add(self, state: State, work: int) -> None:
        """Look at `state`, and do this work on it beside what is known already."""
        known = self._work.get(id(state))
        if known is None:
            self._work[id(state)] = work
            heapq.heappush(self._heap, (state.item.rank, id(state), state))
        elif work:
            self._work[id(state)] = known | work

    def next(self) -> tuple[State, int] | None:
        """The next state with its work; None when all is done."""
        if not self._heap:
            return None
        state = heapq.heappop(self._heap)[2]
        return state, self._work.pop(id(state))


def reached(reader: Reader, state: State) -> list[State] | list[State | None]:
    """The states that read `state`; None stands for the form itself."""
    if reader.up < 0:
        return descend(state.slots, reader.route) if reader.route else [state]
    slot = climb(state.home, reader.up)
    return descend([slot], reader.route) if reader.route else [slot.owner]


def occurrences(questionnaire: Questionnaire, root: Slot, link_id: str) -> list[State]:
    """All states of one item."""
    chain: list[str] = []
    here: str | None = link_id
    while here is not None:
        chain.append(here)
        here = questionnaire.by_link_id[here].parent_link_id
    return descend([root], tuple(reversed(chain)))
