"""The bar that stands where something was kept back: dark, with the words that say so and why."""

from __future__ import annotations

from typing import Protocol

from reportlab.lib.colors import white
from reportlab.lib.styles import ParagraphStyle

from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.style import INK

_PADDING = 6.0
_RADIUS = 2.0


class _Words(Protocol):
    """A text, as `blocks.Text`."""

    def height(self, width: float) -> float: ...

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None: ...


def on_bar(text_style: ParagraphStyle) -> ParagraphStyle:
    """The style of words on the bar, where `text_style` is that of the words around it."""
    return ParagraphStyle("withheld", parent=text_style, textColor=white)


class WithheldBar:
    """`words` in place of what was kept back, set as `on_bar`; a screen reader says them."""

    keep = 0.0

    def __init__(self, words: _Words, *, before: float = 0.0) -> None:
        self.before = before
        self._words = words

    def height(self, width: float) -> float:
        """The height of its lines."""
        return self._words.height(width - 2 * _PADDING)

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw the bar, then the words on it."""
        height = self.height(width)
        with canvas.artifact():
            canvas.saveState()
            canvas.setFillColor(INK)
            canvas.roundRect(x, top - height, width, height, _RADIUS, stroke=0, fill=1)
            canvas.restoreState()
        self._words.draw(canvas, x + _PADDING, top, width - 2 * _PADDING)

    def split(self, _width: float, _room: float) -> None:
        """Never cut."""
