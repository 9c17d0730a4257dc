"""What our own widgets are to a screen reader. Qt knows its own; this tells the rest: headings, groups, pictures."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QLabel, QWidget

from prevent_desktop.ui.widgets.words import DESCRIBES

_ROLES = {
    "Heading": QAccessible.Role.Heading,
    "Card": QAccessible.Role.Grouping,
    "ErrorSummary": QAccessible.Role.AlertMessage,
    "Notice": QAccessible.Role.Notification,
    "Toast": QAccessible.Role.Notification,
    "Timeline": QAccessible.Role.Graphic,
    "RadioGroup": QAccessible.Role.Grouping,
    "TickGroup": QAccessible.Role.Grouping,
    "DateBoxes": QAccessible.Role.Grouping,
    "SideBar": QAccessible.Role.Grouping,
    "EmergencyBar": QAccessible.Role.Grouping,
    "StatusLine": QAccessible.Role.StatusBar,
    "BlankScreen": QAccessible.Role.StaticText,
    "AnswerGroup": QAccessible.Role.Grouping,
    "QStackedWidget": QAccessible.Role.Client,
    "Text": QAccessible.Role.StaticText,
    "Pill": QAccessible.Role.StaticText,
    "PalettePanel": QAccessible.Role.Dialog,
}
"""By the widget's own class name. None of them acts by itself.

A stack of pages is no more than a place: by Qt's own role each way into it is "layered pane, 0 items".
"""

_PRESSED = {"LinkButton": QAccessible.Role.Link, "ListEntry": QAccessible.Role.RadioButton}
"""What is pressed and is no button, by its class name."""


COVERED_BY = "covered_by"
"""The property of a window that says which widget lies over all of it: to a screen reader nothing else is there."""


_Relation = QAccessible.RelationFlag


class _Named(QAccessibleWidget):
    """A widget with a role of ours; a label's name is its text.

    A label belongs to something: a screen reader reads all that belongs to nothing with each way into a group.
    """

    def text(self, kind: QAccessible.Text) -> str:
        widget = self.widget()
        if kind is QAccessible.Text.Name and isinstance(widget, QLabel) and not widget.accessibleName():
            return widget.text()
        return super().text(kind)

    def relations(
        self, match: QAccessible.RelationFlag = _Relation.AllRelations
    ) -> list[tuple[QAccessibleInterface, QAccessible.RelationFlag]]:
        found = list(super().relations(match))
        widget = self.widget()
        if isinstance(widget, QLabel):
            buddy: QWidget | None = widget.buddy()
            kind = _Relation.Described if buddy is None else _Relation.Labelled
            about = buddy or widget.property(DESCRIBES) or widget.parentWidget()
            told = QAccessible.queryAccessibleInterface(about) if isinstance(about, QWidget) else None
            if told is not None and match & kind:
                found.append((told, kind))
        return found


class _Pressed(QAccessibleWidget):
    """A button to the keyboard, and to a screen reader what it is: a link, or one of several places to choose."""

    def text(self, kind: QAccessible.Text) -> str:
        button = self.widget()
        if (
            kind is QAccessible.Text.Name
            and isinstance(button, QAbstractButton)
            and not button.accessibleName()
        ):
            return _as_shown(button.text())
        return super().text(kind)

    def state(self) -> QAccessible.State:
        state, button = super().state(), self.widget()
        if isinstance(button, QAbstractButton) and button.isCheckable():
            state.checkable, state.checked = True, button.isChecked()
        return state

    def actionNames(self) -> list[str]:
        return [QAccessibleActionInterface.pressAction(), *super().actionNames()]

    def doAction(self, name: str) -> None:
        button = self.widget()
        if name == QAccessibleActionInterface.pressAction() and isinstance(button, QAbstractButton):
            button.animateClick()  # as Qt's own buttons do it: what it opens may not hold up who asked
        else:
            super().doAction(name)


def _as_shown(text: str) -> str:
    """`text` without the marks of its mnemonics."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


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
    if not isinstance(thing, QWidget):
        return None
    if class_name in _PRESSED:
        return _Pressed(thing, _PRESSED[class_name])
    role = _ROLES.get(class_name)
    if role is None:
        return None
    return _Cover(thing, role) if class_name == "BlankScreen" else _Named(thing, role)


def tell_roles() -> None:
    """Tell Qt; once for the whole process, before the first window."""
    QAccessible.installFactory(_interface_for)
