"""Which page about keeping leads to which."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from prevent_desktop.casework.keeping import Which
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.ui.retention.case_page import CaseKeepingPage
from prevent_desktop.ui.retention.certificates_page import CertificatesPage
from prevent_desktop.ui.retention.disposal_page import DisposalPage
from prevent_desktop.ui.retention.list_page import KeepingPage
from prevent_desktop.ui.returning import way_names
from prevent_desktop.ui.returning.whereabouts import Way
from prevent_desktop.ui.shell.house import House
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.workflows.custody.looking_at_disposal import Target
from prevent_desktop.workflows.people import person_of_case


class KeepingJourney(QObject):
    """Signals `record_wanted(person id)` and `rules_wanted()`."""

    record_wanted = Signal(str)
    rules_wanted = Signal()

    def __init__(
        self,
        tasks: Tasks,
        spool: Callable[[], Spool],
        clock: Callable[[], datetime],
        house: House,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._spool, self._clock, self._house = tasks, spool, clock, house

    def open_list(self, which: Which = Which.DUE) -> None:
        """The list of what is kept and for how long."""
        page = KeepingPage(self._tasks, self._clock)
        page.case_wanted.connect(self.open_case)
        page.certificates_wanted.connect(self.open_certificates)
        page.rules_wanted.connect(self.rules_wanted)
        page.show_list(which)
        self._house.enter(page, Room.PEOPLE, Way(way_names.KEEPING))

    def open_case(self, case_id: str) -> None:
        """How long one case is kept."""
        page = CaseKeepingPage(self._tasks, self._clock, case_id)
        page.list_wanted.connect(self.open_list)
        page.record_wanted.connect(self.record_wanted)
        page.disposal_wanted.connect(self.dispose_of_case)
        self._house.enter(page, Room.PEOPLE, Way(way_names.CASE_KEEPING, case_id))

    def open_certificates(self, chosen: str = "") -> None:
        """What was disposed of."""
        page = CertificatesPage(self._tasks, self._clock, chosen=chosen)
        page.list_wanted.connect(self.open_list)
        self._house.enter(page, Room.PEOPLE, Way(way_names.CERTIFICATES))

    def erase_person(self, person_id: str) -> None:
        """Everything about a person."""
        self._look(Target(person_id=person_id), partial(self.record_wanted.emit, person_id))

    def dispose_of_case(self, case_id: str) -> None:
        """What a disposal of one case would take."""
        self._tasks.in_vault(
            lambda vault: person_of_case(vault, case_id),
            lambda person: self._look(
                Target(person_id=person.id, case_id=case_id), partial(self.open_case, case_id)
            ),
        )

    def _look(self, target: Target, back: Callable[[], object]) -> None:
        page = DisposalPage(self._tasks, self._spool, self._clock, target)
        page.left.connect(back)
        page.disposed.connect(self.open_certificates)
        self._house.enter(page, Room.PEOPLE)
