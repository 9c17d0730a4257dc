"""The parts of the settings in their groups, and a line that finds one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.guidance.search import has_all, marks_in, searched_words
from prevent_desktop.ui.routing.settings_parts import SettingsGroup, SettingsPart
from prevent_desktop.ui.widgets import EntryList, Field, Heading, ListEntry, Text, VBox, announce


class SectionEntry(ListEntry):
    """One entry of the list; what is set there is told to a screen reader, too."""

    def __init__(self, part: SettingsPart) -> None:
        super().__init__(part.label)
        self.part = part
        self.setAccessibleDescription(part.words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._words = ""

    def sizeHint(self) -> QSize:
        """With room for its words in bold, as they are once it is open."""
        found, strong = super().sizeHint(), QFont(self.font())
        strong.setBold(True)
        more = QFontMetrics(strong).horizontalAdvance(self.text())
        more -= self.fontMetrics().horizontalAdvance(self.text())
        return QSize(found.width() + max(0, more), found.height())

    def look_for(self, words: str) -> None:
        """Mark `words` in the title."""
        self._words = words
        self.update()

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """Where words that were looked for stand in the title."""
        return marks_in(self.text(), self._words) if self._words.strip() else ()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.marks:
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self)
        widths = self.fontMetrics().horizontalAdvance
        below = inside.center().y() + self.fontMetrics().ascent() // 2 + 3
        painter = QPainter(self)
        painter.setPen(QPen(self.palette().buttonText().color(), 2))
        for start, length in self.marks:
            left = inside.left() + widths(self.text()[:start])
            painter.drawLine(left, below, left + widths(self.text()[start : start + length]), below)


class SectionList(QWidget):
    """All parts of the settings, under the headings of their groups.

    Typing in `search` leaves the entries that have every word in their title or in what is set there; Enter opens
    the first of them, the arrow down goes into the list, Escape shows all. Signal `chosen(SettingsPart)`.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.nothing = Text(_("No setting has these words. Escape shows all."), "small")
        self.nothing.hide()
        self.entries: dict[SettingsPart, SectionEntry] = {}
        self.headings: dict[SettingsGroup, Heading] = {}
        self._keys = EntryList(self)
        self._column = VBox(self, spacing=0)
        self._column.add(Field(_("Find a setting"), self.search), self.nothing)
        for group in SettingsGroup:
            self._add_group(group)
        self._column.addStretch(1)

    def _add_group(self, group: SettingsGroup) -> None:
        heading = self.headings[group] = Heading(group.label, 3)
        heading.setContentsMargins(0, 14, 0, 4)
        self._column.addWidget(heading)
        for part in group.parts:
            entry = self.entries[part] = SectionEntry(part)
            entry.clicked.connect(lambda _checked=False, to=part: self.chosen.emit(to))
            self._keys.add(entry)
            self._column.addWidget(entry)

    def mark(self, part: SettingsPart) -> None:
        """Show `part` as the one that is open."""
        self._keys.mark(self.entries[part])

    def _find(self, untrusted_text: str) -> None:
        words = searched_words(untrusted_text)
        for part, entry in self.entries.items():
            entry.setVisible(has_all(f"{part.label} {part.words}", words))
            entry.look_for(untrusted_text)
        for group, heading in self.headings.items():
            heading.setVisible(any(entry.part in group.parts for entry in self._found))
        self.nothing.setVisible(not self._found)
        number = len(self._found)
        told = ngettext("{number} setting", "{number} settings", number).format(number=number)
        announce(self.search, told if number else self.nothing.text())

    @property
    def _found(self) -> list[SectionEntry]:
        return [entry for entry in self.entries.values() if not entry.isHidden()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._takes(event.key()):
            return True
        return super().eventFilter(watched, event)

    def _takes(self, key: int) -> bool:
        """Whether a key in the search meant the list."""
        if key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            return True
        if not self._found or key not in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            return False
        if key == Qt.Key.Key_Down:
            self._found[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.search.text():
            self.chosen.emit(self._found[0].part)
        return True
