"""Draws what most of a pack is, paragraphs in one style, with fewer operators and in less time than ReportLab does.

ReportLab breaks the lines; here they become one text object (ISO 32000-1, 9.4), without a saved state and a moved origin
for each paragraph. A test holds that both look the same.

Where a line ends at a space ReportLab leaves the space out. A reader that goes by the tags then runs two words together
(ISO 32000-1, 14.8.2.5), so it is drawn, after all that is seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.lib.enums import TA_LEFT
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.platypus.paragraph import Paragraph

_ONE_STYLE = 0  # ReportLab's kind of lines that are words and nothing else
_ESCAPED = {
    code: f"\\{code:03o}" for code in range(256) if not chr(code).isascii() or not chr(code).isprintable()
} | {ord(letter): f"\\{letter}" for letter in r"\()"}


class TypedParagraph(Paragraph):  # type: ignore[misc]  # ReportLab ships no types
    """A paragraph that remembers its text; ReportLab keeps words alone. The parts that it is cut into do not."""

    typed = ""


def spaced_ends(paragraph: TypedParagraph) -> tuple[bool, ...]:
    """For each line of a paragraph that was wrapped, and that is not a part of another, whether a space ends it."""
    typed = paragraph.typed
    ends, place = list[bool](), 0
    for line in paragraph.blPara.lines:
        place = _after(typed, place, sum(len("".join(word.split())) for word in _words(paragraph, line)))
        ends.append(place < len(typed) and typed[place].isspace())
    return tuple(ends[:-1]) + (False,) * bool(ends)


def _after(typed: str, place: int, letters: int) -> int:
    """The place in `typed` behind so many more letters, where spaces do not count."""
    while letters:
        letters -= not typed[place].isspace()
        place += 1
    return place


def _words(paragraph: Paragraph, line: Any) -> Iterator[str]:
    """What stands in a line: words, or in a line of several styles fragments."""
    if paragraph.blPara.kind == _ONE_STYLE:
        yield from line[1]
    else:
        yield from (fragment.text for fragment in line.words)


def end_with_spaces(paragraph: Paragraph, ends: Sequence[bool]) -> None:
    """Put the spaces that `ends` tells of at the ends of the lines, as the last thing before they are drawn."""
    for line, is_spaced in zip(paragraph.blPara.lines, ends, strict=True):
        if not is_spaced:
            continue
        if paragraph.blPara.kind == _ONE_STYLE:
            line[1].append("")
        else:
            last = line.words[-1]
            line.words[-1] = last.clone(text=f"{last.text.rstrip(' ')} ")


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
