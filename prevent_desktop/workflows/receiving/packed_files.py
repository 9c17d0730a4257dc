"""Look at a file that lies inside a received pack, without taking it out of the vault; or save a copy of it, which is said and written down.

The pack is opened, and the file decoded, in confined processes; the file itself is in memory alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeVar

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.files.durable import for_person
from prevent_desktop.files.saving import saving
from prevent_desktop.packs.opening import extract_each
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.copies_begun import note_begun
from prevent_desktop.workflows.receiving.inbox import OpenedPack
from prevent_desktop.workflows.record.attachments import FileFacts, kind_of_file
from prevent_desktop.workflows.record.preview_file import (
    NoPages,
    Plain,
    Preview,
    preview_as,
    too_large_words,
)

Taken = TypeVar("Taken")

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
    found = _from_pack(opened, name, _at_most)
    if found is not None:
        return found
    raise _no_such_file(_("The file is not shown"), name)


def _from_pack(opened: OpenedPack, name: str, take: Callable[[Iterable[bytes]], Taken]) -> Taken | None:
    """What `take` makes of the pieces of that file; None where the pack holds none of this name."""
    opened.files.verify(opened.pack.attachment_id, opened.pdf_digest)
    found = None
    with opened.files.open(opened.pack.attachment_id) as pdf:
        for each, _media_type, pieces in extract_each(
            pdf
        ):  # to its end: the process answers one question at a time
            if each == name:
                found = take(pieces)
    return found


def _no_such_file(title: str, name: str) -> PackVerificationError:
    return PackVerificationError(
        title,
        _("The pack holds no file called {file}.").format(file=name),
        _("Go back to the pack: its files are listed there."),
    )


def note_packed_copy(vault: Vault, opened: OpenedPack, target: Path) -> None:
    """Write down that a copy of a file in the pack leaves the vault for `target`, before it does."""
    if not vault.is_read_only:
        with vault.transaction():
            note_begun(vault, target)
            vault.audit.append("pack.file-copied", opened.pack.pack_id, opened.pack.case_id or "")


def save_packed_copy(opened: OpenedPack, name: str, target: Path) -> Path:
    """Write a readable copy of the file to `target` (slow; needs no vault); nothing stands there before all of it is good.

    Raises NotSavedError where it cannot be written, and as `preview_packed`.
    """
    with saving(target, _("The copy could not be saved")), for_person(target) as plain:
        if _from_pack(opened, name, partial(_write_all, plain)) is None:
            raise _no_such_file(_("The copy was not saved"), name)
    return target


def _write_all(plain: BinaryIO, pieces: Iterable[bytes]) -> int:
    return sum(plain.write(piece) for piece in pieces)


def _at_most(pieces: Iterable[bytes]) -> tuple[bytes, int]:
    content, size = bytearray(), 0
    for piece in pieces:
        size += len(piece)
        content += piece[: LARGEST_SHOWN - len(content)]
    return bytes(content), size
