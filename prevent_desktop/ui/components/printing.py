"""Printing what a page shows: first what stays elsewhere is told, then the system's dialog, then the pages one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QProgressBar, QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import clock_time
from prevent_desktop.packs.preview import Document, page_count, page_image
from prevent_desktop.translation import _
from prevent_desktop.ui.system import print_service
from prevent_desktop.ui.tasks import Job, Tasks
from prevent_desktop.ui.widgets import FlowRow, Heading, SecondaryButton, Text
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.printing.to_print import ToPrint, note_print

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from prevent_desktop.ui.system.printers import PaperRun


class PrintProgress(FittingDialog):
    """How far a print is. "Stop" and Escape: signal `rejected`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(base_width=420, parent=parent)
        self.setWindowTitle(_("Printing"))
        self.words = Text("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop = SecondaryButton(_("&Stop"), self.reject)
        self.column.add(Heading(_("Printing"), 2), self.words, self.bar, FlowRow(self.stop))
        self.stop.setFocus()

    def tell(self, words: str, done: int = 0, of: int = 0) -> None:
        """Say how far it is; without numbers nobody knows."""
        self.words.setText(words)
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        self.bar.setAccessibleName(words)


class Printing(QObject):
    """Prints for `page`, one thing at a time. `told` gets a word for the status line, `failed` what went wrong.

    Signal `printed()` once all pages were handed over. Where there is no vault yet, `in_vault` is false: nothing is written
    down then by this.
    """

    printed = Signal()

    def __init__(
        self,
        tasks: Tasks,
        page: QWidget,
        told: Callable[[str], object],
        *,
        failed: Callable[[PreventDesktopError], object] | None = None,
        in_vault: bool = True,
    ) -> None:
        super().__init__(page)
        self._tasks, self._told = tasks, told
        self._tell_failure = failed or tasks.show_failure
        self._in_vault = in_vault
        self._job: Job | None = None
        self._progress: PrintProgress | None = None
        self._run: PaperRun | None = None

    @property
    def _page(self) -> QWidget:
        """Its parent, and no reference of its own: a page that is dropped goes at once."""
        page = self.parent()
        assert isinstance(page, QWidget)  # noqa: S101 -- it is made with one
        return page

    @property
    def busy(self) -> bool:
        """Whether something is being printed."""
        return self._progress is not None

    def begin(self, read: Callable[[Vault], ToPrint]) -> None:
        """Read what is to be printed in the vault's lane, and ask whether it shall be."""
        if not self.busy:
            self._job = self._tasks.in_vault(read, self.ask, self._tell_failure)

    def ask(self, wanted: ToPrint) -> None:
        """Say what of a print stays elsewhere; go on where the person says so."""
        if self.busy:
            return
        dialog = ConfirmDialog(
            wanted.question,
            _(
                "The printer and this computer’s print system keep a copy of their own, sometimes for long. "
                "Take the pages at once."
            ),
            _("&Print…"),
            parent=self._page,
        )
        dialog.accepted.connect(partial(self._make, wanted))
        dialog.open()

    # -- the steps, each from the callback of the one before

    def _make(self, wanted: ToPrint) -> None:
        progress = self._progress = PrintProgress(self._page)
        progress.rejected.connect(self._stop)
        progress.tell(_("Setting the pages…"))
        progress.open()

        def made() -> tuple[Document, int]:
            pdf = wanted.pages()
            print_service.require_answer()
            return pdf, page_count(pdf)

        self._job = self._tasks.in_background(made, lambda found: self._choose(wanted, *found), self._fail)

    def _choose(self, wanted: ToPrint, pdf: Document, count: int) -> None:
        from prevent_desktop.ui.system import printers

        self._end_progress()
        try:
            printer = printers.ask_for_printer(self._page.window(), count)
        except PreventDesktopError as error:
            self._fail(error)
            return
        if printer is None:
            return
        pages = printers.chosen_pages(printer, count)
        progress = self._progress = PrintProgress(self._page)
        progress.rejected.connect(self._stop)
        progress.tell(_("Page {number} of {count}").format(number=1, count=len(pages)), 0, len(pages))
        progress.open()
        self._job = self._tasks.in_background(
            print_service.require_answer, lambda _none: self._note(wanted, printer, pdf, pages), self._fail
        )

    def _note(self, wanted: ToPrint, printer: QPrinter, pdf: Document, pages: tuple[int, ...]) -> None:
        if self._in_vault:
            self._job = self._tasks.in_vault(
                lambda vault: note_print(vault, wanted),
                lambda _none: self._begin(printer, pdf, pages),
                self._fail,
            )
        else:
            self._begin(printer, pdf, pages)

    def _begin(self, printer: QPrinter, pdf: Document, pages: tuple[int, ...]) -> None:
        from prevent_desktop.ui.system.printers import PaperRun

        self._run = PaperRun(printer)
        try:
            self._run.begin()
        except PreventDesktopError as error:
            self._fail(error)
        else:
            self._next(pdf, pages, 0)

    def _next(self, pdf: Document, pages: tuple[int, ...], done: int) -> None:
        """Draw one page beside the window, put it on paper, and go on."""
        from prevent_desktop.ui.system.printers import PIXELS_ACROSS

        if self._progress is None or self._run is None:
            return
        if done == len(pages):
            self._finish()
            return
        self._progress.tell(
            _("Page {number} of {count}").format(number=done + 1, count=len(pages)), done, len(pages)
        )
        number = pages[done]
        self._job = self._tasks.in_background(
            lambda: page_image(pdf, number, PIXELS_ACROSS),
            lambda drawn: self._put(pdf, pages, done, *drawn),
            self._fail,
        )

    def _put(
        self, pdf: Document, pages: tuple[int, ...], done: int, width: int, height: int, rgb: bytes
    ) -> None:
        if self._run is None:
            return
        try:
            self._run.draw(QImage(rgb, width, height, 3 * width, QImage.Format.Format_RGB888))
        except PreventDesktopError as error:
            self._fail(error)
        else:
            self._next(pdf, pages, done + 1)

    def _finish(self) -> None:
        run, self._run = self._run, None
        try:
            if run is not None:
                run.finish()
        except PreventDesktopError as error:
            self._fail(error)
            return
        self._end_progress()
        time = clock_time(datetime.now().astimezone(), seconds=True)
        self._told(_("Sent to the printer {time}").format(time=time))
        self.printed.emit()

    def _stop(self) -> None:
        """The person wants no more of it."""
        if self.busy:
            self._leave_off()
            self._told(_("Printing stopped"))

    def _fail(self, error: PreventDesktopError) -> None:
        self._leave_off()
        self._tell_failure(error)

    def _leave_off(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        run, self._run = self._run, None
        if run is not None:
            run.stop()
        self._end_progress()

    def _end_progress(self) -> None:
        progress, self._progress = self._progress, None
        if progress is not None:
            progress.rejected.disconnect(self._stop)
            progress.close()
