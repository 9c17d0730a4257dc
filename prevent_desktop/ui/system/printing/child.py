"""The process that prints: the system's dialog first, then page after page, as the window hands them over.

    python -m prevent_desktop print-process

What goes over its pipes is told in `messages`. While it waits for a person or a page it says now and then that it is alive: a print
service that does not answer holds it whole, so that its silence is the service's.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from prevent_desktop.confined import frames
from prevent_desktop.confined.parents import end_with_parent
from prevent_desktop.data_files import resources
from prevent_desktop.ui.system.printing import print_service, printers
from prevent_desktop.ui.system.printing.messages import (
    MOST_BYTES,
    PrintFailure,
    PrintQuestion,
    Step,
    Told,
    page_of,
)
from prevent_desktop.ui.system.program_name import tell_name
from prevent_desktop.ui.system.urgent_keys import UrgentKeys
from prevent_desktop.ui.theme import QT_ARGUMENTS, Appearance, FocusRings, Theme

_FROM_WINDOW, _TO_WINDOW = 0, 1
_ALIVE_MS = 500
_LARGEST = {frames.DATA: MOST_BYTES, frames.ANSWER: 0}


def main() -> int:
    """Print once."""
    end_with_parent()
    with suppress(EOFError):
        _kind, question = frames.get(_FROM_WINDOW, {frames.QUESTION: frames.LARGEST_TEXT})
        return _run(frames.from_json(PrintQuestion, question))
    return 0


def _run(question: PrintQuestion) -> int:
    app = QApplication([sys.argv[0], *QT_ARGUMENTS])
    app.setApplicationName("prevent-desktop")
    app.setApplicationDisplayName(question.name)
    app.setQuitOnLastWindowClosed(False)
    tell_name(app)
    Theme(app, resources()).choose(Appearance(question.appearance), question.scale)
    FocusRings(app, parent=app)
    tell(Step.ALIVE)
    printing = _Print(question, app)
    QTimer.singleShot(0, printing, printing.choose)
    return app.exec()


def tell(
    step: Step,
    *,
    pages: tuple[int, ...] = (),
    size: int = 0,
    failure: PrintFailure | None = None,
    why: str = "",
) -> None:
    """Say it to the window; where that has gone, end."""
    told = Told(step=step, pages=pages, size=size, failure=failure, why=why)
    try:
        frames.put(_TO_WINDOW, frames.ITEM, frames.to_json(told))
    except OSError:
        os._exit(0)


class _Line(QObject):
    """What the window says, read on a thread of its own. Signals `came(kind, content)`, and `ended` where it says no more."""

    came = Signal(bytes, bytes)
    ended = Signal()

    def begin(self) -> None:
        """From now on."""
        threading.Thread(target=self._read, name="pages", daemon=True).start()

    def _read(self) -> None:
        with suppress(EOFError, ValueError, OSError):
            while True:
                self.came.emit(*frames.get(_FROM_WINDOW, _LARGEST))
        self.ended.emit()


class _Print(QObject):
    """One print, from the dialog to its end."""

    def __init__(self, question: PrintQuestion, app: QApplication) -> None:
        super().__init__(app)
        self._question = question
        self._run: printers.PaperRun | None = None
        self._line = _Line(self)
        self._line.came.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._line.ended.connect(self._stop, Qt.ConnectionType.QueuedConnection)
        self._line.begin()
        urgent = UrgentKeys(self)
        urgent.blank_wanted.connect(lambda: tell(Step.BLANK))
        urgent.lock_wanted.connect(lambda: tell(Step.LOCK))
        alive = QTimer(self)
        alive.timeout.connect(lambda: tell(Step.ALIVE))
        alive.start(_ALIVE_MS)

    def choose(self) -> None:
        """Ask the person for a printer, and the service once more whether it is there."""
        try:
            printer = printers.ask_for_printer(self._question.pages, self._question.before)
            if printer is None:
                self._end(Step.NOT_CHOSEN)
                return
            print_service.await_answer()
            self._begin(printer)
        except printers.PrintFailedError as error:
            self._fail(error)

    def _begin(self, printer: QPrinter) -> None:
        pages = printers.chosen_pages(printer, self._question.pages)
        if not pages:
            self._end(Step.NOT_CHOSEN)
            return
        self._run = printers.PaperRun(printer)
        self._run.begin()
        tell(Step.CHOSEN, pages=pages)

    def _take(self, kind: bytes, content: bytes) -> None:
        if self._run is None:  # nothing was asked for
            self._stop()
            return
        try:
            if kind == frames.DATA:
                self._draw(self._run, content)
            else:
                self._finish(self._run)
        except printers.PrintFailedError as error:
            self._fail(error)

    def _draw(self, run: printers.PaperRun, content: bytes) -> None:
        width, height, rgb = page_of(content)
        run.draw(QImage(rgb, width, height, 3 * width, QImage.Format.Format_RGB888))
        tell(Step.WANTED)

    def _finish(self, run: printers.PaperRun) -> None:
        tell(Step.HANDING_OVER, size=run.size)
        run.finish()
        self._end(Step.DONE)

    def _fail(self, error: printers.PrintFailedError) -> None:
        if self._run is not None:
            self._run.stop()
        tell(Step.FAILED, failure=error.kind, why=error.said[:400])
        os._exit(0)

    def _end(self, step: Step) -> None:
        tell(step)
        os._exit(0)

    def _stop(self) -> None:
        """The window wants no more of it."""
        if self._run is not None:
            self._run.stop()
        os._exit(0)


if __name__ == "__main__":
    raise SystemExit(main())
