"""The fonts of plain Latin text, and what else has to be lettered. Every font is embedded; none of the reader's is used."""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import Lock

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

from prevent_desktop.data_files import resources

REGULAR = "Inter-Regular"
SEMIBOLD = "Inter-SemiBold"
BOLD = "Inter-Bold"
ITALIC = "Inter-Italic"
ONE_AT_A_TIME = Lock()
"""Held while pages are set: ReportLab's fonts belong to the process, and keep their place while they are cut down."""

_LEFTWARD = frozenset({"R", "AL", "AN"})


@cache
def _characters(font: str) -> frozenset[str]:
    """Make `font` known to ReportLab, whose register of fonts belongs to the process, and tell what it can show."""
    face = TTFont(font, str(resources() / "fonts" / f"{font}.ttf"))
    registerFont(face)
    return frozenset(map(chr, face.face.charToGlyph))


def register() -> None:
    """Make the fonts known to ReportLab."""
    for font in (REGULAR, SEMIBOLD, BOLD, ITALIC):
        _characters(font)


def clean(text: str) -> str:
    """`text` as it is set: composed letters (NFC), and no control character or byte order mark."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text.replace("\t", " ").replace("\ufeff", ""))
    return "".join(letter for letter in composed if letter == "\n" or unicodedata.category(letter) != "Cc")


def is_plain(text: str, font: str) -> bool:
    """Whether ReportLab's own paragraph sets `text` rightly: letters that `font` has, left to right, without marks."""
    return _plain(font).issuperset(text)


@cache
def _plain(font: str) -> frozenset[str]:
    return frozenset(
        letter
        for letter in _characters(font)
        if unicodedata.category(letter)[0] not in "MC" and unicodedata.bidirectional(letter) not in _LEFTWARD
    )
