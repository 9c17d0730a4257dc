"""The pipe between a process and the confined one that it asks: frames, each a letter, a length of 32 bits, and so many bytes.

The one who asks sends a `QUESTION`, and `DATA` for each `READ` (offset and size, of the file that the question is about). The other
answers with `PIECE` (bytes of the answer) and `ITEM` (JSON) as often as it wants, and one `ANSWER` or `ERROR` (JSON) at the end.
"""

from __future__ import annotations

import os
import struct
from typing import Any, Final

from prevent_desktop.confined.closed_pipes import telling_closed_pipes
from prevent_desktop.strict_json import COMPACT, read, write

QUESTION: Final = b"q"
DATA: Final = b"d"
READ: Final = b"r"
PIECE: Final = b"p"
ITEM: Final = b"i"
ANSWER: Final = b"a"
ERROR: Final = b"e"

LARGEST_READ: Final = 1 << 20
"""Bytes that are asked for at once."""

LARGEST_TEXT: Final = 64 << 20
"""Bytes of JSON in one frame: the answers of many long forms."""

_HEAD = struct.Struct(">cI")
_PLACE = struct.Struct(">QI")


def put(handle: int, kind: bytes, content: bytes) -> None:
    """Write a frame. BrokenPipeError where nobody reads any more."""
    whole(handle, _HEAD.pack(kind, len(content)) + content)


def whole(handle: int, content: bytes) -> None:
    """Write all of it to a pipe. BrokenPipeError where nobody reads any more."""
    left = memoryview(content)
    with telling_closed_pipes():
        while left:
            left = left[os.write(handle, left) :]


def get(handle: int, largest: dict[bytes, int]) -> tuple[bytes, bytes]:
    """The next frame, of one of these kinds and at most so long. EOFError at the end, ValueError for any other."""
    kind, size = _HEAD.unpack(exactly(handle, _HEAD.size))
    if size > largest.get(kind, -1):
        raise ValueError("a frame that nobody asked for")
    return kind, exactly(handle, size)


def exactly(handle: int, size: int) -> bytes:
    """So many bytes. EOFError where there are fewer."""
    found = bytearray()
    while len(found) < size:
        piece = os.read(handle, min(size - len(found), LARGEST_READ))
        if not piece:
            raise EOFError
        found += piece
    return bytes(found)


def place(offset: int, size: int) -> bytes:
    """What a `READ` says."""
    return _PLACE.pack(offset, size)


def read_place(content: bytes) -> tuple[int, int]:
    """Offset and size of a `READ`; ValueError where it asks for what nobody asks for."""
    if len(content) != _PLACE.size:
        raise ValueError("no place in a file")
    offset, size = _PLACE.unpack(content)
    if size > LARGEST_READ:
        raise ValueError("too much at once")
    return offset, size


def to_json(value: object) -> bytes:
    """A value as it stands in a frame: any that `strict_json` knows."""
    return write(value, tagged=True, **COMPACT)


def from_json(kind: Any, untrusted: bytes) -> Any:
    """The value of `kind` that a stranger's frame holds. ValueError."""
    return read(kind, untrusted, tagged=True)
