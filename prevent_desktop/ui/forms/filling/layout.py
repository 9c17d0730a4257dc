"""How the parts of the form screen stand, by the room that there is at the size of the text."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from prevent_desktop.ui.forms.column.row_parts import SIDE, height_at
from prevent_desktop.ui.forms.filling.foot import PageFoot, foot_stays
from prevent_desktop.ui.forms.filling.margin_notes import MarginNotes
from prevent_desktop.ui.forms.filling.section_panel import SectionPanel
from prevent_desktop.ui.forms.questions.help_card import HelpCard
from prevent_desktop.ui.forms.rows.question_list import QuestionList
from prevent_desktop.ui.widgets.boxes import HBox, VBox
from prevent_desktop.ui.widgets.text_scale import text_scale

_SECTIONS = 224
_HELP = 268
_ONE_PAGE = 552
_HELP_BESIDE_PAGE = 300
_WIDE = 1010
_MEDIUM = 640
_BETWEEN = 20
_EDGE = 32
_SCROLL_BAR = 12
_NO_LIMIT = 16777215


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
    """Holds the breadcrumb, the sections, the questions, the help, what a colleague says, and the foot.

    With `beside` there are no sections: it stands below the help.

    Signals: `mode_changed(LayoutMode)`, `foot_moved()` when the foot stays in sight from now on, or does no more.
    """

    mode_changed = Signal(object)
    foot_moved = Signal()

    def __init__(
        self,
        breadcrumb: QWidget,
        sections: SectionPanel,
        column: QuestionList,
        card: HelpCard,
        comments: QWidget,
        foot: PageFoot,
        *,
        beside: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._foot = foot
        self._has_ended = False
        self._has_no_list = beside is not None
        self.mode = LayoutMode.WIDE
        self._chooser = sections.chooser
        self._column = column
        self._comments = comments
        self._side = _Side(card, *([] if beside is None else [beside]))
        self._side.above.addWidget(comments)
        self._notes = MarginNotes(column)
        for told in (column.words_came, column.moved, card.changed):
            told.connect(lambda *_: self._room_soon())
        column.stand_words(self._notes)
        self._left = QWidget()
        self._under_sections = VBox(self._left, spacing=20)
        self._under_sections.addWidget(sections.list, 3)
        self._under_sections.addStretch(0)
        sections.list.height_changed.connect(sections.list.setMaximumHeight)
        sections.list.setMaximumHeight(sections.list.content_height)
        self._right = QWidget()
        self._beside = VBox(self._right, spacing=0)
        self._beside.addWidget(self._side)
        self._beside.addWidget(self._notes, 1)
        self._above_questions = VBox()
        self._put_together(breadcrumb)
        self._arrange()

    def _put_together(self, breadcrumb: QWidget) -> None:
        """The sections, the questions and the help beside each other, the breadcrumb above them, and the foot below."""
        row = HBox(spacing=_BETWEEN)
        row.addWidget(self._left)
        row.addWidget(self._column, 1000)
        row.addWidget(self._right)
        if self._has_no_list:
            row.addStretch(1)
        above = VBox(spacing=12, margins=(_EDGE, 26, _EDGE, 0))
        above.add(breadcrumb, self._chooser)
        above.addLayout(self._above_questions)
        above.addLayout(row, 1)
        self._whole = whole = VBox(self, spacing=0)
        whole.addLayout(above, 1)
        whole.addWidget(self._foot)
        self._foot.stackUnder(self._right)  # screen readers go by that order, as Tab does

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may ask for another manner."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """So may another size of text; while Qt dresses its widgets, none of them may be moved."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            QTimer.singleShot(0, self, self._arrange)

    def _place_foot(self, mode: LayoutMode, scale: float) -> None:
        """Under the questions, in a bar that spans the page."""
        left = 0 if self._left.isHidden() else round(_SECTIONS * scale) + _BETWEEN
        right = self._help_width(scale) + _BETWEEN if mode is LayoutMode.WIDE else 0
        right = _EDGE + right + SIDE + _SCROLL_BAR
        if self._has_no_list:
            right = max(right, self.width() - _EDGE - round(_ONE_PAGE * scale) + SIDE + _SCROLL_BAR)
        self._foot.align(_EDGE + left + SIDE, right)
        stays = self._has_ended or foot_stays(self.height())
        if stays is self._foot.isHidden():
            self._foot.setVisible(stays)
            self.foot_moved.emit()

    def end_with(self, foot: PageFoot) -> None:
        """Put `foot` in place of that of the form, always in sight."""
        self._whole.replaceWidget(self._foot, foot)
        self._foot.hide()
        self._foot, self._has_ended = foot, True
        foot.stackUnder(self._right)
        self._arrange()

    def _room_soon(self) -> None:
        QTimer.singleShot(0, self, self._give_room)  # once the parts have their sizes

    def _give_room(self) -> None:
        """The help is as high as it is, and leaves the words of others room below it; without these it has all.

        Under the sections it leaves the list what it does not need.
        """
        if self.mode is not LayoutMode.WIDE:
            self._side.setMaximumHeight(self._side.wanted_height)
            return
        needed = self._notes.least_height
        self._notes.setVisible(needed > 0)
        left = max(self._right.height() - needed, self._right.height() // 3)
        self._side.setMaximumHeight(min(left, self._side.wanted_height) if needed else _NO_LIMIT)

    def _help_width(self, scale: float) -> int:
        return round((_HELP_BESIDE_PAGE if self._has_no_list else _HELP) * scale)

    def _mode(self, scale: float) -> LayoutMode:
        if not self._has_no_list:
            return layout_mode_for(self.width(), scale)
        wide = 2 * _EDGE + (_ONE_PAGE + _HELP_BESIDE_PAGE) * scale + _BETWEEN
        return LayoutMode.WIDE if self.width() >= wide else LayoutMode.NARROW

    def _arrange(self) -> None:
        scale = text_scale()
        mode = self._mode(scale)
        self._left.setFixedWidth(round(_SECTIONS * scale))
        self._right.setFixedWidth(self._help_width(scale))
        self._left.setVisible(mode is not LayoutMode.NARROW and not self._has_no_list)
        self._right.setVisible(mode is LayoutMode.WIDE)
        self._chooser.setVisible(mode is LayoutMode.NARROW and not self._has_no_list)
        if self._has_no_list:
            self._column.setMaximumWidth(round(_ONE_PAGE * scale))
        self._place_foot(mode, scale)
        if mode is not self.mode:
            self.mode = mode
            above = self._above_questions if mode is LayoutMode.NARROW else self._side.above
            above.addWidget(self._comments)
            self._column.stand_words(self._notes if mode is LayoutMode.WIDE else None)
            if mode is LayoutMode.WIDE:
                self._beside.insertWidget(0, self._side)
            else:
                self._under_sections.insertWidget(1, self._side, 2)
            self.mode_changed.emit(mode)
        self._room_soon()


class _Side(QScrollArea):
    """The help, scrolling by itself where it is too long."""

    def __init__(self, *cards: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = content = QWidget()
        content.setObjectName("page_content")
        outer = VBox(content, spacing=12, margins=(0, 0, 0, 20))
        self.above = VBox()
        outer.addLayout(self.above)
        outer.add(*cards)
        outer.addStretch(1)
        self.setWidget(content)

    @property
    def wanted_height(self) -> int:
        """The height in px at which it need not scroll."""
        return height_at(self._content, self.viewport().width())
