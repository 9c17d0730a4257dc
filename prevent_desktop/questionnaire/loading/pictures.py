"""Pictures that a form carries inside itself: PNG and JPEG as ``data:`` addresses, small enough to show without care.

Nothing is ever fetched: an address that leads anywhere else is no picture. Pixels are not decoded here; what the file
says of its size is read, so that no small file asks for a huge canvas.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any, Final

MAX_BYTES: Final = 200_000
MAX_ADDRESS: Final = MAX_BYTES * 4 // 3 + 100
_MAX_PIXELS: Final = 8_000_000
_DATA_ADDRESS: Final = re.compile(r"data:image/(png|jpe?g);base64,([A-Za-z0-9+/=\s]*)", re.IGNORECASE)
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_JPEG_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def picture(untrusted_address: str) -> str:
    """The picture as a clean ``data:`` address; empty for any other address, kind, size or damage."""
    if len(untrusted_address) > MAX_ADDRESS:
        return ""
    found = _DATA_ADDRESS.fullmatch(untrusted_address.strip())
    return _checked(found[2]) if found else ""


def picture_of_attachment(untrusted: Any) -> str:
    """The picture in a FHIR Attachment with `data`; empty where there is none."""
    data = untrusted.get("data") if isinstance(untrusted, Mapping) else None
    return _checked(data) if isinstance(data, str) and len(data) <= MAX_ADDRESS else ""


def _checked(untrusted_base64: str) -> str:
    try:
        content = base64.b64decode("".join(untrusted_base64.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    if len(content) > MAX_BYTES:
        return ""
    kind, (width, height) = _kind_and_size(content)
    if not kind or not 0 < width * height <= _MAX_PIXELS:
        return ""
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def _kind_and_size(content: bytes) -> tuple[str, tuple[int, int]]:
    if content.startswith(_PNG):
        return "png", (int.from_bytes(content[16:20]), int.from_bytes(content[20:24]))
    if content.startswith(_JPEG):
        return "jpeg", _jpeg_size(content)
    return "", (0, 0)


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height out of the frame header (ITU-T T.81, B.2.2); nothing where there is none."""
    at = 2
    while at + 9 <= len(content) and content[at : at + 1] == b"\xff":
        if content[at + 1] in _JPEG_FRAMES:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + max(int.from_bytes(content[at + 2 : at + 4]), 1)
    return 0, 0
