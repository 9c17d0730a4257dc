"""Which page about received packs leads to which; and the number of those that wait, on the side bar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import ngettext
from prevent_desktop.ui.inbox.desk import InboxDesk
from prevent_desktop.ui.inbox.form_page import ReceivedFormPage
from prevent_desktop.ui.inbox.pack_page import ReceivedPackPage
from prevent_desktop.ui.inbox.page import InboxPage
from prevent_desktop.ui.pack.check_file_page import CheckFilePage
from prevent_desktop.ui.returning import way_names
from prevent_desktop.ui.returning.whereabouts import Way
from prevent_desktop.ui.shell.house import House
from prevent_desktop.ui.shell.journey import Journey
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.form_library import FormLibrary
from prevent_desktop.workflows.receiving.desk import desk_of
from prevent_desktop.workflows.receiving.inbox import number_waiting
from prevent_desktop.workflows.receiving.received_forms import ReceivedForm


class InboxJourney(Journey):
    """Enters its pages into the house.

    Signals: `record_wanted(person id)`; `settings_wanted()`; `told(words)`; `step_wanted(Step, ConversationWords)` to answer.
    """

    record_wanted = Signal(str)
    settings_wanted = Signal()
    told = Signal(str)
    step_wanted = Signal(object, object)

    def __init__(
        self,
        tasks: Tasks,
        library: FormLibrary,
        clock: Callable[[], datetime],
        house: House,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(tasks, library, clock, house, parent)
        self.desk = InboxDesk(tasks, clock, self)
        self.desk.changed.connect(self.count)
        house.offer(Room.INBOX, offered=False)

    def lead_to(
        self,
        record: Callable[[str], object],
        settings: Callable[[], object],
        tell: Callable[[str], object],
    ) -> None:
        """Where the pages lead: to a person's record, to the settings, and to the status line."""
        self.record_wanted.connect(record)
        self.settings_wanted.connect(settings)
        self.told.connect(tell)

    def begin(self) -> None:
        """Offer the room where the vault is a receiving desk by now, and watch its folders. Safe to repeat."""
        self._tasks.in_vault(_is_desk, self._offer)

    def _offer(self, is_desk: bool) -> None:
        self._house.offer(Room.INBOX, offered=is_desk)
        if is_desk:
            self.count()
            if not self.desk.watches:
                self.desk.watch()

    def room(self) -> QWidget:
        """The room's own page."""
        page = InboxPage(self._tasks, self.desk, self._clock)
        page.pack_wanted.connect(self.open_pack)
        page.check_wanted.connect(self.check_file)
        page.settings_wanted.connect(self.settings_wanted)
        return page

    def check_file(self) -> None:
        """A pack that came as a plain file."""
        page = CheckFilePage(self._tasks, self._clock)
        page.left.connect(lambda: self._house.go(Room.INBOX))
        self._house.enter(page, Room.INBOX, Way(way_names.CHECK_FILE))

    def open_pack(self, received_id: str) -> None:
        """One received pack in full."""
        page = ReceivedPackPage(self._tasks, self._clock, self._library, received_id)
        page.form_wanted.connect(partial(self._read_form, received_id))
        page.left.connect(lambda: self._house.go(Room.INBOX))
        page.pack_wanted.connect(self.open_pack)
        page.record_wanted.connect(self.record_wanted)
        page.step_wanted.connect(self.step_wanted)
        page.placed.connect(self.told)
        page.placed.connect(lambda _words: self.count())
        self._house.enter(page, Room.INBOX, Way(way_names.RECEIVED, received_id))

    def _read_form(self, received_id: str, form: ReceivedForm, pack: str, sender: str) -> None:
        """A form inside a pack. It is found again by its pack."""
        page = ReceivedFormPage(form, pack=pack, sender=sender)
        page.left.connect(partial(self.open_pack, received_id))
        self._house.enter(page, Room.INBOX, Way(way_names.RECEIVED, received_id))

    def count(self) -> None:
        """Tell how many packs wait for somebody."""
        self._tasks.in_vault(number_waiting, self._show_count)

    def _show_count(self, number: int) -> None:
        words = ngettext("{number} pack is in no case yet", "{number} packs are in no case yet", number)
        self._house.side_bar.entries[Room.INBOX].count(number, words.format(number=number))


def _is_desk(vault: Vault) -> bool:
    return desk_of(vault) is not None and not vault.is_read_only
