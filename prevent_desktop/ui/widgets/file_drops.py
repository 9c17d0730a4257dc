"""Files that are dropped on a page from outside."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget


class FileDrops(QObject):
    """Takes local files that are dropped anywhere on `page`; what else is dragged about is left to others.

    Signal `dropped(tuple of Path)`.
    """

    dropped = Signal(object)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and (paths := _local_files(event)):
            if isinstance(event, QDragEnterEvent):
                event.acceptProposedAction()
                return True
            if event.type() is QEvent.Type.Drop:
                event.acceptProposedAction()
                self.dropped.emit(paths)
                return True
        return super().eventFilter(watched, event)


def _local_files(event: QDropEvent) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
