"""How the parts of the form screen stand, by the room that there is at the size of the text."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from prevent_desktop.ui.form.help_card import HelpCard
from prevent_desktop.ui.form.lazy_column import LazyColumn
from prevent_desktop.ui.form.section_panel import SectionPanel

_TEXT_PX = 15
_SECTIONS = 208
_HELP = 262
_WIDE = 1010
_MEDIUM = 640


class Room(StrEnum):
    """WIDE: sections, questions, help. MEDIUM: help under the sections. NARROW: one column, sections as a list to open."""

    WIDE = "wide"
    MEDIUM = "medium"
    NARROW = "narrow"


def text_scale() -> float:
    """How much larger the text is than at 100 %."""
    return QApplication.font().pixelSize() / _TEXT_PX


def room_for(width: int, scale: float) -> Room:
    """The manner for `width` px at `scale`."""
    if width >= _WIDE * scale:
        return Room.WIDE
    return Room.MEDIUM if width >= _MEDIUM * scale else Room.NARROW


class Desk(QWidget):
    """Holds the breadcrumb, the sections, the questions and the help. Signal `room_changed(Room)`."""

    room_changed = Signal(object)

    def __init__(
        self, breadcrumb: QWidget, sections: SectionPanel, column: LazyColumn, card: HelpCard
    ) -> None:
        super().__init__()
        self.room = Room.WIDE
        self._chooser = sections.chooser
        self._column = column
        self._card = card
        self._left = _Side()
        self._left.column.addWidget(sections.list)
        self._right = _Side()
        self._right.column.addWidget(card)
        grid = QGridLayout(self)
        grid.setContentsMargins(32, 26, 32, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(12)
        grid.addWidget(breadcrumb, 0, 0, 1, 3)
        grid.addWidget(sections.chooser, 1, 0, 1, 3)
        grid.addWidget(self._left, 2, 0)
        grid.addWidget(column, 2, 1)
        grid.addWidget(self._right, 2, 2)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may ask for another manner."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """So may another size of text."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange, QEvent.Type.StyleChange}:
            self._arrange()

    def _arrange(self) -> None:
        scale = text_scale()
        room = room_for(self.width(), scale)
        self._left.setFixedWidth(round(_SECTIONS * scale))
        self._right.setFixedWidth(round(_HELP * scale))
        self._left.setVisible(room is not Room.NARROW)
        self._right.setVisible(room is Room.WIDE)
        self._chooser.setVisible(room is Room.NARROW)
        if room is not self.room:
            self.room = room
            side = self._right if room is Room.WIDE else self._left
            side.column.addWidget(self._card)
            self.room_changed.emit(room)


class _Side(QScrollArea):
    """A narrow column at the side that scrolls by itself where it is too long."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        content.setObjectName("page_content")
        outer = QVBoxLayout(content)
        outer.setContentsMargins(0, 0, 0, 20)
        self.column = QVBoxLayout()
        self.column.setSpacing(20)
        outer.addLayout(self.column)
        outer.addStretch(1)
        self.setWidget(content)
