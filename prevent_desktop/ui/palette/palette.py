"""The palette itself: a field and what it finds, over the page, which is darkened meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.palette.entries import Entry
from prevent_desktop.ui.palette.entry_list import PaletteList
from prevent_desktop.ui.palette.finder import Finder
from prevent_desktop.ui.tasks import Job
from prevent_desktop.ui.theme.painted import Painted, tokens_property
from prevent_desktop.ui.widgets import EmptyState, HairLine, Text, announce
from prevent_desktop.ui.widgets.accessible_roles import COVERED_BY
from prevent_desktop.ui.widgets.shortcuts import Shortcut

_WIDTH = 680
_BELOW = 44
"""From the line on top to the palette."""
_AROUND = 16
_SCRIM = 0.45
_LEAST_LIST = 150
"""So many pixels at 100 % stay for the list before the foot goes."""
_ROOMY = 480
"""On a page at least so high, at 100 %, it begins where it always does."""
_SIDES = 2 * 16
_ENDS = 16 + 12
_BETWEEN = 6
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -5, Qt.Key.Key_PageDown: 5}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_DIGITS = {Qt.Key(Qt.Key.Key_1 + at): at for at in range(9)}


class Palette(QWidget, Painted):
    """Lies over `page` in its window while it is open, and not over the lines above and below.

    The keyboard stays in the field: the arrows choose, Enter opens, Escape closes and gives the keyboard back. It also
    closes when the keyboard goes elsewhere in the window, except behind a blank screen. Signal `chosen(Route | Shortcut)`
    after it has closed.
    """

    tokens = tokens_property()

    chosen = Signal(object)

    def __init__(self, page: QWidget, finder: Finder) -> None:
        super().__init__(page.window())
        self._page = page
        self._finder = finder
        self._job: Job | None = None
        self._before: QWidget | None = None
        self._is_searching = self._opens_when_found = False
        self.panel = PalettePanel(self)
        self.field = self.panel.field
        self.list = self.panel.list
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list.opened.connect(self._open)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._focus_rests)
        page.installEventFilter(self)
        self.hide()

    # -- opening and closing

    @property
    def is_open(self) -> bool:
        """Whether it is there."""
        return not self.isHidden()

    def open(self) -> None:
        """Show it, empty, with the keyboard in its field."""
        self._before = self.window().focusWidget()
        self.field.clear()
        self.panel.show_found((), "")
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self._watch(True)
        self._search()

    def close_up(self, *, give_back: bool = True) -> None:
        """Hide it, with nothing left in it; `give_back` puts the keyboard where it was."""
        if not self.is_open:
            return
        self._watch(False)
        self._rest.stop()
        self._drop_job()
        before, self._before = self._before, None
        if give_back and before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self.panel.show_found((), "")

    def _watch(self, watch: bool) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            (app.focusChanged.connect if watch else app.focusChanged.disconnect)(self._focus_moved)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and new is not self.field and new.window() is self.window():
            self._rest.start(0)

    def _focus_rests(self) -> None:
        """Looked at once the keyboard has come to rest: a blank that goes lets it wander before it gives it back."""
        if self.window().property(COVERED_BY) is None and self.window().focusWidget() is not self.field:
            self.close_up(give_back=False)

    # -- finding

    def _search(self) -> None:
        """Look for what stands in the field; an older search that has not answered yet is dropped."""
        self._drop_job()
        self._is_searching, self._opens_when_found = True, False
        self._job = self._finder.find(self.field.text(), self._show_found)

    def _drop_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job, self._is_searching = None, False

    def _show_found(self, entries: tuple[Entry, ...]) -> None:
        self._is_searching = False
        self.panel.show_found(entries, self.field.text())
        self._place()
        first = self.list.entries[0].spoken if self.list.entries else ""
        announce(self.field, ". ".join(filter(None, (self.panel.told, first))))
        if self._opens_when_found:
            self._open(self.list.chosen)

    # -- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._key(event)
        if watched is self._page and event.type() in {QEvent.Type.Resize, QEvent.Type.Move}:
            self._place()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the field leaves this key to the list."""
        key = Qt.Key(event.key())
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and key in _DIGITS:
            self._open(_DIGITS[key])
        elif key in _STEPS:
            self._move(_STEPS[key])
        elif key in _ENTER:
            self._enter()
        elif key == Qt.Key.Key_Escape:
            self.close_up()
        else:
            return False
        return True

    def _move(self, by: int) -> None:
        last = len(self.list.entries) - 1
        if last >= 0:
            self.list.choose(max(0, min(last, self.list.chosen + by)))
            announce(self.field, self.list.entries[self.list.chosen].spoken)

    def _enter(self) -> None:
        """Open the chosen entry; what is shown for older letters is never opened for newer ones."""
        if self._is_searching:
            self._opens_when_found = True
        else:
            self._open(self.list.chosen)

    def _open(self, number: int) -> None:
        if not self._is_searching and 0 <= number < len(self.list.entries):
            opens = self.list.entries[number].opens
            self.close_up()
            self.chosen.emit(opens)

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Tab stays here: there is only the field."""
        return True

    # -- look

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside it closes it."""
        event.accept()
        self.close_up()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        scrim = self.colour("scrim")
        scrim.setAlphaF(_SCRIM)
        QPainter(self).fillRect(self.rect(), scrim)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if hasattr(self, "panel") and event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._place()

    def _place(self) -> None:
        """Over the page; as wide and as high as it needs and the page allows."""
        page = self._page
        self.setGeometry(QRect(page.mapTo(page.window(), QPoint(0, 0)), page.size()))
        width = min(self.scaled(_WIDTH), self.width() - 2 * _AROUND)
        self.panel.resize(width, self.panel.height())
        top = _BELOW if self.height() >= self.scaled(_ROOMY) else _AROUND // 2
        needed = self.panel.height_needed(width, self.height() - top - _AROUND // 2)
        self.panel.setGeometry((self.width() - width) // 2, top, width, needed)


class PalettePanel(QFrame):
    """The field, how much it finds, the list, and what the keys do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(Shortcut.PALETTE.title)
        self.told = ""
        self.field = PaletteField()
        self.list = PaletteList()
        self.nothing = EmptyState(
            _("Nothing was found"), _("Try fewer letters, another spelling, or a word from a note.")
        )
        self.nothing.setContentsMargins(10, 8, 10, 0)
        self.foot = QWidget()
        foot = QVBoxLayout(self.foot)
        foot.setContentsMargins(0, 8, 0, 0)
        foot.setSpacing(10)
        foot.addWidget(HairLine())
        line = QHBoxLayout()
        line.setContentsMargins(10, 0, 10, 0)
        self._keys = Text(_("Up and Down choose · Enter opens · Esc closes"), "small", wrap=False)
        self._nothing_sent = Text(_("Found on this computer. Nothing is sent."), "small", wrap=False)
        line.addWidget(self._keys)
        line.addStretch(1)
        line.addWidget(self._nothing_sent)
        foot.addLayout(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(_BETWEEN)
        for part in (self.field, self.nothing):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        column.addWidget(self.foot)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click in it is not one beside it."""
        event.accept()

    def show_found(self, entries: tuple[Entry, ...], text: str) -> None:
        """Show `entries` for `text`, and say how many were found."""
        self.list.show_entries(entries, text)
        number = sum(not entry.offer for entry in entries)
        searched = bool(text.strip())
        found = ngettext("{number} found", "{number} found", number).format(number=number)
        self.field.tell(found if searched and number else "")
        self.told = "" if not searched else found if number else _("Nothing was found")
        self.nothing.setVisible(searched and not number)
        self.list.setVisible(bool(entries))

    def height_needed(self, width: int, most: int) -> int:
        """The height for all rows at `width`, of at most `most`; without the foot where there is too little room for rows."""
        inside = width - _SIDES
        both = self._keys.sizeHint().width() + self._nothing_sent.sizeHint().width() + 2 * _SIDES
        self._nothing_sent.setVisible(both <= inside)
        self.foot.show()
        chrome = self._chrome(inside)
        if chrome + self.list.scaled(_LEAST_LIST) > most:
            self.foot.hide()
            chrome = self._chrome(inside)
        return min(most, chrome + (self.list.height_of_all() if not self.list.isHidden() else 0))

    def _chrome(self, inside: int) -> int:
        """The height of all but the list."""
        parts = [part for part in (self.field, self.nothing, self.foot) if not part.isHidden()]
        heights = [
            part.heightForWidth(inside) if part.hasHeightForWidth() else part.sizeHint().height()
            for part in parts
        ]
        return sum(heights) + _BETWEEN * len(heights) + _ENDS

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.list.doItemsLayout()


class PaletteField(QLineEdit):
    """The field; at its end stands how much was found."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(Shortcut.PALETTE.title)
        self.setAccessibleDescription(_("Up and Down choose, Enter opens, Escape closes."))
        self.setPlaceholderText(Shortcut.PALETTE.title)
        self._found = Text("", "small", wrap=False, parent=self)
        self._found.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def tell(self, words: str) -> None:
        """Say `words` at the end of the field."""
        self._found.setText(words)
        self._found.setVisible(bool(words))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        size = self._found.sizeHint()
        self._found.setGeometry(
            self.width() - size.width() - 12,
            (self.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )
        self.setTextMargins(0, 0, size.width() + 12 if self._found.text() else 0, 0)
