"""Which page leads to which, once the vault is open. Everything heavy is imported from here on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.data_files import forms, resources
from prevent_desktop.ui.guidance.pages import read_pages
from prevent_desktop.ui.guidance.screen import GuidanceScreen
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.settings.state import read_state
from prevent_desktop.ui.shell.house import House
from prevent_desktop.ui.shell.pages import Refreshes
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.shell.shared_spool import SharedSpool
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.theme import Theme
from prevent_desktop.workflows.follow_up import follow_up
from prevent_desktop.workflows.form_library import FormLibrary
from prevent_desktop.workflows.places import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the pages are made of."""

    tasks: Tasks
    spool: SharedSpool
    places: Places
    theme: Theme


class Journeys(QObject):
    """Builds the house and leads from page to page.

    Signals: `look_chosen(Appearance, int)`; `settings_read(SettingsState)`; `saved(words)` for the status line; `queued()` when a pack was.
    """

    look_chosen = Signal(object, int)
    settings_read = Signal(object)
    saved = Signal(str)
    queued = Signal()

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self.tasks = parts.tasks
        self._library = FormLibrary(forms())
        makers: dict[Room, Callable[[], QWidget]] = {
            Room.GUIDANCE: self._guidance,
            Room.SETTINGS: self._settings,
        }
        self.house = House(makers)

    def begin(self) -> None:
        """Show the first page, and read the settings that the window needs."""
        self.house.go(self.house.rooms[0])
        self._parts.tasks.in_vault(lambda vault: read_state(vault, self._library), self.settings_read.emit)

    def follow_up(self) -> None:
        """Record receipts that came while the vault was locked or open, then show what changed."""
        spool = self._parts.spool
        if spool.is_there:
            self._parts.tasks.in_vault(
                lambda vault: follow_up(vault, spool.get(), now=datetime.now(UTC)), self._followed_up
            )

    def _followed_up(self, changed: int) -> None:
        page: object = self.house.page
        if changed and isinstance(page, Refreshes):
            page.refresh()

    def _guidance(self) -> QWidget:
        return GuidanceScreen(read_pages(resources() / "guidance"))

    def _settings(self) -> QWidget:
        theme = self._parts.theme
        screen = SettingsScreen(
            self._parts.tasks,
            self._library,
            demo_folder=self._parts.places.demo_organisation,
            appearance=theme.appearance,
            scale=theme.scale,
        )
        screen.look_chosen.connect(self.look_chosen)
        screen.state_read.connect(self.settings_read)
        return screen
