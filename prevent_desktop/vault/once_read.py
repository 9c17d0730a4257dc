"""What was made of words that never change, kept while a vault is open, so that nothing is read twice."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar, cast

Read = TypeVar("Read")
Words = TypeVar("Words", bound=Hashable)
Made = TypeVar("Made")
_MOST: Final = 256


@dataclass(frozen=True, slots=True)
class Named(Generic[Read]):
    """Words that never change under their names: they are read only where nothing was made of what has these `names` yet."""

    names: Hashable
    read: Callable[[], Read] = field(compare=False)


class OnceRead:
    """Gives again what a pure function made of the same words; the last 256 of each function.

    It is a part of its vault, on its thread, since secrets are among what it holds: they go with the vault.
    """

    def __init__(self) -> None:
        self._readers: dict[Callable[[Any], Any], Callable[[Any], Any]] = {}

    def __call__(self, read: Callable[[Words], Made], words: Words) -> Made:
        """What `read` makes of `words`: nobody may change it."""
        if read not in self._readers:
            self._readers[read] = lru_cache(maxsize=_MOST)(read)
        return cast("Made", self._readers[read](words))
