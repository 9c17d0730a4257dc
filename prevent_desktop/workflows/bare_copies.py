"""Copies of photos with nothing hidden in them, for packs; the original stays in the vault, sealed, as it was added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import PurePath

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.evidence.names import safe_name
from prevent_desktop.evidence.pictures import PictureProcess
from prevent_desktop.translation import _
from prevent_desktop.vault.attachment_files import AttachmentFiles, StoredFile
from prevent_desktop.vault.vault import Vault

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
