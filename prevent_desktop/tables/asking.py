"""Asks the confined process for the rows of a table, or the words of a text, and takes its answers as a stranger's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from io import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO, Final

from prevent_desktop.confined import frames
from prevent_desktop.confined.asking import (
    CannotStartError,
    ConfinedProcesses,
    EndedFromOutsideError,
    LimitBrokenError,
)
from prevent_desktop.confined.spawn import own_command
from prevent_desktop.errors import RecordError, reason_of
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.tables import TABLE_PROCESS
from prevent_desktop.tables.questions import (
    LONGEST_TEXT,
    MOST_ROWS,
    Asked,
    Question,
    ReadDocument,
    ReadTable,
    ReadText,
    Refusal,
    Rows,
    TableEnd,
    Trouble,
)
from prevent_desktop.tables.words import not_read, refused
from prevent_desktop.translation import _

LARGEST_FILE: Final = 64_000_000
"""Bytes. A school's whole list takes less than one million."""

PROCESSES = ConfinedProcesses(partial(own_command, TABLE_PROCESS))
"""Shared by the whole program; nothing is remembered from file to file."""

Progress = Callable[[int], None]
"""Told how many rows were read so far; may raise to end the reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All rows of a file, the first one first; `sheet` and the `others` that were passed over, where it is a workbook."""

    rows: tuple[tuple[str, ...], ...]
    sheet: str = ""
    others: tuple[str, ...] = ()


def read_table(untrusted: BinaryIO, *, progress: Progress = lambda _rows: None) -> Table:
    """The rows of a CSV or XLSX (slow: not in the window's thread). Raises EvidenceError with the reason and what to do."""
    rows: list[tuple[str, ...]] = []

    def take(content: bytes) -> None:
        parcel: Rows = _read(Rows, content)
        if parcel.first != len(rows) + 1 or len(rows) + len(parcel.cells) > MOST_ROWS:
            raise refused(Refusal(trouble=Trouble.BROKEN))
        rows.extend(parcel.cells)
        progress(len(rows))

    end: TableEnd = _ask(TableEnd, ReadTable(), untrusted, {frames.ITEM: take})
    return Table(rows=tuple(rows), sheet=end.sheet, others=end.others)


def read_chosen_table(path: Path, *, progress: Progress = lambda _rows: None) -> Table:
    """As `read_table`, of the file that a person chose; RecordError where it cannot be opened."""
    try:
        with open_chosen(path) as untrusted:
            return read_table(untrusted, progress=progress)
    except OSError as error:
        raise RecordError(
            _("The file cannot be read"),
            _("{file}: {reason}.").format(file=path.name, reason=reason_of(error)),
            _("Check that it is still there and that you may open it, then choose it again."),
        ) from error


def read_text(untrusted: BinaryIO) -> str:
    """The words of a file of text, at most two million letters (slow). Raises as `read_table`."""
    return _text(ReadText(), untrusted)


def read_document(untrusted: BinaryIO) -> str:
    """The same of a workbook (XLSX: its cells, a row a line) or a document (DOCX, ODT) as well."""
    return _text(ReadDocument(), untrusted)


def _text(question: Question, untrusted: BinaryIO) -> str:
    text = bytearray()

    def take(content: bytes) -> None:
        text.extend(content)
        if len(text) > LONGEST_TEXT * 4:
            raise refused(Refusal(trouble=Trouble.BROKEN))

    _ask(int, question, untrusted, {frames.PIECE: take})
    return text.decode("utf-8", errors="replace")


def _ask(
    kind: Any, question: Question, untrusted: BinaryIO, takers: Mapping[bytes, Callable[[bytes], None]]
) -> Any:
    """The answer of `kind`, once all that comes before it was taken. The conversation is read to its end: so the process stays."""
    if untrusted.seek(0, SEEK_END) > LARGEST_FILE:
        raise refused(Refusal(trouble=Trouble.TOO_LARGE))
    frame, content = b"", b""
    try:
        for frame, content in PROCESSES.ask(Asked(question), untrusted):
            if frame in takers:
                takers[frame](content)
    except LimitBrokenError as error:
        raise refused(Refusal(trouble=Trouble.TOO_LARGE)) from error
    except (EndedFromOutsideError, CannotStartError) as error:
        raise not_read() from error
    if frame == frames.ERROR:
        raise refused(_read(Refusal, content))
    return _read(kind, content)


def _read(kind: Any, untrusted: bytes) -> Any:
    try:
        return frames.from_json(kind, untrusted)
    except ValueError as error:
        raise refused(Refusal(trouble=Trouble.BROKEN)) from error
