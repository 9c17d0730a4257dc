"""Files that come to a page from outside: dropped on it, or copied elsewhere and pasted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDragLeaveEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.boxes import VBox
from prevent_desktop.ui.widgets.notices import announce
from prevent_desktop.ui.widgets.other_computers import once_agreed
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.widgets.words import Text

_LOW = 180
"""Below so many pixels there is room for the words alone."""


class DropTarget(QFrame):
    """Lies over a page while files are dragged over it, and says what letting go does. It takes no event itself."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words = Text("", "drop")
        self.more = Text(_("A copy is taken; the file itself stays where it is."))
        self._column = VBox(self)
        self._column.addStretch(1)
        for text in (self.words, self.more):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._column.addWidget(text)
        self._column.addStretch(1)
        self.hide()

    def invite(self, words: str) -> None:
        """Lie over all of the page with these words, which a screen reader says."""
        self.words.setText(words)
        self.setAccessibleName(words)
        page = self.parentWidget()
        if page is not None:
            is_low = page.height() < _LOW
            inside = 8 if is_low else 24
            self.more.setHidden(is_low)
            self._column.setContentsMargins(inside, inside, inside, inside)
            self.setGeometry(page.rect())
        self.raise_()
        if self.isHidden():
            self.show()
            announce(self, words)


class FileDrops(QObject):
    """Takes local files that are dropped anywhere on `page`; what else is dragged about is left to others.

    While they are over it, the page says what `invites` tells; while that is empty, nothing is taken. With `pastes`, files that
    were copied elsewhere come by Ctrl+V too; what is typed into keeps that key to itself. Of another computer's files it asks first.

    Signal `came(tuple of Path, int)`, with how many came beside them that are no files, such as pages of the web. Those alone are
    taken only with `takes_links`, by somebody who says what is wrong with them.
    """

    came = Signal(object, int)

    def __init__(
        self,
        page: QWidget,
        invites: Callable[[], str],
        *,
        pastes: bool = False,
        takes_links: bool = False,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._invites, self._pastes, self._takes_links = invites, pastes, takes_links
        self.target = DropTarget(page)
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragLeaveEvent):
            self.target.hide()
        elif isinstance(event, QDropEvent):  # of which entering and moving are kinds
            return self._dragged(event)
        elif self._pastes and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return _is_paste(event) and self._take(QGuiApplication.clipboard().mimeData())
        elif event.type() is QEvent.Type.Resize and not self.target.isHidden():
            self.target.hide()
        return super().eventFilter(watched, event)

    def _dragged(self, event: QDropEvent) -> bool:
        words = self._invites()
        if not words or not self._is_for_us(event.mimeData()):
            return False
        # A copy is taken: whoever moves a file would take it away from where it is.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() is QEvent.Type.Drop:
            self.target.hide()
            self._take(event.mimeData())
        else:
            self.target.invite(words)
        return True

    def _is_for_us(self, dragged: QMimeData) -> bool:
        urls = dragged.urls()
        return bool(urls) and (self._takes_links or any(url.isLocalFile() for url in urls))

    def _take(self, brought: QMimeData) -> bool:
        """Whether it was for us."""
        if not self._invites() or not self._is_for_us(brought):
            return False
        paths = local_files(brought.urls())
        links = len(brought.urls()) - len(paths)
        once_agreed(paths, lambda: self.came.emit(paths, links), parent=self._page)
        return True


def _is_paste(event: QKeyEvent) -> bool:
    return QKeySequence(event.keyCombination()) in map(QKeySequence, Shortcut.PASTE_FILES.keys)


def local_files(urls: list[QUrl]) -> tuple[Path, ...]:
    """Those of `urls` that are files; on Windows also of another computer."""
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
