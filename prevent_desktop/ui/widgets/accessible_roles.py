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
    "BlankScreen": QAccessible.Role.StaticText,
    "PalettePanel": QAccessible.Role.Dialog,
}
"""By the widget's own class name. None of them acts by itself: what can be pressed or filled in keeps Qt's own role."""


COVERED_BY = "covered_by"
"""The property of a window that says which widget lies over all of it: to a screen reader nothing else is there."""


class _Named(QAccessibleWidget):
    """A widget with a role of ours; a label's name is its text."""

    def text(self, kind: QAccessible.Text) -> str:
        widget = self.widget()
        if kind is QAccessible.Text.Name and isinstance(widget, QLabel) and not widget.accessibleName():
            return widget.text()
        return super().text(kind)


class _Cover(_Named):
    """Its name says all: what is drawn in it is not told once more."""

    def childCount(self) -> int:
        return 0


class _Window(QAccessibleWidget):
    """The window. While something covers it, that is all there is in it."""

    def _cover(self) -> QWidget | None:
        cover = self.widget().property(COVERED_BY)
        return cover if isinstance(cover, QWidget) else None

    def childCount(self) -> int:
        return super().childCount() if self._cover() is None else 1

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # Qt takes none for an answer
        cover = self._cover()
        if cover is None:
            return super().child(index)
        return QAccessible.queryAccessibleInterface(cover) if index == 0 else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        cover = self._cover()
        if cover is None:
            return super().indexOfChild(child)
        return 0 if child.object() is cover else -1


class _Dialog(QAccessibleWidget):
    """A dialog. One that is put away is empty and has no name: Qt leaves it in the tree."""

    def childCount(self) -> int:
        return super().childCount() if self.widget().isVisible() else 0

    def text(self, kind: QAccessible.Text) -> str:
        return super().text(kind) if self.widget().isVisible() else ""


def _interface_for(class_name: str, thing: QObject) -> QAccessibleInterface | None:
    if class_name == "AppWindow" and isinstance(thing, QWidget):
        return _Window(thing, QAccessible.Role.Window)
    if class_name == "QDialog" and isinstance(thing, QWidget):
        return _Dialog(thing, QAccessible.Role.Dialog)
    role = _ROLES.get(class_name)
    if role is None or not isinstance(thing, QWidget):
        return None
    return _Cover(thing, role) if class_name == "BlankScreen" else _Named(thing, role)


def tell_roles() -> None:
    """Tell Qt; once for the whole process, before the first window."""
    QAccessible.installFactory(_interface_for)
