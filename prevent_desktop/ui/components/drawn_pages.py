"""The pages of one PDF as pictures and words, drawn when first asked for; all in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QImage

from prevent_desktop.packs.preview import Document, page_image, page_text
from prevent_desktop.ui.tasks import Job, Tasks

_MOST_KEPT = 12


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """Page `number` (from 0) as a picture, and its words for a screen reader."""

    number: int
    image: QImage
    words: str


class DrawnPages:
    """`count` pages of `pdf`. Only the newest request is answered: pages that were leafed past are not drawn."""

    def __init__(self, tasks: Tasks, pdf: Document, count: int) -> None:
        self.count = count
        self._tasks = tasks
        self._pdf = pdf
        self._kept: dict[tuple[int, int], DrawnPage] = {}
        self._job: Job | None = None

    def draw(self, number: int, width_px: int, shown: Callable[[DrawnPage], None]) -> None:
        """Call `shown` with the page, `width_px` device pixels wide: at once where it is there, else when it is drawn."""
        if self._job is not None:
            self._job.cancel()
        kept = self._kept.get((number, width_px))
        if kept is not None:
            shown(kept)
            return

        def draw() -> DrawnPage:
            width, height, rgb = page_image(self._pdf, number, width_px)
            image = QImage(rgb, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
            return DrawnPage(number, image, page_text(self._pdf, number))

        def done(page: DrawnPage) -> None:
            while len(self._kept) >= _MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[number, width_px] = page
            shown(page)

        self._job = self._tasks.in_background(draw, done)
