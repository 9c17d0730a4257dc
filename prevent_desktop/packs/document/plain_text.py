"""Draws what most of a pack is, paragraphs in one style, with fewer operators and in less time than ReportLab does.

ReportLab breaks the lines; here they become one text object (ISO 32000-1, 9.4), without a saved state and a moved origin
for each paragraph. A test holds that both look the same.

Where a line ends at a space ReportLab leaves the space out. A reader that goes by the tags then runs two words together
(ISO 32000-1, 14.8.2.5), so it is drawn, after all that is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.enums import TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.platypus.paragraph import Paragraph
from reportlab.platypus.paraparser import ParaFrag

_ONE_STYLE = 0  # ReportLab's kind of lines that are words and nothing else
_ESCAPED = {
    code: f"\\{code:03o}" for code in range(256) if not chr(code).isascii() or not chr(code).isprintable()
} | {ord(letter): f"\\{letter}" for letter in r"\()"}


class TypedParagraph(Paragraph):  # type: ignore[misc]  # ReportLab ships no types
    """A paragraph that remembers its text, of which ReportLab keeps the words alone; cut in two, so do its parts."""

    def __init__(self, fragments: Sequence[ParaFrag], style: ParagraphStyle, typed: str = "") -> None:
        super().__init__("", style, frags=list(fragments))
        self._fragments = fragments
        self._typed = typed or "".join(fragment.text for fragment in fragments).rstrip()

    def split(self, width: float, height: float) -> list[TypedParagraph]:
        """As ReportLab does, but each part is set anew from what was typed: it may get another width."""
        if not hasattr(self, "blPara"):
            self.wrap(width, height)
        lines = self.blPara.lines
        fitting = int((height + 1e-6) // self.style.leading)
        if fitting >= len(lines):
            return [self]
        fitting = min(fitting, len(lines) - 2)
        if fitting < 2:  # noqa: PLR2004 - a single line is no paragraph
            return []
        cut = _after(self._typed, 0, sum(map(self._letters, lines[:fitting])))
        first = TypedParagraph(_cut(self._fragments, 0, cut), self.style, self._typed[: cut + 1])
        return [first, TypedParagraph(_cut(self._fragments, cut, len(self._typed)), self.style)]

    def end_with_spaces(self) -> None:
        """Put a space where a line ends at one, as the last thing before it is drawn."""
        place = 0
        for line in self.blPara.lines:
            place = _after(self._typed, place, self._letters(line))
            if not self._typed[place : place + 1].isspace():
                continue
            if self.blPara.kind == _ONE_STYLE:
                line[1].append("")
            else:
                last = line.words[-1]
                line.words[-1] = last.clone(text=f"{last.text.rstrip(' ')} ")

    def _letters(self, line: Any) -> int:
        """How many there are in a line of words, or of fragments where there are several styles; no space counts."""
        one_style = self.blPara.kind == _ONE_STYLE
        words = line[1] if one_style else [fragment.text for fragment in line.words]
        return sum(len("".join(word.split())) for word in words)


def _after(typed: str, place: int, letters: int) -> int:
    """The place in `typed` behind so many more letters, where spaces do not count."""
    while letters:
        letters -= not typed[place].isspace()
        place += 1
    return place


def _cut(fragments: Sequence[ParaFrag], start: int, end: int) -> list[ParaFrag]:
    """The part of their common text from `start` to `end`, each in its style."""
    parts, place = list[ParaFrag](), 0
    for fragment in fragments:
        text = fragment.text[max(0, start - place) : max(0, end - place)]
        if text.strip():
            parts.append(fragment.clone(text=text))
        place += len(fragment.text)
    return parts


def operators(paragraph: Paragraph, document: PDFDocument, x: float, top: float) -> str:
    """The text object of a paragraph that was wrapped; empty for one that ReportLab has to draw itself."""
    lines = getattr(paragraph, "blPara", None)
    if lines is None or lines.kind != _ONE_STYLE or paragraph.style.alignment != TA_LEFT:
        return ""
    font, colour = getFont(lines.fontName), lines.textColor
    ink = " ".join(map(_number, (colour.red, colour.green, colour.blue)))
    place = f"{_number(x)} {_number(top - lines.fontSize)}"
    code = [f"BT {ink} rg 1 0 0 1 {place} Tm {_number(paragraph.style.leading)} TL"]
    current = None
    for number, (_spare, words) in enumerate(lines.lines):
        if number:
            code.append("T*")
        for subset, codes in font.splitString(" ".join(words), document):
            if subset != current:
                current = subset
                code.append(f"{font.getSubsetInternalName(subset, document)} {_number(lines.fontSize)} Tf")
            code.append(f"({codes.decode('latin-1').translate(_ESCAPED)}) Tj")
    return " ".join([*code, "ET"])


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
