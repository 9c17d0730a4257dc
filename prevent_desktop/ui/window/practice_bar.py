"""The striped line over the practice vault: whoever looks at any screen of it sees that nothing is real."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLine, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.theme import Painted, tokens_property
from prevent_desktop.ui.widgets import FlowRow, HBox, LinkButton, SecondaryButton, Text, VBox
from prevent_desktop.ui.window.status_line import StatusLine

_STRIPE = 10
"""The width of a stripe and of the room between two, in pixels at 100 %."""
_THIN = 4
"""The height of the line in pixels at 100 %, where its words stand in the status line."""
_MOST = 0.25
"""So much of the window's height may go to its bars, this one, the one above and the status line."""


class PracticeBar(QFrame, Painted):
    """Signal `leave_wanted()`. `passphrase` is what the practice vault asks for before something is signed.

    Where there is too little height for it, below what stands `above`, only its stripes stay: `status` says the words then, and leads out.
    """

    tokens = tokens_property()
    leave_wanted = Signal()

    def __init__(self, passphrase: str, *, above: QWidget, status: StatusLine) -> None:
        super().__init__()
        self._above, self._status = above, status
        self.words = Text(_("Practice: nothing is sent"), "practice", wrap=False)
        self.more = Text(
            _("Passphrase, if it asks: {passphrase}").format(passphrase=passphrase),
            "practice-small",
            wrap=False,
        )
        self.leave = SecondaryButton(_("Close practice"), self.leave_wanted)
        self.leave.setProperty("compact", True)  # Qt's own signature
        self._inside = QWidget()
        row = HBox(self._inside, spacing=16, margins=(16, 6, 16, 6))
        row.addWidget(FlowRow(self.words, self.more, between=4), 1)
        row.addWidget(self.leave)
        VBox(self).addWidget(self._inside)
        self.in_status = Text(self.words.text(), "practice", wrap=False)
        self.leave_below = LinkButton(self.leave.text(), self.leave_wanted)
        self.leave_below.setProperty("kind", "small")  # Qt's own signature
        status.begin_with(self.in_status, self.leave_below)
        self.setAccessibleName(f"{self.words.text()}. {self.more.text()}")
        for other in (status.window(), above, status):
            other.installEventFilter(self)
        self._soon = QTimer(self)  # once the others have their sizes
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fit)
        self._soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window, or another of its bars, has another size."""
        if event.type() is QEvent.Type.Resize:
            self._soon.start()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._soon.start()

    def _fit(self) -> None:
        layout = self._inside.layout()
        own = 0 if layout is None else layout.totalHeightForWidth(self.width())
        bars = self._above.height() + own + self._status.height()
        is_thin = bars > _MOST * self.window().height()
        self._inside.setVisible(not is_thin)
        self.setMinimumHeight(self.scaled(_THIN) if is_thin else 0)
        for part in (self.in_status, self.leave_below):
            part.setVisible(is_thin)

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
