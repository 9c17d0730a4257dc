"""The process that prints, as the window sees it: it is started, gets pages, and is ended where it gives no sign of life."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from queue import SimpleQueue

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from prevent_desktop.confined import frames
from prevent_desktop.confined.spawn import Child, own_command, own_environment, start_asked
from prevent_desktop.files.nameless import remove_left
from prevent_desktop.translation import _
from prevent_desktop.ui.system.printing import PRINT_PROCESS
from prevent_desktop.ui.system.printing.messages import (
    MOST_TOLD,
    PrintFailure,
    PrintQuestion,
    Step,
    Told,
    page_bytes,
)
from prevent_desktop.ui.theme import MINIMUM_SCALE, Appearance, Theme

START_SECONDS = 60.0
"""In which the process says its first word, also on a busy machine."""
SILENCE_SECONDS = 20.0
"""Without a sign of life: the print service does not answer it."""
HAND_OVER_SECONDS = 60.0
"""In which a service takes the pages, and longer for many (`SLOWEST`): the process can say nothing meanwhile."""
SLOWEST = 50_000
"""Bytes a second that the way to a service lets through at the least."""
_GRACE_MS = 1_000
"""In which a print that is stopped is taken back; then its process is killed."""
_LAST = {Step.NOT_CHOSEN, Step.DONE, Step.FAILED}


def command() -> list[str]:
    """What is run."""
    return own_command(PRINT_PROCESS)


class PrintProcess(QObject):
    """One print of so many `pages`; its dialog stands before `window`. Signal `told(Told)`: each step, at last what came of it; nothing after `stop`.

    All of it on the GUI thread, where nothing waits for it: pages wait for a thread that writes them. It lives until its process has ended.
    """

    told = Signal(object)
    _came = Signal(object)
    _ended = Signal()

    def __init__(self, pages: int, window: QWidget) -> None:
        super().__init__(QCoreApplication.instance())
        self._said_last = self._handing_over = self._silent = self._has_pages = False
        self._child: Child | None = None
        self._to_write: SimpleQueue[tuple[bytes, bytes] | None] = SimpleQueue()
        self._came.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._after_end, Qt.ConnectionType.QueuedConnection)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._end_silent)
        self._question = _question(pages, window)

    def start(self) -> None:
        """Start it; where that does not go, `told` says so."""
        try:
            child = self._child = start_asked(command(), own_environment())
        except OSError:
            self._tell(Told(step=Step.FAILED, failure=PrintFailure.CANNOT_START))
            self.deleteLater()
            return
        _may_come_forward(child)
        for work in (self._write, self._read):
            threading.Thread(target=work, args=(child,), name="print process", daemon=True).start()
        self._to_write.put((frames.QUESTION, frames.to_json(self._question)))
        self._wait(START_SECONDS)

    @property
    def may_come_out(self) -> bool:
        """Whether the system has pages already: on Linux it gets them all at the end, elsewhere each as it is drawn."""
        return self._handing_over or (self._has_pages and sys.platform != "linux")

    def put(self, width: int, height: int, rgb: bytes) -> None:
        """Hand over a page that is wanted: RGB row by row."""
        self._has_pages = True
        self._to_write.put((frames.DATA, page_bytes(width, height, rgb)))

    def finish(self) -> None:
        """That was the last page."""
        self._to_write.put((frames.ANSWER, b""))

    def stop(self) -> None:
        """Print nothing more. What the printer has already may still come out."""
        self._said_last = True
        self._to_write.put(None)
        self._wait(_GRACE_MS / 1_000)

    # -- on threads of its own

    def _write(self, child: Child) -> None:
        if child.stdin is None:
            return
        with suppress(OSError), child.stdin:
            while (frame := self._to_write.get()) is not None:
                frames.put(child.stdin.fileno(), *frame)

    def _read(self, child: Child) -> None:
        if child.stdout is None:
            return
        with suppress(EOFError, ValueError, OSError), child.stdout:
            while True:
                _kind, untrusted = frames.get(child.stdout.fileno(), {frames.ITEM: MOST_TOLD})
                self._came.emit(frames.from_json(Told, untrusted))
        self._to_write.put(None)
        child.wait()
        self._ended.emit()

    # -- on the GUI thread

    def _take(self, told: Told) -> None:
        if self._said_last:
            return
        if told.step is Step.HANDING_OVER:
            self._handing_over = True
            self._wait(HAND_OVER_SECONDS + told.size / SLOWEST)
        elif not self._handing_over:
            self._wait(SILENCE_SECONDS)
        self._tell(told)

    def _wait(self, seconds: float) -> None:
        self._patience.start(round(seconds * 1_000))

    def _end_silent(self) -> None:
        self._silent = True
        if self._child is not None:
            self._child.kill()

    def _after_end(self) -> None:
        """It has ended, whatever it said."""
        self._patience.stop()
        if sys.platform == "linux":
            with suppress(OSError):
                remove_left()
        self._tell(Told(step=Step.FAILED, failure=self._why()))
        self.deleteLater()

    def _why(self) -> PrintFailure:
        if not self._silent:
            return PrintFailure.CRASHED
        return PrintFailure.SILENT_AT_END if self.may_come_out else PrintFailure.SILENT

    def _tell(self, told: Told) -> None:
        if not self._said_last:
            self._said_last = told.step in _LAST
            self.told.emit(told)


def _question(pages: int, window: QWidget) -> PrintQuestion:
    app = QCoreApplication.instance()
    theme = None if app is None else app.findChild(Theme)
    return PrintQuestion(
        pages=pages,
        name=_("Prevent Desktop"),
        appearance=(Appearance.SYSTEM if theme is None else theme.appearance).value,
        scale=MINIMUM_SCALE if theme is None else theme.scale,
        before=int(window.winId()) if QGuiApplication.platformName() == "xcb" else 0,
    )


def _may_come_forward(child: Child) -> None:
    """Windows lets a process put a window before all others only where the one that has the keyboard says so."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(child.pid)
