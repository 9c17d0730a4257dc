"""The line that is always on top: whom to call, how to find something, and how to hide the screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QSpacerItem

from prevent_desktop.translation import _
from prevent_desktop.ui.theme import Painted, tokens_property
from prevent_desktop.ui.widgets import FlowRow, HBox, PressButton, QuietButton, Text
from prevent_desktop.ui.widgets.plain_words import give_tooltip
from prevent_desktop.ui.widgets.shortcuts import Shortcut

_GAP = 12
_MIDDLE = 2
"""The place of the search in the row: after the numbers and what is left over."""
_SEARCH = (344, 29)
"""Its width and height in pixels at 100 %."""
_SEARCH_SIDE = 10


class EmergencyBar(QFrame):
    """With the buttons `search`, `blank`, `lock` and `switch`, which are only offered while the vault is open."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Emergency numbers, blank and lock"))
        danger = Text(_("Immediate danger? Call 999 first."), "danger", wrap=False, selectable=True)
        hotline = Text(_("Anti-Terrorist Hotline 0800 789 321"), wrap=False, selectable=True)
        self.search = SearchButton()
        self.blank = KeyButton(_("Blank screen"), Shortcut.BLANK.shown)
        self.lock = KeyButton(_("Lock"), Shortcut.LOCK.shown)
        self.switch = KeyButton(_("Switch user"), Shortcut.SWITCH_USER.shown)
        give_tooltip(self.switch, _("Locks, and lets somebody else choose their records"))
        self._row = row = HBox(self, spacing=0, margins=(16, 5, 12, 5))
        self._numbers = FlowRow(danger, hotline, gap=18)
        self._actions = FlowRow(self.blank, self.lock, self.switch, gap=_GAP, align_right=True)
        self._with_keys = False
        row.addWidget(self._numbers)
        row.addItem(_spare())
        row.addWidget(self.search)
        row.addItem(_spare())
        row.addWidget(self._actions)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setMinimumHeight(40)
        self.offer(locked=True)

    def offer(self, *, locked: bool) -> None:
        """Show what makes sense while the vault is locked, or open."""
        for widget in (self.search, self.blank, self.lock, self.switch, self._actions):
            widget.setVisible(not locked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if hasattr(self, "_actions") and event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def _fit(self) -> None:
        """The search gives way first: the numbers and the keys stay on one line as long as they can.

        Where they cannot, it stands with the keys, so that the line takes no more of the height.
        """
        margins = self._row.contentsMargins()
        keys = sum(key.sizeHint().width() for key in (self.blank, self.lock, self.switch)) + 2 * _GAP
        room = (
            self.width()
            - margins.left()
            - margins.right()
            - self._numbers.sizeHint().width()
            - keys
            - 2 * _GAP
        )
        least, most = self.search.minimumSizeHint().width(), self.search.sizeHint().width()
        self.search.setFixedSize(max(least, min(most, room)), self.search.sizeHint().height())
        self._stand_with_keys(room < least)

    def _stand_with_keys(self, with_keys: bool) -> None:
        if with_keys == self._with_keys:
            return
        self._with_keys = with_keys
        keys = (self.blank, self.lock, self.switch)
        for widget in (self.search, *keys):
            self._row.removeWidget(widget)
            self._actions.flow.removeWidget(widget)
        if not with_keys:
            self._row.insertWidget(_MIDDLE, self.search)
        for widget in (self.search, *keys) if with_keys else keys:
            self._actions.add(widget)
        self.search.stackUnder(self.blank if with_keys else self._actions)  # screen readers go by that order


def _spare() -> QSpacerItem:
    """What room is left over, on both sides of the search."""
    return QSpacerItem(_GAP, 0, QSizePolicy.Policy.Expanding)


class SearchButton(PressButton, Painted):
    """Opens the palette. It looks like the field that comes; where there is too little room, fewer words stand in it."""

    tokens = tokens_property()

    def __init__(self) -> None:
        super().__init__()
        self._key = Shortcut.PALETTE.shown
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(Shortcut.PALETTE.title)
        self.setAccessibleDescription(_("Key: {key}").format(key=self._key))

    def sizeHint(self) -> QSize:
        return QSize(self.scaled(_SEARCH[0]), self.scaled(_SEARCH[1]))

    def minimumSizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(_("Find") + self._key)
        return QSize(words + 4 * _SEARCH_SIDE, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self.colour("muted"))
        inside = self.rect().adjusted(_SEARCH_SIDE, 0, -_SEARCH_SIDE, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inside, int(middle | Qt.AlignmentFlag.AlignRight), self._key)
        room = inside.width() - painter.fontMetrics().horizontalAdvance(self._key) - _SEARCH_SIDE
        fits = painter.fontMetrics().horizontalAdvance(Shortcut.PALETTE.title) <= room
        words = Shortcut.PALETTE.title if fits else _("Find")
        painter.drawText(inside, int(middle | Qt.AlignmentFlag.AlignLeft), words)


class KeyButton(QuietButton, Painted):
    """An action with its key behind it in a quieter colour."""

    tokens = tokens_property()

    def __init__(self, text: str, key: str) -> None:
        super().__init__(f"{text}  {key}")  # the size of both, with the gap
        self._words = text
        self._key = key
        self.setAccessibleName(text)
        self.setAccessibleDescription(_("Key: {key}").format(key=key))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        room = self.rect().adjusted(2, 0, -2, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self.colour("ink"))
        font = self.font()
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.drawText(room, int(middle | Qt.AlignmentFlag.AlignLeft), self._words)
        painter.setFont(self.font())
        painter.setPen(self.colour("muted"))
        painter.drawText(room, int(middle | Qt.AlignmentFlag.AlignRight), self._key)
