"""A ReportLab canvas that marks its content for the structure tree and can draw a text once it is known.

Each page's content is either inside a marked-content sequence of an element or an artifact (ISO 14289-1, 7.1).
Pages are kept open until the end, so that "Page 2 of 9" and the contents need no second run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from io import BytesIO

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from prevent_desktop.packs.document import fonts
from prevent_desktop.packs.document.elements import Element, Mark
from prevent_desktop.packs.document.style import INK, PAGE_HEIGHT, PAGE_WIDTH


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
        """Write one line without marks, in as many fonts as its characters need."""
        parts = fonts.runs(fonts.clean(text), font, text)
        widths = [stringWidth(part, name, size) for name, part in parts]
        x -= sum(widths) * align.value
        self.setFillColor(colour)
        for (name, part), width in zip(parts, widths, strict=True):
            self.setFont(name, size)
            self.drawString(x, baseline, part)
            x += width

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
