"""What the window does where the vault is open for reading only: the line on top, the page behind it, writing off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from prevent_desktop.errors import AuditChainError, DatabaseDamagedError, PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.writing_page import WritingPage
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.people.pages import NewPersonPage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import MyWork
from prevent_desktop.ui.vault_admin.damage.page import DamagePage
from prevent_desktop.ui.vault_admin.damage.words import banner_words
from prevent_desktop.ui.widgets import LinkButton, Notice, PrimaryButton, Tone
from prevent_desktop.ui.widgets.plain_words import give_tooltip
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.vault.damage.findings import Findings
from prevent_desktop.workflows.vault_admin.damage import note_damage

_LOOKS_MS = (0, 250, 1000)
"""After a page is shown: what it reads from the vault brings buttons of its own."""
_OTHERS_THAT_WRITE = ("write_note", "add")
"""Second buttons of My work and of a record."""


class ReadOnlyGuard(QObject):
    """Switches off the buttons that write on every page of the house; they tell `reason` as tip and description.

    `refuse()` says why, where a page to write on was asked for by a key.

    A page's primary button writes, unless it has the property `reads`.
    """

    def __init__(self, main_view: MainView, reason: str, refuse: Callable[[], object]) -> None:
        super().__init__(main_view)
        self._main_view = main_view
        self._reason = reason
        self._refuse = refuse
        main_view.moved.connect(self._moved)

    def _moved(self, _room: NavSection) -> None:
        """What is there to be written on is left again at once."""
        if isinstance(self._main_view.page, WritingPage | NewPersonPage):
            QTimer.singleShot(0, self, self._leave)
        else:
            self.look_soon()

    def _leave(self) -> None:
        self._main_view.leave()
        self._refuse()

    def look_soon(self) -> None:
        """Switch off what writes on the page that is shown."""
        for delay in _LOOKS_MS:
            QTimer.singleShot(delay, self, self._look)

    def _look(self) -> None:
        page = self._main_view.page
        if page is None:
            return
        others = {getattr(page, name, None) for name in _OTHERS_THAT_WRITE}
        for button in page.findChildren(QAbstractButton):
            if (_writes(button) or button in others) and button.isEnabled():
                self._switch_off(button)

    def _switch_off(self, button: QAbstractButton) -> None:
        button.setEnabled(False)
        give_tooltip(button, self._reason)
        button.setAccessibleDescription(self._reason)
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What a page switches on again is switched off again."""
        if event.type() == QEvent.Type.EnabledChange and isinstance(watched, QWidget) and watched.isEnabled():
            QTimer.singleShot(0, watched, lambda: watched.setEnabled(False))
        return False


def _writes(button: QAbstractButton) -> bool:
    return bool(button.property("writes")) or (
        isinstance(button, PrimaryButton) and not button.property("reads")
    )


class ReadOnlyBanner(Notice):
    """Signal `more_wanted()`: what is missing, and what to do."""

    more_wanted = Signal()

    def __init__(self, findings: Findings, parent: QWidget) -> None:
        more = LinkButton(_("What is missing, and what to do"), colour="danger_text")
        super().__init__(banner_words(findings), Tone.DANGER, action=more, parent=parent)
        self.setAccessibleName(banner_words(findings))
        self.more = more
        self.more.clicked.connect(self.more_wanted)


class ReadOnlyController(QObject):
    """`place_for_new` tells a free folder for new records."""

    def __init__(
        self, window: AppWindow, pages: PageRegistry, place_for_new: Callable[[], Path], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._pages = pages
        self._tasks = pages.tasks
        self._place_for_new = place_for_new
        self.findings: Findings | None = None
        self.guard: ReadOnlyGuard | None = None
        self.banner: ReadOnlyBanner | None = None

    def begin(self) -> None:
        """Show what is to be shown, where the vault is open for reading only."""
        self._tasks.in_vault(lambda vault: vault.findings, self._take)

    def found(self, error: PreventDesktopError) -> None:
        """Damage was found beside the work: the next unlock reads all first, and opens for reading only."""
        if isinstance(error, DatabaseDamagedError | AuditChainError):
            self._tasks.in_vault(note_damage)

    def _take(self, findings: Findings | None) -> None:
        main_view = self._window.main_view
        if findings is None or main_view is None:
            return
        self.findings = findings
        self._pages.forms.read_only = True
        self.guard = ReadOnlyGuard(main_view, banner_words(findings), self._refuse)
        self.guard.look_soon()
        self.banner = ReadOnlyBanner(findings, self._window)
        self.banner.more_wanted.connect(self.show_page)
        self._window.show_banner(self.banner)

    def _refuse(self) -> None:
        if self.findings is not None:
            self._tasks.show_failure(self.findings.refusal)

    def show_page(self) -> None:
        """What is missing, and what to do."""
        main_view, findings = self._window.main_view, self.findings
        if main_view is None or findings is None:
            return
        page = DamagePage(self._tasks, findings, self._place_for_new)
        page.left.connect(partial(self._pages.navigator.open, MyWork()))
        main_view.enter(page, MyWork())
