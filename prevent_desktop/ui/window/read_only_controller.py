"""What the window does where the vault is open for reading only: the line on top, the page behind it, writing off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from prevent_desktop.errors import AuditChainError, DatabaseDamagedError, PreventDesktopError
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.routing.routes import MyWork
from prevent_desktop.ui.vault_admin.damage.page import DamagePage
from prevent_desktop.ui.vault_admin.damage.words import banner_words
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.ui.window.read_only_banner import ReadOnlyBanner
from prevent_desktop.ui.window.read_only_guard import ReadOnlyGuard
from prevent_desktop.vault.damage.findings import Findings
from prevent_desktop.workflows.vault_admin.damage import note_damage


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
