"""How the width of a table is shared out among its columns. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a column wants, in pixels: `least` for its longest word, `wanted` for all on one line; `share` of the rest.

    Share 0 means as wide as wanted, and no more.
    """

    least: int
    wanted: int
    share: int


def share_out(room: int, wishes: Sequence[Wish]) -> tuple[int, ...] | None:
    """A width for each column, together at most `room`; None where not even the longest words fit side by side."""
    if sum(wish.least for wish in wishes) > room:
        return None
    widths = _by_shares(room, wishes)
    fits = sum(widths) <= room and all(w >= wish.least for w, wish in zip(widths, wishes, strict=True))
    return widths if fits else _from_least(room, wishes)


def _by_shares(room: int, wishes: Sequence[Wish]) -> tuple[int, ...]:
    spare = room - sum(wish.wanted for wish in wishes if not wish.share)
    shares = sum(wish.share for wish in wishes) or 1
    return tuple(spare * wish.share // shares if wish.share else wish.wanted for wish in wishes)


def _from_least(room: int, wishes: Sequence[Wish]) -> tuple[int, ...]:
    """The least that each needs, and the rest in proportion to what each still wants."""
    spare = room - sum(wish.least for wish in wishes)
    wanting = [max(0, wish.wanted - wish.least) for wish in wishes]
    whole = sum(wanting) or 1
    return tuple(
        wish.least + min(more, spare * more // whole) for wish, more in zip(wishes, wanting, strict=True)
    )
