"""One line of a record in full, on the page itself, so that blanking the screen covers it too."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, Heading, LinkButton, Text


class EntryCard(Card):
    """To be read and copied, never changed. Hidden until `show_entry`; Escape or "Close" hides it: signal `closed()`."""

    closed = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title = Heading("", 2)
        self.when = Text("", "muted")
        self.close_link = LinkButton(_("Close"), name=_("Close this entry"))
        self.close_link.clicked.connect(self.put_away)
        self._pairs = QVBoxLayout()
        self._pairs.setSpacing(4)
        self.body.addWidget(self.title)
        self.body.addWidget(self.when)
        self.body.addLayout(self._pairs)
        self.body.addWidget(self.close_link, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_entry(self, title: str, when: str, pairs: Sequence[tuple[str, str]]) -> None:
        """Show `pairs` of a label and its text, and put the keyboard there."""
        self._clear()
        self.title.setText(title)
        self.when.setText(when)
        self.setAccessibleName(title)
        self.setAccessibleDescription("\n".join(f"{label}: {text}" for label, text in pairs))
        for label, text in pairs:
            shown = Text(text, selectable=True)
            shown.setAccessibleName(f"{label}: {text}")
            self._pairs.addSpacing(8)
            self._pairs.addWidget(Text(label, "strong"))
            self._pairs.addWidget(shown)
        self.show()
        self.close_link.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Hide it, with all that it showed."""
        self.hide()
        self._clear()
        self.closed.emit()

    def _clear(self) -> None:
        while (item := self._pairs.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)
