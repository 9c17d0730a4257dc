"""Makes drawn pages a finished document: what it says of itself, what is added to it, its structure; compressed."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO

from pikepdf import Array, Name, Object, Pdf, Stream

from prevent_desktop.packs.document import unicode_maps
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.metadata import describe
from prevent_desktop.packs.document.structure import StructureWriter
from prevent_desktop.packs.document.xmp import About
from prevent_desktop.packs.structure_order import parents_first


def no_annotations(_pdf: Pdf) -> list[Object]:
    """For a document without links and fields."""
    return []


def finish(
    pages: bytes, about: About, root: Element, add: Callable[[Pdf], list[Object]] = no_annotations
) -> bytes:
    """The finished bytes, the same for the same input.

    `add` puts in whatever else belongs to the document, and returns its annotations in the order of their marks.
    """
    with Pdf.open(BytesIO(pages)) as pdf:
        unicode_maps.mend(pdf)
        describe(pdf, about)
        StructureWriter(pdf, add(pdf)).write(root)
        _compress(pdf)
        finished = BytesIO()
        pdf.save(finished, deterministic_id=True, min_version="1.7", compress_streams=False)
    return parents_first(finished.getvalue())


def _compress(pdf: Pdf) -> None:
    """Compress all streams but the metadata, which tools look for in the open (ISO 16684-1, 7.3.2).

    One whose compressed bytes end with a carriage return stays as it is: with the line feed that follows, readers that
    mistrust /Length take it for the end of a line, and validators then find a byte too few (ISO 19005-3, 6.1.7.1).
    """
    for thing in pdf.objects:
        if not isinstance(thing, Stream) or thing.get(Name.Type) == Name.Metadata or _is_filtered(thing):
            continue
        content = thing.read_raw_bytes()
        compressed = zlib.compress(content)
        if compressed.endswith(b"\r"):
            thing.write(content)
        else:
            thing.write(compressed, filter=Name.FlateDecode)


def _is_filtered(stream: Stream) -> bool:
    filters = stream.get(Name.Filter)
    return len(filters) > 0 if isinstance(filters, Array) else filters is not None
