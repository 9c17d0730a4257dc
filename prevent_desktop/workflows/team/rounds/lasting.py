"""What was so when all was asked for last, and had been so the time before: what is on its way is told to nobody. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lasting(Generic[T]):
    """`now` is what was so when all was asked for last, `stayed` what of it had been before, and is so still."""

    now: frozenset[T] = frozenset()
    stayed: frozenset[T] = frozenset()

    def after(self, found: frozenset[T], *, all_asked: bool, ends: bool = True) -> Lasting[T]:
        """Once a turn is over; `all_asked` where it asked for everything, and the store gave an end to it.

        `ends` where what a turn does not find is over, though it did not ask for everything.
        """
        if all_asked:
            return Lasting(found, found & self.now)
        return Lasting(self.now, self.stayed & found) if ends else self
