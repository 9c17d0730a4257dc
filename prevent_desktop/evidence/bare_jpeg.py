"""Takes everything out of a JPEG but what shows it, without decoding it (ISO/IEC 10918-1, annex B); for the child alone.

For photos whose pixels are too many to be made anew. What stays are tables, frame and scans as they are; comments,
camera data, previews, profiles, and whatever follows the end are not copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARK, _SCAN, _END, _ADOBE = 0xFF, 0xDA, 0xD9, 0xEE
_SHOWN = frozenset(
    {_SCAN, _ADOBE, 0xC4, 0xDB, 0xDD, *range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC)}
)
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_SHORTEST = 2


def bare_jpeg(untrusted: bytes, exif: bytes) -> bytes:
    """The same picture with `exif` alone beside it. ValueError where the segments make no sense."""
    own = b"" if not exif else b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    return b"\xff\xd8" + own + b"".join(_kept(untrusted)) + b"\xff\xd9"


def _kept(untrusted: bytes) -> Iterator[bytes]:
    at = 2
    while True:
        while untrusted[at : at + 2] == b"\xff\xff":
            at += 1  # fill bytes
        if len(untrusted) < at + 4 and untrusted[at : at + 2] != bytes((_MARK, _END)):
            raise ValueError("it ends too early")
        if untrusted[at] != _MARK:
            raise ValueError("no marker where one must be")
        marker = untrusted[at + 1]
        if marker == _END:
            return
        length = int.from_bytes(untrusted[at + 2 : at + 4], "big")
        if length < _SHORTEST:
            raise ValueError("a segment that is too short")
        end = at + 2 + length
        if marker == _SCAN:
            found = _AFTER_SCAN.search(untrusted, end)
            if found is None:
                raise ValueError("a scan without an end")
            end = found.start()
        if marker in _SHOWN:
            yield untrusted[at:end]
        at = end
