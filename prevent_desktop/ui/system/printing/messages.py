"""What the window and the process that prints say to each other, over the pipe of `confined.frames`.

The window sends a `QUESTION`, a `DATA` for each page once it is wanted, and an `ANSWER` after the last one; where the pipe ends
before that, nothing more is printed. The other sends `ITEM`: a `Told` each.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from prevent_desktop.strict_json import Held

_SIZE = struct.Struct(">II")
MOST_BYTES = 120_000_000
"""Of a page with its size."""
MOST_TOLD = 1 << 20
"""Bytes of a `Told`: it names pages."""
_MOST_PAGES = 50_000


class Step(StrEnum):
    """How far the process is, or what it asks for."""

    ALIVE = "alive"
    BLANK = "blank"
    LOCK = "lock"
    CHOSEN = "chosen"
    NOT_CHOSEN = "not-chosen"
    WANTED = "wanted"
    HANDING_OVER = "handing-over"
    DONE = "done"
    FAILED = "failed"


class PrintFailure(StrEnum):
    """Why nothing was printed, or not all of it."""

    NO_PRINTER = "no-printer"
    NO_MEMORY = "no-memory"
    NOT_TAKEN = "not-taken"
    REFUSED = "refused"
    SILENT = "silent"
    SILENT_AT_END = "silent-at-end"
    CANNOT_START = "cannot-start"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintQuestion:
    """A print of so many `pages`. `name` is the program's, `appearance` and `scale` its look; `before` the window on X11 that the dialog stands before."""

    pages: int
    name: str
    appearance: str
    scale: int
    before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One step. CHOSEN names the `pages`, from 0, in the order in which they are wanted; HANDING_OVER how many `size` bytes they come to.

    `why` is what the print service said, in its own words.
    """

    step: Step
    pages: Annotated[tuple[int, ...], Held(most=_MOST_PAGES)] = ()
    size: int = 0
    failure: PrintFailure | None = None
    why: Annotated[str, Held(most=400)] = ""


def page_bytes(width: int, height: int, rgb: bytes) -> bytes:
    """A page as it goes over the pipe: its size in pixels, then RGB row by row."""
    return _SIZE.pack(width, height) + rgb


def page_of(content: bytes) -> tuple[int, int, bytes]:
    """Width, height and RGB of a page. ValueError where they do not fit."""
    width, height = _SIZE.unpack_from(content)
    if len(content) != _SIZE.size + 3 * width * height:
        raise ValueError("no page")
    return width, height, content[_SIZE.size :]
