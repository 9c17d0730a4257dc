"""How the parts of the form screen stand, by the room that there is at the size of the text."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from prevent_desktop.ui.forms.help_card import HelpCard
from prevent_desktop.ui.forms.lazy_column import LazyColumn
from prevent_desktop.ui.forms.section_panel import SectionPanel
from prevent_desktop.ui.widgets.boxes import HBox, VBox
from prevent_desktop.ui.widgets.text_scale import text_scale

_SECTIONS = 208
_HELP = 262
_WIDE = 1010
_MEDIUM = 640
_BETWEEN = 20


class LayoutMode(StrEnum):
    """WIDE: sections, questions, help. MEDIUM: help under the sections. NARROW: one column, sections as a list to open."""

    WIDE = "wide"
    MEDIUM = "medium"
    NARROW = "narrow"


def layout_mode_for(width: int, scale: float) -> LayoutMode:
    """The manner for `width` px at `scale`."""
    if width >= _WIDE * scale:
        return LayoutMode.WIDE
    return LayoutMode.MEDIUM if width >= _MEDIUM * scale else LayoutMode.NARROW


class FormLayout(QWidget):
    """Holds the breadcrumb, the sections, the questions, the help, and what a colleague says. Signal `mode_changed(LayoutMode)`."""

    mode_changed = Signal(object)

    def __init__(
        self,
        breadcrumb: QWidget,
        sections: SectionPanel,
        column: LazyColumn,
        card: HelpCard,
        comments: QWidget,
    ) -> None:
        super().__init__()
        self.mode = LayoutMode.WIDE
        self._chooser = sections.chooser
        self._column = column
        self._comments = comments
        self._side = _Side(card)
        self._side.above.addWidget(comments)
        self._left = QWidget()
        self._under_sections = VBox(self._left, spacing=20)
        self._under_sections.addWidget(sections.list, 3)
        sections.list.height_changed.connect(sections.list.setMaximumHeight)
        sections.list.setMaximumHeight(sections.list.content_height)
        self._right = QWidget()
        self._beside = VBox(self._right)
        self._beside.addWidget(self._side)
        self._under_sections.addStretch(0)
        row = HBox(spacing=_BETWEEN)
        row.addWidget(self._left)
        row.addWidget(column, 1)
        row.addWidget(self._right)
        whole = VBox(self, spacing=12, margins=(32, 26, 32, 0))
        whole.add(breadcrumb, sections.chooser)
        self._above_questions = VBox()
        whole.addLayout(self._above_questions)
        whole.addLayout(row, 1)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may ask for another manner."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """So may another size of text; while Qt dresses its widgets, none of them may be moved."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            QTimer.singleShot(0, self, self._arrange)

    def _arrange(self) -> None:
        scale = text_scale()
        mode = layout_mode_for(self.width(), scale)
        self._left.setFixedWidth(round(_SECTIONS * scale))
        self._right.setFixedWidth(round(_HELP * scale))
        self._left.setVisible(mode is not LayoutMode.NARROW)
        self._right.setVisible(mode is LayoutMode.WIDE)
        self._chooser.setVisible(mode is LayoutMode.NARROW)
        if mode is not self.mode:
            self.mode = mode
            above = self._above_questions if mode is LayoutMode.NARROW else self._side.above
            above.addWidget(self._comments)
            if mode is LayoutMode.WIDE:
                self._beside.addWidget(self._side)
            else:
                self._under_sections.insertWidget(1, self._side, 2)
            self.mode_changed.emit(mode)


class _Side(QScrollArea):
    """The help, scrolling by itself where it is too long."""

    def __init__(self, card: HelpCard) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        content.setObjectName("page_content")
        outer = VBox(content, spacing=12, margins=(0, 0, 0, 20))
        self.above = VBox()
        outer.addLayout(self.above)
        outer.addWidget(card)
        outer.addStretch(1)
        self.setWidget(content)
