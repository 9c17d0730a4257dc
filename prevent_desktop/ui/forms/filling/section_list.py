"""The sections of the form, each with how far it is, and the one that is shown."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.forms.column.lazy import LazyColumn
from prevent_desktop.ui.forms.column.row_heights import Row
from prevent_desktop.ui.widgets import PressButton, Text, VBox, restyle
from prevent_desktop.ui.widgets.drop_down import CalmComboBox
from prevent_desktop.ui.widgets.text_scale import text_scale

_INSIDE = (13, 8, 10, 8)
_ENTRY = 51
"""About how high an entry is at 100 %, in px."""


@dataclass(frozen=True, slots=True)
class SectionWords:
    """What an entry says: the section's title and its state in words. The one that is no section stands `apart`."""

    title: str
    state: str
    apart: bool = False


class SectionEntry(PressButton):
    """One section: its title, and below it how far it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._title = Text()
        self._state = Text("", "tiny")
        self._column = column = VBox(self, spacing=1, margins=_INSIDE)
        for part in (self._title, self._state):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(part)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, words: SectionWords, *, current: bool) -> None:
        """Show `words`; of the section that is shown, the title is bold."""
        self._title.setText(words.title)
        restyle(self._title, "kind", "strong" if current else "text")
        self._state.setText(words.state)
        self.setAccessibleName(words.title)
        here = _("{state}. This section is shown.").format(state=words.state)
        self.setAccessibleDescription(here if current else words.state)
        restyle(self, "current", current)
        restyle(self, "apart", words.apart)
        left, top, right, bottom = _INSIDE
        self._column.setContentsMargins(left, top * 2 if words.apart else top, right, bottom)
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys are the list's."""
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def heightForWidth(self, width: int) -> int:
        """As high as its two texts need."""
        layout = self.layout()
        return 0 if layout is None else layout.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """Two lines."""
        layout = self.layout()
        return QSize() if layout is None else layout.totalSizeHint()


class SectionList(LazyColumn):
    """The entries, one stop for Tab: the arrow keys go through them. Signal `chosen(index)`.

    Only the entries that are seen are built: a form can have hundreds of sections.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(self._make_entry)
        self._shown: Sequence[SectionWords] = ()
        self._current = -1
        self._in_sight = self._soon(self._bring_current)
        self.setAccessibleName(_("Sections of the form"))

    def show_sections(self, sections: Sequence[SectionWords], current: int) -> None:
        """Show them; only what differs is painted anew."""
        before, was = self._shown, self._current
        self._shown, self._current = tuple(sections), current
        if len(before) != len(sections):
            before = self._shown
            self.start_over()
            self.set_rows([Row(index, round(_ENTRY * text_scale())) for index in range(len(sections))])
        for index, entry in self.built_rows():
            if index in {was, current} or self._shown[_number(index)] != before[_number(index)]:
                self._say(_number(index), entry)
        if current != was and current >= 0:
            self.settle()  # its words are bold now, and may need another line
            self._bring_current()

    def _bring_current(self) -> None:
        if self._current >= 0:
            self.bring(self._current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The current section stays in sight, however much room the help below leaves."""
        super().resizeEvent(event)
        self._in_sight.start()

    def _make_entry(self, key: Hashable) -> QWidget:
        index = _number(key)
        entry = SectionEntry()
        entry.clicked.connect(partial(self.chosen.emit, index))
        self._say(index, entry)
        return entry

    def _say(self, index: int, entry: QWidget) -> None:
        if isinstance(entry, SectionEntry):
            current = index == self._current
            entry.say(self._shown[index], current=current)
            entry.setFocusPolicy(Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.ClickFocus)

    def enter(self, *, forward: bool) -> bool:
        """Put the focus on the section that is shown."""
        if self._current < 0:
            return False
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        self.bring(self._current).setFocus(reason)
        return True

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  # Qt's own name of the argument
        """Tab leaves: the arrow keys go through the entries."""
        self.left_by_tab.emit(next)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move the focus; Enter and the space bar choose, as with any button."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        here = self.key_of(QApplication.focusWidget())
        if step and here is not None:
            there = max(0, min(len(self._shown) - 1, _number(here) + step))
            self.bring(there).setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)


def _number(key: Hashable) -> int:
    """The key of an entry, which is its index."""
    if not isinstance(key, int):
        raise TypeError(key)
    return key


class SectionChooser(CalmComboBox):
    """The sections as a list to open, where there is no room for them beside the questions. Signal `chosen(index)`."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._texts: list[str] = []
        self.setAccessibleName(_("Section of the form"))
        self.activated.connect(self.chosen)

    def show_sections(self, sections: Sequence[SectionWords], current: int) -> None:
        """Show them."""
        template = _("{title} ({state})")
        texts = [
            words.title if words.apart else template.format(title=words.title, state=words.state)
            for words in sections
        ]
        if len(texts) != len(self._texts):
            self.clear()
            self.addItems(texts)
        else:
            for index, (text, before) in enumerate(zip(texts, self._texts, strict=True)):
                if text != before:
                    self.setItemText(index, text)
        self._texts = texts
        self.setCurrentIndex(current)
