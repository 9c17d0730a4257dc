"""Look at a file of a record without taking it out of the vault: its pages, its picture or its words.

All of it is decoded in confined processes; what comes here are pixels and letters, and they stay in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import BinaryIO, TypeAlias

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.casework.person import Person
from prevent_desktop.confined.asking import Stopping
from prevent_desktop.errors import (
    EvidenceError,
    PackError,
    PackVerificationError,
    ReaderEndedError,
    RecordError,
)
from prevent_desktop.evidence.answers import LARGEST_PICTURE
from prevent_desktop.evidence.kind_tables import Group
from prevent_desktop.evidence.kinds import FileKind
from prevent_desktop.evidence.pictures import PictureProcess
from prevent_desktop.formatting import size_in_words
from prevent_desktop.packs.preview import page_count, page_image, page_text
from prevent_desktop.packs.verdicts import Verdict
from prevent_desktop.tables.asking import LARGEST_FILE, read_document
from prevent_desktop.translation import _
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import viewing
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.record.attachment_words import PDF, is_text
from prevent_desktop.workflows.record.attachments import FileFacts, look_at
from prevent_desktop.workflows.record.text_pages import text_pages
from prevent_desktop.workflows.viewing import note_view

_LARGEST_PDF = 500_000_000
"""Bytes; a pack holds no more."""
_ANY_WIDTH = 64
"""Pixels: it is only to be known whether it can be drawn, and how many pages it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    """A file of a case and whom that is about. `files` may be used on any thread."""

    attachment: Attachment
    case_id: str
    person: Person
    files: AttachmentFiles


def show_file(vault: Vault, attachment_id: str) -> ShownFile:
    """What is known of a file; that it was looked at is written down. RecordError where there is none, or in no case."""
    attachment = vault.attachments.get(attachment_id)
    if attachment.case_id is None:
        raise RecordError(
            _("The file is in no case yet"), "", _("Open the pack that it came with, and put that in a case.")
        )
    person = person_of_case(vault, attachment.case_id)
    note_view(vault, viewing.FILE, attachment_id)
    return ShownFile(
        attachment=attachment,
        case_id=attachment.case_id,
        person=person,
        files=vault.attachments.files,
    )


@dataclass(frozen=True, slots=True)
class Plain:
    """What is looked at: `opens` gives its bytes each time, on any thread; `description` is what somebody said that it shows."""

    opens: Callable[[], BinaryIO]
    name: str
    size: int
    description: str = ""


class PdfPages:
    """The pages of a PDF. One is drawn at a time; `stop` ends that, from any thread.

    `proportion` is how many times as high as wide the first one is, where that is known before it is drawn.
    """

    proportion: float | None = None

    def __init__(self, plain: Plain) -> None:
        self._plain = plain
        self._stopping = Stopping()

    @cached_property
    def count(self) -> int:
        """How many there are (slow). Raises EvidenceError."""
        with _told():
            return page_count(self._plain.opens, self._begin())

    def draw(self, number: int, width_px: int) -> tuple[int, int, bytes]:
        """Page `number` (from 0) as (width, height, RGB); slow. Raises EvidenceError."""
        with _told():
            return page_image(self._plain.opens, number, width_px, self._begin())

    def words(self, number: int) -> str:
        """Its words; slow. Raises EvidenceError."""
        with _told():
            return page_text(self._plain.opens, number, self._begin())

    def stop(self) -> None:
        """Draw no further."""
        self._stopping.stop()

    def _begin(self) -> Stopping:
        self._stopping = Stopping()
        return self._stopping


class PicturePages:
    """A picture, or the pages of a scan; otherwise as `PdfPages`."""

    proportion: float | None = None

    def __init__(self, plain: Plain) -> None:
        self._plain = plain
        self._process = PictureProcess()

    @cached_property
    def count(self) -> int:
        """How many there are (slow). Raises EvidenceError."""
        count, (width, height, _pixels) = self._ask(0, _ANY_WIDTH)
        self.proportion = height / width
        return count

    def draw(self, number: int, width_px: int) -> tuple[int, int, bytes]:
        """As `PdfPages.draw`, of a picture never larger than it is."""
        return self._ask(number, width_px)[1]

    def words(self, number: int) -> str:
        """What somebody said that it shows: nobody reads a picture for them."""
        del number
        return self._plain.description or _("A picture without a description.")

    def stop(self) -> None:
        """Draw no further."""
        self._process.stop()

    def _ask(self, number: int, width: int) -> tuple[int, tuple[int, int, bytes]]:
        with self._plain.opens() as file, PictureProcess() as process:
            self._process = process
            drawn = process.draw(file, self._plain.size, page=number, width=width)
        return drawn.pages, (drawn.width, drawn.height, drawn.pixels)


@dataclass(frozen=True, slots=True)
class TextPages:
    """The words of a text, a table or a document."""

    plain: Plain

    def read(self) -> tuple[str, ...]:
        """Them page by page (slow). Raises EvidenceError."""
        return text_pages(_words(self.plain))


@dataclass(frozen=True, slots=True)
class NoPages:
    """A file that is not shown, and why."""

    why: str


Preview: TypeAlias = PdfPages | PicturePages | TextPages | NoPages


def preview_of(shown: ShownFile) -> tuple[FileFacts, Preview]:
    """What kind of file it is, and what can be seen of it (slow; needs no vault). It is read and drawn later.

    Raises DatabaseDamagedError, SealBrokenError where it is not what was added.
    """
    attachment, files = shown.attachment, shown.files
    facts = look_at(files, attachment)
    plain = Plain(
        partial(files.open, attachment.id), attachment.file_name, attachment.size, attachment.description
    )
    preview = preview_as(facts.kind, plain)
    if not isinstance(preview, NoPages):
        files.verify(attachment.id, attachment.sha256)
    return facts, preview


def preview_as(kind: FileKind, plain: Plain) -> Preview:
    """What can be seen of a file of this kind; nothing of it is read yet."""
    most = _largest_shown(kind)
    if most is None:
        return NoPages(
            _(
                "This program shows PDFs, pictures, texts, tables and Word documents. To see this file, save a copy and open that."
            )
        )
    if plain.size > most:
        return NoPages(too_large_words(plain.size, most))
    if is_text(kind):
        return TextPages(plain)
    return PicturePages(plain) if kind.group is Group.PICTURE else PdfPages(plain)


def too_large_words(size: int, most: int) -> str:
    """Why a file is not shown."""
    return _("It has {size}. Files of this kind are shown up to {most}.").format(
        size=size_in_words(size), most=size_in_words(most)
    )


def _largest_shown(kind: FileKind) -> int | None:
    """How many bytes a file of this kind may have to be shown; None where none is."""
    if kind.media_type == PDF:
        return _LARGEST_PDF
    if kind.group is Group.PICTURE:
        return LARGEST_PICTURE
    return LARGEST_FILE if is_text(kind) else None


def _words(plain: Plain) -> str:
    try:
        with plain.opens() as file:
            return read_document(file)
    except EvidenceError as error:
        raise _not_shown(
            _("Its words cannot be read: it is damaged, under a password, or holds more than it may.")
        ) from error


@contextmanager
def _told() -> Iterator[None]:
    """The words for packs are no words for a letter."""
    try:
        yield
    except ReaderEndedError as error:
        raise _not_shown(
            _("The part of this program that draws pages was ended, or does not start.")
        ) from error
    except PackError as error:
        raise _not_shown(_why(error)) from error


def _why(error: PackError) -> str:
    cause = error.__cause__
    if isinstance(cause, PackVerificationError) and cause.verdict == Verdict.TOO_COSTLY:
        return _("Drawing it takes more time or memory than it may: it is damaged, or made to do harm.")
    if isinstance(cause, PackVerificationError):
        return _("It is damaged, or no whole PDF.")
    return error.what_happened


def _not_shown(why: str) -> EvidenceError:
    return EvidenceError(
        _("The file is not shown"),
        why,
        _("It is kept as it is. Save a copy to open it elsewhere, if you trust whom it came from."),
    )
