"""Characters that no shipped font has: which they are, and what stands on paper in their place.

The words may be somebody else's, or signed, so that nobody here can write them in another way; then a number that anybody
can look up says more than a document that cannot be made.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import groupby

from prevent_desktop.errors import MissingGlyphError
from prevent_desktop.packs.document.text_shaping.bidi import END_OF_RIGHTWARD, RIGHTWARD
from prevent_desktop.packs.document.text_shaping.faces import OTHERS, face
from prevent_desktop.translation import _

UNDRAWN = frozenset(
    "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
) | frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x2070))))
"""Marks of direction and of where a line may break: they do their work and are not drawn."""

_JOINERS = "\u200c\u200d"
_VARIANTS = frozenset(map(chr, range(0xFE00, 0xFE10)))
_TAGS = frozenset(map(chr, range(0xE0020, 0xE0080)))
UNSEEN = frozenset(_JOINERS) | _VARIANTS | _TAGS | UNDRAWN
"""Characters that no font need have: they change how others look."""

_SPACES = frozenset(" \t\n\r\u2028\u2029")


def spelled(text: str, font: str) -> str:
    """`text` with each character that neither `font` nor any other has as its number, such as “[U+FFFE]”."""
    unknown = unprintable(text, font)
    if not unknown:
        return text
    runs = groupby(text, unknown.__contains__)
    return "".join(_in_place_of(run) if is_unknown else "".join(run) for is_unknown, run in runs)


def unprintable(text: str, font: str) -> frozenset[str]:
    """The characters of `text`, composed (NFC), that neither `font` nor any other has."""
    return frozenset(text) - _printable(font)


def number(letter: str) -> str:
    """The number of a character as Unicode writes it, in brackets."""
    return f"[U+{ord(letter):04X}]"


def missing(letter: str, place: str) -> MissingGlyphError:
    """The error that names a character and the place where it stands, for words that can still be written in another way."""
    name = unicodedata.name(letter, "")
    shown = f"U+{ord(letter):04X} {name}".strip()
    return MissingGlyphError(
        _("A character cannot be printed"),
        _("The character {character} in “{place}” is in none of the fonts that a pack can carry.").format(
            character=f"{letter} ({shown})" if letter.isprintable() else shown, place=place
        ),
        _("Write it in another way, for example in words or in Latin letters, and prepare the pack again."),
    )


def _in_place_of(letters: Iterable[str]) -> str:
    """It reads rightward as a whole, whatever is around it."""
    return f"{RIGHTWARD}{''.join(map(number, letters))}{END_OF_RIGHTWARD}"


@cache
def _printable(font: str) -> frozenset[str]:
    return _SPACES.union(UNSEEN, *(face(name).characters for name in (font, *OTHERS)))
