"""A ReportLab canvas that marks its content for the structure tree and can draw a text once it is known.

Each page's content is either inside a marked-content sequence of an element or an artifact (ISO 14289-1, 7.1).
Pages are kept open until the end, so that "Page 2 of 9" and the contents need no second run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfdoc import PDFImageXObject
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from prevent_desktop.packs.document import fonts
from prevent_desktop.packs.document.elements import Element, Mark
from prevent_desktop.packs.document.plain_text import TypedParagraph, operators
from prevent_desktop.packs.document.style import INK, PAGE_HEIGHT, PAGE_WIDTH, sink

if TYPE_CHECKING:
    from prevent_desktop.packs.content import PackPicture
    from prevent_desktop.packs.document.text_shaping.codes import ShapedFonts
    from prevent_desktop.packs.document.text_shaping.shaped_text import ShapedText


class Align(Enum):
    """Where a written text stands from its point."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


class PackCanvas(Canvas):  # type: ignore[misc]  # ReportLab ships no types
    """Draws pages into memory. The origin is the lower left corner; lengths are points.

    Nothing is compressed here: qpdf does that when the file is finished, in a fraction of the time.
    """

    def __init__(self) -> None:
        fonts.register()
        self._file = BytesIO()
        self._kept: list[dict[str, object]] = []
        self._late: list[tuple[int, Callable[[], None]]] = []
        self._next_mcid = 0
        self._shaped_texts: list[ShapedFonts] = []  # the same list for all pages
        self.page_total = 0
        super().__init__(
            self._file, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), pageCompression=0, invariant=1,
            initialFontName=fonts.REGULAR,
        )  # fmt: skip

    @property
    def page(self) -> int:
        """The index of the open page."""
        return len(self._kept)

    @contextmanager
    def tagged(self, element: Element) -> Iterator[None]:
        """What is drawn inside belongs to `element`."""
        element.children.append(Mark(self.page, self._next_mcid))
        self._code.append(f"/{element.role} <</MCID {self._next_mcid}>> BDC")
        self._next_mcid += 1
        yield
        self._code.append("EMC")

    @contextmanager
    def artifact(self, properties: str = "/Type /Layout") -> Iterator[None]:
        """What is drawn inside is decoration or repeats, and no screen reader says it."""
        self._code.append(f"/Artifact <<{properties}>> BDC")
        yield
        self._code.append("EMC")

    def later(self, draw: Callable[[], None]) -> None:
        """Call `draw` at the end, when all pages are known; its drawing lands here, in the coordinates of the page."""
        self._late.append((len(self._code), draw))
        self._code.append("")

    def write(
        self,
        text: str,
        x: float,
        baseline: float,
        *,
        font: str = fonts.REGULAR,
        size: float,
        colour: Color = INK,
        align: Align = Align.LEFT,
    ) -> None:
        """Write one line without marks."""
        text = fonts.clean(text)
        if not fonts.is_plain(text, font):
            self._write_shaped(text, x, baseline, font, size, colour, align)
            return
        x -= stringWidth(text, font, size) * align.value
        self.setFillColor(colour)
        self.setFont(font, size)
        self.drawString(x, baseline, text)

    def _write_shaped(
        self, text: str, x: float, baseline: float, font: str, size: float, colour: Color, align: Align
    ) -> None:
        from prevent_desktop.packs.document.text_shaping.shaped_text import ShapedLine

        line = ShapedLine.of(text, ParagraphStyle("line", fontName=font, fontSize=size, textColor=colour))
        line.draw(self, x - line.width * align.value, baseline)

    @property
    def lettered_fonts(self) -> ShapedFonts:
        """The fonts of text beyond plain Latin."""
        from prevent_desktop.packs.document.text_shaping.codes import ShapedFonts

        if not self._shaped_texts:
            self._shaped_texts.append(ShapedFonts())
        return self._shaped_texts[0]

    @property
    def unprintable(self) -> Mapping[str, str]:
        """The characters that no font has, whose numbers were drawn; each with the place where it stood first."""
        return self._shaped_texts[0].unprintable if self._shaped_texts else {}

    def draw_paragraph(
        self,
        paragraph: TypedParagraph | ShapedText,
        element: Element | None,
        x: float,
        top: float,
        width: float,
        height: float,
    ) -> None:
        """Draw a paragraph that was wrapped so, as `element`'s; without one it repeats and is an artifact."""
        top -= sink(paragraph.style)
        mark = (
            self.artifact("/Type /Pagination /Subtype /Header") if element is None else self.tagged(element)
        )
        if isinstance(paragraph, TypedParagraph):
            paragraph.end_with_spaces()
            with mark:
                if code := operators(paragraph, self._doc, x, top):
                    self._code.append(code)
                else:
                    paragraph.drawOn(self, x, top - height)
        elif element is None:
            with mark:
                paragraph.draw(self, None, x, top, width)
        else:
            paragraph.draw(self, element, x, top, width)

    def draw_jpeg(self, picture: PackPicture, x: float, y: float, width: float, height: float) -> None:
        """Draw a picture as it is: ReportLab's own way would decode it by Pillow, in this process."""
        name = hashlib.sha256(picture.jpeg).hexdigest()
        registered = self._doc.getXObjectName(name)
        if registered not in self._doc.idToObject:
            image = PDFImageXObject(name)
            image.width, image.height, image.bitsPerComponent = picture.width, picture.height, 8
            image.colorSpace, image.streamContent, image._filters = "DeviceRGB", picture.jpeg, ("DCTDecode",)  # noqa: SLF001 - as its `loadImageFromJPEG` sets them
            image.mask = None
            self._setXObjects(image)
            self._doc.Reference(image, registered)
            self._doc.addForm(name, image)
        self._currentPageHasImages = 1
        self._formsinuse.append(name)
        self.saveState()
        self._code.append(f"{width:.3f} 0 0 {height:.3f} {x:.3f} {y:.3f} cm /{registered} Do")
        self.restoreState()

    def put(self, operators: str) -> None:
        """Add operators to the content of the open page."""
        self._code.append(operators)

    def showPage(self) -> None:  # noqa: N802 - ReportLab calls it so
        """Keep the open page and start the next."""
        self._kept.append(dict(self.__dict__))
        self._startPage()
        self._late = []
        self._next_mcid = 0

    def finish(self) -> bytes:
        """Draw what was put off, write all pages and return the file."""
        kept, self._kept = self._kept, []
        self.page_total = len(kept)
        for page in kept:
            self.__dict__.update({**page, "_kept": [], "page_total": len(kept)})
            for place, draw in self._late:
                self._code[place] = self._drawn(draw)
            super().showPage()
        for lettered in self._shaped_texts:
            lettered.add_to(self._doc)
        self._doc.SaveToFile(self._file, self)
        return self._file.getvalue()

    def _drawn(self, draw: Callable[[], None]) -> str:
        start = len(self._code)
        self.saveState()
        draw()
        self.restoreState()
        code = "\n".join(self._code[start:])
        del self._code[start:]
        return code
