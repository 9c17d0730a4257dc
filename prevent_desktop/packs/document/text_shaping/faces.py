"""The shipped fonts as HarfBuzz sees them: which characters they have, and what becomes of a run of text in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import uharfbuzz

from prevent_desktop.data_files import resources

OTHERS = (
    "NotoSans-Regular", "NotoSansArabic-Regular", "NotoSansBengali-Regular", "NotoSansGurmukhi-Regular",
    "NotoSansDevanagari-Regular", "NotoSansGujarati-Regular", "NotoSansTamil-Regular", "NotoSansEthiopic-Regular",
    "NotoSansSC-Regular", "NotoEmoji-Regular",
)  # fmt: skip
"""The fonts that are asked, in this order, where the wanted one lacks a character."""

EMOJI = "NotoEmoji-Regular"
_LARGER = 1.2  # emoji beside letters, so that the letters in a flag can be read

_AS_ELSEWHERE = {"kern": False, "liga": False, "clig": False, "calt": False}
"""Inter is set as ReportLab sets it in the paragraphs around."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a font, in font units: how far it moves the pen, and where it stands from it."""

    number: int
    advance: int
    x: int
    y: int
    cluster: int


class Face:
    """One font. Lengths are in its units, of which `units` make an em; it is set `larger` than asked for."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.data = (resources() / "fonts" / f"{name}.ttf").read_bytes()
        self.face = uharfbuzz.Face(uharfbuzz.Blob(self.data))
        self._font = uharfbuzz.Font(self.face)
        self.units: int = self.face.upem
        self.larger = _LARGER if name == EMOJI else 1.0
        self.glyph_count: int = self.face.glyph_count
        self.characters = frozenset(filter(_is_public, map(chr, self.face.unicodes)))
        self._features = _AS_ELSEWHERE if name.startswith("Inter-") else {}

    def shape(self, letters: Sequence[str], *, leftward: bool) -> list[Glyph]:
        """The glyphs from left to right; clusters count from the first of `letters`.

        What runs leftward gets a cluster for each mark on a letter, too.
        """
        buffer = uharfbuzz.Buffer()
        buffer.add_codepoints([ord(letter) for letter in letters])
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if leftward else "ltr"
        if leftward:
            buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.language = "und"  # or HarfBuzz asks the locale of the machine
        uharfbuzz.shape(self._font, buffer, self._features)
        return [
            Glyph(info.codepoint, place.x_advance, place.x_offset, place.y_offset, info.cluster)
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]

    def advance(self, glyph: int) -> int:
        """How far the glyph alone moves the pen."""
        return int(self._font.get_glyph_h_advance(glyph))

    def box(self, glyph: int) -> tuple[int, int, int, int] | None:
        """The left, bottom, right and top of its ink; None where it has none."""
        extents = self._font.get_glyph_extents(glyph)
        if extents is None or not (extents.width and extents.height):
            return None
        left, top = extents.x_bearing, extents.y_bearing
        return left, top + extents.height, left + extents.width, top

    def heights(self) -> tuple[int, int]:
        """The highest and the lowest that its letters reach, as the font says."""
        extents = self._font.get_font_extents("ltr")
        return extents.ascender, extents.descender


def _is_public(letter: str) -> bool:
    """Whether Unicode says what it is; what a font shows for a private character is not what was meant."""
    return unicodedata.category(letter) != "Co"


@cache
def face(name: str) -> Face:
    """The font of that name; read once, for fonts belong to the process as ReportLab's do."""
    return Face(name)
