"""Pages of a PDF as pictures, by PDFium: in the confined process alone. What is asked stands in `preview`."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, BinaryIO

import pypdfium2

from prevent_desktop.errors import PackContentError
from prevent_desktop.packs.reading_order import words_in_order
from prevent_desktop.translation import _

WIDEST = 4_000
MOST_PIXELS = 30_000_000
"""What is drawn at most: a page of A4 at its widest has 23 million. A longer page is drawn smaller."""
_LONGEST_SIDE = 16_384
"""Pixels: no toolkit shows a longer picture."""
_READING_SECONDS = 5
"""Of the processor: what a file of words takes is far less, and what was read by then is kept."""
_NOTHING = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>"  # fmt: skip


def load() -> None:
    """Bring in all that drawing needs, while files may still be opened."""
    page_image(BytesIO(_NOTHING), 0, 9)
    page_text(BytesIO(_NOTHING), 0)
    document_text(BytesIO(_NOTHING), 1)


@contextmanager
def _document(pdf: BinaryIO) -> Iterator[Any]:
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise (_locked() if "password" in str(error).casefold() else _unreadable()) from error
    try:
        yield document
    finally:
        document.close()


def page_count(pdf: BinaryIO) -> int:
    """See `preview.page_count`."""
    with _document(pdf) as document:
        return len(document)


def page_image(pdf: BinaryIO, page: int, width_px: int) -> tuple[int, int, bytes]:
    """See `preview.page_image`."""
    with _document(pdf) as document:
        if not 0 <= page < len(document):
            raise _unreadable()
        sheet = document[page]
        scale = _scale(sheet.get_width(), sheet.get_height(), min(width_px, WIDEST))
        bitmap = sheet.render(scale=scale, rev_byteorder=True, may_draw_forms=False, prefer_bgrx=False)
        return _packed(bitmap)


def _scale(width: float, height: float, width_px: int) -> float:
    """Pixels for each point, so that the page is as wide as asked, or smaller where that were too many pixels."""
    if not (math.isfinite(width) and math.isfinite(height) and width > 0 and height > 0):
        raise _unreadable()
    fits = (width_px / width, _LONGEST_SIDE / height, math.sqrt(MOST_PIXELS / (width * height)))
    return min(fits)


def page_text(pdf: BinaryIO, page: int) -> str:
    """See `preview.page_text`."""
    with _document(pdf) as document:
        if not 0 <= page < len(document):
            raise _unreadable()
        pdf.seek(0)
        if words := words_in_order(pdf, page):
            return words
        untagged: str = document[page].get_textpage().get_text_bounded()
        return untagged.replace("\r\n", "\n")


def document_text(pdf: BinaryIO, most: int) -> str:
    """See `preview.document_text`: page by page, until there are so many letters, or most of the time is over."""
    with _document(pdf) as document:
        until = time.process_time() + _READING_SECONDS
        found: list[str] = []
        for page in document:
            found.append(page.get_textpage().get_text_bounded().replace("\r\n", "\n"))
            page.close()
            if sum(map(len, found)) >= most or time.process_time() > until:
                break
        return "\n".join(found)[:most].encode("utf-8", errors="replace").decode("utf-8")


def _packed(bitmap: Any) -> tuple[int, int, bytes]:
    """The rows without the bytes that PDFium adds at their ends."""
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    pixels, row = bytes(bitmap.buffer), width * bitmap.n_channels
    if stride == row:
        return width, height, pixels
    return width, height, b"".join(pixels[start : start + row] for start in range(0, stride * height, stride))


def _locked() -> PackContentError:
    return PackContentError(
        _("The page cannot be shown"),
        _("The PDF is under a password."),
        _("Open it with its password in another program."),
    )


def _unreadable() -> PackContentError:
    return PackContentError(
        _("The page cannot be shown"), _("The PDF cannot be read."), _("Prepare the pack again.")
    )
