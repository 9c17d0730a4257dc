"""Where a window stands on a screen: never larger than what the screen has free, and never over its edge. No Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the desktop, in px. A screen at the left of the first one, or above it, begins below 0."""

    left: int
    top: int
    width: int
    height: int

    def holds(self, other: Area) -> bool:
        """Whether no pixel of the other lies outside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.left + other.width <= self.left + self.width
            and other.top + other.height <= self.top + self.height
        )


def fitted(wanted: Area, free: Area) -> Area:
    """The area that is wanted, or less of it where the screen has less `free`, moved as little as brings it inside."""
    width, height = min(wanted.width, free.width), min(wanted.height, free.height)
    return Area(
        _inside(wanted.left, free.left, free.left + free.width - width),
        _inside(wanted.top, free.top, free.top + free.height - height),
        width,
        height,
    )


def _inside(wanted: int, least: int, most: int) -> int:
    return max(least, min(wanted, most))
