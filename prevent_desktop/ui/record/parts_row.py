"""The tabs of a record, and at their right what the dots of the chronology mean."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabBar, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import HBox, Text
from prevent_desktop.ui.widgets.words import restyle

_BETWEEN = 16
_MORE_PX = 8
"""The tab that is chosen is bold: another one is wider by some pixels."""
_CLOSER_PX = 15
"""So much less room stands after each tab that is close (style.qss)."""


class PartsRow(QWidget):
    """`tabs`, and the legend as long as `show_legend` wants it and the tabs leave room for it.

    Where they do not, the table below says of each line where it comes from; and tabs that have room only so stand closer.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Parts of the record"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.legend = Text(_("○ from others   ● written here"), "small", wrap=False)
        self.legend.setAccessibleName(
            _("A hollow dot came from others, signed; a filled one was written here.")
        )
        self._wanted = False
        row = HBox(self, spacing=_BETWEEN)
        row.addWidget(self.tabs, 1)
        row.addWidget(self.legend)
        self.legend.hide()

    def show_legend(self, *, wanted: bool) -> None:
        """Say what the dots mean, or not."""
        self._wanted = wanted
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_wanted"):
            self._arrange()

    def event(self, event: QEvent) -> bool:
        """The words of a tab may have become longer."""
        if event.type() is QEvent.Type.LayoutRequest and hasattr(self, "_wanted"):
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        self._place_tabs()
        both = self.tabs.sizeHint().width() + _BETWEEN + self.legend.sizeHint().width() + _MORE_PX
        self.legend.setVisible(self._wanted and self.width() >= both)

    def _place_tabs(self) -> None:
        """Close to each other where they then all fit. Where some stand behind arrows all the same, apart, to be told apart."""
        loose = self.tabs.sizeHint().width() + _MORE_PX
        if self.tabs.property("kind") == "close":
            loose += self.tabs.count() * _CLOSER_PX
        close = loose - self.tabs.count() * _CLOSER_PX
        restyle(self.tabs, "kind", "close" if close <= self.width() < loose else "")
