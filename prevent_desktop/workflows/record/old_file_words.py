"""Files that were there before their words went into the search: read one by one, beside whoever works."""

from __future__ import annotations

from dataclasses import dataclass

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import DatabaseDamagedError, RecordError, SealBrokenError
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.record.attachment_words import has_words, words_in
from prevent_desktop.workflows.record.attachments import kind_of_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What is to be read, the newest first; `files` may be used on any thread."""

    files: AttachmentFiles
    attachments: tuple[Attachment, ...]


def unread_files(vault: Vault) -> Unread | None:
    """The files of all cases whose words nobody has looked for; None where there are none, or nothing can be written."""
    if vault.is_read_only:
        return None
    attachments = vault.attachments.unread()
    return Unread(files=vault.attachments.files, attachments=attachments) if attachments else None


def read_words(files: AttachmentFiles, attachment: Attachment) -> str:
    """The words in it (slow; needs no vault); empty where it has none, or is damaged, which the check of the vault tells."""
    try:
        with files.open(attachment.id) as plain:
            kind = kind_of_file(plain, attachment.file_name)
            return words_in(plain, attachment.size, kind) if has_words(kind) else ""
    except (DatabaseDamagedError, SealBrokenError):
        return ""


def keep_words(vault: Vault, attachment_id: str, words: str) -> None:
    """Let search find it by them. A file that was disposed of meanwhile is passed over."""
    try:
        with vault.transaction():
            vault.attachments.note_words(attachment_id, words)
    except RecordError:
        return
