"""The striped line over the practice vault: whoever looks at any screen of it sees that nothing is real."""

from __future__ import annotations

from PySide6.QtCore import QLine, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame

from prevent_desktop.translation import _
from prevent_desktop.ui.theme import Painted, tokens_property
from prevent_desktop.ui.widgets import FlowRow, HBox, SecondaryButton, Text

_STRIPE = 10
"""The width of a stripe and of the room between two, in pixels at 100 %."""


class PracticeBar(QFrame, Painted):
    """Signal `leave_wanted()`. `passphrase` is what the practice vault asks for before something is signed."""

    tokens = tokens_property()
    leave_wanted = Signal()

    def __init__(self, passphrase: str) -> None:
        super().__init__()
        self.words = Text(_("Practice: nothing is sent"), "practice", wrap=False)
        self.more = Text(
            _("Passphrase, if it asks: {passphrase}").format(passphrase=passphrase),
            "practice-small",
            wrap=False,
        )
        self.leave = SecondaryButton(_("Close practice"), self.leave_wanted)
        self.leave.setProperty("compact", True)  # Qt's own signature
        row = HBox(self, spacing=16, margins=(16, 6, 16, 6))
        row.addWidget(FlowRow(self.words, self.more, between=4), 1)
        row.addWidget(self.leave)
        self.setAccessibleName(f"{self.words.text()}. {self.more.text()}")

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.colour("warning_back"))
        step = 2 * self.scaled(_STRIPE)
        pen = QPen(self.colour("practice_stripe"), self.scaled(_STRIPE) * 0.7)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = self.height()
        for left in range(-height, self.width(), step):
            painter.drawLine(QLine(left, height, left + height, 0))
