"""Files of text, for the confined process alone: which letters their bytes are, and the rows of a CSV (RFC 4180)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from prevent_desktop.tables.questions import LONGEST_CELL, RefusedError, Trouble

_BEGINNINGS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
"""The byte order mark of each (Unicode 17, 23.8)."""
_LOOKED_AT = 4096
_DELIMITERS = ",;\t|"
_FIRST_ROWS = 20
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
"""How programs keep Excel from taking a number for one (``="0123"``): a text, and no formula."""


def letters_of(data: bytes) -> str:
    """The text: UTF-8 or UTF-16 as it says or shows, else Windows-1252, in which Excel writes. RefusedError with the row."""
    for mark, encoding in _BEGINNINGS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    if encoding := _sixteen_bits(data[:_LOOKED_AT]):
        return _decoded(data, encoding)
    if b"\0" in data:
        raise RefusedError(Trouble.NO_TABLE)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "cp1252")


def _sixteen_bits(head: bytes) -> str:
    """UTF-16 without a mark: of Latin letters every second byte is zero."""
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.7:
        return "utf-16-le"
    return "utf-16-be" if half and head[::2].count(0) > half * 0.7 else ""


def _decoded(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, errors="ignore")
        raise RefusedError(Trouble.LETTERS, row=before.count("\n") + 1) from error
    if "\0" in text:
        raise RefusedError(Trouble.NO_TABLE)
    return text


def rows_of(text: str) -> Iterator[list[str]]:
    """Each row with its cells as they stand. RefusedError where there is no table, or where it breaks off."""
    if text.lstrip()[:1] == "<":
        raise RefusedError(Trouble.WEB_PAGE)
    csv.field_size_limit(LONGEST_CELL)
    before = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for row in reader:
            before += 1
            yield [_KEPT_AS_TEXT.sub(r"\1", cell) if cell.startswith("=") else cell for cell in row]
    except csv.Error as error:
        is_long = "field larger" in str(error)
        raise RefusedError(Trouble.LONG_CELL if is_long else Trouble.QUOTES, row=before + 1) from error


def _delimiter(text: str) -> str:
    """What stands between cells: with it, most of the first rows have the most cells."""

    def cells(delimiter: str) -> int:
        lines = io.StringIO(text[: _LOOKED_AT * 8], newline="")
        try:
            rows = zip(csv.reader(lines, delimiter=delimiter), range(_FIRST_ROWS), strict=False)
            return sum(len(row) - 1 for row, _number in rows)
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=cells)
