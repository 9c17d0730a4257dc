"""Pages of a PDF as pictures and words, drawn by the confined process. A large one is given as a function that opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO, TypeAlias

from prevent_desktop.confined.asking import Stopping
from prevent_desktop.errors import PackContentError, PackVerificationError
from prevent_desktop.packs.reader.asking import ask, ask_with_bytes
from prevent_desktop.packs.reader.questions import DocumentText, Drawn, PageCount, PageImage, PageText
from prevent_desktop.translation import _

Document: TypeAlias = bytes | Callable[[], BinaryIO]
"""A PDF, or what opens one, seekable."""

_MOST_BYTES = 100_000_000
"""Of the pixels of one page; `drawing` draws fewer."""


_READING_MEMORY = 225_000_000
"""Bytes beside what the process has taken before, for words alone."""


@contextmanager
def _opened(pdf: Document) -> Iterator[BinaryIO]:
    with BytesIO(pdf) if isinstance(pdf, bytes) else pdf() as opened:
        try:
            yield opened
        except PackVerificationError as error:
            raise PackContentError(
                _("The page cannot be shown"), error.what_happened, error.next_step
            ) from error


def page_count(pdf: Document, stopping: Stopping | None = None) -> int:
    """How many pages it has. Raises PackContentError where it cannot be read, ReaderEndedError, also when it was stopped."""
    with _opened(pdf) as opened:
        count: int = ask(int, PageCount(), opened, stopping)
        return count


def page_image(
    pdf: Document, page: int, width_px: int, stopping: Stopping | None = None
) -> tuple[int, int, bytes]:
    """Page `page` (from 0) as (width, height, RGB bytes row by row), `width_px` wide. Raises as `page_count`.

    A page that is so long that this would be too many pixels is smaller.
    """
    with _opened(pdf) as opened:
        drawn, pixels = ask_with_bytes(
            Drawn, PageImage(page, width_px), opened, most_bytes=_MOST_BYTES, stopping=stopping
        )
    if drawn.width * drawn.height * 3 != len(pixels) or not pixels:
        raise PackContentError(
            _("The page cannot be shown"), _("The PDF cannot be read."), _("Prepare the pack again.")
        )
    return drawn.width, drawn.height, pixels


def page_text(pdf: Document, page: int, stopping: Stopping | None = None) -> str:
    """The words on page `page` (from 0) in reading order, for a screen reader; by their places where it is untagged.

    Raises as `page_count`.
    """
    with _opened(pdf) as opened:
        text: str = ask(str, PageText(page), opened, stopping)
        return text


def document_text(pdf: Document, *, most: int) -> str:
    """The words of all its pages in no certain order, at most so many letters: for searching. Raises as `page_count`."""
    with _opened(pdf) as opened:
        text, _none = ask_with_bytes(str, DocumentText(most), opened, most_bytes=0, memory=_READING_MEMORY)
    return str(text)[:most]
