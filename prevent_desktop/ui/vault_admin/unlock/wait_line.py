"""After wrong passphrases: how long until the next one can be tried, counting down."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Text, announce

_EVERY_MS = 200


class WaitLine(Text):
    """Hidden while nobody has to wait. Signal `over()` when the wait is.

    A screen reader hears the wait when it begins and its end, not every second of it.
    """

    over = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "warning", parent=parent)
        self._until = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._tick)
        self.hide()

    @property
    def waiting(self) -> bool:
        """Whether the wait goes on."""
        return self._timer.isActive()

    def start(self, seconds: float) -> None:
        """Count down from `seconds`."""
        self._until = time.monotonic() + seconds
        self._timer.start()
        self._tick()
        self.show()
        announce(self, self.text())

    def _tick(self) -> None:
        left = self._until - time.monotonic()
        if left > 0:
            self.setText(_wait_sentence(left))
            return
        self._timer.stop()
        self.setText("")
        self.hide()
        announce(self, _("You can try again now."))
        self.over.emit()


def _wait_sentence(seconds: float) -> str:
    from prevent_desktop.vault.keys.wrong_tries import wait_words

    words = _("After several wrong passphrases, the next one can be tried in {time}. Nothing is ever wiped.")
    return words.format(time=wait_words(math.ceil(seconds)))
