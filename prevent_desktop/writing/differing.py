"""Where two texts differ: one stretch in the middle."""

from __future__ import annotations


def differing(before: str, after: str) -> tuple[int, int]:
    """How many letters the two share at their beginning, and how many at their end behind that."""
    start = _shared(before, after)
    rest, other = before[start:], after[start:]
    return start, _shared(rest[::-1], other[::-1])


def _shared(one: str, other: str) -> int:
    """The length of the common beginning, by halving: whole stretches are compared at once."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
