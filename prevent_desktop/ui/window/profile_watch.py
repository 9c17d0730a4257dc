"""Tells, after unlocking and now and then, that the organisation's profile ends soon or has run out."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.components.watch import Watch
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Notice, SecondaryButton, Tone
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile.managed import OtherAuthority, other_authority
from prevent_desktop.workflows.organisation.profile.standing import Standing, Validity, note_seen, standing

_AGAIN_MS = 60 * 60_000


class ProfileBanner(Notice):
    """What there is to know, and a button that leads to where a new profile is chosen."""

    def __init__(self, found: Standing, navigator: Navigator, parent: QWidget) -> None:
        self.choose = SecondaryButton(_("New file…"))
        tone = Tone.DANGER if found.validity is Validity.EXPIRED else Tone.WARNING
        super().__init__(found.short, tone, action=self.choose, parent=parent)
        self.setAccessibleName(found.title)
        self.setAccessibleDescription(found.short)
        self.choose.clicked.connect(partial(navigator.open, Settings(SettingsPart.ORGANISATION)))


class AuthorityBanner(Notice):
    """IT has set another authority than these records trust: both names, and the way to where a person agrees."""

    def __init__(self, found: OtherAuthority, navigator: Navigator, parent: QWidget) -> None:
        self.look = SecondaryButton(_("Look at it…"))
        super().__init__(found.words, Tone.WARNING, action=self.look, parent=parent)
        self.setAccessibleName(_("Another authority is set"))
        self.setAccessibleDescription(found.words)
        self.look.clicked.connect(partial(navigator.open, Settings(SettingsPart.ORGANISATION)))


class ProfileWatch(Watch):
    """One banner at a time, for as long as what it says holds."""

    def __init__(
        self, window: AppWindow, tasks: Tasks, navigator: Navigator, clock: Clock, parent: QObject
    ) -> None:
        super().__init__(_AGAIN_MS, parent)
        self._window, self._tasks, self._clock = window, tasks, clock
        self._navigator = navigator
        self._told = ""
        self.banner: ProfileBanner | None = None
        self._other: OtherAuthority | None = None
        self.authority_banner: AuthorityBanner | None = None

    def look(self) -> None:
        """Look once, such as after another profile was taken."""
        now = self._clock()
        self._tasks.in_vault(lambda vault: _look(vault, now), self._tell)
        self._tasks.in_vault(other_authority, self._tell_authority)

    def _tell_authority(self, found: OtherAuthority | None) -> None:
        if found == self._other:
            return
        self._other = found
        if self.authority_banner is not None:
            self.authority_banner.hide()
            self.authority_banner.deleteLater()
            self.authority_banner = None
        if found is not None:
            self.authority_banner = AuthorityBanner(found, self._navigator, self._window)
            self._window.show_banner(self.authority_banner)

    def _tell(self, found: Standing | None) -> None:
        told = "" if found is None else found.short
        if told == self._told:
            return
        self._told = told
        if self.banner is not None:
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None
        if found is not None and told:
            self.banner = ProfileBanner(found, self._navigator, self._window)
            self._window.show_banner(self.banner)


def _look(vault: Vault, now: datetime) -> Standing | None:
    found = standing(vault, now=now)
    if found is not None:
        note_seen(vault, found)
    return found
