"""A guidance page that scrolls, below a line of links that stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSlider, QWidget

from prevent_desktop.ui.guidance.page_view import PageView, settle
from prevent_desktop.ui.guidance.pages import GuidancePage
from prevent_desktop.ui.widgets import Card, FlowRow, ScrollPage, VBox

_ABOVE = 10
"""Pixels that are left free above the heading that was asked for."""
_STEPS: dict[int, QAbstractSlider.SliderAction] = {
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
    Qt.Key.Key_Space: QAbstractSlider.SliderAction.SliderPageStepAdd,
}


class PagePane(QWidget):
    """Shows one of `pages` at a time, with its heading in sight. `links` stand above and do not scroll."""

    def __init__(
        self,
        pages: Mapping[str, GuidancePage],
        today: Callable[[], date],
        support: Callable[[], str],
        *links: QWidget,
    ) -> None:
        super().__init__()
        self._seeking = False
        self.view = PageView(pages, today, support)
        self._scroll = ScrollPage()
        card = Card()
        card.body.addWidget(self.view)
        self._scroll.column.addWidget(card)
        column = VBox(self, spacing=0, margins=(0, 20, 0, 0))
        line = FlowRow(*links)
        line.setContentsMargins(32, 0, 32, 0)
        column.addWidget(line)
        column.addWidget(self._scroll, 1)
        self.setFocusProxy(self.view.reader)
        bar = self._scroll.verticalScrollBar()
        bar.rangeChanged.connect(self._seek)
        bar.actionTriggered.connect(self._leave_it)

    def show_target(self, target: str, *, words: str = "") -> None:
        """Show ``page`` or ``page#heading``; `words` that were looked for are marked."""
        self.view.show_target(target, words=words)
        self._seeking = True
        self._seek()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home, End and the space bar; the scrolling page itself takes the arrows and the page keys."""
        step = _STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self._scroll.verticalScrollBar().triggerAction(step)

    def _seek(self) -> None:
        """Bring the heading into sight, and again whenever the room changes, until somebody scrolls."""
        if self._seeking:
            settle(self._scroll.content)
            top = self.view.mapTo(self._scroll.content, QPoint(0, 0)).y()
            down = self.view.heading_top
            self._scroll.verticalScrollBar().setValue(top + down - _ABOVE if down else 0)

    def _leave_it(self) -> None:
        self._seeking = False
