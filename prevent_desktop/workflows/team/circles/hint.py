"""The small object of a circle that is fetched again and again, how it is sealed, and what tells that the store gives an old one. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Final

from prevent_desktop.sealing import Identity, parse_recipient, seal_bytes
from prevent_desktop.strict_json import CANONICAL, Held, JsonError, read, write
from prevent_desktop.workflows.team.circles.circle_book import HIGHEST
from prevent_desktop.workflows.team.circles.sealed_words import (
    LENGTH_SIZE,
    SIZES,
    DamagedError,
    NoKeyError,
    open_padded,
    padded,
)

_FIXED: Final = {"kind": "team-hint", "format": 1}
NUMBER: Final = Held(least=0, most=HIGHEST)
_MOST_OTHERS: Final = 200
_LEAST: Final = 4 * 1024
"""Bytes that a hint is filled up to: so those of a few who share a case are no smaller than that of all."""
_STEP: Final = SIZES[3]
_LONGEST: Final = 3 * _STEP - LENGTH_SIZE
"""Bytes of a hint's words at most: a head of the store holds 64 KiB, with its seal and the length before the words."""
_MOST_UNREAD: Final = 3
_LONGEST_UNREAD: Final = 20 * 1024
_UNREAD_TOGETHER: Final = 24 * 1024
_MOST_TURNS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class OtherSet:
    """One of several change-sets of a writer under one number. One of them lies under its number, the others under their digests."""

    writer: Annotated[str, Held(most=200)]
    number: Annotated[int, NUMBER]
    digest: Annotated[str, Held(most=64)]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Unread:
    """A head that stood there and that whoever wrote over it had no key for, as it was sealed. `turns` counts who carried it along."""

    turns: Annotated[int, Held(least=0, most=_MOST_TURNS)] = 0
    untrusted: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """The newest number of each writer, and what lies under other names. Nothing rests on it."""

    heads: Mapping[str, Annotated[int, NUMBER]] = field(default_factory=dict)
    others: Annotated[tuple[OtherSet, ...], Held(most=_MOST_OTHERS)] = ()
    wanted: Annotated[tuple[str, ...], Held(most=_MOST_OTHERS)] = ()
    """Names of objects that somebody looked for and did not get; whoever has one puts it there again."""
    unread: Annotated[tuple[Unread, ...], Held(most=_MOST_UNREAD)] = ()
    """Heads under keys that had not come to whoever wrote over them: somebody may ask for something in one."""

    def joined(self, other: Hint) -> Hint:
        """The further of both, for each writer: two who write it at once take nothing away from each other for long.

        What the other one asks for goes first: of what nobody gave for long nobody may have it.
        """
        others = sorted({*self.others, *other.others})[:_MOST_OTHERS]
        wanted = tuple(dict.fromkeys((*sorted(other.wanted), *self.wanted)))[:_MOST_OTHERS]
        return Hint(
            heads=_further(self.heads, other.heads), others=tuple(others), wanted=wanted,
            unread=_some_of((*self.unread, *other.unread)),
        )  # fmt: skip

    def asking(self, names: Collection[str]) -> Hint:
        """With these asked for before all else: whoever waits for a copy misses so much that there is no room for it."""
        wanted = tuple(dict.fromkeys((*sorted(names), *self.wanted)))[:_MOST_OTHERS]
        return replace(self, wanted=wanted)

    def opened(self, identities: Collection[Identity]) -> Hint:
        """With what stands in the heads that it carries and one of these keys opens."""
        found = self
        for one in self.unread:
            inside = open_hint(one.untrusted, identities)
            if inside is not None:
                left = tuple(each for each in found.unread if each != one)
                found = replace(found, unread=left).joined(inside)
        return found

    def carried_on(self) -> Hint:
        """As it is written: what nobody opened for long is of a key that nobody has, and goes."""
        unread = tuple(
            replace(one, turns=one.turns + 1) for one in self.unread if one.turns + 1 <= _MOST_TURNS
        )
        return replace(self, unread=unread)


def _further(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: max(one.get(name, 0), other.get(name, 0)) for name in sorted({*one, *other})}


def _some_of(unread: Iterable[Unread]) -> tuple[Unread, ...]:
    """Each once, those that were carried least first, as many as there is room for."""
    turns: dict[bytes, int] = {}
    for one in unread:
        turns[one.untrusted] = max(one.turns, turns.get(one.untrusted, 0))
    room = _UNREAD_TOGETHER
    kept: list[Unread] = []
    for one in sorted(Unread(turns=number, untrusted=untrusted) for untrusted, number in turns.items()):
        if len(one.untrusted) <= min(room, _LONGEST_UNREAD) and len(kept) < _MOST_UNREAD:
            kept.append(one)
            room -= len(one.untrusted)
    return tuple(kept)


def seal_hint(hint: Hint, recipient: str) -> bytes:
    """The hint as the store keeps it; with as much of it as a head of the store can hold."""
    words = _words(hint)
    while len(words) > _LONGEST:
        hint = _shorter(hint)
        words = _words(hint)
    size = _LEAST if len(words) + LENGTH_SIZE <= _LEAST else _STEP
    return seal_bytes(padded(words, size), [parse_recipient(recipient)])


def _words(hint: Hint) -> bytes:
    return write(hint, fixed=_FIXED, **CANONICAL)


def _shorter(hint: Hint) -> Hint:
    """What others repeat goes first."""
    if hint.unread:
        return replace(hint, unread=hint.unread[:-1])
    if hint.others or hint.wanted:
        others, wanted = hint.others[: len(hint.others) // 2], hint.wanted[: len(hint.wanted) // 2]
        return replace(hint, others=others, wanted=wanted)
    return replace(hint, heads=dict(sorted(hint.heads.items())[: len(hint.heads) // 2]))


def open_hint(untrusted: bytes, identities: Iterable[Identity]) -> Hint | None:
    """The hint; None where it is damaged or of an epoch that is not known here."""
    try:
        return _opened(untrusted, identities)
    except (NoKeyError, DamagedError, JsonError):
        return None


def read_over(before: Hint, untrusted: bytes, identities: Collection[Identity]) -> Hint:
    """What is known once this head came: what it says; else what was known `before`, and it goes along where no key here opens it."""
    try:
        return _opened(untrusted, identities).opened(identities)
    except NoKeyError:
        return replace(before, unread=_some_of([Unread(untrusted=untrusted)]))
    except (DamagedError, JsonError):
        return before


def _opened(untrusted: bytes, identities: Iterable[Identity]) -> Hint:
    content, _identity = open_padded(untrusted, identities)
    hint: Hint = read(Hint, content, fixed=_FIXED, older=True, more=True)  # other versions write it too
    return hint


OLD_ROUNDS: Final = 3
"""So many rounds a hint has to lag behind before that is told: two who write it at once overwrite each other."""


@dataclass(frozen=True, slots=True)
class HintWatch:
    """What a head told so far: the furthest of each writer, what was served last, and for how many rounds that lagged behind."""

    furthest: Hint = field(default_factory=Hint)
    served: Hint = field(default_factory=Hint)
    lagging: int = 0

    def after(self, served: Hint | None) -> HintWatch:
        """Once the store gave this, or, with None, said that nothing changed."""
        there = self.served if served is None else served
        furthest = self.furthest.joined(there)
        lags = any(there.heads.get(writer, 0) < number for writer, number in furthest.heads.items())
        return HintWatch(furthest, there, self.lagging + 1 if lags else 0)

    def told(self, hint: Hint) -> HintWatch:
        """Once this was put there: a store that goes on giving what was there before gives an old one."""
        return HintWatch(self.furthest.joined(hint), self.served, self.lagging)

    @property
    def is_old(self) -> bool:
        """Whether the store gives an older state than it had."""
        return self.lagging >= OLD_ROUNDS
