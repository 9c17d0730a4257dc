"""Pages of a PDF as pictures, by PDFium, in memory. A large one is given as a function that opens it: it is read in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Any, BinaryIO, TypeAlias

from prevent_desktop.errors import PackContentError
from prevent_desktop.packs.reading_order import words_in_order
from prevent_desktop.translation import _

Document: TypeAlias = bytes | Callable[[], BinaryIO]
"""A PDF, or what opens one, seekable."""

_ONE_AT_A_TIME = Lock()  # PDFium is not thread-safe
_WIDEST = 4_000


def _opened(pdf: Document) -> BinaryIO:
    return BytesIO(pdf) if isinstance(pdf, bytes) else pdf()


@contextmanager
def _document(pdf: Document) -> Iterator[Any]:
    import pypdfium2

    with _ONE_AT_A_TIME, _opened(pdf) as opened:
        try:
            document = pypdfium2.PdfDocument(opened)
        except pypdfium2.PdfiumError as error:
            raise _unreadable() from error
        try:
            yield document
        finally:
            document.close()


def page_count(pdf: Document) -> int:
    """How many pages it has. Raises PackContentError where it cannot be read."""
    with _document(pdf) as document:
        return len(document)


def page_image(pdf: Document, page: int, width_px: int) -> tuple[int, int, bytes]:
    """Page `page` (from 0) as (width, height, RGB bytes row by row), `width_px` wide. Raises PackContentError."""
    with _document(pdf) as document:
        if not 0 <= page < len(document):
            raise _unreadable()
        sheet = document[page]
        scale = min(width_px, _WIDEST) / sheet.get_width()
        bitmap = sheet.render(scale=scale, rev_byteorder=True, may_draw_forms=False, prefer_bgrx=False)
        return _packed(bitmap)


def page_text(pdf: Document, page: int) -> str:
    """The words on page `page` (from 0) in reading order, for a screen reader; by their places where it is untagged.

    Raises PackContentError.
    """
    with _document(pdf) as document:
        if not 0 <= page < len(document):
            raise _unreadable()
        with _opened(pdf) as again:
            if words := words_in_order(again, page):
                return words
        untagged: str = document[page].get_textpage().get_text_bounded()
        return untagged.replace("\r\n", "\n")


def _packed(bitmap: Any) -> tuple[int, int, bytes]:
    """The rows without the bytes that PDFium adds at their ends."""
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    pixels, row = bytes(bitmap.buffer), width * bitmap.n_channels
    if stride == row:
        return width, height, pixels
    return width, height, b"".join(pixels[start : start + row] for start in range(0, stride * height, stride))


def _unreadable() -> PackContentError:
    return PackContentError(
        _("The page cannot be shown"), _("The PDF cannot be read."), _("Prepare the pack again.")
    )
