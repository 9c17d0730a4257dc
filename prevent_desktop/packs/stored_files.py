"""Reads a large embedded file out of a PDF piece by piece, where it lies there as it is (ISO 32000-1, 7.3.8).

qpdf gives a stream as a whole, which a film of 500 MB is too large for. So its place is taken from the cross-references, and
believed only where the very object, its dictionary and its end stand there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import BinaryIO

from pikepdf import Dictionary, Name, Object, Pdf, PdfError

LARGE = 8_000_000
"""Bytes from which a file is worth the trouble."""

_LONGEST_HEAD = 16_384
_STREAM = re.compile(rb"stream\r?\n")
_END = re.compile(rb"\s*endstream\b")
_LONGEST_END = 32


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bytes of a file begin, and how many there are."""

    start: int
    size: int


def place_of(untrusted_pdf: BinaryIO, pdf: Pdf, stream: Object) -> Place | None:
    """Where a large stream that is neither packed nor encrypted lies; None for any other."""
    if pdf.is_encrypted or Name.Filter in stream or int(stream.Length) < LARGE:
        return None
    entry = pdf.get_xref_table().get(stream.objgen)
    if entry is None or entry.offset is None:
        return None
    untrusted_pdf.seek(entry.offset)
    head = untrusted_pdf.read(_LONGEST_HEAD)
    within = _begin_of_data(head, stream)
    if within is None:
        return None
    place = Place(entry.offset + within, int(stream.Length))
    untrusted_pdf.seek(place.start + place.size)
    return place if _END.match(untrusted_pdf.read(_LONGEST_END)) else None


def _begin_of_data(head: bytes, stream: Object) -> int | None:
    number, generation = stream.objgen
    named = re.match(rb"\s*%d\s+%d\s+obj\b" % (number, generation), head)
    if named is None:
        return None
    for found in _STREAM.finditer(head, named.end()):
        if _is_dictionary(head[named.end() : found.start()]):
            return found.end()
    return None


def _is_dictionary(words: bytes) -> bool:
    try:
        return isinstance(Object.parse(words.strip()), Dictionary)
    except (PdfError, ValueError):
        return False  # the word stood inside a string
