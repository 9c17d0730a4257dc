"""Where the keyboard begins on a page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

LEAVES_KEYBOARD = "leaves_keyboard"


class FirstFocus(QObject):
    """Puts the keyboard on `widget` the first time that `page` is shown; a stack would take the first that it finds.

    A page that `leaves_keyboard` where it is, takes it only once somebody goes there. On the page itself no ring is drawn: Tab goes to its first control from there.
    """

    def __init__(self, page: QWidget, widget: QWidget) -> None:
        super().__init__(page)
        self._widget = widget
        if widget is page:
            page.setProperty("ringless", True)  # Qt's own signature
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show:
            watched.removeEventFilter(self)
            if not watched.property(LEAVES_KEYBOARD):
                self._widget.setFocus(Qt.FocusReason.OtherFocusReason)
        return super().eventFilter(watched, event)
