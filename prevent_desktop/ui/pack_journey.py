"""Which page about packs leads to which: prepare and sign, look at a signed one, say that one has a mistake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.ui.countersign.page import CountersignPage
from prevent_desktop.ui.pack.differences_page import DifferencesPage
from prevent_desktop.ui.pack.mistake_page import MistakePage
from prevent_desktop.ui.pack.page import PackPage
from prevent_desktop.ui.pack.password_page import PasswordPage
from prevent_desktop.ui.pack.signed_page import SignedPackPage
from prevent_desktop.ui.pack.telling import PasswordToTell
from prevent_desktop.ui.returning import way_names
from prevent_desktop.ui.returning.whereabouts import Way
from prevent_desktop.ui.shell.house import House
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.workflows.form_library import FormLibrary


class PackJourney(QObject):
    """Enters its pages into the house. `spool` is asked for in the vault's lane.

    Signals: `queued()` when there is something for the courier; `record_wanted(person id)`;
    `response_wanted(response id)`, `new_day_wanted(response id)`, `form_wanted(case id, form id)` and `details_wanted(case id)` lead to what a pack
    misses; `addendum_wanted(case id, response id, pack id)` to what puts a sent one right.
    """

    queued = Signal()
    record_wanted = Signal(str)
    response_wanted = Signal(str)
    new_day_wanted = Signal(str)
    form_wanted = Signal(str, str)
    details_wanted = Signal(str)
    addendum_wanted = Signal(str, str, str)

    def __init__(
        self,
        tasks: Tasks,
        library: FormLibrary,
        spool: Callable[[], Spool],
        clock: Callable[[], datetime],
        house: House,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._library, self._spool, self._clock = tasks, library, spool, clock
        self._house = house

    def prepare(self, case_id: str) -> None:
        """Check, sign and queue."""
        page = PackPage(self._tasks, self._library, self._spool, self._clock, self.queued.emit, case_id)
        page.queued.connect(self._queued)
        page.response_wanted.connect(self.response_wanted)
        page.new_day_wanted.connect(self.new_day_wanted)
        page.form_wanted.connect(self.form_wanted)
        page.settings_wanted.connect(partial(self._house.go, Room.SETTINGS))
        page.details_wanted.connect(partial(self.details_wanted.emit, case_id))
        page.passwords_made.connect(self._tell)
        page.differences_wanted.connect(partial(self.differences, case_id))
        page.left.connect(self.record_wanted)
        self._house.enter(page, Room.MY_WORK, Way(way_names.PREPARE, case_id))

    def _queued(self) -> None:
        self.queued.emit()
        self._house.go(Room.OUTBOX)

    def _tell(self, to_tell: Sequence[PasswordToTell]) -> None:
        """Show passwords, once each; a lock leads back to the pack, which can get a new one."""
        page, last = PasswordPage(to_tell), to_tell[-1].pack_id
        page.done.connect(partial(self.show, last))
        self._house.enter(page, Room.MY_WORK, Way(way_names.SIGNED, last))

    def differences(self, case_id: str) -> None:
        """What each receiver sees of a case, and what is withheld."""
        page = DifferencesPage(self._tasks, self._library, self._clock, case_id)
        page.left.connect(self.record_wanted)
        page.prepare_wanted.connect(partial(self.prepare, case_id))
        self._house.enter(page, Room.MY_WORK, Way(way_names.DIFFERENT_SIGHTS, case_id))

    def show(self, pack_id: str) -> None:
        """The pages of a signed pack."""
        page = SignedPackPage(self._tasks, self._clock, pack_id)
        page.left.connect(self.record_wanted)
        page.mistake_wanted.connect(self.mistake)
        page.countersign_wanted.connect(self.countersign)
        page.pack_wanted.connect(self.show)
        page.password_made.connect(lambda to_tell: self._tell((to_tell,)))
        self._house.enter(page, Room.PEOPLE, Way(way_names.SIGNED, pack_id))

    def mistake(self, pack_id: str) -> None:
        """Who got a pack that has a mistake, and the way to its correction."""
        page = MistakePage(self._tasks, self._spool, self._clock, pack_id)
        page.left.connect(self.record_wanted)
        page.pack_wanted.connect(self.show)
        page.prepare_wanted.connect(self.prepare)
        page.addendum_wanted.connect(self.addendum_wanted)
        self._house.enter(page, Room.PEOPLE, Way(way_names.MISTAKE, pack_id))

    def countersign(self, pack_id: str = "") -> None:
        """The vault's pack with this id, or one that was handed over, to be countersigned."""
        page = CountersignPage(self._tasks, self._spool, self._clock, pack_id)
        page.queued.connect(self.queued)
        page.left.connect(partial(self.show, pack_id) if pack_id else partial(self._house.go, Room.OUTBOX))
        self._house.enter(page, Room.PEOPLE if pack_id else Room.OUTBOX, Way(way_names.COUNTERSIGN, pack_id))
