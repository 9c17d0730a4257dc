"""What a table shows, as plain data. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from prevent_desktop.ui.widgets.tones import Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's heading and its share of the width; share 0 makes it as wide as its widest cell."""

    title: str
    share: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `text`, a muted `detail` line below it, or a `pill` in a tone; `progress` (0 to 1) draws a bar on top.

    `strong_start` many letters of the text are bold; -1 makes all of it bold.
    """

    text: str = ""
    detail: str = ""
    strong_start: int = 0
    muted: bool = False
    pill: Tone | None = None
    progress: float | None = None

    @property
    def spoken(self) -> str:
        """The cell as a screen reader says it."""
        return ", ".join(part for part in (self.text, self.detail) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table; `key` is handed back when the person opens it."""

    key: str
    cells: tuple[Cell, ...]
