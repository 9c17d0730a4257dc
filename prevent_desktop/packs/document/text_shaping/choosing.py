"""Which font shows which character. What a reader sees as one sign (UAX #29) is never divided between two fonts."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from prevent_desktop.errors import MissingGlyphError
from prevent_desktop.packs.document.text_shaping.breaking import signs
from prevent_desktop.packs.document.text_shaping.faces import EMOJI, OTHERS, Face, face
from prevent_desktop.translation import _

UNDRAWN = frozenset(
    "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
) | frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x2070))))
"""Marks of direction and of where a line may break: they do their work and are not drawn."""

_JOINERS = "\u200c\u200d"
_VARIANTS = frozenset(map(chr, range(0xFE00, 0xFE10)))
_TAGS = frozenset(map(chr, range(0xE0020, 0xE0080)))
_UNSEEN = frozenset(_JOINERS) | _VARIANTS | _TAGS | UNDRAWN
"""Characters that no font need have: they change how others look."""

_AS_EMOJI = frozenset("\ufe0f\u20e3") | frozenset(
    map(chr, (*range(0x1F1E6, 0x1F200), *range(0x1F3FB, 0x1F400)))
)
"""What makes the sign that holds it an emoji: the variation selector, the keycap, regional letters, skin tones."""


def faces_for(text: str, wanted: Sequence[str], leftward: Sequence[bool], place: str) -> list[Face]:
    """The font of each character; `wanted` and `leftward` are told for each.

    `place` names where the text stands, for the reader of the MissingGlyphError that a character in no font raises.
    """
    found, chosen = signs(text), list[Face]()
    for number, sign in enumerate(found):
        start = len(chosen)
        before = chosen[-1].name if chosen else ""
        if leftward[start] and not (start and leftward[start - 1]):
            before = _font_of_first_letter(found[number:], wanted[start]) or before
        names = _order(sign, wanted[start], before, leftward=leftward[start])
        shown = _first(sign, names)
        if shown is not None:
            chosen += [shown] * len(sign)
        else:
            chosen += [_face_for_letter(letter, names, place) for letter in sign]
    return chosen


def _font_of_first_letter(following: Sequence[str], wanted: str) -> str:
    """Which font the next letter is in, for the brackets and quotation marks that stand before it."""
    letter = next((sign for sign in following if sign[0].isalpha()), "")
    shown = _first(letter, [wanted, *OTHERS]) if letter else None
    return "" if shown is None else shown.name


def _order(sign: str, wanted: str, before: str, *, leftward: bool) -> list[str]:
    """Which fonts to ask. Spaces, and what stands between letters that run leftward, go with the letters before them."""
    if not _AS_EMOJI.isdisjoint(sign) or ("\u200d" in sign and sign[0] in face(EMOJI).characters):
        return [EMOJI, wanted, *OTHERS]
    if before in {"", EMOJI}:
        return [wanted, *OTHERS]
    kind = unicodedata.category(sign[0])
    if kind == "Zs" or (leftward and kind[0] in "PSN"):
        return [before, wanted, *OTHERS]
    return [wanted, before, *OTHERS]


def _first(sign: str, names: Sequence[str]) -> Face | None:
    seen = set(sign) - _UNSEEN
    return next((found for found in map(face, names) if seen <= found.characters), None)


def _face_for_letter(letter: str, names: Sequence[str], place: str) -> Face:
    found = _first(letter, names)
    if found is None:
        raise missing(letter, place)
    return found


def missing(letter: str, place: str) -> MissingGlyphError:
    """The error that names a character and the place where it stands."""
    name = unicodedata.name(letter, "")
    shown = f"U+{ord(letter):04X} {name}".strip()
    return MissingGlyphError(
        _("A character cannot be printed"),
        _("The character {character} in “{place}” is in none of the fonts that a pack can carry.").format(
            character=f"{letter} ({shown})" if letter.isprintable() else shown, place=place
        ),
        _("Write it in another way, for example in words or in Latin letters, and prepare the pack again."),
    )
