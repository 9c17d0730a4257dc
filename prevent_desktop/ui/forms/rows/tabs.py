"""The tabs of a group whose parts are shown one at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QWidget

from prevent_desktop.translation import ngettext
from prevent_desktop.ui.forms.column.row_parts import column_of
from prevent_desktop.ui.widgets import without_mnemonics


class TabsRow(QWidget):
    """A tab for each part, with how much is to be mended in it. Signal `chosen(index)`.

    One stop for Tab; the arrow keys go through the tabs. Where they do not fit, arrows at the end move them.
    """

    chosen = Signal(int)

    def __init__(self, name: str, depth: int) -> None:
        super().__init__()
        self.bar = QTabBar()
        self.bar.setAccessibleName(name)
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(True)
        self._showing = False
        self.bar.currentChanged.connect(self._changed)
        column_of(self, below=10, depth=depth).addWidget(self.bar)

    def _changed(self, index: int) -> None:
        if not self._showing and index >= 0:
            self.chosen.emit(index)

    def show_tabs(self, titles: Sequence[str], errors: Sequence[int], chosen: int) -> None:
        """Show these, and which is open."""
        self._showing = True
        while self.bar.count() > len(titles):
            self.bar.removeTab(self.bar.count() - 1)
        for index, (title, count) in enumerate(zip(titles, errors, strict=True)):
            words = without_mnemonics(tab_words(title, count))
            if index >= self.bar.count():
                self.bar.addTab(words)
            elif self.bar.tabText(index) != words:
                self.bar.setTabText(index, words)
        self.bar.setCurrentIndex(chosen)
        self._showing = False


def tab_words(title: str, errors: int) -> str:
    """What a tab says: its title, and in words how much is to be mended behind it."""
    if not errors:
        return title
    return ngettext("{title} ({number} to fix)", "{title} ({number} to fix)", errors).format(
        title=title, number=errors
    )
