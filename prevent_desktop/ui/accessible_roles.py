"""What our own widgets are to a screen reader. Qt knows its own; this tells the rest: headings, groups, pictures."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QLabel, QWidget

_ROLES = {
    "Heading": QAccessible.Role.Heading,
    "Card": QAccessible.Role.Grouping,
    "ErrorSummary": QAccessible.Role.AlertMessage,
    "Notice": QAccessible.Role.Notification,
    "Timeline": QAccessible.Role.Graphic,
    "RadioGroup": QAccessible.Role.Grouping,
    "TickGroup": QAccessible.Role.Grouping,
    "DateBoxes": QAccessible.Role.Grouping,
    "SideBar": QAccessible.Role.Grouping,
    "EmergencyBar": QAccessible.Role.Grouping,
    "StatusLine": QAccessible.Role.StatusBar,
}
"""By the widget's own class name. None of them acts by itself: what can be pressed or filled in keeps Qt's own role."""


class _Named(QAccessibleWidget):
    """A widget with a role of ours; a label's name is its text."""

    def text(self, kind: QAccessible.Text) -> str:
        widget = self.widget()
        if kind is QAccessible.Text.Name and isinstance(widget, QLabel) and not widget.accessibleName():
            return widget.text()
        return super().text(kind)


def _interface_for(class_name: str, thing: QObject) -> QAccessibleInterface | None:
    role = _ROLES.get(class_name)
    if role is None or not isinstance(thing, QWidget):
        return None
    return _Named(thing, role)


def tell_roles() -> None:
    """Tell Qt; once for the whole process, before the first window."""
    QAccessible.installFactory(_interface_for)
