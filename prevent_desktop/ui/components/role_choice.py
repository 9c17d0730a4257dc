"""What somebody's part is: several at once, none chosen for them. Those who report say what they work as."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from prevent_desktop.casework.roles import PARTS, PROFESSIONS, Role
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import FlowRow, TickBox, VBox

_INDENT = 27
"""Pixels, so that the professions stand under the words that they belong to."""


class RoleChoice(QWidget):
    """A tick box for each part; the professions show once somebody reports. Signal `changed()`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.parts = {role: TickBox(role.label, detail=role.hint) for role in PARTS}
        self.professions = {role: QCheckBox(role.label) for role in PROFESSIONS}
        self._as = FlowRow(*self.professions.values(), gap=18, between=6)
        self._as.setAccessibleName(_("What you work as"))
        self._as.setContentsMargins(_INDENT, 2, 0, 6)
        column = VBox(self, spacing=8)
        for role, tick in self.parts.items():
            column.addWidget(tick)
            if role is Role.REPORTER:
                column.addWidget(self._as)
        for button in (*(tick.button for tick in self.parts.values()), *self.professions.values()):
            button.toggled.connect(self._changed)
        self._as.hide()

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches, in reading order."""
        first, *others = self.parts.values()
        return [first, *self.professions.values(), *others]

    @property
    def chosen(self) -> frozenset[Role]:
        """What is ticked; professions count with “I notice and report” alone."""
        parts = {role for role, tick in self.parts.items() if tick.checked}
        if Role.REPORTER in parts:
            parts |= {role for role, tick in self.professions.items() if tick.isChecked()}
        return frozenset(parts)

    def choose(self, roles: Iterable[Role]) -> None:
        """Tick exactly these."""
        wanted = set(roles)
        for role, tick in self.parts.items():
            tick.set_checked(role in wanted)
        for role, box in self.professions.items():
            box.setChecked(role in wanted)

    def _changed(self) -> None:
        self._as.setVisible(self.parts[Role.REPORTER].checked)
        self.changed.emit()
