"""Who is to decide about a pack: choose somebody and press the button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from prevent_desktop.casework.ownership import Someone
from prevent_desktop.formatting import all_of
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import HandOver
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import FlowRow, HBox, Notice, SecondaryButton, Text, VBox
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.handing_over import ToHandOver, hand_over, to_hand_over
from prevent_desktop.workflows.team.myself import shares_cases

_LEAST_LETTERS = 8


class AssignBox(QWidget):
    """About the case that `look` names, with who else is at it; hidden where nobody shares cases. Signal `assigned()` once somebody else owns it.

    Taking a case from somebody needs a reason: that leads to the page which asks for it, with the same person chosen.
    """

    assigned = Signal()

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock) -> None:
        super().__init__()
        self._tasks, self._navigator, self._clock = tasks, navigator, clock
        self._found: ToHandOver | None = None
        self.label = Text(_("Assign to"), "strong", wrap=False)
        self.to = QComboBox()
        self.to.setAccessibleName(self.label.text())
        self.to.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.to.setMinimumContentsLength(_LEAST_LETTERS)
        self.label.setBuddy(self.to)
        self.act = SecondaryButton(_("&Assign"), self._assign)
        self.there_too = Text("", "small")
        self.there_too.hide()
        self.notice = Notice()
        row = HBox(spacing=10)
        row.addWidget(self.label)
        row.addWidget(self.to, 1)
        column = VBox(self, spacing=8)
        column.addLayout(row)
        column.add(FlowRow(self.act), self.there_too, self.notice)
        self.to.currentIndexChanged.connect(lambda _index: self._offer())
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
        self.to.clear()
        self.to.addItem(_("Nobody yet"), None)
        for words, someone in _choices(found):
            self.to.addItem(words, someone)
        self.to.setCurrentIndex(self._index_of_owner)
        self._offer()

    @property
    def _index_of_owner(self) -> int:
        owner = None if self._found is None else self._found.cared.owner
        there = (number for number in range(self.to.count()) if _is_same(self.to.itemData(number), owner))
        return next(there, 0)

    def _offer(self) -> None:
        self.act.setEnabled(self.to.currentIndex() not in {0, self._index_of_owner})

    def _assign(self) -> None:
        found, someone, now = self._found, self.to.currentData(Qt.ItemDataRole.UserRole), self._clock()
        if found is None or not isinstance(someone, Someone):
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
        self.to.setFocus(Qt.FocusReason.OtherFocusReason)
        self.look(case_id)
        self.assigned.emit()


def _choices(found: ToHandOver) -> list[tuple[str, Someone]]:
    own = [] if found.own is None else [(_("Me ({name})").format(name=found.own.name), found.own)]
    return own + [(one.name, Someone(name=one.name, member=one.id)) for one in found.colleagues]


def _is_same(someone: object, owner: Someone | None) -> bool:
    return isinstance(someone, Someone) and owner is not None and owner.is_same(someone)
