"""The words in a file that somebody brings, such as a case file of CPOMS or MyConcern, so that the search finds it by them.

They are read in the confined processes: of a PDF by the one that reads packs, of a CSV or another text by the one that reads tables.
"""

from __future__ import annotations

from typing import BinaryIO, Final

from prevent_desktop.errors import EvidenceError, PackError, ReaderEndedError
from prevent_desktop.evidence.kind_tables import Group
from prevent_desktop.evidence.kinds import FileKind
from prevent_desktop.packs.preview import document_text
from prevent_desktop.tables.asking import read_text

MOST_LETTERS: Final = 400_000
"""Of one file; a case file of two hundred pages has about half of that."""
_LARGEST: Final = 64_000_000
"""Bytes; a larger file is found by its name and description alone."""
_PDF: Final = "application/pdf"


def has_words(kind: FileKind) -> bool:
    """Whether it is a file whose words are read."""
    return kind.media_type == _PDF or kind.group is Group.TEXT


def words_in(plain: BinaryIO, size: int, kind: FileKind) -> str:
    """The words of a PDF or a text (slow; needs no vault). Empty where it is another file, has none, or cannot be read."""
    if size > _LARGEST or not has_words(kind):
        return ""
    try:
        if kind.media_type == _PDF:
            found = document_text(lambda: plain, most=MOST_LETTERS)
        else:
            found = read_text(plain)[:MOST_LETTERS]
    except (EvidenceError, PackError, ReaderEndedError):
        return ""  # it is kept all the same: whoever added it is told
    return " ".join("".join(letter if letter.isprintable() else " " for letter in found).split())
