"""Files dropped on a page, as a mail program or a file manager does it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog

_ACTIONS = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
_LEFT, _NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def _dragged(urls: tuple[QUrl, ...]) -> QMimeData:
    dragged = QMimeData()
    dragged.setUrls(list(urls))
    return dragged


def drag(page: QWidget, *urls: QUrl) -> bool:
    """Drag these over a page without letting go; whether they would be taken."""
    dragged = _dragged(urls)
    entering = QDragEnterEvent(QPoint(9, 9), _ACTIONS, dragged, _LEFT, _NO_KEYS)
    moving = QDragMoveEvent(QPoint(12, 9), _ACTIONS, dragged, _LEFT, _NO_KEYS)
    for event in (entering, moving):
        event.ignore()
        QApplication.sendEvent(page, event)
    return entering.isAccepted() and moving.isAccepted()


def drop_urls(page: QWidget, *urls: QUrl) -> bool:
    """Drop what may be no files on a page; whether it is taken."""
    dragged = _dragged(urls)
    dropping = QDropEvent(QPointF(9, 9), _ACTIONS, dragged, _LEFT, _NO_KEYS)
    dropping.ignore()
    entered = drag(page, *urls)
    QApplication.sendEvent(page, dropping)
    return entered and dropping.isAccepted()


def drop(page: QWidget, *paths: Path) -> bool:
    """Drop files on a page as a mail program or file manager does; whether they are taken."""
    return drop_urls(page, *(QUrl.fromLocalFile(str(path)) for path in paths))


def asked_about(page: QWidget) -> ConfirmDialog:
    """The latest question about files that were dropped on a page, or opened from elsewhere."""
    return page.findChildren(ConfirmDialog)[-1]
