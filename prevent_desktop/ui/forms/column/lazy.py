"""A column of rows that builds only what is seen, so that four thousand questions open like forty.

Heights of rows that were never built are estimates; each is replaced by the real one when its row is built, while
what is on the screen stays where it is. Rows just out of sight are built in idle slices; rows far away are dropped
again, except the one that holds the focus. Rows hold no answers, so nothing is lost with them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from prevent_desktop.ui.forms.column.row_heights import Row, RowHeights
from prevent_desktop.ui.forms.column.row_parts import height_at
from prevent_desktop.ui.forms.column.tab_stops import give_keyboard, tab_stops
from prevent_desktop.ui.widgets.text_scale import text_scale

_LAYOUT_REQUEST = QEvent.Type.LayoutRequest
"""Looked up once: each event of each row is asked about."""
_NEAR = 1
_FAR = 4


class LazyColumn(QScrollArea):
    """Shows `Row`s through widgets that `build` makes on demand.

    Signals: `row_built(key, widget)`, `row_dropped(key)`, `height_changed(px)` of all the rows together. Keyboard: Tab follows the rows in their
    order; `left_by_tab(forward)` is emitted at either end.
    """

    row_built = Signal(object, object)
    row_dropped = Signal(object)
    left_by_tab = Signal(bool)
    height_changed = Signal(int)

    def __init__(self, build: Callable[[Hashable], QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build = build
        self._rows = RowHeights()
        self._built: dict[Hashable, QWidget] = {}
        self._key_of: dict[QObject, Hashable] = {}
        self._arranging = False
        self._scale = text_scale()
        self._page = QWidget()
        self._page.setObjectName("lazyPage")
        self.setWidget(self._page)
        self.setWidgetResizable(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._idle = self._soon(self._idle_slice)
        self._settle = self._soon(self._arrange)
        self._dressed = self._soon(self._rescale)
        self._stale: set[Hashable] = set()

    def _soon(self, action: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(0)
        timer.timeout.connect(action)
        return timer

    def freeze(self) -> None:
        """What is shown stays as it is from now on, and can still be scrolled."""
        self._page.setEnabled(False)

    # What it shows

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show `rows` in this order. Built rows whose key stays are kept, with their focus and their cursor."""
        anchor = self.anchor()
        self._rows.set_rows(rows)
        self._drop_gone()
        self._resize_page()
        self.restore(anchor)
        self._arrange()

    def _drop_gone(self) -> None:
        """A row that goes with the keyboard in it has Qt scroll to another: nothing is arranged before all of them are gone."""
        before, self._arranging = self._arranging, True
        try:
            for key in [key for key in self._built if key not in self._rows]:
                self._drop(key)
        finally:
            self._arranging = before

    def make_anew(self, key: Hashable) -> None:
        """Something else is to be seen in that row: it is built again when it is next in sight."""
        if key in self._built:
            self._drop(key)

    def start_over(self) -> None:
        """Drop every row and go to the top: something else will be shown."""
        for key in list(self._built):
            self._drop(key)
        self._rows.start_over()
        self.verticalScrollBar().setValue(0)

    def keys(self) -> Sequence[Hashable]:
        """The keys in order."""
        return self._rows.keys

    def built(self, key: Hashable) -> QWidget | None:
        """The widget of a row, where it is built."""
        return self._built.get(key)

    def built_rows(self) -> tuple[tuple[Hashable, QWidget], ...]:
        """What is built at the moment, in no order."""
        return tuple(self._built.items())

    def bring(self, key: Hashable) -> QWidget:
        """Build a row if need be, scroll it into sight and return its widget."""
        index = self._rows.index(key)
        widget = self._make(index)
        height = self.viewport().height()
        top, bottom = self._rows.top(index), self._rows.bottom(index)
        bar = self.verticalScrollBar()
        if top < bar.value() or bottom - top > height:
            bar.setValue(top)
        elif bottom > bar.value() + height:
            bar.setValue(bottom - height)
        self._arrange()
        return widget

    def anchor(self) -> tuple[Hashable, int] | None:
        """The row at the top edge and how many px of it are scrolled away."""
        top = self.verticalScrollBar().value()
        key = self.key_at(top)
        return None if key is None else (key, top - self._rows.top(self._rows.index(key)))

    def key_at(self, y: int) -> Hashable | None:
        """The key of the row that stands so many px from the top of the page."""
        return self._rows.keys[self._rows.at(y)] if self._rows.keys else None

    def restore(self, anchor: tuple[Hashable, int] | None) -> None:
        """Scroll so that `anchor` is at the top edge again, where its row still exists."""
        if anchor is not None and anchor[0] in self._rows:
            self.verticalScrollBar().setValue(self._rows.top(self._rows.index(anchor[0])) + anchor[1])

    def settle(self) -> None:
        """Give every built row the height that it needs now, rather than after the next events."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._arrange()

    def bring_focus(self, most: int | None = None) -> None:
        """Scroll to what has the keyboard, where that is in one of the rows; to the upper `most` px of what is higher."""
        if (focus := QApplication.focusWidget()) is not None and self.isAncestorOf(focus):
            height = focus.height() if most is None else min(most, focus.height())
            self.keep_in_sight(focus, QRect(0, 0, focus.width(), height))

    def keep_in_sight(self, widget: QWidget, area: QRect) -> None:
        """Scroll just enough that `area` of a widget inside a row can be seen (a cursor in a growing text), its top sooner."""
        top = widget.mapTo(self._page, QPoint(0, area.top())).y()
        bottom = top + area.height()
        bar = self.verticalScrollBar()
        if top < bar.value():
            bar.setValue(top)
        elif bottom > bar.value() + self.viewport().height():
            bar.setValue(min(top, bottom - self.viewport().height()))

    # Building and placing

    def _make(self, index: int) -> QWidget:
        key = self._rows.keys[index]
        widget = self._built.get(key)
        if widget is None:
            widget = self._build(key)
            widget.setParent(self._page)
            self._built[key] = widget
            self._key_of[widget] = key
            widget.installEventFilter(self)
            self._stand_in_order(index, widget)
            self._measure(key, widget)
            self._put(index, widget)
            widget.show()
            self.row_built.emit(key, widget)
        return widget

    def _stand_in_order(self, index: int, widget: QWidget) -> None:
        """Among the children of the page too, rows stand in their order: screen readers go by that."""
        indexes = (self._rows.index(key) for key in self._built)
        below = min((one for one in indexes if one > index), default=None)
        if below is not None:
            widget.stackUnder(self._built[self._rows.keys[below]])

    def _measure(self, key: Hashable, widget: QWidget) -> None:
        """Learn the real height of a row; what is below it moves, what is seen above stays."""
        height = height_at(widget, self._page.width())
        anchor = self.anchor()
        if self._rows.measure(key, height):
            self._resize_page()
            self.restore(anchor)

    def _put(self, index: int, widget: QWidget) -> None:
        place = QRect(0, self._rows.top(index), self._page.width(), self._rows.height(index))
        if widget.geometry() != place:
            widget.setGeometry(place)

    @property
    def content_height(self) -> int:
        """The height of all rows together, in px, as far as it is known."""
        return self._rows.whole

    def _resize_page(self) -> None:
        before = self._page.height()
        self._page.resize(self.viewport().width(), self.content_height)
        if before != self.content_height:
            self.height_changed.emit(self.content_height)

    def _arrange(self) -> None:
        """Build what is seen and put every built row in its place."""
        if self._arranging or not self._rows.keys or not self.isVisible():
            return
        self._arranging = True
        try:
            for key in self._stale & self._built.keys():
                self._measure(key, self._built[key])
            self._stale.clear()
            self._build_between(0, 0)
            for key, widget in self._built.items():
                self._put(self._rows.index(key), widget)
        finally:
            self._arranging = False
        self._idle.start()

    def _build_between(self, before: int, after: int, *, only_one: bool = False) -> bool:
        """Build rows from `before` px above the view to `after` px below; True when one was built and no more may be."""
        index = self._rows.at(self.verticalScrollBar().value() - before)
        while index < len(self._rows.keys):
            if self._rows.top(index) > self.verticalScrollBar().value() + self.viewport().height() + after:
                break
            if self._rows.keys[index] not in self._built:
                self._make(index)
                if only_one:
                    return True
            index += 1
        return False

    def _idle_slice(self) -> None:
        """One row more, or the far ones less, each time that nothing else is to be done."""
        if not self._rows.keys or not self.isVisible():
            return
        page = self.viewport().height()
        self._arranging = True
        try:
            more = self._build_between(_NEAR * page, _NEAR * page, only_one=True)
            if more:
                for key, widget in self._built.items():
                    self._put(self._rows.index(key), widget)
        finally:
            self._arranging = False
        if more:
            self._idle.start()
        else:
            self._drop_far(_FAR * page)

    def _drop_far(self, distance: int) -> None:
        held = self.key_of(QApplication.focusWidget())
        top = self.verticalScrollBar().value() - distance
        bottom = self.verticalScrollBar().value() + self.viewport().height() + distance
        for key in list(self._built):
            index = self._rows.index(key)
            if key != held and (self._rows.bottom(index) < top or self._rows.top(index) > bottom):
                self._drop(key)

    def _drop(self, key: Hashable) -> None:
        widget = self._built.pop(key)
        del self._key_of[widget]
        widget.removeEventFilter(self)
        widget.hide()
        widget.deleteLater()
        self._stale.discard(key)
        self.row_dropped.emit(key)

    # Events

    def _scrolled(self) -> None:
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A new width asks every built row for its height again; the estimates of the others stay."""
        super().resizeEvent(event)
        anchor = self.anchor()
        if event.oldSize().width() != event.size().width():
            self._rows.forget_measures()
            self._stale.update(self._built)
        self._resize_page()
        if self._built:
            self._arrange()
        else:
            self._settle.start()  # it may be given several sizes before it is shown, and rows cost
        self.restore(anchor)

    def changeEvent(self, event: QEvent) -> None:
        """Another style may mean text of another size; while Qt dresses its widgets, none of them may be touched."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dressed.start()

    def _rescale(self) -> None:
        """Text of another size makes other heights, and rows are built anew for it, but for the one with the focus."""
        if text_scale() == self._scale:
            return
        ratio, self._scale = text_scale() / self._scale, text_scale()
        anchor = self.anchor()
        self._rows.forget_measures(ratio)
        self._drop_far(-self.viewport().height())
        self._stale.update(self._built)
        self._resize_page()
        self.restore(anchor)
        self._arrange()
        held = self.key_of(QApplication.focusWidget())
        if held is not None:
            self.bring(held)

    def showEvent(self, event: QShowEvent) -> None:
        """Nothing is built before it is seen."""
        super().showEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A row whose inside changed its size is measured again in the next turn of the event loop; `settle` does it at once."""
        key = self._key_of.get(watched)
        if key is None:
            return super().eventFilter(watched, event)
        if event.type() is _LAYOUT_REQUEST:
            self._settle.start()
            self._stale.add(key)
        return False

    # Tab in reading order

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  # Qt's own name of the argument
        """Tab and Shift+Tab go through the rows in their order, building the next one that can take the focus."""
        focus = QApplication.focusWidget()
        here = self._row_of(focus)
        if focus is None or here is None:
            return super().focusNextPrevChild(next)
        step = 1 if next else -1
        chain = self._stops(self._built[self._rows.keys[here]])
        position = chain.index(focus) + step if focus in chain else (0 if next else len(chain) - 1)
        if 0 <= position < len(chain):
            return self._give_focus(chain[position], next)
        return self._focus_from(here + step, step) or self._leave(next)

    def enter(self, *, forward: bool) -> bool:
        """Put the focus on the first (or last) control of the column."""
        return self._focus_from(0, 1) if forward else self._focus_from(len(self._rows.keys) - 1, -1)

    def _focus_from(self, index: int, step: int) -> bool:
        while 0 <= index < len(self._rows.keys):
            chain = self._stops(self._make(index))
            if chain:
                self.bring(self._rows.keys[index])
                return self._give_focus(chain[0 if step > 0 else -1], step > 0)
            index += step
        return False

    def _give_focus(self, widget: QWidget, forward: bool) -> bool:
        held = give_keyboard(widget, forward=forward)
        if self.isAncestorOf(held):
            self.keep_in_sight(held, held.rect())
        return True

    def _leave(self, forward: bool) -> bool:
        self.left_by_tab.emit(forward)
        return True

    def key_of(self, widget: QWidget | None) -> Hashable | None:
        """The key of the row that holds `widget`."""
        while widget is not None and widget is not self._page:
            if widget in self._key_of:
                return self._key_of[widget]
            widget = self._above(widget)
        return None

    def _above(self, widget: QWidget) -> QWidget | None:
        """What a widget belongs to: its parent, or the row beside which it stands."""
        return widget.parentWidget()

    def _stops(self, row: QWidget) -> list[QWidget]:
        """What Tab stops at in a row, and then beside it."""
        return tab_stops(row)

    def _row_of(self, widget: QWidget | None) -> int | None:
        key = self.key_of(widget)
        return self._rows.index(key) if key in self._rows else None
