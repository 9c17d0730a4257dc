"""The window while the vault is open: the house in it, the idle clock, the lock, the system's own signals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.backups.automatic import AutomaticBackups
from prevent_desktop.ui.damage.desk import DamageDesk
from prevent_desktop.ui.journeys import Journeys
from prevent_desktop.ui.returning.returning import Returning
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.shell.capture import CaptureGuard
from prevent_desktop.ui.shell.idle import IdleWatch
from prevent_desktop.ui.shell.locking import Locker
from prevent_desktop.ui.shell.session_watch import SessionWatch
from prevent_desktop.ui.shell.window import AppWindow
from prevent_desktop.ui.trust.clock_watch import ClockWatch
from prevent_desktop.ui.trust.profile_watch import ProfileWatch
from prevent_desktop.ui.trust.quiet_watch import QuietWatch
from prevent_desktop.ui.trust.trouble_banner import TroubleBanner
from prevent_desktop.ui.unlock.escrow_banner import tell_escrow_uses
from prevent_desktop.vault.vault import utc_now
from prevent_desktop.workflows.settings import DEFAULT_LOCK_MINUTES


class OpenDesk(QObject):
    """Signals `look_chosen(Appearance, int)` and `switching()`, before it locks for another user. `before_lock` ends all that runs, then `lock` starts a fresh process.

    `place_for_restored` tells a free folder for records that come from a backup.
    """

    look_chosen = Signal(object, int)
    switching = Signal()

    def __init__(
        self,
        app: QApplication,
        window: AppWindow,
        journeys: Journeys,
        *,
        before_lock: Callable[[], None],
        lock: Callable[[], None],
        place_for_restored: Callable[[], Path],
    ) -> None:
        super().__init__(window)
        self._window = window
        self.journeys = journeys
        self.returning = Returning(app, journeys)
        self.locker = Locker(
            window, journeys.tasks, before=before_lock, replace=lock, keep_place=self.returning.keep
        )
        self._session_ends = False
        self.idle = IdleWatch(app, minutes=DEFAULT_LOCK_MINUTES, parent=self)
        self.session = SessionWatch(app, parent=self)
        self.capture = CaptureGuard(app, parent=self)
        self.quiet = QuietWatch(journeys.tasks, utc_now, parent=self)
        self.clock = ClockWatch(window, journeys.tasks, utc_now, parent=self)
        self.profile = ProfileWatch(window, journeys.tasks, utc_now, parent=self)
        self.backups = AutomaticBackups(journeys.tasks, utc_now, parent=self)
        self.damage = DamageDesk(window, journeys, place_for_restored, parent=self)
        self._connect()

    def _connect(self) -> None:
        self.journeys.look_chosen.connect(self.look_chosen)
        self.journeys.settings_read.connect(self._take_settings)
        self.journeys.saved.connect(self._window.status.tell_saved)
        self._window.lock_wanted.connect(self.locker.lock)
        self._window.switch_wanted.connect(self._switch)
        self.idle.idle.connect(self.locker.lock)
        self.idle.minutes_left.connect(self._tell_minutes)
        self.session.lock_wanted.connect(self.locker.lock)
        self.session.ending.connect(self._session_ending)
        self.quiet.trouble.connect(self._tell_trouble)
        self.profile.profile_wanted.connect(self.journeys.open_profile)
        self.journeys.profile_changed.connect(self.profile.look)
        self.backups.told.connect(self._window.status.tell_saved)

    def begin(self, place: str = "") -> None:
        """Show the house, come back to `place` (what `where_left.kept` told), and start the idle clock."""
        self._window.show_house(self.journeys.house)
        self.idle.start()
        self.quiet.start()
        self.clock.start()
        self.profile.start()
        self.backups.start()
        tell_escrow_uses(self._window, self.journeys.tasks)
        self.damage.begin()
        self.journeys.begin()
        self.returning.begin(place)

    def leave(self) -> None:
        """The window is closed: keep every word. The next start begins on the first page, unless the system ends."""
        if not self._session_ends:
            self.returning.forget()
        self.locker.flush()

    def stop(self) -> None:
        """The window goes: count no more."""
        self.idle.stop()
        self.returning.stop()
        self.quiet.stop()
        self.clock.stop()
        self.profile.stop()
        self.backups.stop()

    def _session_ending(self) -> None:
        self._session_ends = True
        self.locker.flush()

    def _tell_trouble(self, error: PreventDesktopError) -> None:
        self._window.show_banner(TroubleBanner(error, self._window))
        self.damage.found(error)

    def _switch(self) -> None:
        self.switching.emit()
        self.locker.lock()

    def _tell_minutes(self, minutes: int) -> None:
        status = self._window.status
        status.tell(status.locks, _("Locks in {number} min").format(number=minutes))

    def _take_settings(self, state: SettingsState) -> None:
        self.idle.set_minutes(state.lock_minutes)
        self.capture.allow(state.capture_allowed)
        self._window.status.tell(self._window.status.marking, state.sharing.marking)
