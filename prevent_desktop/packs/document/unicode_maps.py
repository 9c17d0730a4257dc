"""Mends what ReportLab says of the codes in its fonts, so that what is shown can be copied and read aloud.

ReportLab gives codes that it does not use the character U+0000, which PDF/A and PDF/UA forbid (ISO 19005-3, 6.2.11.7.2;
ISO 14289-1, 7.21.7), writes characters beyond U+FFFF as a bare code point, where UTF-16BE must stand (ISO 32000-1,
9.10.3), and lists all codes at once, where a hundred is the most.
"""

from __future__ import annotations

import re

from pikepdf import Name, Object, Pdf

_LISTED = re.compile(rb"\d+ beginbfchar\n(.*?)endbfchar\n", re.DOTALL)
_ENTRY = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4,6})>")
_MOST = 100


def _as_utf16(character: bytes) -> bytes:
    letter = chr(int(character, 16))
    return letter.encode("utf-16-be").hex().upper().encode()


def _listed(found: re.Match[bytes]) -> bytes:
    entries = [
        b"<%s> <%s>\n" % (code, _as_utf16(character))
        for code, character in _ENTRY.findall(found[1])
        if int(character, 16)
    ]
    return b"".join(
        b"%d beginbfchar\n%sendbfchar\n"
        % (len(entries[start : start + _MOST]), b"".join(entries[start : start + _MOST]))
        for start in range(0, len(entries), _MOST)
    )


def _fonts(pdf: Pdf) -> list[Object]:
    fonts: dict[tuple[int, int], Object] = {
        font.objgen: font for page in pdf.pages for font in page.Resources.Font.values()
    }
    return list(fonts.values())


def mend(pdf: Pdf) -> None:
    """Mend the maps of the fonts that ReportLab has written; lettered text has fonts of another kind."""
    for font in _fonts(pdf):
        if font.Subtype == Name.TrueType:
            font.ToUnicode.write(_LISTED.sub(_listed, font.ToUnicode.read_bytes()))
