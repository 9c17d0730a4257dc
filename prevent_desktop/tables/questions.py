"""What the process that reads tables can be asked about a file, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 2_000
"""Letters; a longer one is no name and no address."""
ROWS_AT_ONCE: Final = 500
LONGEST_TEXT: Final = 2_000_000
"""Letters of a text that is wanted as a whole."""


class Trouble(StrEnum):
    """Why a file gives no table."""

    EMPTY = "empty"
    NO_TABLE = "no-table"
    WEB_PAGE = "web-page"
    LETTERS = "letters"
    QUOTES = "quotes"
    OLD_WORKBOOK = "old-workbook"
    PASSWORD = "password"  # noqa: S105 -- a trouble, no secret
    MACROS = "macros"
    BROKEN = "broken"
    TOO_LARGE = "too-large"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    LONG_CELL = "long-cell"


@dataclass(frozen=True, slots=True)
class ReadTable:
    """Its rows: a `Rows` as an item for so many of them. Answered with a `TableEnd`."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """All its letters, as pieces of UTF-8. Answered with the number of letters."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """The words of a text, a workbook (XLSX) or a document (DOCX, ODT), as `ReadText`."""


Question: TypeAlias = ReadTable | ReadText | ReadDocument


@dataclass(frozen=True, slots=True)
class Asked:
    """A question."""

    question: Question


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as they follow each other; `first` is the number of the first one, as a spreadsheet counts them (from 1)."""

    first: int
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEnd:
    """All was read: of which sheet, and which others were passed over; empty for a file of text."""

    sheet: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why there is no answer; row and column count from 1, and are 0 where the trouble is no cell's."""

    trouble: Trouble
    row: int = 0
    column: int = 0


class RefusedError(Exception):
    """A `Refusal` on its way, inside the confined process."""

    def __init__(self, trouble: Trouble, row: int = 0, column: int = 0) -> None:
        super().__init__(trouble)
        self.refusal = Refusal(trouble=trouble, row=row, column=column)
