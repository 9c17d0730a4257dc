"""Files dropped on a page, as a mail program or a file manager does it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget


def drop(page: QWidget, *paths: Path) -> bool:
    """Drop files on a page as a mail program or file manager does; whether they are taken."""
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, buttons, keys = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering = QDragEnterEvent(QPoint(9, 9), action, dragged, buttons, keys)
    QApplication.sendEvent(page, entering)
    dropping = QDropEvent(QPointF(9, 9), action, dragged, buttons, keys)
    QApplication.sendEvent(page, dropping)
    return entering.isAccepted() and dropping.isAccepted()
