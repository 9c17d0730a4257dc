"""The author's revision of a pack: the bytes at its beginning that the author signed (ISO 32000-1, 7.5.6 and 12.8.1).

All that is read of a pack as data is read of them alone: whoever signs later adds a signature, and no facts.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from pikepdf import Dictionary, Name, Pdf


@contextmanager
def authors_revision(pdf_file: BinaryIO) -> Iterator[tuple[BinaryIO, Pdf]]:
    """The author's revision, as a file and opened; a document that nobody certified is given whole. Verify first."""
    with Pdf.open(pdf_file) as newest:
        end = _end_of_first(newest)
        if end is None or end >= pdf_file.seek(0, io.SEEK_END):
            yield pdf_file, newest
            return
    beginning = io.BufferedReader(_Beginning(pdf_file, end))
    with Pdf.open(beginning) as signed:
        yield beginning, signed


def _end_of_first(pdf: Pdf) -> int | None:
    """Where what the certifying signature covers ends; None where there is none."""
    permissions = pdf.Root.get(Name.Perms)
    certifying = permissions.get(Name.DocMDP) if isinstance(permissions, Dictionary) else None
    if not isinstance(certifying, Dictionary) or Name.ByteRange not in certifying:
        return None
    _start, _before, after, rest = (int(each) for each in certifying.ByteRange.as_list())
    return after + rest


class _Beginning(io.RawIOBase):
    """The first bytes of a file as a file; the whole one stays open, and is read from any place in between."""

    def __init__(self, whole: BinaryIO, size: int) -> None:
        self._whole, self._size, self._place = whole, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: Any, /) -> int:
        target = memoryview(buffer).cast("B")
        self._whole.seek(self._place)
        data = self._whole.read(max(0, min(len(target), self._size - self._place)))
        target[: len(data)] = data
        self._place += len(data)
        return len(data)
