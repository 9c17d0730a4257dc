"""Makes drawn pages a finished document: what it says of itself, what is added to it, its structure; compressed."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from pikepdf import Object, Pdf

from prevent_desktop.packs.document import unicode_maps
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.metadata import describe
from prevent_desktop.packs.document.structure import StructureWriter
from prevent_desktop.packs.document.xmp import About


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
        finished = BytesIO()
        pdf.save(finished, deterministic_id=True, min_version="1.7")
    return finished.getvalue()
