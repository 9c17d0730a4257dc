"""The words in a file that somebody brings, such as a case file of CPOMS or MyConcern, so that the search finds it by them.

They are read in the confined processes: of a PDF by the one that reads packs, of a text, a table or a document of Office by the one
that reads tables.
"""

from __future__ import annotations

from typing import BinaryIO, Final

from prevent_desktop.errors import EvidenceError, PackError, ReaderEndedError
from prevent_desktop.evidence.kind_tables import Group
from prevent_desktop.evidence.kinds import FileKind
from prevent_desktop.packs.preview import document_text
from prevent_desktop.tables.asking import read_document

MOST_LETTERS: Final = 400_000
"""Of one file; a case file of two hundred pages has about half of that."""
_LARGEST: Final = 64_000_000
"""Bytes; a larger file is found by its name and description alone."""
PDF: Final = "application/pdf"
_OFFICE: Final = frozenset({
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.text",
})  # fmt: skip
"""Documents and workbooks whose words are read as they run."""


def has_words(kind: FileKind) -> bool:
    """Whether it is a file whose words are read."""
    return kind.media_type == PDF or is_text(kind)


def is_text(kind: FileKind) -> bool:
    """Whether it is all words: a text, a table or a document without its looks."""
    return kind.group is Group.TEXT or kind.media_type in _OFFICE


def words_in(plain: BinaryIO, size: int, kind: FileKind) -> str:
    """The words of a PDF, a text or a document (slow; needs no vault). Empty where it is another file, has none, or cannot be read."""
    if size > _LARGEST or not has_words(kind):
        return ""
    try:
        if kind.media_type == PDF:
            found = document_text(lambda: plain, most=MOST_LETTERS)
        else:
            found = read_document(plain)[:MOST_LETTERS]
    except (EvidenceError, PackError, ReaderEndedError):
        return ""  # it is kept all the same: whoever added it is told
    return " ".join("".join(letter if letter.isprintable() else " " for letter in found).split())
