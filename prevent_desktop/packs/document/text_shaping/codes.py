"""The fonts of lettered text inside a PDF: a code for each cluster, and what the file says of it.

Each font is a Type 0 font over the identity (ISO 32000-1, 9.7): a code is a glyph of the embedded font, cut down to what
is used. A cluster that is one glyph in its place has that glyph's number in the shipped font as its code; any other gets
a composite glyph beyond the shipped ones. So the map to Unicode (9.10.3) gives exactly what was typed, code for code.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import uharfbuzz
from reportlab.pdfbase import pdfdoc

from prevent_desktop.packs.document.text_shaping.composites import Composite, with_composites
from prevent_desktop.packs.document.text_shaping.faces import Face
from prevent_desktop.packs.document.text_shaping.shaping import Cluster, Placed, Shaped

_LEAST_TABLES = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NO_HINTING
_DROPPED = (
    "BASE",
    "GDEF",
    "GPOS",
    "GSUB",
    "MATH",
    "OS/2",
    "STAT",
    "cmap",
    "gasp",
    "name",
    "post",
    "meta",
    "vhea",
    "vmtx",
    "VORG",
    "DSIG",
)
_SYMBOLIC = 4  # a font without an encoding of its own
_HAIR, _MARK = (
    200,
    10,
)  # parts of an em: how far a mark's code stands from its letter's, and how wide it claims to be
_GAP = 0.05
"""Part of an em from which on a step of the pen between two codes looks to readers like a space between words."""
_MOST_CODES = 0xFFFF
MOST_MARKS = 500
"""How many codes one cluster takes at most."""
_MOST_IN_BLOCK = 100  # of entries in a block of a character map


@dataclass(frozen=True, slots=True)
class Code:
    """How a cluster is shown: the code, and how much further the pen moves than the code says, in font units."""

    number: int
    further: int


class ShapedFont:
    """One font of one document, growing while pages are drawn. Its name in content streams is `key`."""

    def __init__(self, face: Face, key: str) -> None:
        self.face = face
        self.key = key
        self._says: dict[int, str] = {}
        self._made: dict[tuple[tuple[Placed, ...], int, str], int] = {}

    def has_room(self, codes: int) -> bool:
        """Whether so many codes more can be made in two bytes."""
        return self.face.glyph_count + len(self._made) + codes <= _MOST_CODES

    def code(self, cluster: Cluster, says: str) -> Code:
        """The code that shows `cluster` and says `says`.

        Where the pen moves on by much more than the glyph says, the code gets a glyph of its own with the whole advance:
        in Bengali a word would be broken by a false space otherwise, and searching for it would find nothing.
        """
        if len(cluster.glyphs) == 1 and not (cluster.glyphs[0].x or cluster.glyphs[0].y):
            number = cluster.glyphs[0].number
            further = cluster.advance - self.face.advance(number)
            if further < _GAP * self.face.units and self._says.setdefault(number, says) == says:
                return Code(number, further)
        return Code(self._make(cluster.glyphs, cluster.advance, says), 0)

    def letters(self, cluster: Cluster, mark: str) -> list[tuple[int, int]]:
        """The codes of what runs leftward, letter by letter as it was typed, and how far from the left each stands.

        A mark on a letter has a code of its own, which stands a hair further left, for readers go by the places. Where
        one letter has hundreds, the last code says the rest.
        """
        firsts = sorted({glyph.letter for glyph in cluster.glyphs} | {0})[:MOST_MARKS]
        found: list[tuple[int, int]] = []
        for number, (first, until) in enumerate(zip(firsts, [*firsts[1:], len(cluster.text)], strict=True)):
            says = cluster.text[first:until][::-1]
            says = mark + says if until == len(cluster.text) else says
            shown = tuple(replace(glyph, letter=0) for glyph in cluster.glyphs if glyph.letter == first)
            if number:
                hair = number * self.face.units // _HAIR
                moved = tuple(replace(glyph, x=glyph.x + hair) for glyph in shown)
                found.append((-hair, self._make(moved, self.face.units // _MARK, says)))
            else:
                found.append((0, self.code(replace(cluster, glyphs=shown), says).number))
        return found

    def _make(self, glyphs: tuple[Placed, ...], advance: int, says: str) -> int:
        number = self._made.setdefault((glyphs, advance, says), self.face.glyph_count + len(self._made))
        self._says[number] = says
        return number

    def add_to(self, document: pdfdoc.PDFDocument) -> None:
        """Write the font into `document`, whose pages know it by its key."""
        program = self._program()
        name = f"{_tag(program)}+{self.face.name}"
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": pdfdoc.PDFName(name),
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "CIDToGIDMap": pdfdoc.PDFName("Identity"),
                "DW": 0,
                "W": pdfdoc.PDFArray(self._widths()),
                "FontDescriptor": document.Reference(
                    self._descriptor(document, name, program), f"descriptor:{self.key}"
                ),
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": pdfdoc.PDFName(name),
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray(
                    [document.Reference(descendant, f"descendant:{self.key}")]
                ),
                "ToUnicode": document.Reference(_stream(_character_map(self._says)), f"says:{self.key}"),
            }
        )
        document.idToObject["BasicFonts"].dict[self.key] = document.Reference(font, f"font:{self.key}")

    def _program(self) -> bytes:
        """The font file: glyphs that are used, and those that are made of them."""
        wanted = uharfbuzz.SubsetInput()
        wanted.flags = _LEAST_TABLES
        wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG).update(map(_table_number, _DROPPED))
        single = [number for number in self._says if number < self.face.glyph_count]
        parts = [part.number for glyphs, _advance, _says in self._made for part in glyphs]
        wanted.glyph_set.update([*single, *parts])
        font = uharfbuzz.subset(self.face.face, wanted).blob.data
        return with_composites(font, self.face.glyph_count, [self._composite(*key[:2]) for key in self._made])

    def _composite(self, glyphs: tuple[Placed, ...], advance: int) -> Composite:
        inked = [(part, box) for part in glyphs if (box := self.face.box(part.number)) is not None]
        if not inked:
            return Composite((), (0, 0, 0, 0), max(advance, 0))
        boxes = [(part.x + box[0], part.y + box[1], part.x + box[2], part.y + box[3]) for part, box in inked]
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        box = (min(lefts), min(bottoms), max(rights), max(tops))
        return Composite(tuple(part for part, _box in inked), box, max(advance, 0))

    def _widths(self) -> list[object]:
        """The advance of each code in thousandths of an em."""
        made = {number: advance for (_glyphs, advance, _says), number in self._made.items()}
        widths: list[object] = []
        for number in sorted(self._says):
            advance = max(made[number], 0) if number in made else self.face.advance(number)
            widths += [number, pdfdoc.PDFArray([round(advance * 1000 / self.face.units, 3)])]
        return widths

    def _descriptor(self, document: pdfdoc.PDFDocument, name: str, program: bytes) -> pdfdoc.PDFDictionary:
        scale = 1000 / self.face.units
        highest, lowest = (round(height * scale) for height in self.face.heights())
        file = _stream(program)
        file.dictionary["Length1"] = len(program)
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": pdfdoc.PDFName(name),
                "Flags": _SYMBOLIC,
                "FontBBox": pdfdoc.PDFArray([-1000, lowest, 3000, highest]),
                "ItalicAngle": 0,
                "Ascent": highest,
                "Descent": lowest,
                "CapHeight": 714,
                "StemV": 87,
                "FontFile2": document.Reference(file, f"file:{self.key}"),
            }
        )


class ShapedFonts:
    """The fonts of one document, in the order in which they were first needed, and what none of them has.

    `unprintable` are the characters whose numbers were drawn, each with the place where it stood first.
    """

    def __init__(self) -> None:
        self.unprintable: dict[str, str] = {}
        self._fonts: list[ShapedFont] = []
        self._open: dict[str, ShapedFont] = {}

    def note(self, shaped: Shaped) -> None:
        """This text is drawn."""
        for letter in sorted(shaped.unprintable):
            self.unprintable.setdefault(letter, shaped.place)

    def font(self, face: Face, codes: int) -> ShapedFont:
        """The document's font for a face, with room for so many codes more; another where one is full."""
        font = self._open.get(face.name)
        if font is None or not font.has_room(codes):
            font = self._open[face.name] = ShapedFont(face, f"L{len(self._fonts) + 1}")
            self._fonts.append(font)
        return font

    def add_to(self, document: pdfdoc.PDFDocument) -> None:
        """Write all of them."""
        for font in self._fonts:
            font.add_to(document)


def _table_number(tag: str) -> int:
    return int.from_bytes(tag.encode(), "big")


def _tag(program: bytes) -> str:
    """Six capitals that tell subsets apart (9.6.4), the same for the same font."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(program).digest()[:6])


def _stream(content: bytes) -> pdfdoc.PDFStream:
    stream = pdfdoc.PDFStream(content=content)
    stream.filters = []
    return stream


def _character_map(says: dict[int, str]) -> bytes:
    """A map from codes to what they say (9.10.3), in blocks of a hundred."""
    entries = [
        f"<{number:04X}> <{text.encode('utf-16-be').hex().upper()}>" for number, text in sorted(says.items())
    ]
    blocks = [entries[start : start + _MOST_IN_BLOCK] for start in range(0, len(entries), _MOST_IN_BLOCK)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000> <FFFF>",
            "endcodespacerange",
            *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    ).encode()
