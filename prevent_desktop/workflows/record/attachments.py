"""Add a file to a record, and save a copy of one outside the vault.

Sealing and opening take as long as the file is large and need no database: they take the sealed files alone, which
may be used on any thread.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from io import SEEK_END, BytesIO
from pathlib import Path, PurePath
from typing import BinaryIO

from prevent_desktop.casework.pack_record import Attachment, without_packs
from prevent_desktop.errors import EvidenceError
from prevent_desktop.evidence.answers import Hidden
from prevent_desktop.evidence.kind_tables import Group
from prevent_desktop.evidence.kinds import HEAD_BYTES, TAIL_BYTES, FileKind, kind_of
from prevent_desktop.evidence.names import safe_name
from prevent_desktop.evidence.pictures import PictureProcess
from prevent_desktop.evidence.words import hidden_words, refused_program, remarks
from prevent_desktop.files.durable import for_person
from prevent_desktop.files.saving import saving
from prevent_desktop.formatting import each_of
from prevent_desktop.translation import _
from prevent_desktop.vault.attachment_files import AttachmentFiles, StoredFile
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.copies_begun import note_begun
from prevent_desktop.workflows.record.attachment_words import has_words, words_in
from prevent_desktop.workflows.record.file_to_add import Adding, FileToAdd, opened_to_add


def sealed_files(vault: Vault) -> AttachmentFiles:
    """The sealed files of the vault; from then on they may be used on any thread."""
    return vault.attachments.files


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What was seen of a file without opening it: its kind, and what a picture says beside what is seen on it.

    `wordless` where it has pages or lines and no words were found in them.
    """

    kind: FileKind
    hidden: frozenset[Hidden] = frozenset()
    wordless: bool = False

    @property
    def remarks(self) -> tuple[str, ...]:
        """What whoever opens the file should know, in sentences."""
        told = remarks(self.kind)
        if self.wordless:
            no_words = _(
                "No words could be read in it, as in a scan. Search finds it by its name and description alone."
            )
            return (*told, no_words)
        return told

    @property
    def hidden_words(self) -> str:
        """“where it was taken, the camera or phone”; empty where nothing is hidden."""
        return each_of(hidden_words(self.hidden))


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFile:
    """A file that is sealed and not on record yet, under a name that no system minds; `words` are those in it."""

    stored: StoredFile
    file_name: str
    facts: FileFacts
    words: str = field(default="", repr=False)


def seal_file(files: AttachmentFiles, path: Path, adding: Adding | None = None) -> TakenFile:
    """Seal a copy of the file at `path` (slow; needs no vault); `adding` hears how far it is, and ends it.

    Raises as `opened_to_add`, EvidenceError for a program, DiskFullError, ReadOnlyVaultError; then nothing is kept.
    """
    adding = adding or Adding()
    name = safe_name(path.name)
    with opened_to_add(path, adding) as file:
        kind = kind_of_file(file.stream, name)
        if kind.is_program:
            raise refused_program(name, kind)
        files.require_room(file.size)
        stored = _sealed(files, file)
    try:
        with files.open(stored.id) as sealed:
            words = words_in(sealed, stored.size, kind)
        adding.require_wanted()
        facts = FileFacts(
            kind=kind, hidden=_hidden(files, stored, kind), wordless=not words and has_words(kind)
        )
        adding.require_wanted()
    except BaseException:
        files.remove(stored.id)
        raise
    return TakenFile(stored=stored, file_name=name, facts=facts, words=words)


def _sealed(files: AttachmentFiles, file: FileToAdd) -> StoredFile:
    """All of the file as it was when it was opened, or nothing."""
    file.to_beginning()
    staged = files.stage(file.stream)
    try:
        file.require_unchanged(staged.stored.size)
    except BaseException:
        staged.discard()
        raise
    return files.keep(staged)


def look_at(files: AttachmentFiles, attachment: Attachment) -> FileFacts:
    """The same of a file that is in the vault (slow; needs no vault). Raises DatabaseDamagedError, SealBrokenError."""
    with files.open(attachment.id) as plain:
        kind = kind_of_file(plain, attachment.file_name)
    stored = StoredFile(id=attachment.id, size=attachment.size, sha256=attachment.sha256)
    return FileFacts(kind=kind, hidden=_hidden(files, stored, kind))


def kind_of_file(plain: BinaryIO, name: str) -> FileKind:
    """What it is by its first and last bytes."""
    head = plain.read(HEAD_BYTES)
    plain.seek(max(0, plain.seek(0, SEEK_END) - TAIL_BYTES))
    return kind_of(head, plain.read(TAIL_BYTES), name)


def _hidden(files: AttachmentFiles, stored: StoredFile, kind: FileKind) -> frozenset[Hidden]:
    if kind.group is not Group.PICTURE:
        return frozenset()
    try:
        with files.open(stored.id) as plain, PictureProcess() as process:
            return process.look(plain, stored.size).hidden
    except EvidenceError:
        return frozenset()


def keep_attachment(
    vault: Vault, files: AttachmentFiles, taken: TakenFile, *, case_id: str, now: datetime
) -> Attachment:
    """Put a sealed file on record; where that fails, the sealed file goes too."""
    try:
        with vault.transaction():
            attachment = vault.attachments.add_stored(
                taken.stored,
                case_id=case_id,
                file_name=taken.file_name,
                media_type=taken.facts.kind.media_type,
                words=taken.words,
                at=now,
            )
            vault.audit.append("attachment.added", attachment.id, case_id)
    except BaseException:
        files.remove(taken.stored.id)
        raise
    return attachment


def describe(vault: Vault, attachment_id: str, description: str) -> Attachment:
    """Say what a file is: lists and packs show it, and screen readers say it for a picture."""
    with vault.transaction():
        changed = vault.attachments.describe(attachment_id, " ".join(description.split()))
        vault.audit.append("attachment.described", attachment_id, changed.case_id or "")
    return changed


def note_copy(vault: Vault, attachment: Attachment, target: Path) -> AttachmentFiles:
    """Write down that a copy leaves the vault for `target`, before it does; gives the sealed files to save it from.

    From a damaged vault, which is open for reading only, the copy leaves all the same: it may be the last one.
    """
    if not vault.is_read_only:
        with vault.transaction():
            note_begun(vault, target)
            vault.audit.append("attachment.copied", attachment.id, attachment.case_id or "")
    return vault.attachments.files


def save_copy(files: AttachmentFiles, attachment: Attachment, target: Path) -> Path:
    """Write a readable copy to `target` (slow; needs no vault); nothing stands there before all of it is good.

    Raises NotSavedError where it cannot be written, DatabaseDamagedError where the sealed file does not verify.
    """
    with saving(target, _("The copy could not be saved")), for_person(target) as plain:
        files.copy_to(attachment.id, attachment.sha256, plain)
    return target


_PNG = b"\x89PNG"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCopy:
    """A copy that is sealed and not on record yet."""

    stored: StoredFile
    file_name: str
    media_type: str


def has_bare_copy(vault: Vault, original: Attachment) -> bool:
    """Whether such a copy of it is on record."""
    return original.id in vault.attachments.bare_copies(original.case_id or "")


def make_bare_copy(files: AttachmentFiles, original: Attachment) -> MadeCopy:
    """Make a copy from the pixels alone (slow; needs no vault). Raises EvidenceError where that cannot be done."""
    with files.open(original.id) as plain, PictureProcess() as process:
        (made,) = process.strip(plain, original.size).pictures
    ending, media_type = (".png", "image/png") if made.data.startswith(_PNG) else (".jpg", "image/jpeg")
    name = _("{file} without hidden data").format(file=PurePath(original.file_name).stem)
    return MadeCopy(
        stored=files.put(BytesIO(made.data)), file_name=safe_name(f"{name}{ending}"), media_type=media_type
    )


def keep_bare_copy(
    vault: Vault, files: AttachmentFiles, original: Attachment, made: MadeCopy, *, case_id: str, now: datetime
) -> Attachment:
    """Put the copy on record beside its original, and write down which is which; packs carry the copy from now on."""
    said = original.description or original.file_name
    try:
        with vault.transaction():
            copy = vault.attachments.add_stored(
                made.stored,
                case_id=case_id,
                file_name=made.file_name,
                media_type=made.media_type,
                description=_("{description} (copy without hidden data)").format(description=said),
                at=now,
            )
            vault.attachments.note_bare_copy(copy, original, at=now)
            vault.audit.append("attachment.bare-copy", original.id, copy.id)
    except BaseException:
        files.remove(made.stored.id)
        raise
    return copy


def own_files(vault: Vault, case_id: str) -> tuple[Attachment, ...]:
    """The files of a case that are neither packs made here nor packs that came in: what a pack of ours can take along."""
    left_out = {pack.attachment_id for pack in vault.received.of_case(case_id)}
    # The copies without hidden data go in place of these.
    left_out |= vault.attachments.bare_copies(case_id).keys()
    others = without_packs(vault.attachments.of_case(case_id), vault.packs.of_case(case_id))
    return tuple(file for file in others if file.id not in left_out)
