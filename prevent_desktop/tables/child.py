"""The confined process that reads tables: each question is answered by `confined.serving`.

    python -m prevent_desktop table-process

Nothing can be opened once it is confined, so all that the libraries would import later is loaded first.
"""

from __future__ import annotations

import codecs
import importlib
from collections.abc import Iterable
from io import BytesIO

from prevent_desktop.confined import frames
from prevent_desktop.confined.dumps import forbid_dumps
from prevent_desktop.confined.serving import Conversation, serve
from prevent_desktop.tables.questions import (
    LONGEST_CELL,
    LONGEST_TEXT,
    MOST_COLUMNS,
    MOST_ROWS,
    ROWS_AT_ONCE,
    Asked,
    ReadDocument,
    ReadText,
    Refusal,
    RefusedError,
    Rows,
    TableEnd,
    Trouble,
)
from prevent_desktop.tables.text_files import letters_of, rows_of
from prevent_desktop.tables.word_documents import words_of_document
from prevent_desktop.tables.workbooks import OLE, ZIP, Workbook, refused_ole, words_of_workbook

_ENCODINGS = ("ascii", "cp437", "cp1252", "utf-8", "utf-16-be", "utf-16-le")
_IMPORTED_LATE = ("bz2", "lzma", "pyexpat", "zlib", "_strptime")


def main() -> int:
    """Answer until there is no more question."""
    forbid_dumps()
    for name in _ENCODINGS:
        codecs.lookup(name)
    for name in _IMPORTED_LATE:
        importlib.import_module(name)
    return serve(_work, _told, lambda _question: None)


def _told(error: Exception) -> Refusal:
    return error.refusal if isinstance(error, RefusedError) else Refusal(trouble=Trouble.BROKEN)


def _work(asked: Conversation) -> object:
    question = frames.from_json(Asked, asked.question).question
    data = asked.file.read()
    if not data.strip():
        raise RefusedError(Trouble.EMPTY)
    if isinstance(question, ReadText | ReadDocument):
        text = _text(question, data)[:LONGEST_TEXT]
        asked.piece(text.encode("utf-8", errors="replace"))
        return len(text)
    if data.startswith(OLE):
        raise refused_ole(data)
    if data.startswith(ZIP):
        book = Workbook(BytesIO(data))
        _send(asked, book.rows())
        return book.end
    _send(asked, rows_of(letters_of(data)))
    return TableEnd()


def _text(question: ReadText | ReadDocument, data: bytes) -> str:
    if isinstance(question, ReadDocument) and data.startswith(OLE):
        raise refused_ole(data)
    if isinstance(question, ReadDocument) and data.startswith(ZIP):
        words = words_of_document(BytesIO(data))
        return words_of_workbook(BytesIO(data)) if words is None else words
    return letters_of(data)


def _send(asked: Conversation, rows: Iterable[list[str]]) -> None:
    """The rows in parcels, each within its bounds."""
    parcel: list[tuple[str, ...]] = []
    number = 0
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise RefusedError(Trouble.TOO_MANY_ROWS)
        if len(row) > MOST_COLUMNS:
            raise RefusedError(Trouble.TOO_MANY_COLUMNS, row=number)
        long = next((at for at, cell in enumerate(row, 1) if len(cell) > LONGEST_CELL), 0)
        if long:
            raise RefusedError(Trouble.LONG_CELL, row=number, column=long)
        parcel.append(tuple(row))
        if len(parcel) == ROWS_AT_ONCE:
            asked.item(Rows(number - len(parcel) + 1, tuple(parcel)))
            parcel = []
    if parcel:
        asked.item(Rows(number - len(parcel) + 1, tuple(parcel)))


if __name__ == "__main__":
    raise SystemExit(main())
