"""Look at a file that lies inside a received pack, without taking it out of the vault.

The pack is opened, and the file decoded, in confined processes; the file itself is in memory alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from io import BytesIO

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs.opening import extract_each
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.inbox import OpenedPack
from prevent_desktop.workflows.record.attachments import FileFacts, kind_of_file
from prevent_desktop.workflows.record.preview_file import (
    NoPages,
    Plain,
    Preview,
    preview_as,
    too_large_words,
)

LARGEST_SHOWN = 100_000_000
"""Bytes: so much of a pack may be in memory at once."""


def preview_packed(opened: OpenedPack, name: str) -> tuple[FileFacts, Preview]:
    """What kind of file it is, and what can be seen of it (slow; needs no vault). `name` is as `PackFacts` tells it.

    Raises PackVerificationError where the pack cannot be read or holds no such file, DatabaseDamagedError where it is not what came in.
    """
    content, size = _content(opened, name)
    kind = kind_of_file(BytesIO(content), name)
    facts = FileFacts(kind=kind)
    if size > LARGEST_SHOWN:
        return facts, NoPages(too_large_words(size, LARGEST_SHOWN))
    return facts, preview_as(kind, Plain(partial(BytesIO, content), name, size))


def _content(opened: OpenedPack, name: str) -> tuple[bytes, int]:
    """The file, or the beginning of one that is larger than is shown; and how large it is."""
    opened.files.verify(opened.pack.attachment_id, opened.pdf_digest)
    found = None
    with opened.files.open(opened.pack.attachment_id) as pdf:
        for each, _media_type, pieces in extract_each(
            pdf
        ):  # to its end: the process answers one question at a time
            if each == name:
                found = _at_most(pieces)
    if found is not None:
        return found
    raise PackVerificationError(
        _("The file is not shown"),
        _("The pack holds no file called {file}.").format(file=name),
        _("Go back to the pack: its files are listed there."),
    )


def _at_most(pieces: Iterable[bytes]) -> tuple[bytes, int]:
    content, size = bytearray(), 0
    for piece in pieces:
        size += len(piece)
        content += piece[: LARGEST_SHOWN - len(content)]
    return bytes(content), size
