"""Draws one paragraph on a page, and finds its glyphs again where a viewer would draw them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

from prevent_desktop.data_files import resources
from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element

SIZE = 10.5  # of style.BODY
LEFT, TOP, WIDTH = 40.0, 700.0, 800.0


def page_with(text: str, width: float = WIDTH) -> bytes:
    canvas = PackCanvas()
    paragraph = style.paragraph([(text, style.BODY)], "a place")
    height = paragraph.wrap(width, 1e6)[1]
    canvas.draw_paragraph(paragraph, Element("P"), LEFT, TOP, width, height)
    canvas.showPage()
    return canvas.finish()


@dataclass(frozen=True)
class Ink:
    """A glyph of the shipped font by number, with ink, and where it stands: font units from the left of the page."""

    font: str
    glyph: int
    x: float
    y: float


def inked(pdf_bytes: bytes) -> list[Ink]:
    """The glyphs of lettered text, composite glyphs taken apart."""
    found: list[Ink] = []
    with pikepdf.open(BytesIO(pdf_bytes)) as pdf:
        page = pdf.pages[0]
        fonts = {
            str(name): _Embedded(font)
            for name, font in page.Resources.Font.items()
            if font.Subtype == "/Type0"
        }
        font, x, y = None, 0.0, 0.0
        for instruction in pikepdf.parse_content_stream(page):
            operands, name = list(instruction.operands), str(instruction.operator)
            if name == "BT":
                x = y = 0.0
            elif name == "Tf":
                font = fonts.get(str(operands[0]))
            elif name == "Td":
                x, y = x + float(operands[0]), y + float(operands[1])
            elif name in {"Tj", "TJ"} and font is not None:
                found += font.shown(operands[0] if name == "TJ" else operands, x, y)
    return found


class _Embedded:
    def __init__(self, font: Any) -> None:
        descendant = font.DescendantFonts[0]
        self.name = str(font.BaseFont)[8:]
        self._font = TTFont(BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()))
        self._order = self._font.getGlyphOrder()
        widths = list(descendant.W)
        self._widths = {
            int(code): float(width[0]) for code, width in zip(widths[::2], widths[1::2], strict=True)
        }
        self._units = self._font["head"].unitsPerEm
        self._shipped = TTFont(resources() / "fonts" / f"{self.name}.ttf")["maxp"].numGlyphs

    def shown(self, parts: Any, x: float, y: float) -> list[Ink]:
        scale, found, pen = self._units / SIZE, list[Ink](), x * self._units / SIZE
        for part in parts:
            if not isinstance(part, pikepdf.String):
                pen -= float(part) * self._units / 1000
                continue
            data = bytes(part)
            for place in range(0, len(data), 2):
                code = int.from_bytes(data[place : place + 2], "big")
                found += self._ink(code, pen, y * scale)
                pen += self._widths[code] * self._units / 1000
        return found

    def _ink(self, code: int, x: float, y: float) -> list[Ink]:
        glyph = self._font["glyf"][self._order[code]]
        if code < self._shipped:
            return [Ink(self.name, code, x, y)] if glyph.numberOfContours else []
        parts = glyph.components if glyph.isComposite() else ()
        return [Ink(self.name, self._order.index(part.glyphName), x + part.x, y + part.y) for part in parts]
