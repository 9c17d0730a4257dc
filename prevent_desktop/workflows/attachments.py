"""Add a file to a record, and save a copy of one outside the vault.

Sealing and opening take as long as the file is large and need no database: they take the sealed files alone, which
may be used on any thread.
"""

from __future__ import annotations

import mimetypes
import os
from datetime import datetime
from pathlib import Path

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import RecordError
from prevent_desktop.translation import _
from prevent_desktop.vault.attachment_files import AttachmentFiles, StoredFile
from prevent_desktop.vault.vault import Vault


def sealed_files(vault: Vault) -> AttachmentFiles:
    """The sealed files of the vault; from then on they may be used on any thread."""
    return vault.attachments.files


def seal_file(files: AttachmentFiles, path: Path) -> StoredFile:
    """Seal a copy of the file at `path` (slow; needs no vault). Raises RecordError where it cannot be read."""
    try:
        with path.open("rb") as plain:
            return files.put(plain)
    except OSError as error:
        raise RecordError(
            _("The file cannot be read"),
            _("{file}: {reason}.").format(file=path.name, reason=error.strerror or type(error).__name__),
            _("Check that it is still there and that you may open it, then add it again."),
        ) from error


def keep_attachment(
    vault: Vault, files: AttachmentFiles, stored: StoredFile, *, case_id: str, file_name: str, now: datetime
) -> Attachment:
    """Put a sealed file on record; where that fails, the sealed file goes too."""
    media_type = mimetypes.guess_type(file_name)[0] or "application/octet-stream"
    try:
        with vault.transaction():
            attachment = vault.attachments.add_stored(
                stored, case_id=case_id, file_name=file_name, media_type=media_type, at=now
            )
            vault.audit.append("attachment.added", attachment.id, case_id)
    except BaseException:
        files.remove(stored.id)
        raise
    return attachment


def note_copy(vault: Vault, attachment: Attachment) -> AttachmentFiles:
    """Write down that a copy leaves the vault, before it does; gives the sealed files to save it from.

    From a damaged vault, which is open for reading only, the copy leaves all the same: it may be the last one.
    """
    if not vault.is_read_only:
        with vault.transaction():
            vault.audit.append("attachment.copied", attachment.id, attachment.case_id or "")
    return vault.attachments.files


def save_copy(files: AttachmentFiles, attachment: Attachment, target: Path) -> Path:
    """Write a readable copy to `target` (slow; needs no vault); nothing stands there before all of it is good.

    Raises RecordError where it cannot be written, DatabaseDamagedError where the sealed file does not verify.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        try:
            with part.open("xb") as plain:
                files.copy_to(attachment.id, attachment.sha256, plain)
                plain.flush()
                os.fsync(plain.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise RecordError(
            _("The copy could not be saved"),
            _("{file}: {reason}.").format(file=target.name, reason=error.strerror or type(error).__name__),
            _("Choose another folder and save it again."),
        ) from error
    return target
