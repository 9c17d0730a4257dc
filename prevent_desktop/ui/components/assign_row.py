"""To give something to somebody: a list of names and a button."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.ownership import Someone
from prevent_desktop.casework.team.roster import Member
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import CalmComboBox, FlowRow, HBox, SecondaryButton, Text, VBox

_LEAST_LETTERS = 8


class AssignRow(QWidget):
    """The button is there once somebody else is chosen than who has it. Signal `pressed(Someone)`."""

    pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.label = Text(_("Assign to"), "strong", wrap=False)
        self.to = CalmComboBox()
        self.to.setAccessibleName(self.label.text())
        self.to.setProperty("compact", True)
        self.to.setMinimumContentsLength(_LEAST_LETTERS)
        self.label.setBuddy(self.to)
        self.act = SecondaryButton(_("&Assign"), self._press)
        self._owner = 0
        row = HBox(spacing=10)
        row.addWidget(self.label)
        row.addWidget(self.to, 1)
        column = VBox(self, spacing=8)
        column.addLayout(row)
        column.add(FlowRow(self.act))
        self.to.currentIndexChanged.connect(lambda _index: self._offer())

    def show_choices(self, own: Someone | None, others: Iterable[Member], owner: Someone | None) -> None:
        """Offer whoever sits here and these colleagues; `owner` is chosen, or nobody."""
        self.to.clear()
        self.to.addItem(_("Nobody yet"), None)
        if own is not None:
            self.to.addItem(_("Me ({name})").format(name=own.name), own)
        for one in others:
            self.to.addItem(one.name, Someone(name=one.name, member=one.id))
        there = (number for number in range(self.to.count()) if _is_same(self.to.itemData(number), owner))
        self._owner = next(there, 0)
        self.to.setCurrentIndex(self._owner)
        self._offer()

    def keep_keyboard(self) -> None:
        """The button goes: the keyboard goes to the list."""
        self.to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self) -> None:
        is_other = self.to.currentIndex() not in {0, self._owner}
        self.act.setEnabled(is_other)
        self.act.setVisible(is_other)

    def _press(self) -> None:
        someone = self.to.currentData(Qt.ItemDataRole.UserRole)
        if isinstance(someone, Someone):
            self.pressed.emit(someone)


def _is_same(someone: object, owner: Someone | None) -> bool:
    return isinstance(someone, Someone) and owner is not None and owner.is_same(someone)
