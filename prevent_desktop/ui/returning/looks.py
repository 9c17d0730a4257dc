"""How a page was left, read from its widgets, and given back to a page that is made anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
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

from prevent_desktop.ui.returning.whereabouts import Looks, Spot, TextPlace

_Area = QPlainTextEdit | QTextEdit


def read_looks(page: QWidget, *, own_focus: QWidget | None = None) -> Looks:
    """How `page` looks now. The page finds back by itself to `own_focus`, where that is named."""
    focus = focus_of(page)
    return Looks(
        focus=None if focus is None or focus is own_focus else _spot_of(page, focus),
        text=_text_place(focus),
        row=focus.currentIndex().row() if isinstance(focus, QAbstractItemView) else None,
        down=tuple(_scrolled(page)),
    )


def focus_of(page: QWidget) -> QWidget | None:
    """What has the keyboard on the page, or had it last; None where nothing has had it yet."""
    return page.focusWidget()


def give_looks(page: QWidget, looks: Looks) -> bool:
    """Have `page` look so, as far as what it shows is there yet; whether all of it is."""
    target = focus_of(page) if looks.focus is None else target_of(page, looks)
    done = _give_focus(target, looks) and _give_text(target, looks.text) and _give_row(target, looks.row)
    return _give_scroll(page, looks) and done


def target_of(page: QWidget, looks: Looks) -> QWidget | None:
    """What is to have the keyboard; None where that is not there yet, or the page finds it by itself."""
    return None if looks.focus is None else _found(page, looks.focus)


def _give_focus(target: QWidget | None, looks: Looks) -> bool:
    if looks.focus is None:
        return True
    if target is None or not target.isEnabled():
        return False
    if not target.hasFocus():
        target.setFocus(Qt.FocusReason.OtherFocusReason)
    return True


def _give_text(target: QWidget | None, place: TextPlace | None) -> bool:
    if place is None:
        return True
    if isinstance(target, QLineEdit) and len(target.text()) == place.length:
        if place.anchor == place.position:
            target.setCursorPosition(place.position)
        else:
            target.setSelection(place.anchor, place.position - place.anchor)
        return True
    if isinstance(target, _Area) and _length(target) == place.length:
        cursor = target.textCursor()
        cursor.setPosition(place.anchor)
        cursor.setPosition(place.position, QTextCursor.MoveMode.KeepAnchor)
        target.setTextCursor(cursor)
        target.verticalScrollBar().setValue(place.down)
        return True
    return False


def _give_row(target: QWidget | None, row: int | None) -> bool:
    if row is None or row < 0:
        return True
    model = target.model() if isinstance(target, QAbstractItemView) else None
    if not isinstance(target, QAbstractItemView) or model is None or not model.rowCount():
        return False
    target.setCurrentIndex(model.index(min(row, model.rowCount() - 1), 0))
    return True


def _give_scroll(page: QWidget, looks: Looks) -> bool:
    areas = dict(_named(page, _areas(page)))
    reached = True
    for spot, down in looks.down:
        area = areas.get(spot)
        if area is not None:
            _scroll(area, down)
        reached = reached and area is not None and area.verticalScrollBar().value() == down
    return reached


def _scroll(area: QAbstractScrollArea, down: int) -> None:
    """As a person would: a page that still seeks a heading of its own leaves it then."""
    bar = area.verticalScrollBar()
    bar.setValue(down)
    bar.triggerAction(QAbstractSlider.SliderAction.SliderMove)


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
        if isinstance(area, QAbstractScrollArea) and not isinstance(area, _Area):
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


def _alike(page: QWidget, called: tuple[str, str]) -> list[QWidget]:
    return [one for one in page.findChildren(QWidget) if _called(one) == called]


def _spot_of(page: QWidget, widget: QWidget) -> Spot | None:
    if widget is page:
        return None
    called = _called(widget)
    return Spot(*called, _alike(page, called).index(widget))


def _found(page: QWidget, spot: Spot) -> QWidget | None:
    alike = _alike(page, (spot.kind, spot.name))
    visible = spot.number < len(alike) and alike[spot.number].isVisibleTo(page)
    return alike[spot.number] if visible else None
