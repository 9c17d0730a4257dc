"""A file that somebody opened by the system (a double click, "Open with"): kept until a vault is open, then shown there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot


class FileToOpen(QObject):
    """One file at a time: what is opened later takes its place."""

    def __init__(self, file: Path | None) -> None:
        super().__init__()
        self._file = file
        self._open_file: Callable[[Path], object] | None = None

    @Slot(object)
    def take(self, untrusted_path: str) -> None:
        """Open this one, now or once a vault is open; nothing where there is none."""
        if untrusted_path:
            self._file = Path(untrusted_path)
            self._open()

    def serve(self, open_file: Callable[[Path], object]) -> None:
        """A vault is open: what waits is shown by `open_file`, and what comes."""
        self._open_file = open_file
        self._open()

    def _open(self) -> None:
        if self._open_file is not None and self._file is not None:
            file, self._file = self._file, None
            self._open_file(file)
