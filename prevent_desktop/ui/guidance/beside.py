"""A guidance page beside a form: opened from a question, put away with Escape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.guidance.page_pane import PagePane
from prevent_desktop.ui.guidance.pages import GuidancePage
from prevent_desktop.ui.widgets import LinkButton, VBox
from prevent_desktop.ui.widgets.bound_keys import bind
from prevent_desktop.ui.widgets.shortcuts import Shortcut


class GuidanceBeside(QWidget):
    """Shows one of `pages` at a time. Signal `closed()`: Escape or “Close” was pressed; whoever opened it puts it away.

    Links lead to other pages within; “Back” (Alt+Left) returns to the one before.
    """

    closed = Signal()

    def __init__(
        self, pages: Sequence[GuidancePage], today: Callable[[], date], support: Callable[[], str]
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Guidance beside the form"))
        self._targets: list[str] = []
        self.close_link = LinkButton(_("Close (Esc)"), name=_("Close the guidance and go back to the form"))
        self.close_link.clicked.connect(self.closed)
        self.back_link = LinkButton(_("Back"), self._back, name=_("Back to the guidance page before"))
        self._pane = PagePane(
            {page.id: page for page in pages}, today, support, self.close_link, self.back_link
        )
        self.view = self._pane.view
        self.view.page_wanted.connect(self._follow)
        column = VBox(self)
        column.addWidget(self._pane)
        bind(Shortcut.BACK, self, self._back)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the keyboard to what is read."""
        self._pane.setFocus(reason)

    def open(self, target: str) -> bool:
        """Show ``page`` or ``page#heading``, as asked for from a form; false where there is no such page."""
        if not self.view.has(target):
            return False
        self._targets = [target]
        self._show()
        return True

    @property
    def target(self) -> str:
        """What is shown; empty before anything was opened."""
        return self._targets[-1] if self._targets else ""

    def _show(self) -> None:
        self.back_link.setVisible(len(self._targets) > 1)
        self._pane.show_target(self._targets[-1])

    def _follow(self, target: str) -> None:
        if self.view.has(target):
            self._targets.append(target)
            self._read()

    def _back(self) -> None:
        if len(self._targets) > 1:
            self._targets.pop()
            self._read()

    def _read(self) -> None:
        self._show()
        self.view.reader.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
