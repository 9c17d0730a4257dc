"""Work that takes longer than a moment: says what goes on, with a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.boxes import HBox
from prevent_desktop.ui.widgets.buttons import LinkButton
from prevent_desktop.ui.widgets.notices import announce
from prevent_desktop.ui.widgets.words import Text

PATIENCE_MS = 300
"""Work shorter than this shows nothing, so nothing flickers."""


class BusyLine(QWidget):
    """Hidden until work has gone on for 300 ms. Signal `stop_wanted` when the person wants it stopped."""

    stop_wanted = Signal()

    def __init__(self, *, can_stop: bool = False) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(self._appear)
        self.words = Text("", "small", wrap=False)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        row = HBox(self, spacing=10)
        row.addWidget(self._bar)
        row.addWidget(self.words, 1)
        if can_stop:
            stop = LinkButton(_("Stop"), self.stop_wanted)
            row.addWidget(stop)
        self.hide()

    def start(self, words: str) -> None:
        """Work begins; `words` say what ("Opening your records…")."""
        self.words.setText(words)
        self._bar.setAccessibleName(words)
        self._timer.start()

    def tell(self, words: str) -> None:
        """How far it is; a screen reader is not told each time."""
        self.words.setText(words)

    def stop(self) -> None:
        """Work is over."""
        self._timer.stop()
        self.hide()

    def _appear(self) -> None:
        self.show()
        announce(self, self.words.text())
