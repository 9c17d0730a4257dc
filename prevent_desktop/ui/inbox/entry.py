"""The inbox on the side bar: offered where the vault is a receiving desk, with the number of packs that wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject

from prevent_desktop.translation import ngettext
from prevent_desktop.ui.inbox.desk import InboxDesk
from prevent_desktop.ui.shell.house import House
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving.desk import desk_of
from prevent_desktop.workflows.receiving.inbox import number_waiting


class InboxEntry(QObject):
    """`desk` looks into the folders from `begin` on."""

    def __init__(self, tasks: Tasks, clock: Callable[[], datetime], house: House, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._house = tasks, house
        self.desk = InboxDesk(tasks, clock, self)
        self.desk.changed.connect(self.count)
        house.offer(Room.INBOX, offered=False)

    def begin(self) -> None:
        """Offer the room where the vault is a receiving desk by now, and watch its folders. Safe to repeat."""
        self._tasks.in_vault(_is_desk, self._offer)

    def _offer(self, is_desk: bool) -> None:
        self._house.offer(Room.INBOX, offered=is_desk)
        if is_desk:
            self.count()
            if not self.desk.watches:
                self.desk.watch()

    def count(self) -> None:
        """Tell how many packs wait for somebody."""
        self._tasks.in_vault(number_waiting, self._show_count)

    def _show_count(self, number: int) -> None:
        words = ngettext("{number} pack is in no case yet", "{number} packs are in no case yet", number)
        self._house.side_bar.entries[Room.INBOX].count(number, words.format(number=number))


def _is_desk(vault: Vault) -> bool:
    return desk_of(vault) is not None and not vault.is_read_only
