"""From text to clusters: the smallest pieces of a line, each with what it shows and what it says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from reportlab.lib.styles import ParagraphStyle

from prevent_desktop.packs.document.text_shaping import bidi
from prevent_desktop.packs.document.text_shaping.breaking import line_starts, signs
from prevent_desktop.packs.document.text_shaping.faces import EMOJI, OTHERS, Face, Glyph, face
from prevent_desktop.packs.document.text_shaping.unprintable import UNDRAWN, UNSEEN, spelled, unprintable

_NUMBER = re.compile(r"\+?(?:\(?\d+\)?[ -]){1,6}\d{3,}")
"""Two groups of digits or more, of which the last is not short: a telephone number."""

_SPACES = re.compile("[ \t\n\r\u2028\u2029]+")


_AS_EMOJI = frozenset("\ufe0f\u20e3") | frozenset(
    map(chr, (*range(0x1F1E6, 0x1F200), *range(0x1F3FB, 0x1F400)))
)
"""What makes the sign that holds it an emoji: the variation selector, the keycap, regional letters, skin tones."""


def faces_for(text: str, wanted: Sequence[str], leftward: Sequence[bool]) -> list[Face]:
    """The font of each character, which some font must have; `wanted` and `leftward` are told for each."""
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
            chosen += [_first(letter, names) or face(names[0]) for letter in sign]
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
    seen = set(sign) - UNSEEN
    return next((found for found in map(face, names) if seen <= found.characters), None)


@dataclass(frozen=True, slots=True)
class Placed:
    """A glyph of a cluster, in font units from where the cluster begins; `letter` is the place of its character in it."""

    number: int
    x: int
    y: int
    letter: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """What cannot be divided: the characters from `start` to `end`, drawn as `glyphs` from left to right.

    `advance` is in font units, `width` in points. `part` counts the parts of the paragraph; `breaks` tells whether a line
    may begin with it.
    """

    start: int
    end: int
    text: str
    face: Face
    style: ParagraphStyle
    part: int
    level: int
    glyphs: tuple[Placed, ...]
    advance: int
    width: float
    breaks: bool

    @property
    def is_space(self) -> bool:
        """Whether it may vanish at the end of a line."""
        return self.text.isspace() and self.text != "\u00a0"


@dataclass(frozen=True, slots=True)
class Shaped:
    """A paragraph's text and its characters, its direction (0 or 1), its clusters in the order in which it was typed.

    `unprintable` are the characters in whose place their numbers stand, and `place` says where.
    """

    text: str
    letters: frozenset[str]
    direction: int
    clusters: tuple[Cluster, ...]
    unprintable: frozenset[str] = frozenset()
    place: str = ""


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character with all that decides how it is shaped."""

    index: int
    letter: str
    face: Face
    style: ParagraphStyle
    part: int
    level: int


def shape(parts: Sequence[tuple[str, ParagraphStyle]], place: str) -> Shaped:
    """Shape the parts of one paragraph, each in its style; where there are several, none turns the others round.

    Where no font has a character its number stands. `place` names where the text is, for whoever is told of that.
    """
    text, owners = _joined([spelled(part, style.fontName) for part, style in parts])
    styles = [parts[owner][1] for owner in owners]
    found = _levels(text, owners)
    leftward = [bool(level % 2) for level in found.each]
    chosen = faces_for(text, [style.fontName for style in styles], leftward)
    breaks = line_starts(text)
    letters = [
        _Letter(index, letter, chosen[index], styles[index], owners[index], found.each[index])
        for index, letter in enumerate(text)
        if letter not in UNDRAWN
    ]
    clusters: list[Cluster] = []
    for _key, run in groupby(letters, key=lambda each: (each.face.name, each.part, each.level)):
        clusters += _clusters(list(run), breaks)
    unknown = frozenset[str]().union(*(unprintable(part, style.fontName) for part, style in parts))
    return Shaped(text, frozenset(text), found.paragraph, tuple(clusters), unknown, place)


def _joined(parts: Sequence[str]) -> tuple[str, list[int]]:
    """The text with single spaces, none at its ends, and of which part each character is."""
    text, owners = "", list[int]()
    for number, part in enumerate(parts):
        single = _SPACES.sub(" ", part)
        if not text or text.endswith(" "):
            single = single.removeprefix(" ")
        text += single
        owners += [number] * len(single)
    kept = text.removesuffix(" ")
    return kept, owners[: len(kept)]


def _levels(text: str, owners: Sequence[int]) -> bidi.Levels:
    """The levels of a text in which each part keeps its own direction, and a telephone number runs rightward as a whole.

    UAX #9 leaves both to whoever knows what a text is made of (4.3, HL4); by its rules alone the groups of a telephone
    number stand in reverse order among Arabic letters.
    """
    alone = bidi.levels(text)
    opened: dict[int, str] = {}
    closed: dict[int, str] = {}
    for start, end in _parts(owners):
        opened[start], closed[end] = bidi.ISOLATE, bidi.END_OF_ISOLATE
    for number in _NUMBER.finditer(text) if any(level % 2 for level in alone.each) else ():
        opened[number.start()] = opened.get(number.start(), "") + bidi.RIGHTWARD
        closed[number.end()] = bidi.END_OF_RIGHTWARD + closed.get(number.end(), "")
    if not opened:
        return alone
    isolated, kept = "", list[int]()
    for place, letter in enumerate(text):
        isolated += closed.get(place, "") + opened.get(place, "")
        kept.append(len(isolated))
        isolated += letter
    each = bidi.levels(isolated + closed.get(len(text), ""), alone.paragraph).each
    return bidi.Levels(alone.paragraph, tuple(each[place] for place in kept))


def _parts(owners: Sequence[int]) -> list[tuple[int, int]]:
    """Where each part begins and ends; nothing where there is one only."""
    found: list[tuple[int, int]] = []
    start = 0
    for _owner, run in groupby(owners):
        end = start + len(list(run))
        found.append((start, end))
        start = end
    return found if len(found) > 1 else []


def _clusters(run: Sequence[_Letter], breaks: frozenset[int]) -> list[Cluster]:
    """The clusters of a run in one font, style and level."""
    first = run[0]
    groups = _whole_clusters(_glyphs(run), run, first.face)
    found: list[Cluster] = []
    for number, (cluster, group) in enumerate(groups):
        following = groups[number + 1][0] if number + 1 < len(groups) else len(run)
        letters = run[cluster:following]
        advance = sum(glyph.advance for glyph in group)
        found.append(
            Cluster(
                start=letters[0].index, end=letters[-1].index + 1, text="".join(each.letter for each in letters),
                face=first.face, style=first.style, part=first.part, level=first.level, glyphs=_placed(group, cluster), advance=advance,
                width=advance * first.face.larger * float(first.style.fontSize) / first.face.units, breaks=letters[0].index in breaks,
            )
        )  # fmt: skip
    return found


def _glyphs(run: Sequence[_Letter]) -> list[Glyph]:
    """The glyphs of a run from left to right.

    HarfBuzz takes some letters apart under marks, into one that the font lacks; then each letter is shaped alone.
    """
    face, leftward = run[0].face, bool(run[0].level % 2)
    together = face.shape([each.letter for each in run], leftward=leftward)
    if all(glyph.number for glyph in together):
        return together
    places = range(len(run))
    return [
        replace(glyph, cluster=place)
        for place in (reversed(places) if leftward else places)
        for glyph in face.shape([run[place].letter], leftward=leftward)
    ]


def _whole_clusters(
    glyphs: Sequence[Glyph], run: Sequence[_Letter], face: Face
) -> list[tuple[int, list[Glyph]]]:
    """The glyphs of each cluster from left to right, clusters as they were typed.

    Marks go with the letter that they stand on, and so does what shows nothing and takes no room, such as a joiner.
    """
    groups = [(cluster, list(group)) for cluster, group in groupby(glyphs, key=lambda glyph: glyph.cluster)]
    kept: list[tuple[int, list[Glyph]]] = []
    for cluster, group in sorted(groups, key=lambda each: each[0]):
        unseen = not any(glyph.advance or face.box(glyph.number) for glyph in group)
        if not kept or not (unseen or unicodedata.category(run[cluster].letter)[0] == "M"):
            kept.append((cluster, group))
        elif not unseen:
            kept[-1] = (kept[-1][0], group + kept[-1][1] if run[0].level % 2 else kept[-1][1] + group)
    return kept


def _placed(group: Sequence[Glyph], cluster: int) -> tuple[Placed, ...]:
    pen, placed = 0, list[Placed]()
    for glyph in group:
        placed.append(Placed(glyph.number, pen + glyph.x, glyph.y, glyph.cluster - cluster))
        pen += glyph.advance
    return tuple(placed)
