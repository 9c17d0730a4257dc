"""Mends what ReportLab says of characters beyond U+FFFF, so that they can be copied and read aloud.

A ToUnicode map holds UTF-16BE (ISO 32000-1, 9.10.3); ReportLab writes the bare code point, in five digits.
"""

from __future__ import annotations

import re

from pikepdf import Object, Pdf

_BEYOND = re.compile(rb"<([0-9A-F]{5,6})>")


def _as_utf16(found: re.Match[bytes]) -> bytes:
    letter = chr(int(found[1], 16))
    return b"<" + letter.encode("utf-16-be").hex().upper().encode() + b">"


def _fonts(pdf: Pdf) -> list[Object]:
    fonts: dict[tuple[int, int], Object] = {
        font.objgen: font for page in pdf.pages for font in page.Resources.Font.values()
    }
    return list(fonts.values())


def mend(pdf: Pdf) -> None:
    """Mend the maps of all fonts."""
    for font in _fonts(pdf):
        written = font.ToUnicode.read_bytes()
        mended = _BEYOND.sub(_as_utf16, written)
        if mended != written:
            font.ToUnicode.write(mended)
