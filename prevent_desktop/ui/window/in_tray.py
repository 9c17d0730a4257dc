"""Staying in the tray: when the window goes there, comes back, and how another start of the program finds it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.files.durable import make_folder
from prevent_desktop.files.own import mark_file, remove_file
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.ui.window.closing import ClosingDialog
from prevent_desktop.ui.window.notifications import Notifier, session_bus
from prevent_desktop.ui.window.outbox_service import OutboxService
from prevent_desktop.ui.window.single_instance import SingleInstance, knock
from prevent_desktop.ui.window.tray import Tray
from prevent_desktop.workflows.sending import orders
from prevent_desktop.workflows.sending.outbox_state import OutboxState
from prevent_desktop.workflows.sending.shared_spool import TRAY_MARKER, SharedSpool
from prevent_desktop.workflows.sending.window_choices import OnClose, keep_on_close, on_close

_LOOK_FOR_TRAY_MS = 2_000
_LOOKS = 30
"""A desktop that is only coming up has its tray within a minute; after that the window is shown."""


class InTray(QObject):
    """Beside one window and its outbox service.

    Signals `shown()` when the window comes back, `given(object)` with an untrusted path to open then, and `ending()` when the person quits from the tray. `lock_into_tray` locks
    an open vault, and a fresh process in the tray takes over; it tells False where no vault is open, and then the window is
    only hidden. `open_outbox` shows the outbox after a click on a notification.
    """

    shown = Signal()
    given = Signal(object)
    ending = Signal()

    def __init__(
        self,
        app: QApplication,
        window: AppWindow,
        outbox_service: OutboxService,
        spool: SharedSpool,
        tasks: Tasks,
        *,
        lock_into_tray: Callable[[], bool],
        open_outbox: Callable[[], object],
        hidden: bool,
    ) -> None:
        super().__init__(window)
        self._app = app
        self._window = window
        self._outbox_service = outbox_service
        self._spool = spool
        self._tasks = tasks
        self._lock_into_tray, self._open_outbox = lock_into_tray, open_outbox
        self._ends = False
        self._door: SingleInstance | None = None
        self.tray: Tray | None = None
        self.notifier: Notifier | None = None
        self.dialog: ClosingDialog | None = None
        app.commitDataRequest.connect(self._session_ending)
        window.may_close = self.may_close
        if hidden:
            self._app.setQuitOnLastWindowClosed(False)
        self._wait_for_tray(_LOOKS if hidden else 1)

    def _wait_for_tray(self, looks: int) -> None:
        if Tray.is_there():
            self._use(Tray(self))
            if not self._window.isVisible():
                self._open_door()
        elif not self._window.isVisible() and looks > 1:
            QTimer.singleShot(_LOOK_FOR_TRAY_MS, self, lambda: self._wait_for_tray(looks - 1))
        else:
            self._use(None)
            if not self._window.isVisible():
                self._window.showMinimized()
                self._back()

    def _use(self, tray: Tray | None) -> None:
        self.notifier = Notifier(self._tasks, tray, self, bus=session_bus())
        self.notifier.clicked_it.connect(self._go_to_outbox)
        self._outbox_service.news.connect(self._tell_news)
        self.tray = tray
        if tray is None:
            return
        tray.open_wanted.connect(self.come_back)
        tray.pause_wanted.connect(self._pause)
        tray.end_wanted.connect(self.end)
        self._outbox_service.counted.connect(self._tell)
        self._tell(self._outbox_service.last)
        tray.show()

    # -- leaving

    def may_close(self) -> bool:
        """Whether the window may close and the program end, as it does where there is no tray or nothing waits."""
        waiting = self._outbox_service.last.open
        if self._ends or self.tray is None or not waiting:
            return True
        choice = self._chosen()
        if choice is OnClose.ASK:
            self._ask(waiting)
        elif choice is OnClose.TRAY:
            self.hide()
        return choice is OnClose.END

    def hide(self) -> None:
        """Lock, and go on in the tray."""
        if self._lock_into_tray():
            return
        self._app.setQuitOnLastWindowClosed(False)
        self._window.hide()
        self._open_door()

    def end(self) -> None:
        """End the program, whatever waits."""
        self._ends = True
        self.ending.emit()

    def _chosen(self) -> OnClose:
        try:
            return on_close(self._spool.get())
        except PreventDesktopError:
            return OnClose.END  # an outbox that cannot be used sends nothing from the tray either

    def _ask(self, waiting: int) -> None:
        if self.dialog is not None:
            self.dialog.raise_()
            return
        self.dialog = ClosingDialog(waiting, parent=self._window)
        self.dialog.chosen.connect(self._take_choice)
        self.dialog.finished.connect(self._forget_dialog)
        self.dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _take_choice(self, choice: OnClose, remember: bool) -> None:
        if remember:
            with contextlib.suppress(PreventDesktopError):
                keep_on_close(self._spool.get(), choice)
        leave = self.hide if choice is OnClose.TRAY else self.end
        QTimer.singleShot(0, self, leave)

    def ask_no_more(self) -> None:
        """The session ends: whoever logs off is asked nothing."""
        self._ends = True

    def _session_ending(self, _manager: QSessionManager) -> None:
        self.ask_no_more()

    # -- coming back

    def come_back(self) -> None:
        """Show the window again."""
        if not self._window.isVisible():
            self._window.show()
            self._back()
        self._window.come_forward()

    def _back(self) -> None:
        self._app.setQuitOnLastWindowClosed(True)
        self._close_door()
        self.shown.emit()

    def _go_to_outbox(self) -> None:
        self.come_back()
        self._open_outbox()

    def _open_door(self) -> None:
        make_folder(self._spool.folder)
        self._door = SingleInstance(self._spool.folder, self)
        self._door.knocked.connect(self._knocked)
        with contextlib.suppress(OSError):
            mark_file(self._spool.folder / TRAY_MARKER)

    def _knocked(self, untrusted_path: str) -> None:
        self.come_back()
        if untrusted_path:
            self.given.emit(untrusted_path)

    def _close_door(self) -> None:
        if self._door is not None:
            self._door.close()
            self._door = None
        with contextlib.suppress(OSError):
            remove_file(self._spool.folder / TRAY_MARKER)

    def close(self) -> None:
        """The program ends."""
        self._close_door()
        if self.tray is not None:
            self.tray.close()

    # -- telling

    def _tell(self, state: OutboxState) -> None:
        if self.tray is not None:
            self.tray.tell(state, locked=self._window.main_view is None)

    def _tell_news(self, words: str) -> None:
        """What is new, where nobody looks at the window; not over a blank screen: the page tells it when it is back."""
        if self.notifier is not None and not self._window.isActiveWindow() and not self._window.is_blank:
            self.notifier.show(words)

    def _pause(self, pause: bool) -> None:
        self._tasks.in_background(
            lambda: (orders.pause if pause else orders.go_on)(self._spool.get()),
            lambda _none: self._outbox_service.something_new(),
        )


def waits_in_tray(folder: Path, file: Path | None = None) -> bool:
    """Whether the program waits in the tray over the outbox in `folder`: then its window comes forward, and opens `file`."""
    return (folder / TRAY_MARKER).exists() and knock(folder, file)
