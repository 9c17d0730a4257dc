"""The composition root: puts the pieces together, shows the unlock screen at once, and ends in good order."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from prevent_desktop.data_files import resources
from prevent_desktop.translation import _
from prevent_desktop.ui.shell.courier_thread import CourierThread
from prevent_desktop.ui.shell.failure_dialog import Failures
from prevent_desktop.ui.shell.idle import IdleWatch
from prevent_desktop.ui.shell.locking import Locker
from prevent_desktop.ui.shell.outbox_watch import (
    OutboxState,
    OutboxWatch,
    words_while_locked,
    words_while_open,
)
from prevent_desktop.ui.shell.process import forbid_dumps, replace_process, start_command
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.shell.session_watch import SessionWatch
from prevent_desktop.ui.shell.shared_spool import SharedSpool
from prevent_desktop.ui.shell.window import AppWindow
from prevent_desktop.ui.tasks import Tasks, our_fault
from prevent_desktop.ui.theme import Appearance, FocusRings, Theme
from prevent_desktop.ui.unlock.shelf import VaultShelf
from prevent_desktop.ui.unlock.unlock_screen import UnlockScreen
from prevent_desktop.ui.window_settings import WindowSettings, read_window_settings, write_window_settings
from prevent_desktop.workflows.places import DATA_VARIABLE, Places

if TYPE_CHECKING:
    from prevent_desktop.ui.journeys import Journeys
    from prevent_desktop.ui.settings.state import SettingsState
    from prevent_desktop.vault.key_slots import VaultKey

_IDLE_MINUTES_UNTIL_READ = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AppOptions:
    """How the app was started. `data` is the data folder, `vault` the vault to offer first; None for the usual ones.

    `appearance` and `scale` (percent) overrule what was kept, for this start alone.
    """

    data: Path | None = None
    vault: Path | None = None
    appearance: Appearance | None = None
    scale: int | None = None


def run_app(options: AppOptions) -> int:
    """Show the window and run until it is closed; the process's exit code."""
    forbid_dumps()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("prevent-desktop")
    app.setApplicationDisplayName(_("Prevent Desktop"))
    desktop = Desktop(app, options, fresh_process=lambda: _start_again(Places.of(options.data)))
    sys.excepthook = desktop.show_fault
    desktop.start()
    return app.exec()


def _start_again(places: Places) -> None:
    """A fresh process on the same data folder; which vault was open is in the window's settings."""
    os.environ[DATA_VARIABLE] = str(places.data)
    replace_process(start_command())


class Desktop:
    """The running app. `fresh_process` takes its place at a lock; in the real program it does not return."""

    def __init__(self, app: QApplication, options: AppOptions, *, fresh_process: Callable[[], None]) -> None:
        self._app = app
        self._options = options
        self._places = Places.of(options.data)
        self._kept = self._read_kept()
        self._theme = Theme(app, resources())
        self._theme.choose(self._kept.appearance, self._kept.scale)
        self._rings = FocusRings(app)
        self.window = AppWindow()
        self.window.restore_geometry_text(self._kept.geometry)
        self.failures = Failures(self.window)
        self.tasks = Tasks(self.failures.show, app)
        self.spool = SharedSpool(self._places.spool)
        self.courier = CourierThread(self.spool, app)
        self.outbox = OutboxWatch(self.spool, self.tasks, app)
        self.locker = Locker(
            self.window, self.tasks, before=self._before_fresh_process, replace=fresh_process
        )
        self.idle = IdleWatch(app, minutes=_IDLE_MINUTES_UNTIL_READ)
        self.session = SessionWatch(app)
        self.unlock_screen = UnlockScreen(
            self.tasks, VaultShelf(self._places.vaults), vault=options.vault or self._last_vault()
        )
        self.journeys: Journeys | None = None
        self._connect()

    def start(self) -> None:
        """Show the unlock screen; what is heavy begins once it is painted."""
        self.window.show_first(self.unlock_screen)
        self.window.show()
        self.unlock_screen.pane.setFocus()
        QTimer.singleShot(0, self._begin_in_background)

    def _begin_in_background(self) -> None:
        self.courier.start()
        self.outbox.start()
        self.tasks.in_background(_import_what_is_heavy)

    def _connect(self) -> None:
        self.unlock_screen.unlocked.connect(self._open)
        self.courier.failed.connect(self.failures.show)
        self.courier.moved.connect(self.outbox.look)
        self.outbox.counted.connect(self._tell_outbox)
        self.outbox.changed.connect(self._follow_up)
        self.window.lock_wanted.connect(self.locker.lock)
        self.window.closing.connect(self._close)
        self.idle.idle.connect(self.locker.lock)
        self.idle.minutes_left.connect(self._tell_minutes)
        self.session.lock_wanted.connect(self._lock_if_open)
        self.session.ending.connect(self.locker.flush)

    # -- opening

    def _open(self, folder: Path, key: VaultKey, how: str) -> None:
        from prevent_desktop.workflows.unlock import open_vault

        self._kept = replace(self._kept, last_vault=str(folder))
        self.tasks.open_vault(
            lambda: open_vault(folder, key, how=how),
            lambda _none: self._opened(),
            self.unlock_screen.show_failure,
        )

    def _opened(self) -> None:
        from prevent_desktop.ui.journeys import Journeys, Parts

        parts = Parts(tasks=self.tasks, spool=self.spool, places=self._places, theme=self._theme)
        journeys = Journeys(parts, self._app)
        journeys.look_chosen.connect(self._take_look)
        journeys.settings_read.connect(self._take_settings)
        journeys.saved.connect(self.window.status.tell_saved)
        self.journeys = journeys
        self._write_kept()
        self.window.show_house(journeys.house)
        self.idle.start()
        self.outbox.look()
        self._follow_up()
        journeys.begin()

    def _follow_up(self) -> None:
        """Bring receipts that came, and what a crash cut short, into the record."""
        if self.journeys is not None:
            self.journeys.follow_up()

    # -- telling

    def _tell_outbox(self, state: OutboxState) -> None:
        words = words_while_locked if self.journeys is None else words_while_open
        self.window.status.tell(self.window.status.delivery, words(state))
        if self.journeys is not None and Room.OUTBOX in self.journeys.house.rooms:
            entry = self.journeys.house.side_bar.entries[Room.OUTBOX]
            entry.count(state.waiting, words_while_open(state))

    def _tell_minutes(self, minutes: int) -> None:
        self.window.status.tell(self.window.status.locks, _("Locks in {number} min").format(number=minutes))

    def _take_settings(self, state: SettingsState) -> None:
        self.idle.set_minutes(state.lock_minutes)
        self.window.status.tell(self.window.status.marking, state.sharing.marking)

    def _take_look(self, appearance: Appearance, scale: int) -> None:
        self._theme.choose(appearance, scale)
        self._kept = replace(self._kept, appearance=appearance, scale=scale)
        self._write_kept()

    def show_fault(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """A fault that nobody caught (`sys.excepthook`): show it, and log no word of what was typed."""
        del kind, trace
        self.failures.show(our_fault(error))

    # -- ending

    def _lock_if_open(self) -> None:
        if self.journeys is not None:
            self.locker.lock()

    def _before_fresh_process(self) -> None:
        self._write_kept()
        self._stop_all()

    def _close(self) -> None:
        self._write_kept()
        self.locker.flush()
        self._stop_all()
        self.tasks.close()

    def _stop_all(self) -> None:
        self.idle.stop()
        self.courier.stop()
        self.spool.close()

    # -- what is kept of the window

    def _read_kept(self) -> WindowSettings:
        kept = read_window_settings(self._places.window_settings)
        if self._options.appearance is not None:
            kept = replace(kept, appearance=self._options.appearance)
        return kept if self._options.scale is None else replace(kept, scale=self._options.scale)

    def _last_vault(self) -> Path | None:
        return Path(self._kept.last_vault) if self._kept.last_vault else None

    def _write_kept(self) -> None:
        self._kept = replace(self._kept, geometry=self.window.geometry_text())
        write_window_settings(self._places.window_settings, self._kept)


def _import_what_is_heavy() -> None:
    """Have it ready by the time that the passphrase is typed."""
    for name in ("prevent_desktop.ui.journeys", "prevent_desktop.workflows.unlock"):
        importlib.import_module(name)
