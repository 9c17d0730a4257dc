"""Appends the content of the evidence to finished pages, drawn from where it lies (ISO 32000-1, 7.5.6).

`files.embed` gave each file its place in the document. Here an update behind it says what stands in these places, with
the bytes as they are: pictures, sound and film do not pack any smaller. Nothing is read while this is made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Dictionary, Name, Object, Pdf

from prevent_desktop.errors import PackContentError
from prevent_desktop.packs.content import LARGEST_EVIDENCE, PackAttachment
from prevent_desktop.packs.sources import Pieces, Source
from prevent_desktop.translation import _

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_LONGEST_END = 64


def with_evidence(pages: bytes, evidence: Sequence[PackAttachment]) -> Pieces:
    """The finished document: `pages`, in which each of `evidence` has its place by name, and their content.

    Raises PackContentError for more than a pack may hold.
    """
    if sum(file.source.size for file in evidence) > LARGEST_EVIDENCE:
        raise _too_large()
    if not evidence:
        return Pieces((pages,))
    with Pdf.open(BytesIO(pages)) as pdf:
        update = _Update(pages)
        for file in evidence:
            place = pdf.attachments[file.file_name].obj.EF.F
            update.add(place.objgen, _head(place, file.source.size), file.source)
        return update.finished(pdf.trailer)


def _head(place: Object, size: int) -> bytes:
    facts = Dictionary(Type=Name.EmbeddedFile, Subtype=place.Subtype, Params=place.Params, Length=size)
    return facts.unparse(resolved=True)


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    generation: int
    offset: int


class _Update:
    """One incremental update: objects, then their cross-reference in the way of the document before it."""

    def __init__(self, pages: bytes) -> None:
        self._previous = _start_of_references(pages)
        self._as_stream = not pages.startswith(b"xref", self._previous)
        self._parts: list[bytes | Source] = [pages, b"\n"]
        self._offset = len(pages) + 1
        self._entries: list[_Entry] = []

    def add(self, objgen: tuple[int, int], facts: bytes, content: Source) -> None:
        """An object that is a stream."""
        number, generation = objgen
        self._entries.append(_Entry(number, generation, self._offset))
        self._put(b"%d %d obj\n%b\nstream\n" % (number, generation, facts))
        self._parts.append(content)
        self._offset += content.size
        self._put(b"\r\nendstream\nendobj\n")  # with both, an end of content is never taken for a part of it

    def finished(self, trailer: Object) -> Pieces:
        """All of it. `trailer` is that of the document before the update."""
        facts = Dictionary(Root=trailer.Root, Info=trailer.Info, ID=trailer.ID, Prev=self._previous)
        start = self._offset
        self._entries.sort(key=lambda entry: entry.number)
        if self._as_stream:
            self._put_stream(facts, int(trailer.Size))
        else:
            self._put_table(facts, int(trailer.Size))
        self._put(b"startxref\n%d\n%%%%EOF\n" % start)
        return Pieces(tuple(self._parts))

    def _put(self, words: bytes) -> None:
        self._parts.append(words)
        self._offset += len(words)

    def _put_table(self, facts: Dictionary, size: int) -> None:
        facts.Size = size
        rows = [
            b"%d 1\n%010d %05d n \n" % (entry.number, entry.offset, entry.generation)
            for entry in self._entries
        ]
        self._put(b"xref\n%btrailer\n%b\n" % (b"".join(rows), facts.unparse()))

    def _put_stream(self, facts: Dictionary, number: int) -> None:
        """A cross-reference stream (ISO 32000-1, 7.5.8), which is an object itself, with the next free `number`."""
        entries = [*self._entries, _Entry(number, 0, self._offset)]
        rows = b"".join(
            b"\x01" + entry.offset.to_bytes(8, "big") + entry.generation.to_bytes(2, "big")
            for entry in entries
        )
        facts.Type, facts.Size, facts.Length = Name.XRef, number + 1, len(rows)
        facts.W = [1, 8, 2]
        facts.Index = [part for entry in entries for part in (entry.number, 1)]
        self._put(b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, facts.unparse(), rows))


def _start_of_references(pages: bytes) -> int:
    found = _START.search(pages[-_LONGEST_END:])
    if found is None:
        raise ValueError("the pages do not say where their cross-references start")
    return int(found[1])


def _too_large() -> PackContentError:
    return PackContentError(
        _("The attachments are too large for one pack"),
        _("A pack can hold up to {megabytes} MB of attachments.").format(
            megabytes=LARGEST_EVIDENCE // 1_000_000
        ),
        _("Leave one out, or send them in two packs."),
    )
