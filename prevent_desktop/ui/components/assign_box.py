"""Who is to decide about a pack: choose somebody and press the button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.ownership import Someone
from prevent_desktop.formatting import all_of
from prevent_desktop.translation import _
from prevent_desktop.ui.components.assign_row import AssignRow
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import HandOver
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Notice, Text, VBox
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.handing_over import ToHandOver, hand_over, to_hand_over
from prevent_desktop.workflows.team.members.myself import shares_cases


class AssignBox(QWidget):
    """About the case that `look` names, with who else is at it; hidden where nobody shares cases. Signal `assigned()` once somebody else owns it.

    Taking a case from somebody needs a reason: that leads to the page which asks for it, with the same person chosen.
    """

    assigned = Signal()

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock) -> None:
        super().__init__()
        self._tasks, self._navigator, self._clock = tasks, navigator, clock
        self._found: ToHandOver | None = None
        self.row = AssignRow()
        self.to, self.act = self.row.to, self.row.act
        self.row.pressed.connect(self._assign)
        self.there_too = Text("", "small")
        self.there_too.hide()
        self.notice = Notice()
        column = VBox(self, spacing=8)
        column.add(self.row, self.there_too, self.notice)
        self.hide()

    def look(self, case_id: str) -> None:
        """Read whose the case is, and who else could own it."""
        now = self._clock()

        def read(vault: Vault) -> ToHandOver | None:
            return to_hand_over(vault, case_id, now=now) if shares_cases(vault) else None

        self._tasks.in_vault(read, self._show, self.notice.say_failure)

    def _show(self, found: ToHandOver | None) -> None:
        self._found = found
        self.setVisible(found is not None)
        if found is None:
            return
        names = all_of(found.there_too)
        self.there_too.say(_("Also looked at this case today: {names}").format(names=names) if names else "")
        self.row.show_choices(found.own, found.colleagues, found.cared.owner)

    def _assign(self, someone: Someone) -> None:
        found, now = self._found, self._clock()
        if found is None:
            return
        if found.needs_reason:
            self._navigator.open(HandOver(found.case_id, to=someone.member))
            return
        self._tasks.in_vault(
            lambda vault: hand_over(vault, found.case_id, someone, why="", now=now),
            lambda _none: self._done(found.case_id, someone),
            self.notice.say_failure,
        )

    def _done(self, case_id: str, someone: Someone) -> None:
        self._navigator.told.emit(_("{name} owns this case now").format(name=someone.name))
        self.row.keep_keyboard()
        self.look(case_id)
        self.assigned.emit()
