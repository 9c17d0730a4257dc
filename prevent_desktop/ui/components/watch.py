"""What looks at something now and again, for as long as it is started."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer


class Watch(QObject):
    """Looks every `every_ms` milliseconds between `start` and `stop`. A subclass says in `look` at what."""

    def __init__(self, every_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now, and from now on."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more, such as before the vault closes."""
        self._timer.stop()

    def look(self) -> None:
        """Look once."""
        raise NotImplementedError
