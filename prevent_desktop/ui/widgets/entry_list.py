"""A list of places to go to, of which one is shown: the rooms at the left, the sections of the settings."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.widgets.buttons import PressButton

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ListEntry(PressButton):
    """One place; a screen reader hears a radio button, since one of them is always chosen."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def nextCheckState(self) -> None:
        """Whoever leads there marks the entry; pressing it alone changes nothing."""


class EntryList(QObject):
    """The keys of several `ListEntry`: one stop for Tab, which is the entry of the place where the person is, or the first while that is hidden.

    The arrows, Home and End go from entry to entry; Enter or the space bar leads there. An arrow alone opens
    no page, so that a person can hear what there is.
    """

    def __init__(self, holder: QWidget) -> None:
        super().__init__(holder)
        self._entries: list[ListEntry] = []

    def add(self, entry: ListEntry) -> None:
        """One more at the end."""
        self._entries.append(entry)
        entry.installEventFilter(self)
        self._stop_at(self._entries[0])

    @property
    def current(self) -> ListEntry | None:
        """The one that is marked, else the first, of those that are offered; None where none is."""
        return next((entry for entry in self._offered if entry.isChecked()), next(iter(self._offered), None))

    @property
    def _offered(self) -> list[ListEntry]:
        return [entry for entry in self._entries if not entry.isHidden()]

    def mark(self, current: ListEntry) -> None:
        """Show `current` as the one where the person is."""
        for entry in self._entries:
            entry.setChecked(entry is current)
        self._stop_at(self.current)

    def _stop_at(self, stop: ListEntry | None) -> None:
        for entry in self._entries:
            entry.setFocusPolicy(Qt.FocusPolicy.StrongFocus if entry is stop else Qt.FocusPolicy.ClickFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.HideToParent, QEvent.Type.ShowToParent}:
            self._stop_at(self.current)
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            there = self._reached_by(Qt.Key(event.key()), watched)
            if there is not None:
                there.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _reached_by(self, key: Qt.Key, here: QObject) -> ListEntry | None:
        offered = self._offered
        if here not in offered:
            return None
        if key in _STEPS:
            at = [entry is here for entry in offered].index(True) + _STEPS[key]
            return offered[max(0, min(at, len(offered) - 1))]
        return {Qt.Key.Key_Home: offered[0], Qt.Key.Key_End: offered[-1]}.get(key)
