"""Blocks that stand elsewhere than at the left edge: moved in, or behind a small drawn mark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from prevent_desktop.packs.document.blocks import Block
from prevent_desktop.packs.document.canvas import PackCanvas


@dataclass(kw_only=True)
class Indented:
    """A block moved to the right. `mark` draws what stands before it: at the first line's upper left corner.

    A mark is decoration: the words beside it say the same.
    """

    block: Block
    indent: float
    mark: Callable[[PackCanvas, float, float], None] | None = None

    before: float = field(init=False)
    keep: float = field(init=False)

    def __post_init__(self) -> None:
        self.before, self.keep = self.block.before, self.block.keep

    def height(self, width: float) -> float:
        """The height at what is left of the width."""
        return self.block.height(width - self.indent)

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        """Draw it further right, behind its mark."""
        if self.mark is not None:
            with canvas.artifact():
                canvas.saveState()
                self.mark(canvas, x, top)
                canvas.restoreState()
        self.block.draw(canvas, x + self.indent, top, width - self.indent)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Cut it; both parts stay moved, and the first has the mark."""
        parts = self.block.split(width - self.indent, room)
        if parts is None:
            return None
        return replace(self, block=parts[0]), replace(self, block=parts[1], mark=None)
