"""The live tree behind a response: one `State` for each item that is there, one `Slot` for each answer or group.

A group's state has one slot, which holds its children. A question's state has a slot for each answer, and keeps the
slot of an answer that was taken away if anything was written under it: nothing that was typed is ever cleared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.live.worked_out import Live
from prevent_desktop.questionnaire.paths import Path
from prevent_desktop.questionnaire.values import Value

MAX_OCCURRENCES: Final = 1_000
MAX_STATES: Final = 100_000


class Slot:
    """One answer with what lies under it, or what lies in one group. `value` is None where there is no answer (yet).

    `written` is the JSON members of the answer as they were read, kept while the answer does not change; `parked` is
    the answer that was taken away while something lay under it.
    """

    __slots__ = ("children", "owner", "parked", "value", "written")

    def __init__(self, owner: State | None, items: Iterable[Item], value: Value | None = None) -> None:
        self.owner = owner
        self.value = value
        self.parked: Value | None = None
        self.written: str | None = None
        self.children: dict[str, list[State]] = {item.link_id: [State(item, self)] for item in items}

    def states(self) -> Iterator[State]:
        """The states right under it, in reading order."""
        for occurrences in self.children.values():
            yield from occurrences

    @property
    def holds_anything(self) -> bool:
        """Whether an answer was given anywhere under it."""
        return any(state.holds_anything for state in self.states())


class State:
    """One occurrence of an item. `met`: its own conditions hold; `enabled`: so do those of all that it lies under.

    `extras` are its other JSON members as they were read (None for one that began here); `draft` is its JSON text,
    kept until something in it changes; `live` is what expressions worked out for it, None for most.
    """

    __slots__ = ("draft", "enabled", "extras", "home", "item", "live", "met", "slots")

    def __init__(self, item: Item, home: Slot) -> None:
        self.item = item
        self.home = home
        self.met = True
        self.enabled = True
        self.extras: str | None = None
        self.draft: str | None = None
        self.live: Live | None = None
        self.slots: list[Slot] = []
        if item.type is ItemType.GROUP or (item.children and item.is_question):
            self.slots.append(Slot(self, item.children))

    @property
    def answers(self) -> tuple[Value, ...]:
        """The answers that are there."""
        if not self.slots:
            return ()
        return tuple(slot.value for slot in self.slots if slot.value is not None)

    @property
    def is_answered(self) -> bool:
        """Whether there is any answer to it."""
        return any(slot.value is not None for slot in self.slots)

    @property
    def holds_anything(self) -> bool:
        """Whether it, or anything under it, was answered."""
        return any(slot.value is not None or slot.holds_anything for slot in self.slots)

    @property
    def occurrence(self) -> int:
        """Its place among the occurrences of its item, from 0."""
        return self.home.children[self.item.link_id].index(self)

    @property
    def path(self) -> Path:
        """Its path from the top."""
        steps = [(self.item.link_id, self.occurrence)]
        slot = self.home
        while slot.owner is not None:
            owner = slot.owner
            index = owner.occurrence if owner.item.type is ItemType.GROUP else owner.slots.index(slot)
            steps.append((owner.item.link_id, index))
            slot = owner.home
        return tuple(reversed(steps))

    def changed(self) -> None:
        """Forget the kept JSON text of this state and of all that it lies in."""
        state: State | None = self
        while state is not None:
            state.draft = None
            state = state.home.owner


def is_there(state: State) -> bool:
    """Whether it is still in the tree: neither it nor anything that it lies in was taken away."""
    here: State | None = state
    while here is not None:
        slot = here.home
        if here not in slot.children.get(here.item.link_id, ()):
            return False
        if slot.owner is not None and slot not in slot.owner.slots:
            return False
        here = slot.owner
    return True


def descend(starts: Iterable[Slot], route: Sequence[str]) -> list[State]:
    """All occurrences that `route`, link id by link id, leads to from `starts`."""
    slots = starts
    found: list[State] = []
    for link_id in route:
        found = [state for slot in slots for state in slot.children.get(link_id, ())]
        slots = [slot for state in found for slot in state.slots]
    return found


def climb(slot: Slot, up: int) -> Slot:
    """The slot `up` levels above."""
    for _level in range(up):
        if slot.owner is None:  # pragma: no cover - paths are made from the same tree
            raise LookupError("above the top")
        slot = slot.owner.home
    return slot


def enabled_of(slot: Slot, items: Iterable[Item]) -> Iterator[State]:
    """The states of these items in a slot that are enabled, in the order of the items."""
    for item in items:
        yield from (state for state in slot.children[item.link_id] if state.enabled)


def walk(slots: Iterable[Slot]) -> Iterator[State]:
    """Every state under `slots`, in reading order."""
    waiting = [state for slot in slots for state in slot.states()]
    waiting.reverse()
    while waiting:
        state = waiting.pop()
        yield state
        below = [child for slot in state.slots for child in slot.states()]
        waiting += reversed(below)
