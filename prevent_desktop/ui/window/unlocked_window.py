"""The window while the vault is open: the main view in it, the idle clock, the lock, the system's own signals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.navigation.session_restore import SessionRestore
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.system.capture import CaptureGuard
from prevent_desktop.ui.system.idle import IdleWatch
from prevent_desktop.ui.system.session_watch import SessionWatch
from prevent_desktop.ui.vault_admin.backups.automatic import AutomaticBackups
from prevent_desktop.ui.widgets import Notice, Tone
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.ui.window.clock_watch import ClockWatch
from prevent_desktop.ui.window.column_keeper import ColumnKeeper
from prevent_desktop.ui.window.escrow_banner import tell_escrow_uses
from prevent_desktop.ui.window.file_words_watch import FileWordsWatch
from prevent_desktop.ui.window.known_people_watch import KnownPeopleWatch
from prevent_desktop.ui.window.locking import Locker
from prevent_desktop.ui.window.palette_controller import PaletteController
from prevent_desktop.ui.window.profile_watch import ProfileWatch
from prevent_desktop.ui.window.quiet_watch import QuietWatch
from prevent_desktop.ui.window.read_only_controller import ReadOnlyController
from prevent_desktop.ui.window.signature_watch import SignatureWatch
from prevent_desktop.ui.window.unfinished_copies import take_away_unfinished_copies
from prevent_desktop.ui.window.unsaved_banner import UnsavedBanner
from prevent_desktop.vault.vault import utc_now
from prevent_desktop.workflows.organisation.settings import DEFAULT_LOCK_MINUTES


class TroubleBanner(Notice):
    """Tells an error; it stays until the vault is locked."""

    def __init__(self, error: PreventDesktopError, parent: QWidget) -> None:
        super().__init__(str(error), Tone.DANGER, parent=parent)
        self.setAccessibleName(error.title)
        self.setAccessibleDescription(f"{error.what_happened} {error.next_step}")


class UnlockedWindow(QObject):
    """Signals `look_chosen(Appearance, int)` and `switching()`, before it locks for another user. `before_lock` ends all that runs, then `lock` starts a fresh process.

    `place_for_restored` tells a free folder for records that come from a backup.
    """

    look_chosen = Signal(object, int)
    switching = Signal()

    def __init__(
        self,
        app: QApplication,
        window: AppWindow,
        pages: PageRegistry,
        *,
        before_lock: Callable[[], None],
        lock: Callable[[], None],
        place_for_restored: Callable[[], Path],
    ) -> None:
        super().__init__(window)
        self._window = window
        self.pages = pages
        self.unsaved = UnsavedBanner(window, pages.navigator)
        self.session_restore = SessionRestore(app, pages.tasks, pages.navigator, pages.main_view, self)
        self.locker = Locker(
            window, pages.tasks, before=before_lock, replace=lock, keep_place=self.session_restore.keep
        )
        self._session_ends = False
        self.idle = IdleWatch(app, minutes=DEFAULT_LOCK_MINUTES, parent=self)
        self.session = SessionWatch(app, parent=self)
        self.capture = CaptureGuard(app, parent=self)
        self.quiet = QuietWatch(pages.tasks, utc_now, parent=self)
        self.file_words = FileWordsWatch(pages.tasks, parent=self)
        self.known_people = KnownPeopleWatch(pages.tasks, parent=self)
        self.signatures = SignatureWatch(pages.tasks, utc_now, parent=self)
        self.clock = ClockWatch(window, pages.tasks, utc_now, parent=self)
        self.profile = ProfileWatch(window, pages.tasks, pages.navigator, utc_now, parent=self)
        self.backups = AutomaticBackups(pages.tasks, utc_now, parent=self)
        self.columns = ColumnKeeper(pages.main_view, pages.tasks, self)
        self.palette = PaletteController(window, pages, self)
        self.damage = ReadOnlyController(window, pages, place_for_restored, parent=self)
        self._connect()

    def _connect(self) -> None:
        self.pages.look_chosen.connect(self.look_chosen)
        self.pages.settings_read.connect(self._take_settings)
        self.pages.navigator.told.connect(self._window.status.tell_saved)
        self.pages.main_view.holds = self.pages.navigator.holds
        self.pages.main_view.moved.connect(lambda _section: self.pages.navigator.unsaved.emit(None))
        self._window.blank.locking.connect(self.pages.main_view.toasts.close)
        self._window.lock_wanted.connect(self.locker.lock)
        self._window.switch_wanted.connect(self._switch)
        self.idle.idle.connect(self.locker.lock)
        self.idle.minutes_left.connect(self._tell_minutes)
        self.session.lock_wanted.connect(self.locker.lock)
        self.session.ending.connect(self._session_ending)
        self.quiet.trouble.connect(self._tell_trouble)
        self.pages.profile_changed.connect(self.profile.look)
        self.backups.told.connect(self._window.status.tell_saved)
        self.file_words.told.connect(self._window.status.tell_saved)
        self.known_people.told.connect(self._window.status.tell_saved)

    def begin(self, place: str = "") -> None:
        """Show the main view, come back to `place` (what `last_location.kept` told), and start the idle clock."""
        self._window.show_main_view(self.pages.main_view)
        self.idle.start()
        self.quiet.start()
        self.file_words.start()
        self.known_people.start()
        self.signatures.start()
        self.clock.start()
        self.profile.start()
        self.backups.start()
        tell_escrow_uses(self._window, self.pages.tasks)
        take_away_unfinished_copies(self._window, self.pages.tasks)
        self.damage.begin()
        self.columns.begin()
        self.pages.begin()
        self.session_restore.begin(place)

    def leave(self) -> None:
        """The window is closed: keep every word. The next start begins on the first page, unless the system ends."""
        if not self._session_ends:
            self.session_restore.forget()
        self.locker.flush()

    @property
    def session_ends(self) -> bool:
        """Whether the system said that the session ends."""
        return self._session_ends

    def stop(self) -> None:
        """The window goes: count no more."""
        self.idle.stop()
        self.session_restore.stop()
        self.quiet.stop()
        self.file_words.stop()
        self.known_people.stop()
        self.signatures.stop()
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
