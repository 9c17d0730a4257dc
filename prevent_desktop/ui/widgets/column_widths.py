"""How wide the columns of a table are: what suits their words, and what somebody made of it. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

STEP: Final = 0.04
"""By what share of the width a column grows or shrinks at once by keyboard."""
LEAST_SHARE: Final = 0.04
"""No column is made narrower than this share of the width by keyboard."""


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
    """The least that each needs, the rest in proportion to what each still wants, and what nobody wants by their shares."""
    spare = room - sum(wish.least for wish in wishes)
    wanting = [max(0, wish.wanted - wish.least) for wish in wishes]
    whole = sum(wanting) or 1
    widths = [
        wish.least + min(more, spare * more // whole) for wish, more in zip(wishes, wanting, strict=True)
    ]
    shares = sum(wish.share for wish in wishes)
    rest = room - sum(widths) if shares else 0
    return tuple(
        width + rest * wish.share // (shares or 1) for width, wish in zip(widths, wishes, strict=True)
    )


def resized(widths: Sequence[float], number: int, by: float) -> tuple[float, ...]:
    """Shares of the width, together 1, with the column `number` wider by the share `by` (narrower below 0).

    The others give way in proportion to what they have, and none of them, nor the column, gets narrower than `LEAST_SHARE`
    (one that was narrower stays as it is).
    """
    whole = sum(widths)
    shares = [width / whole for width in widths]
    floors = [min(LEAST_SHARE, share) for share in shares]
    spare = sum(share - floor for place, (share, floor) in enumerate(zip(shares, floors, strict=True)) if place != number)  # fmt: skip
    grown = min(max(by, floors[number] - shares[number]), spare)
    if len(shares) == 1 or not (spare or grown < 0):
        return tuple(shares)
    if grown >= 0:
        left = 1 - grown / spare
        others = [floor + (share - floor) * left for share, floor in zip(shares, floors, strict=True)]
    else:
        rest = 1 - shares[number]
        others = [share - grown * share / rest for share in shares]
    return tuple(shares[number] + grown if place == number else each for place, each in enumerate(others))
