"""Draws what most of a pack is, paragraphs in one style, with fewer operators and in less time than ReportLab does.

ReportLab breaks the lines; here they become one text object (ISO 32000-1, 9.4), without a saved state and a moved origin
for each paragraph. A test holds that both look the same.
"""

from __future__ import annotations

from reportlab.lib.enums import TA_LEFT
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.platypus.paragraph import Paragraph

_ONE_STYLE = 0  # ReportLab's kind of lines that are words and nothing else
_ESCAPED = {
    code: f"\\{code:03o}" for code in range(256) if not chr(code).isascii() or not chr(code).isprintable()
} | {ord(letter): f"\\{letter}" for letter in r"\()"}


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
