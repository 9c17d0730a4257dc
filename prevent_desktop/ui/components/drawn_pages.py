"""The pages of one document as pictures and words, drawn when first asked for; all in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.packs.preview import Document, page_image, page_text
from prevent_desktop.ui.tasks import Job, Tasks

_MOST_KEPT = 12


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """Page `number` (from 0) as a picture, and its words for a screen reader."""

    number: int
    image: QImage
    words: str


@runtime_checkable
class PageSource(Protocol):
    """What draws pages, numbered from 0, on a thread of the pool."""

    def draw(self, number: int, width_px: int) -> tuple[int, int, bytes]:
        """The page as (width, height, RGB row by row), so wide or smaller."""

    def words(self, number: int) -> str:
        """Its words, for a screen reader."""

    def stop(self) -> None:
        """End what is being drawn; from any thread."""


@dataclass(frozen=True, slots=True)
class _Pdf:
    pdf: Document

    def draw(self, number: int, width_px: int) -> tuple[int, int, bytes]:
        return page_image(self.pdf, number, width_px)

    def words(self, number: int) -> str:
        return page_text(self.pdf, number)

    def stop(self) -> None:
        """Nobody waits for it: it ends within its limits."""


class Watch(QObject):
    """Told of the drawing: it `begins(int)` with a page (from 0) and `ends()`; `failed(error)` where it could not be drawn.

    Signals, because a page that is kept by what draws it would outlive the window that showed it.
    """

    begins = Signal(int)
    ends = Signal()
    failed = Signal(object)


class DrawnPages:
    """`count` pages of a PDF, or of what else draws some.

    Only the newest request is answered: pages that were leafed past are not drawn.
    """

    def __init__(
        self, tasks: Tasks, pages: Document | PageSource, count: int, watch: Watch | None = None
    ) -> None:
        self.count = count
        self._tasks = tasks
        self._source = pages if isinstance(pages, PageSource) else _Pdf(pages)
        self._watch = watch
        self._kept: dict[tuple[int, int], DrawnPage] = {}
        self._job: Job | None = None

    def draw(self, number: int, width_px: int, shown: Callable[[DrawnPage], None]) -> None:
        """Call `shown` with the page, `width_px` device pixels wide: at once where it is there, else when it is drawn."""
        if self._job is not None:
            self._job.cancel()  # it ends soon by itself: to end its process would cost the next page more
        kept = self._kept.get((number, width_px))
        if kept is not None:
            shown(kept)
            return

        source = self._source

        def draw() -> DrawnPage:
            width, height, rgb = source.draw(number, width_px)
            image = QImage(rgb, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
            return DrawnPage(number, image, source.words(number))

        def done(page: DrawnPage) -> None:
            self._job = None
            self._tell_end()
            while len(self._kept) >= _MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[number, width_px] = page
            shown(page)

        if self._watch is not None:
            self._watch.begins.emit(number)
        self._job = self._tasks.in_background(draw, done, self._failing())

    def _failing(self) -> Callable[[PreventDesktopError], object] | None:
        """Without a watch a failure is shown as any other is."""
        watch = self._watch
        if watch is None:
            return None

        def tell(error: PreventDesktopError) -> None:
            self._job = None
            watch.ends.emit()
            watch.failed.emit(error)

        return tell

    def _tell_end(self) -> None:
        if self._watch is not None:
            self._watch.ends.emit()

    def stop(self) -> bool:
        """Draw no further; whether anything was being drawn."""
        job, self._job = self._job, None
        if job is None:
            return False
        job.cancel()
        self._source.stop()
        self._tell_end()
        return True
