"""Short labels inside drawings: measured, cut to lines, and shortened where there is no room.

What is shortened in a drawing stands whole in the table beside it, and in the drawing's alternative text.
"""

from __future__ import annotations

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth

from prevent_desktop.packs.document import fonts


def text_width(text: str, font: str, size: float) -> float:
    """How wide one line is, in points."""
    text = fonts.clean(text)
    if fonts.is_plain(text, font):
        return float(stringWidth(text, font, size))
    from prevent_desktop.packs.document.text_shaping.shaped_text import ShapedLine

    return ShapedLine.of(text, ParagraphStyle("label", fontName=font, fontSize=size)).width


def shortened(text: str, font: str, size: float, width: float) -> str:
    """As much of `text` as fits, with an ellipsis."""
    if text_width(text, font, size) <= width:
        return text
    fits, over = 0, len(text)
    while over - fits > 1:  # halving: letters are measured together, which takes time
        middle = (fits + over) // 2
        if text_width(f"{text[:middle].rstrip()}…", font, size) <= width:
            fits = middle
        else:
            over = middle
    return f"{text[:fits].rstrip()}…"


def in_lines(text: str, font: str, size: float, width: float, *, most: int) -> list[str]:
    """`text` cut between words into at most that many lines; the last one is shortened."""
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(lines) < most and text_width(longer, font, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [shortened(line, font, size, width) for line in lines]
