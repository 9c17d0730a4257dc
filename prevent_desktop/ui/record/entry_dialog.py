"""One line of the chronology in full."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Heading, ScrollPage, SecondaryButton, Text


class EntryDialog(QDialog):
    """Shows `pairs` of a label and its text under `title`, to be read and copied, never changed."""

    def __init__(
        self, title: str, when: str, pairs: Sequence[tuple[str, str]], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 480)
        self.setAccessibleName(title)
        page = ScrollPage()
        page.column.setSpacing(4)
        page.column.addWidget(Heading(title, 2))
        page.column.addWidget(Text(when, "muted"))
        for label, text in pairs:
            page.column.addSpacing(10)
            page.column.addWidget(Text(label, "strong"))
            shown = Text(text, selectable=True)
            shown.setAccessibleName(f"{label}: {text}")
            page.column.addWidget(shown)
        close = SecondaryButton(_("&Close"))
        close.clicked.connect(self.accept)
        close.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 22)
        column.addWidget(page, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignHCenter)
        close.setFocus()
