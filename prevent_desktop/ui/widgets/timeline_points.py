"""Where the points of a timeline lie. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from prevent_desktop.ui.widgets.tones import Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePoint:
    """One point: when (`day` places it), its date in words, its label, and its tone; `hollow` where it came from others."""

    day: date
    date_label: str
    label: str
    tone: Tone = Tone.NEUTRAL
    hollow: bool = False


def places(days: Sequence[date], width: float, gap: float) -> list[float]:
    """A place from 0 to `width` for each of the ascending `days`, in proportion to time but at least `gap` apart.

    Where the gap cannot be kept for all, they stand evenly.
    """
    count = len(days)
    if count < 2:  # noqa: PLR2004  # one point stands in the middle
        return [width / 2] * count
    if gap * (count - 1) >= width:
        return [width * number / (count - 1) for number in range(count)]
    spans = [max(0, (after - before).days) for before, after in pairwise(days)]
    spare = width - gap * (count - 1)
    whole = sum(spans)
    steps = [gap + (spare * span / whole if whole else spare / (count - 1)) for span in spans]
    found = [0.0]
    for step in steps:
        found.append(found[-1] + step)
    return found
