"""What the picture process may answer, and how its answers are read: as those of a stranger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LARGEST_PICTURE = 48_000_000
"""Bytes of a file that is decoded at all; a larger one goes along unseen."""

LARGEST_SHOWN = 6_000_000
"""Bytes of one picture for a page."""

MOST_SHOWN = 20
"""Pictures of one file, such as the pages of a scan."""


MOST_DRAWN = 8_000_000
"""Pixels of one page that is drawn for the eye: what a window shows of it at three times its width."""

LONGEST_DRAWN = 16_384
"""Pixels of a side: no toolkit shows a longer picture."""


class PictureFailure(StrEnum):
    """Why there is no picture."""

    NO_PICTURE = "no-picture"
    BROKEN = "broken"
    TOO_LARGE = "too-large"
    SEVERAL = "several"
    SLOW = "slow"
    CRASHED = "crashed"


class Hidden(StrEnum):
    """What a picture says beside what is seen on it."""

    PLACE = "place"
    TIME = "time"
    CAMERA = "camera"
    PERSON = "person"
    WORDS = "words"
    MORE = "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture in a file of its own, with nothing hidden in it."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPicture:
    """One page as bare pixels, in red, green and blue, row by row; `pages` counts those that the file shows."""

    width: int
    height: int
    pages: int
    pixels: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a question. `pages` counts all that the file has, `pictures` are those that were made."""

    format: str
    width: int
    height: int
    pages: int
    hidden: frozenset[Hidden]
    pictures: tuple[Picture, ...]


def read_facts(untrusted: Mapping[str, Any], pictures: tuple[Picture, ...]) -> Answer:
    """Raises ValueError, TypeError or KeyError for facts that make no sense."""
    facts = untrusted["facts"]
    width, height, pages = (int(facts[name]) for name in ("width", "height", "pages"))
    if min(width, height, pages) < 1:
        raise ValueError("a picture without any size")
    return Answer(
        format=str(facts["format"])[:8],
        width=width,
        height=height,
        pages=pages,
        hidden=frozenset(map(Hidden, facts["hidden"])),
        pictures=pictures,
    )


def checked_pixels(untrusted: Mapping[str, Any], pixels: bytes) -> DrawnPicture:
    """Raises ValueError, TypeError or KeyError for pixels that are not as many as their size says, or too many."""
    (shown,) = untrusted["pictures"]
    width, height, pages = int(shown["width"]), int(shown["height"]), int(untrusted["shown_pages"])
    fits = 1 <= width <= LONGEST_DRAWN and 1 <= height <= LONGEST_DRAWN and width * height <= MOST_DRAWN
    if not fits or pages < 1 or len(pixels) != width * height * 3:
        raise ValueError("a size that was not asked for")
    return DrawnPicture(width=width, height=height, pages=pages, pixels=pixels)


def checked_picture(untrusted: bytes, side: int) -> Picture:
    """A JPEG of at most `side` pixels, by its own header (ISO/IEC 10918-1, annex B). Raises ValueError for another.

    In colour, with no segment that holds anything but what decoding needs.
    """
    if not untrusted.startswith(b"\xff\xd8") or not untrusted.endswith(b"\xff\xd9"):
        raise ValueError("no JPEG")
    at, size = 2, (0, 0)
    while True:
        marker, length = untrusted[at + 1], int.from_bytes(untrusted[at + 2 : at + 4], "big")
        if untrusted[at] != _MARK or marker not in _KNOWN or length < _SHORTEST:
            raise ValueError("a segment that is not expected")
        if marker in _FRAMES:
            height, width, parts = (
                int.from_bytes(untrusted[at + 5 : at + 7], "big"),
                int.from_bytes(untrusted[at + 7 : at + 9], "big"),
                untrusted[at + 9],
            )
            if not (1 <= width <= side and 1 <= height <= side and parts == _COLOURS):
                raise ValueError("a size or kind that was not asked for")
            size = width, height
        at += 2 + length
        if marker == _SCAN:
            break
    if size == (0, 0):
        raise ValueError("no frame")
    return Picture(data=untrusted, width=size[0], height=size[1])


_MARK = 0xFF
_SHORTEST = 2
_COLOURS = 3
_SCAN = 0xDA
_FRAMES = frozenset({0xC0, 0xC1})
_KNOWN = _FRAMES | {_SCAN, 0xC4, 0xDB, 0xDD, 0xE0}
"""Tables, frame, scan, and the JFIF header."""
