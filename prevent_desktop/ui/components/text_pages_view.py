"""Shows the words of a file page by page: to be read and copied, by keyboard too."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from prevent_desktop.ui.components.leaf_row import LeafRow
from prevent_desktop.ui.widgets import VBox, announce

_SIZES = (1.0, 1.25, 1.5, 2.0, 3.0)
_LINES = 24
"""Of the place for a page."""


class TextSheet(QPlainTextEdit):
    """One page of words. Tab leaves it."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A text that is only read has a caret too, which a screen reader reads by.
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )

    def set_size(self, factor: float) -> None:
        """Letters `factor` times as large as the window's."""
        font = self.font()
        font.setPixelSize(round(self.fontInfo().pixelSize() * factor))
        self.document().setDefaultFont(font)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        view = self.parentWidget()
        if not (isinstance(view, TextPagesView) and view.takes(event)):
            super().keyPressEvent(event)


class TextPagesView(QWidget):
    """Page up and down leaf; plus, minus and 0 make the letters larger, smaller and as they were."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: tuple[str, ...] = ("",)
        self._step = 0
        self.number = 0
        self.sheet = TextSheet()
        self.leaves = LeafRow(lambda by: self.go(self.number + by), lambda by: self.zoom(self._step + by))
        column = VBox(self, spacing=10)
        column.addWidget(self.sheet)
        column.addWidget(self.leaves)
        self.setFocusProxy(self.sheet)
        self.sheet.setMinimumHeight(_LINES * self.sheet.fontMetrics().lineSpacing())

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """What Tab reaches, in its order."""
        leaves = self.leaves
        return self.sheet, leaves.back, leaves.forward, leaves.smaller, leaves.larger

    def show_pages(self, pages: tuple[str, ...]) -> None:
        """Show these; the page that was open stays open where there is one of that number."""
        self._pages = pages
        self.number = min(self.number, len(pages) - 1)
        self._show()

    def go(self, number: int) -> None:
        """Show page `number`, from 0; none beyond the first and last."""
        wanted = max(0, min(len(self._pages) - 1, number))
        if wanted != self.number:
            self.number = wanted
            self._show()
            announce(self.sheet, self.leaves.where.text())

    def zoom(self, step: int) -> None:
        """Letters at a step above their usual size."""
        self._step = max(0, min(len(_SIZES) - 1, step))
        self.sheet.set_size(_SIZES[self._step])
        self._tell()

    def _show(self) -> None:
        self.sheet.setPlainText(self._pages[self.number])
        self._tell()

    def _tell(self) -> None:
        self.leaves.tell(self.number, len(self._pages), step=self._step, steps=len(_SIZES))
        self.sheet.setAccessibleName(self.leaves.where.text())

    def takes(self, event: QKeyEvent) -> bool:
        """Leaf or zoom where the key says so."""
        key = Qt.Key(event.key())
        leaf = {Qt.Key.Key_PageUp: self.number - 1, Qt.Key.Key_PageDown: self.number + 1}
        zoom = {
            Qt.Key.Key_Plus: self._step + 1,
            Qt.Key.Key_Equal: self._step + 1,
            Qt.Key.Key_Minus: self._step - 1,
            Qt.Key.Key_0: 0,
        }
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            return False
        if key in leaf:
            self.go(leaf[key])
        elif key in zoom:
            self.zoom(zoom[key])
        else:
            return False
        return True
