"""Blocks with something drawn around or in them: a ground, a border or a bar; a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from reportlab.lib.colors import Color

from prevent_desktop.packs.document.blocks import Block
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element


@dataclass(kw_only=True)
class Panel:
    """Blocks on a ground, in a border, or beside a bar. `placed` is told the page and the rectangle when drawn."""

    inside: Block
    padding: float = 12.0
    ground: Color | None = None
    border: Color | None = None
    bar: Color | None = None
    bar_width: float = 3.0
    whole_below: float = 120.0
    placed: Callable[[int, tuple[float, float, float, float]], None] | None = None
    before: float = 0.0
    keep: float = 0.0

    @property
    def _side(self) -> tuple[float, float]:
        """Space on the left, and above and below."""
        if self.bar is not None and self.ground is None:
            return self.bar_width + self.padding, 0.0
        return self.padding, self.padding - 2.0

    def _inner(self, width: float) -> float:
        left, _ = self._side
        return width - left - (0.0 if self.bar is not None and self.ground is None else self.padding)

    def height(self, width: float) -> float:
        """The height of what is inside and of the padding."""
        return self.inside.height(self._inner(width)) + 2 * self._side[1]

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw the ground, then what is inside."""
        height = self.height(width)
        with canvas.artifact():
            canvas.saveState()
            self._draw_ground(canvas, x, top - height, width, height)
            canvas.restoreState()
        left, above = self._side
        self.inside.draw(canvas, x + left, top - above, self._inner(width))
        if self.placed is not None:
            self.placed(canvas.page, (x, top - height, x + width, top))

    def _draw_ground(self, canvas: PackCanvas, x: float, y: float, width: float, height: float) -> None:
        if self.ground is not None:
            canvas.setFillColor(self.ground)
            canvas.roundRect(x, y, width, height, 4.5, stroke=0, fill=1)
        if self.border is not None:
            canvas.setStrokeColor(self.border)
            canvas.setLineWidth(0.75)
            canvas.roundRect(x, y, width, height, 4.5, stroke=1, fill=0)
        if self.bar is not None:
            canvas.setFillColor(self.bar)
            canvas.rect(x, y, self.bar_width, height, stroke=0, fill=1)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Cut what is inside; each part gets its own ground."""
        if self.placed is not None or self.height(width) < self.whole_below:
            return None
        parts = self.inside.split(self._inner(width), room - 2 * self._side[1])
        if parts is None:
            return None
        return replace(self, inside=parts[0]), replace(self, inside=parts[1], before=6.0)


@dataclass(kw_only=True)
class Picture:
    """A drawing of a fixed height that belongs to a Figure element; `paint` gets canvas, x, top and width."""

    element: Element
    tall: float
    paint: Callable[[PackCanvas, float, float, float], None]
    before: float = 0.0
    keep: float = 0.0

    def height(self, _width: float) -> float:
        """Its own height, at any width."""
        return self.tall

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Paint it, and note its bounding box, which a figure must have (ISO 32000-1, table 344)."""
        self.element.attributes = {
            "Layout": {"Placement": "Block", "BBox": (x, top - self.tall, x + width, top)}
        }
        with canvas.tagged(self.element):
            canvas.saveState()
            self.paint(canvas, x, top, width)
            canvas.restoreState()

    def split(self, _width: float, _room: float) -> tuple[Block, Block] | None:
        """Never cut."""
        return None
