"""What a table shows, as plain data. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

from prevent_desktop.formatting import each_of
from prevent_desktop.ui.widgets.long_words import MOST_IN_LIST, shortened
from prevent_desktop.ui.widgets.tones import Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's heading and its share of the width; share 0 makes it as wide as its widest cell, and at least `ems` sizes of the text.

    Where it is `at_end`, its pills stand at its right edge.
    One that `folds` is `ems` wide, no more; where it would leave too little room, each of its cells stands below the one before.
    """

    title: str
    share: int = 1
    ems: float = 0
    at_end: bool = False
    folds: bool = False


Marks = tuple[tuple[int, int], ...]
"""Words of a text that were looked for: where each begins, and how long it is."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `text`, a muted `detail` line below it, or a `pill` in a tone; `progress` (0 to 1) draws a bar on top.

    `order` is what it is sorted by, where that is not its text, such as a day as ISO 8601.
    `marks` are what was looked for in the text, `detail_marks` in the detail.
    `link` makes its text a link, and is handed back when somebody follows it. With `opens` it looks like one, and the row opens.
    `strong_start` many letters of the text are bold (-1 makes all of it bold), `muted_start` many are muted.
    `aside` stands muted on the text's first line: at its right edge, or right after a pill.
    Of very long texts the cell has the beginning, and of its marks those that are in it.
    """

    text: str = ""
    detail: str = ""
    strong_start: int = 0
    muted: bool = False
    pill: Tone | None = None
    progress: float | None = None
    muted_start: int = 0
    order: str = ""
    marks: Marks = ()
    detail_marks: Marks = ()
    link: str = ""
    opens: bool = False
    aside: str = ""

    def __post_init__(self) -> None:
        for name in ("text", "detail", "aside"):
            if len(text := getattr(self, name)) > MOST_IN_LIST:
                object.__setattr__(self, name, shortened(text, MOST_IN_LIST))
        if self.marks or self.detail_marks:
            object.__setattr__(self, "marks", _within(self.text, self.marks))
            object.__setattr__(self, "detail_marks", _within(self.detail, self.detail_marks))

    @property
    def sort_key(self) -> str:
        """What its row is sorted by in its column."""
        return self.order or self.text.casefold()

    def headed(self, title: str) -> Cell:
        """The cell with its column's heading before the text; a pill needs none."""
        if self.pill is not None or not title or not self.text:
            return self
        shift = len(title) + 2
        marks = tuple((start + shift, length) for start, length in self.marks)
        return replace(self, text=f"{title}: {self.text}", muted_start=shift - 1, strong_start=0, marks=marks)

    @property
    def spoken(self) -> str:
        """The cell as a screen reader says it."""
        return each_of((self.text, self.aside, self.detail))


def _within(text: str, marks: Marks) -> Marks:
    return tuple((start, length) for start, length in marks if start + length <= len(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table; `key` is handed back when the person opens it."""

    key: str
    cells: tuple[Cell, ...]

    @property
    def link(self) -> Cell | None:
        """The first of its cells that is a link."""
        return next((cell for cell in self.cells if cell.link), None)
