"""The inbox on the side bar: offered where the vault is a receiving desk, with the number of packs that wait."""

from __future__ import annotations

from PySide6.QtCore import QObject

from prevent_desktop.translation import ngettext
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.receiving.inbox_controller import InboxController
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving.desk import desk_of
from prevent_desktop.workflows.receiving.desk_places import DeskReach
from prevent_desktop.workflows.receiving.inbox import number_waiting


class InboxEntry(QObject):
    """`controller` looks for what has come from `begin` on; `reach` is how the desk's storage is reached."""

    def __init__(
        self, tasks: Tasks, clock: Clock, main_view: MainView, parent: QObject, reach: DeskReach
    ) -> None:
        super().__init__(parent)
        self._tasks, self._main_view = tasks, main_view
        self.controller = InboxController(tasks, clock, self, reach=reach)
        self.controller.changed.connect(self.count)
        main_view.offer(NavSection.INBOX, offered=False)

    def begin(self) -> None:
        """Offer its entry where the vault is a receiving desk by now, and watch its folders. Safe to repeat."""
        self._tasks.in_vault(_is_desk, self._offer)

    def _offer(self, is_desk: bool) -> None:
        self._main_view.offer(NavSection.INBOX, offered=is_desk)
        if is_desk:
            self.count()
            if not self.controller.watches:
                self.controller.watch()

    def count(self) -> None:
        """Tell how many packs wait for somebody."""
        self._tasks.in_vault(number_waiting, self._show_count)

    def _show_count(self, number: int) -> None:
        words = ngettext("{number} pack is in no case yet", "{number} packs are in no case yet", number)
        self._main_view.side_bar.entries[NavSection.INBOX].count(number, words.format(number=number))


def _is_desk(vault: Vault) -> bool:
    return desk_of(vault) is not None and not vault.is_read_only
