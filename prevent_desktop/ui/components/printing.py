"""Printing what a page shows: first what stays elsewhere is told, then the system's dialog, then the pages one by one.

The dialog and all that speaks with the print service are in a process of its own (`ui/system/printing`): the window waits for neither.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, QObject, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QProgressBar, QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import clock_time
from prevent_desktop.packs.preview import Document, page_count, page_image
from prevent_desktop.translation import _
from prevent_desktop.ui.system.printing.failure_reasons import trouble
from prevent_desktop.ui.system.printing.messages import PrintFailure, Step, Told
from prevent_desktop.ui.system.printing.process import PrintProcess
from prevent_desktop.ui.tasks import Job, Tasks
from prevent_desktop.ui.widgets import FlowRow, Heading, SecondaryButton, Text
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.printing.to_print import ToPrint, note_print

PIXELS_ACROSS = 2_480
"""Of a drawn page: A4 at 300 pixels an inch."""


class PrintProgress(FittingDialog):
    """How far a print is. "Stop" and Escape: signal `rejected`. `put_away` where the screen is blanked before it."""

    put_away = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(base_width=420, parent=parent)
        self.setWindowTitle(_("Printing"))
        self.words = Text("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop = SecondaryButton(_("&Stop printing"), self.reject)
        self._ended = False
        self.column.add(Heading(_("Printing"), 2), self.words, self.bar, FlowRow(self.stop))
        self.stop.setFocus()

    def tell(self, words: str, done: int = 0, of: int = 0) -> None:
        """Say how far it is; without numbers nobody knows."""
        self.words.setText(words)
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        self.bar.setAccessibleName(words)

    def done(self, result: int) -> None:
        self._ended = True
        super().done(result)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self._ended and not event.spontaneous():
            self.put_away.emit()


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
        self._process: PrintProcess | None = None
        self._wanted: ToPrint | None = None
        self._pdf: Document = b""
        self._pages: tuple[int, ...] = ()
        self._put_pages = 0

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
        self._wanted, self._pages = wanted, ()
        progress = self._progress = PrintProgress(self._page)
        progress.rejected.connect(self._stop)
        progress.put_away.connect(self._put_away)
        progress.tell(_("Setting the pages…"))
        progress.open()

        def made() -> tuple[Document, int]:
            pdf = wanted.pages()
            return pdf, page_count(pdf)

        self._job = self._tasks.in_background(made, lambda found: self._choose(*found), self._fail)

    def _choose(self, pdf: Document, count: int) -> None:
        self._pdf, self._put_pages = pdf, 0
        self._tell(_("Choose a printer in the window that opens. You may find it behind this one."))
        process = self._process = PrintProcess(count, self._progress or self._page)
        process.told.connect(self._take)
        self.destroyed.connect(process.stop)
        process.start()

    def _take(self, told: Told) -> None:
        """What the process that prints says."""
        match told.step:
            case Step.BLANK:
                self._press(Shortcut.BLANK)
            case Step.LOCK:
                self._press(Shortcut.LOCK)
            case Step.CHOSEN:
                self._pages = told.pages
                self._tell_page()
                self._note()
            case Step.WANTED:
                self._next()
            case Step.HANDING_OVER:
                self._tell(_("Handing the pages to the printer…"))
            case Step.DONE:
                self._finish()
            case Step.NOT_CHOSEN:
                self._leave_off()
            case Step.FAILED:
                self._fail(trouble(told.failure or PrintFailure.CRASHED, told.why))

    def _press(self, shortcut: Shortcut) -> None:
        """A key that works anywhere was pressed in the window of the process: it is pressed here."""
        if (window := self._page.window().windowHandle()) is not None:
            keys: QKeyCombination = cast(Any, QKeySequence(shortcut.keys[0]))[0]
            pressed = QKeyEvent(QEvent.Type.KeyPress, keys.key(), keys.keyboardModifiers())
            QCoreApplication.sendEvent(window, pressed)

    def _note(self) -> None:
        wanted = self._wanted
        if self._in_vault and wanted is not None:
            self._job = self._tasks.in_vault(
                lambda vault: note_print(vault, wanted), lambda _none: self._next(), self._fail
            )
        else:
            self._next()

    def _next(self) -> None:
        """Draw one page beside the window, hand it over, and go on when the next is wanted."""
        if self._progress is None or self._process is None:
            return
        if self._put_pages == len(self._pages):
            self._process.finish()
            return
        self._tell_page()
        pdf, number = self._pdf, self._pages[self._put_pages]
        self._job = self._tasks.in_background(
            lambda: page_image(pdf, number, PIXELS_ACROSS), lambda drawn: self._put(*drawn), self._fail
        )

    def _put(self, width: int, height: int, rgb: bytes) -> None:
        if self._process is not None:
            self._put_pages += 1
            self._process.put(width, height, rgb)

    def _finish(self) -> None:
        self._leave_off()
        time = clock_time(datetime.now().astimezone(), seconds=True)
        self._told(_("Sent to the printer {time}").format(time=time))
        self.printed.emit()

    # -- telling, and leaving off

    def _tell(self, words: str, done: int = 0, of: int = 0) -> None:
        if self._progress is not None:
            self._progress.tell(words, done, of)

    def _tell_page(self) -> None:
        done, count = self._put_pages, len(self._pages)
        self._tell(_("Page {number} of {count}").format(number=done + 1, count=count), done, count)

    def _put_away(self) -> None:
        """The screen is blanked: a dialog that somebody waits for ends as if it had been cancelled, also one of another process."""
        if self._process is not None and not self._pages:
            self._leave_off()

    def _stop(self) -> None:
        """The person wants no more of it."""
        if self.busy:
            may_come = self._process is not None and self._process.may_come_out
            self._leave_off()
            self._told(
                _("Printing stopped. Pages that the printer has may still come out")
                if may_come
                else _("Printing stopped")
            )

    def _fail(self, error: PreventDesktopError) -> None:
        self._leave_off()
        self._tell_failure(error)

    def _leave_off(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        process, self._process = self._process, None
        if process is not None:
            process.stop()
        self._wanted, self._pdf = None, b""
        self._end_progress()

    def _end_progress(self) -> None:
        progress, self._progress = self._progress, None
        if progress is not None:
            progress.rejected.disconnect(self._stop)
            progress.close()
