"""How things stand on a screen: cards, rows that wrap, and the page that scrolls."""

from __future__ import annotations

from typing import ClassVar, Literal

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from prevent_desktop.ui.widgets.boxes import HBox, VBox
from prevent_desktop.ui.widgets.focus_in_sight import FocusInSight
from prevent_desktop.ui.widgets.text_scale import text_scale
from prevent_desktop.ui.widgets.words import Heading, Text

PAGE_MARGIN = 32
GAP = 20
_MARGINS = (PAGE_MARGIN, 26, PAGE_MARGIN, 26)
_BESIDE_MARGIN = 16
_LEAST_EMS = 18
"""The least width of a heading beside its actions, in sizes of the text."""


class FlowLayout(QLayout):
    """Lays its items side by side and begins a new row where they do not fit.

    `gap` in pixels; `between` rows, where that is another.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        gap: int = 10,
        between: int | None = None,
        align_right: bool = False,
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._between = gap if between is None else between
        self._align_right = align_right
        self.setContentsMargins(0, 0, 0, 0)

    def begin_at(self, *, right: bool) -> None:
        """Begin at the right or at the left."""
        self._align_right = right
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        return sum(_row_height(row) for row in rows) + self._between * max(0, len(rows) - 1)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        top = rect.y() + max(0, (rect.height() - self.heightForWidth(rect.width())) // 2)
        for row in self._rows(rect.width()):
            self._place(row, rect, top)
            top += _row_height(row) + self._between

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            wanted = item.sizeHint().width()
            if not rows or used + self._gap + wanted > width:
                rows.append([])
                used = -self._gap
            rows[-1].append(item)
            used += self._gap + wanted
        return rows

    def _place(self, row: list[QLayoutItem], rect: QRect, top: int) -> None:
        height = _row_height(row)
        widths = [min(item.sizeHint().width(), rect.width()) for item in row]
        spare = rect.width() - sum(widths) - self._gap * (len(row) - 1)
        left = rect.x() + (spare if self._align_right else 0)
        for item, width in zip(row, widths, strict=True):
            own = min(item.sizeHint().height(), height)
            item.setGeometry(QRect(QPoint(left, top + (height - own) // 2), QSize(width, own)))
            left += width + self._gap


def _row_height(row: list[QLayoutItem]) -> int:
    return max((item.sizeHint().height() for item in row), default=0)


class FlowRow(QWidget):
    """Widgets side by side, in as many rows as they need; `flow` is their layout. `add` gives the widget back."""

    def __init__(
        self,
        *widgets: QWidget,
        gap: int = 10,
        between: int | None = None,
        align_right: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.flow = FlowLayout(self, gap=gap, between=between, align_right=align_right)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for widget in widgets:
            self.flow.addWidget(widget)

    def begin_at(self, *, right: bool) -> None:
        """Begin at the right or at the left."""
        self.flow.begin_at(right=right)

    def add(self, widget: QWidget) -> None:
        """One more widget at the end."""
        self.flow.addWidget(widget)


class Card(QFrame):
    """A white card with an optional heading. Put things into `body`. `kind`: plain, help, preview, or answer: one to read."""

    def __init__(
        self,
        title: str = "",
        *,
        kind: Literal["plain", "help", "preview", "answer"] = "plain",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.body = VBox(self, spacing=8, margins=(20, 18, 20, 18))
        if title:
            self.heading = Heading(title, 2 if kind == "plain" else 3)
            self.body.addWidget(self.heading)
            self.setAccessibleName(title)

    def retitle(self, title: str) -> None:
        """Another heading, of a card that has one."""
        self.heading.setText(title)
        self.setAccessibleName(title)


class ScrollPage(QScrollArea):
    """A screen that scrolls up and down, never sideways, and to where the keyboard goes. Put things into `column`.

    `widest` holds the column to so many pixels at 100 %, for screens that are read rather than filled. `right_beside` is what it leaves
    free at its right, in pixels, while another page stands beside it.
    """

    right_beside: ClassVar[int] = _BESIDE_MARGIN

    def __init__(self, *, widest: int | None = None) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.content = QWidget()
        self.content.setObjectName("page_content")
        self._down = VBox(self.content, margins=_MARGINS)
        outer = HBox()
        self._down.addLayout(outer)
        self._down.addStretch(1)
        self.column = VBox(spacing=GAP)
        if widest is None:
            outer.addLayout(self.column)
        else:
            holder = _Held(widest)
            holder.setLayout(self.column)
            self.column.setContentsMargins(0, 0, 0, 0)
            outer.addWidget(holder, 1)
            outer.addStretch(0)
        self.setWidget(self.content)
        FocusInSight(self)

    def stand_beside(self, beside: bool) -> None:
        """Hold its margins small, because another page stands beside it; or wide again."""
        around = (_BESIDE_MARGIN, _BESIDE_MARGIN, self.right_beside, _BESIDE_MARGIN)
        self._down.setContentsMargins(*(around if beside else _MARGINS))

    def centre(self) -> None:
        """Let the column fill the height, so that its own stretches can place things in the middle."""
        self._down.setStretch(0, 1)
        self._down.setStretch(1, 0)


class _Held(QWidget):
    """No wider than so many pixels at 100 %: a line has as many letters at every size of the text."""

    def __init__(self, widest: int) -> None:
        super().__init__()
        self._widest = widest
        self._hold()

    def _hold(self) -> None:
        self.setMaximumWidth(round(self._widest * text_scale()))

    def changeEvent(self, event: QEvent) -> None:
        """Another size of the text may have come."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self._hold()


class TurningRow(QWidget):
    """Parts side by side, or one below the other where a subclass says that it is too narrow for them. `gap` in pixels.

    Those at the right stand below the others.
    """

    def __init__(self, *, gap: int = GAP, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap)

    def _is_narrow(self) -> bool:
        """Whether they stand one below the other at this width."""
        raise NotImplementedError

    def _turned(self, *, narrow: bool) -> None:
        """After they changed places."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_row"):
            self._arrange()

    def _arrange(self) -> None:
        narrow = self._is_narrow()
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() is not wanted:
            self._row.setDirection(wanted)
            self._turned(narrow=narrow)
            self.updateGeometry()


class BesideRow(TurningRow):
    """`words` with `actions` at their right, or below them where less than `least` sizes of the text are left for the words.

    Beside the words the actions stand at their top, or in the `middle`.
    """

    def __init__(
        self,
        *actions: QWidget,
        least: int = _LEAST_EMS,
        middle: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._least = least
        self._beside = Qt.AlignmentFlag.AlignVCenter if middle else Qt.AlignmentFlag.AlignTop
        self.words = VBox(spacing=4)
        self._row.addLayout(self.words, 1)
        self._actions = FlowRow(*actions, align_right=True) if actions else None
        if self._actions is not None:
            self._row.addWidget(self._actions, 0, self._beside)

    def _is_narrow(self) -> bool:
        """Whether the words would get too little room beside the actions."""
        room = self.width() - (0 if self._actions is None else self._actions.sizeHint().width())
        return self._actions is not None and room < self._least * self.fontInfo().pixelSize()

    def _turned(self, *, narrow: bool) -> None:
        if self._actions is not None:
            self._row.setAlignment(self._actions, self._beside if not narrow else Qt.AlignmentFlag(0))
            self._actions.begin_at(right=not narrow)


class PageHead(BesideRow):
    """The head of a screen: heading, a muted line below it, and its actions at the right."""

    def __init__(self, title: str, subtitle: str = "", *actions: QWidget) -> None:
        super().__init__(*actions)
        self.heading = Heading(title, 1, parent=self)
        self.subtitle = Text(subtitle, "muted", parent=self)
        self.subtitle.setVisible(bool(subtitle))
        self.words.add(self.heading, self.subtitle)

    def show_words(self, title: str, subtitle: str = "") -> None:
        """Show another heading and line."""
        self.heading.setText(title)
        self.subtitle.say(subtitle)
