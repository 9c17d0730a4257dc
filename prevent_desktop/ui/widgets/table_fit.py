"""How the rows of a table stand at a width: as columns, with one of them folded below another, or as cells below each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFont

from prevent_desktop.ui.widgets.column_widths import Wish, share_out
from prevent_desktop.ui.widgets.table_model import TableModel
from prevent_desktop.ui.widgets.table_painter import least_width, natural_width, row_height
from prevent_desktop.ui.widgets.table_rows import Cell, Row

_LEAST_PX = 24
_LEAST_BESIDE_EMS = 22
"""A column that folds leaves the others, but for those as wide as their words, this much; or it stands below the one before."""
_TALL = 4
"""Lines of text from which on it is worth working out how a row would be stacked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """What cells are measured by: the font with its size and the height of its lines in px, and the width of each heading."""

    font: QFont
    em: int
    line: int
    headings: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The width of each column that stands by itself, by its number, None where the cells are stacked; the height of each row.

    `folded` is the column that stands within the one before it.
    """

    widths: Mapping[int, int] | None
    heights: tuple[int, ...]
    folded: int | None = None


def fit_of(
    model: TableModel, letters: Letters, room: int, shares: Sequence[float], *, stacked: bool = False
) -> Fit:
    """How the rows stand in `room` px; `shares` are the widths that somebody chose, where they did.

    They are stacked where that is wanted, where words would break, and where the rows are shorter so: columns that are few words wide make a
    line of many lines.
    """
    if stacked:
        return _stacked(model, letters, room)
    folded = _folded(model, letters, room)
    measured = _Measured(model, letters, folded)
    wishes = measured.wishes()
    widths = share_out(room, list(wishes.values()))
    if widths is None:
        return _stacked(model, letters, room)
    chosen = bool(shares) and folded is None
    if chosen:
        whole = sum(shares)
        widths = tuple(max(_LEAST_PX, int(room * share / whole)) for share in shares)
    side = dict(zip(wishes, widths, strict=True))
    heights = measured.heights(side)
    if not chosen and any(height > _TALL * letters.line for height in heights):
        below = _stacked(model, letters, room)
        if sum(below.heights) < sum(heights):
            return below
    return Fit(widths=side, heights=heights, folded=folded)


def _stacked(model: TableModel, letters: Letters, room: int) -> Fit:
    heights = tuple(row_height(model.lines_of(row), letters.font, room) for row in model.rows)
    return Fit(widths=None, heights=heights)


def _folded(model: TableModel, letters: Letters, room: int) -> int | None:
    number = next((number for number, column in enumerate(model.columns) if column.folds), None)
    if number is None:
        return None
    wishes = _Measured(model, letters, None).wishes()
    left = room - sum(wish.wanted for wish in wishes.values() if not wish.share)
    return number if left < _LEAST_BESIDE_EMS * letters.em else None


@dataclass(frozen=True, slots=True)
class _Measured:
    """The columns as they stand side by side, but for the one that is `folded`."""

    model: TableModel
    letters: Letters
    folded: int | None

    def wishes(self) -> dict[int, Wish]:
        """What each column wants, by its number."""
        return {
            number: self._wish(number) for number in range(len(self.model.columns)) if number != self.folded
        }

    def heights(self, widths: Mapping[int, int]) -> tuple[int, ...]:
        """The height of each row at these widths."""
        return tuple(
            max(
                row_height(self._lines(row, number), self.letters.font, width)
                for number, width in widths.items()
            )
            for row in self.model.rows
        )

    def _wish(self, number: int) -> Wish:
        column, font = self.model.columns[number], self.letters.font
        ems = round(column.ems * self.letters.em)
        if column.folds:
            return Wish(least=ems, wanted=ems, share=0)
        cells = [cell for row in self.model.rows for cell in self._lines(row, number)]
        head = self.letters.headings[number]
        return Wish(
            least=max([head, ems, *(least_width(cell, font) for cell in cells)]),
            wanted=max([head, ems, *(natural_width(cell, font) for cell in cells)]),
            share=column.share,
        )

    def _lines(self, row: Row, number: int) -> tuple[Cell, ...]:
        return row.cells[number : number + 2] if number + 1 == self.folded else (row.cells[number],)
