"""Workbooks (XLSX, ECMA-376), for the confined process alone: bounds first, then the rows of the first sheet with any."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

import python_calamine

from prevent_desktop.tables.questions import (
    LONGEST_TEXT,
    MOST_COLUMNS,
    MOST_ROWS,
    RefusedError,
    TableEnd,
    Trouble,
)

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
"""How files of Office up to 2003 begin (MS-CFB), and newer ones under a password (MS-OFFCRYPTO)."""
_MOST_PARTS, _MOST_BYTES = 2_000, 200_000_000
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = ("vbaproject.bin", "macrosheets/")


def refused_ole(data: bytes) -> RefusedError:
    """Why a file of the older kind is not read: it is under a password, or of Excel up to 2003."""
    return RefusedError(Trouble.PASSWORD if _ENCRYPTED in data else Trouble.OLD_WORKBOOK)


def _require_bounds(file: BinaryIO) -> None:
    """RefusedError for what is no workbook, has macros, or would be too large when it is unpacked.

    What it says of its sizes may be false: that ends at the limits of the process.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
        raise RefusedError(Trouble.BROKEN) from error
    names = [part.filename.casefold() for part in parts]
    if "xl/workbook.xml" not in names:
        raise RefusedError(Trouble.NO_TABLE)
    if any(mark in name for name in names for mark in _MACROS):
        raise RefusedError(Trouble.MACROS)
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedError(Trouble.PASSWORD)
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_BYTES:
        raise RefusedError(Trouble.TOO_LARGE)


def words_of_workbook(file: BinaryIO) -> str:
    """The cells of all sheets that are shown, a row a line and the name of each sheet above it, up to the longest text."""
    _require_bounds(file)
    file.seek(0)
    lines: list[str] = []
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        length = 0
        for name in _shown_sheets(book):
            for line in (name, *map(_line, book.get_sheet_by_name(name).iter_rows())):
                lines.append(line)
                length += len(line) + 1
                if length > LONGEST_TEXT:
                    return "\n".join(lines)
    except (python_calamine.CalamineError, ValueError, TypeError) as error:
        raise RefusedError(Trouble.BROKEN) from error
    return "\n".join(lines)


def _line(row: list[Any]) -> str:
    return " \u2502 ".join(" ".join(_text(value).split()) for value in row).rstrip(" \u2502")


def _shown_sheets(book: Any) -> list[str]:
    return [
        each.name
        for each in book.sheets_metadata
        if each.visible == python_calamine.SheetVisibleEnum.Visible
        and each.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]


class Workbook:
    """The first visible sheet with anything in it. RefusedError where there is none."""

    def __init__(self, file: BinaryIO) -> None:
        _require_bounds(file)
        file.seek(0)
        try:
            self._read(file)
        except (python_calamine.CalamineError, ValueError, TypeError) as error:
            raise RefusedError(Trouble.BROKEN) from error

    def _read(self, file: BinaryIO) -> None:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        shown = _shown_sheets(book)
        for number, name in enumerate(shown):
            self._sheet = book.get_sheet_by_name(name)
            if self._sheet.height:
                self.end = TableEnd(sheet=name[:100], others=tuple(shown[number + 1 :])[:20])
                return
        raise RefusedError(Trouble.EMPTY)

    def rows(self) -> Iterator[list[str]]:
        """Each row from the first of the sheet on, with its cells as texts."""
        if self._sheet.total_height > MOST_ROWS:
            raise RefusedError(Trouble.TOO_MANY_ROWS)
        if self._sheet.total_width > MOST_COLUMNS:
            raise RefusedError(Trouble.TOO_MANY_COLUMNS)
        for row in self._sheet.to_python(skip_empty_area=False):
            yield [_text(value) for value in row]


def _text(value: Any) -> str:
    """A cell as one would type it: a day as ISO 8601, a whole number without a point."""
    match value:
        case datetime() if not (value.hour or value.minute or value.second):
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
