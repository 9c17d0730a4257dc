"""The shipped fonts, and which of them can show a character. Every font is embedded; none of the reader's is used."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import groupby
from threading import Lock

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

from prevent_desktop.data_files import resources
from prevent_desktop.errors import MissingGlyphError
from prevent_desktop.translation import _

REGULAR = "Inter-Regular"
SEMIBOLD = "Inter-SemiBold"
BOLD = "Inter-Bold"
ITALIC = "Inter-Italic"
ONE_AT_A_TIME = Lock()
"""Held while pages are set: ReportLab's fonts belong to the process, and keep their place while they are cut down."""

_FALLBACKS = ("NotoSans-Regular", "NotoEmoji-Regular")


@cache
def _characters(font: str) -> frozenset[str]:
    """Make `font` known to ReportLab, whose register of fonts belongs to the process, and tell what it can show."""
    face = TTFont(font, str(resources() / "fonts" / f"{font}.ttf"))
    registerFont(face)
    return frozenset(map(chr, face.face.charToGlyph))


def register() -> None:
    """Make the main fonts known to ReportLab; the others follow when a character asks for them."""
    for font in (REGULAR, SEMIBOLD, BOLD, ITALIC):
        _characters(font)


def clean(text: str) -> str:
    """`text` as it is set: composed letters (NFC), and no control character or byte order mark."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text.replace("\t", " ").replace("\ufeff", ""))
    return "".join(letter for letter in composed if letter == "\n" or unicodedata.category(letter) != "Cc")


def _font_for(letter: str, wanted: str, place: str) -> str:
    for font in (wanted, *_FALLBACKS):
        if letter in _characters(font):
            return font
    name = unicodedata.name(letter, "")
    shown = f"U+{ord(letter):04X} {name}".strip()
    raise MissingGlyphError(
        _("A character cannot be printed"),
        _("The character {character} in “{place}” is in none of the fonts that a pack can carry.").format(
            character=shown, place=place
        ),
        _("Write it in another way, for example in words or in Latin letters, and prepare the pack again."),
    )


def runs(text: str, font: str, place: str) -> list[tuple[str, str]]:
    """`text` cut into (font, part): `font` where it has the character, else the first other one that has it.

    `place` names where the text stands, for the reader of the MissingGlyphError that a character in no font raises.
    """
    if _characters(font).issuperset(text):
        return [(font, text)]
    return [
        (chosen, "".join(letters))
        for chosen, letters in groupby(text, key=lambda letter: _font_for(letter, font, place))
    ]
