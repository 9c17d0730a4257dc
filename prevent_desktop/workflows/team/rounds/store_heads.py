"""The heads in one round over an open store: those of circles are read and written over, and with each of them those of no circle."""

from __future__ import annotations

from prevent_desktop.delivery.mailboxes.team_store import NOTHING, TeamStore
from prevent_desktop.workflows.team.circles.hint import Hint, read_over, seal_hint
from prevent_desktop.workflows.team.circles.spare_circles import SpareHeads
from prevent_desktop.workflows.team.rounds.brought import Brought
from prevent_desktop.workflows.team.rounds.errand import CircleErrand
from prevent_desktop.workflows.team.rounds.exchange_memory import Memory


class StoreHeads:
    """What they said before and in this round is in the `memory`; which are gone or cannot be read, in what was `brought`."""

    def __init__(self, store: TeamStore, memory: Memory, spares: SpareHeads, brought: Brought) -> None:
        self._store, self._memory, self._spares, self._brought = store, memory, spares, brought
        self._told = False
        self._begun: set[str] = set()

    def read(self, circle: CircleErrand) -> Hint:
        """What the head says; what it said before where it has not changed, or says nothing that can be read."""
        name, before = circle.names.head(), self._memory.hints.get(circle.circle, Hint())
        with self._brought.oddities():
            found = self._store.head(name, self._memory.tags.get(name, ""))
            if found == NOTHING:
                self._brought.emptied.add(circle.circle)
                before = Hint()
            elif found is not None and self._spares.is_one(found.content):
                self._begun.add(circle.circle)
                before = Hint()
            elif found is not None:
                before = read_over(before, found.content, circle.identities)
            if found is not None:
                self._memory.tags[name] = found.tag
            elif self._memory.has_new_keys(circle.circle, circle.identities):
                before = before.opened(circle.identities)
            self._memory.saw(circle.circle, None if found is None else before)
            self._memory.hints[circle.circle] = before
        return before

    def is_begun(self, circle: CircleErrand) -> bool:
        """Whether a head of no circle lay there in this round: the first one of the circle goes in its place."""
        return circle.circle in self._begun

    def put(self, circle: CircleErrand, told: Hint) -> None:
        """Write a circle's head over."""
        with self._brought.oddities():
            self._store.set_head(circle.names.head(), seal_hint(told, circle.recipient))
        self._told = True
        self._memory.hints[circle.circle] = told
        self._memory.watches[circle.circle] = self._memory.watch(circle.circle).told(told)

    def put_spares(self) -> None:
        """Heads of no circle, with each head that is put: so none of them stands out as one that never changes.

        Where somebody took one away they come back as a circle's does, or its head alone would.
        """
        are_gone = self._spares_are_gone()
        if not (self._told or are_gone or (self._brought.probed and not self._memory.has_spares)):
            return
        for name, told, content in self._spares.sealed(self._memory.spares):
            with self._brought.oddities():
                self._store.set_head(name, content)
                self._memory.spares[name] = told
        self._memory.has_spares = True

    def _spares_are_gone(self) -> bool:
        """Whether any of them lies there no more; each is asked for as the head of a circle is."""
        are_gone = False
        for name in self._spares.names:
            with self._brought.oddities():
                found = self._store.head(name, self._memory.tags.get(name, ""))
                are_gone |= found == NOTHING
                if found is not None:
                    self._memory.tags[name] = found.tag
                if found is not None and found != NOTHING:
                    before = self._memory.spares.get(name, Hint())
                    self._memory.spares[name] = self._spares.read(before, found.content)
        return are_gone
