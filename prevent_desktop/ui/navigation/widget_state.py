"""How a page was left, read from its widgets, and given back to a page that is made anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from prevent_desktop.ui.navigation.last_location import Spot, TextPlace, WidgetState

_Area = QPlainTextEdit | QTextEdit


def read_state(page: QWidget, *, own_focus: QWidget | None = None) -> WidgetState:
    """How `page` looks now. The page finds back by itself to `own_focus`, where that is named."""
    focus = focus_of(page)
    return WidgetState(
        focus=None if focus is None or focus is own_focus else _spot_of(page, focus),
        text=_text_place(focus),
        row=focus.currentIndex().row() if isinstance(focus, QAbstractItemView) else None,
        down=tuple(_scrolled(page)),
    )


def focus_of(page: QWidget) -> QWidget | None:
    """What has the keyboard on the page, or had it last; None where nothing has had it yet."""
    return page.focusWidget()


def give_state(page: QWidget, state: WidgetState) -> list[FurtherDown]:
    """Have `page`, which is loaded, be so; what scrolls there itself as soon as it is laid out far enough."""
    target = focus_of(page) if state.focus is None else _found(page, state.focus)
    if _give_focus(target, state):
        _give_text(target, state.text)
        _give_row(target, state.row)
    areas = dict(_named(page, _areas(page)))
    return [FurtherDown(areas[spot], down) for spot, down in state.down if spot in areas]


def _give_focus(target: QWidget | None, state: WidgetState) -> bool:
    if state.focus is None:
        return True
    if target is None or not target.isEnabled():
        return False
    if not target.hasFocus():
        target.setFocus(Qt.FocusReason.OtherFocusReason)
    return True


def _give_text(target: QWidget | None, place: TextPlace | None) -> None:
    if place is None:
        return
    if isinstance(target, QLineEdit) and len(target.text()) == place.length:
        if place.anchor == place.position:
            target.setCursorPosition(place.position)
        else:
            target.setSelection(place.anchor, place.position - place.anchor)
    if isinstance(target, _Area) and _length(target) == place.length:
        cursor = target.textCursor()
        cursor.setPosition(place.anchor)
        cursor.setPosition(place.position, QTextCursor.MoveMode.KeepAnchor)
        target.setTextCursor(cursor)
        target.verticalScrollBar().setValue(place.down)


def _give_row(target: QWidget | None, row: int | None) -> None:
    model = target.model() if isinstance(target, QAbstractItemView) else None
    if isinstance(target, QAbstractItemView) and row is not None and row >= 0 and model and model.rowCount():
        target.setCurrentIndex(model.index(min(row, model.rowCount() - 1), 0))


class FurtherDown(QObject):
    """Scrolls `area` to `down` px, now or once it is that long: what was read is laid out a moment later."""

    def __init__(self, area: QAbstractScrollArea, down: int) -> None:
        super().__init__(area)
        self._bar, self._down, self._stopped = area.verticalScrollBar(), down, False
        self._bar.rangeChanged.connect(self._scroll)
        self._scroll()

    def _scroll(self) -> None:
        """As a person would: a page that still seeks a heading of its own leaves it then."""
        if not self._stopped:
            self._bar.setValue(self._down)
            self._bar.triggerAction(QAbstractSlider.SliderAction.SliderMove)
            self._stopped = self._bar.value() == self._down

    def stop(self) -> None:
        """Leave it where it is."""
        self._stopped = True


def _text_place(focus: QWidget | None) -> TextPlace | None:
    if isinstance(focus, QLineEdit):
        position = focus.cursorPosition()
        start, end = focus.selectionStart(), focus.selectionEnd()
        anchor = position if start < 0 else (start if position == end else end)
        return TextPlace(length=len(focus.text()), anchor=anchor, position=position)
    if isinstance(focus, _Area):
        cursor = focus.textCursor()
        return TextPlace(
            length=_length(focus), anchor=cursor.anchor(), position=cursor.position(),
            down=focus.verticalScrollBar().value(),
        )  # fmt: skip
    return None


def _length(area: _Area) -> int:
    return area.document().characterCount()


def _scrolled(page: QWidget) -> Iterator[tuple[Spot, int]]:
    for spot, area in _named(page, _areas(page)):
        down = area.verticalScrollBar().value()
        if down:
            yield spot, down


def _areas(page: QWidget) -> Iterator[QAbstractScrollArea]:
    """What scrolls on the page, the page itself first; texts keep their own place."""
    found = [page, *page.findChildren(QAbstractScrollArea)]
    for area in found:
        if isinstance(area, QAbstractScrollArea) and not isinstance(area, _Area) and area.isVisibleTo(page):
            yield area


def _named(
    page: QWidget, widgets: Iterable[QAbstractScrollArea]
) -> Iterator[tuple[Spot, QAbstractScrollArea]]:
    seen: dict[tuple[str, str], int] = {}
    for widget in widgets:
        called = ("page", "") if widget is page else _called(widget)
        number = seen[called] = seen.get(called, -1) + 1
        yield Spot(*called, number), widget


def _called(widget: QWidget) -> tuple[str, str]:
    """Class and name. A record's page is called by whom it is about, and a tick box by its words."""
    name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
    return type(widget).__name__, name


def _alike(page: QWidget, called: tuple[str, str], focus: QWidget | None = None) -> list[QWidget]:
    """What is in sight and called so, and `focus`: what else a page has made by now depends on what was done there."""
    found = (one for one in page.findChildren(QWidget) if _called(one) == called)
    return [one for one in found if one is focus or one.isVisibleTo(page)]


def _spot_of(page: QWidget, widget: QWidget) -> Spot | None:
    if widget is page:
        return None
    called = _called(widget)
    return Spot(*called, _alike(page, called, widget).index(widget))


def _found(page: QWidget, spot: Spot) -> QWidget | None:
    alike = _alike(page, (spot.kind, spot.name))
    return alike[spot.number] if spot.number < len(alike) else None
