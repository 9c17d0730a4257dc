"""The side bar, which leads from section to section."""

from __future__ import annotations

import math
from collections.abc import Collection

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QSizePolicy,
    QSpacerItem,
    QWidget,
)

from prevent_desktop.translation import _
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.widgets import EntryList, HBox, Heading, ListEntry, VBox
from prevent_desktop.ui.widgets.plain_words import give_tooltip

_SIDE = 10
_WIDTH = 216
_BELOW_TITLE = 18


class SideBarBadge(QLabel):
    """A small number in an entry; it lets clicks through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()


class SideBarEntry(ListEntry):
    """One section, with an optional number behind its name."""

    def __init__(self, section: NavSection, key: str) -> None:
        super().__init__(section.label)
        self.section = section
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(section.label)
        give_tooltip(self, key)
        self.badge = SideBarBadge(self)
        row = HBox(self, margins=(0, 0, _SIDE, 0))
        row.addStretch(1)
        row.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)

    def count(self, number: int, words: str) -> None:
        """Show `number` (none for 0); `words` say what it counts, for a screen reader."""
        self.badge.setText(str(number))
        side = math.ceil(
            self.badge.fontInfo().pixelSize() * 22 / 12
        )  # 22 px at 100 %, as the radius in style.qss
        self.badge.setFixedSize(max(side, self.badge.fontMetrics().horizontalAdvance(str(number)) + 14), side)
        self.badge.setVisible(number > 0)
        self.setAccessibleDescription(words if number else "")


class SideBar(QFrame):
    """Signal `chosen(NavSection)` when the person goes to a section. There are no entries that lead nowhere."""

    chosen = Signal(object)

    def __init__(self, sections: Collection[NavSection]) -> None:
        super().__init__()
        self.setAccessibleName(_("Main pages"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._list = EntryList(self)
        self.entries = {
            section: SideBarEntry(section, section.key) for section in NavSection if section in sections
        }
        self._title = title = Heading(_("Prevent Desktop"), 2)
        title.setContentsMargins(_SIDE, 10, _SIDE, 0)
        column = VBox(self, spacing=2, margins=(_SIDE, 10, _SIDE, 14))
        column.addWidget(title)
        below = QSpacerItem(0, _BELOW_TITLE, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Maximum)
        column.addSpacerItem(below)  # where there is little height, this room goes first
        for section, entry in self.entries.items():
            if section is NavSection.SETTINGS:
                column.addStretch(1)
            self._list.add(entry)
            entry.clicked.connect(lambda _checked=False, to=section: self.chosen.emit(to))
            column.addWidget(entry)
        self._fit()

    def mark(self, section: NavSection) -> None:
        """Show `section` as the one that the person is in."""
        self._list.mark(self.entries[section])

    def focus_current(self) -> None:
        """Put the keyboard on the section that the person is in."""
        current = self._list.current
        if current is not None:
            current.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_title()

    def event(self, event: QEvent) -> bool:
        """An entry may have come or gone."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit_title()
        return super().event(event)

    def _fit_title(self) -> None:
        """Where there is too little height for all of it, the entries have it, and not the name of the program."""
        column = self.layout()
        if column is not None:
            shown = [
                entry.sizeHint().height() + column.spacing()
                for entry in self.entries.values()
                if not entry.isHidden()
            ]
            title = self._title.heightForWidth(self.width() - 2 * _SIDE)
            around = column.contentsMargins()
            self._title.setVisible(self.height() >= sum(shown) + title + around.top() + around.bottom())

    def changeEvent(self, event: object) -> None:
        super().changeEvent(event)  # type: ignore[arg-type]  # Qt hands a QEvent
        self._fit()

    def _fit(self) -> None:
        """216 px as in the designs, wider where larger text needs it."""
        entries = getattr(self, "entries", {})
        widest = max((entry.sizeHint().width() for entry in entries.values()), default=0)
        self.setFixedWidth(max(_WIDTH, widest + 6 * _SIDE))
