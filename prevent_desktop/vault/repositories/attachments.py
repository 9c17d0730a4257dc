"""Attachments: what is known of each file, and the way to its sealed bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.casework.record_kinds import ATTACHMENTS
from prevent_desktop.sealing import generate_identity, parse_identity
from prevent_desktop.vault.attachment_files import (
    ATTACHMENTS_NAME,
    AttachmentFiles,
    SealedSource,
    StoredFile,
)
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.repositories.rows import RowCodec, Table, codec_of
from prevent_desktop.vault.repositories.secrets import Secrets
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.sql_errors import database_damaged

_IDENTITY = "attachment-identity"
_ATTACHMENT_ROWS: Final[RowCodec[Attachment]] = codec_of(ATTACHMENTS)


def _body(description: str, words: str | None) -> str:
    """What search looks in: what a person says of the file in one line, then the words in it once they were looked for."""
    return description if words is None else f"{description}\n{words}"


_UNREAD = """
    case_id IS NOT NULL
    AND id NOT IN (SELECT attachment_id FROM packs) AND id NOT IN (SELECT attachment_id FROM received_packs)
    AND id IN (SELECT record_id FROM record_texts WHERE kind = ? AND instr(body, char(10)) = 0)
    ORDER BY added_at DESC, id
"""
"""Files of a case, and no packs, of which only the line that a person wrote can be searched for."""


class Attachments:
    """The attachments of the vault."""

    def __init__(
        self,
        database: Database,
        index: SearchIndex,
        secrets: Secrets,
        vault_folder: Path,
        *,
        read_only: bool = False,
    ) -> None:
        self._database = database
        self._attachments = Table(database, "attachments", _ATTACHMENT_ROWS)
        self._index = index
        self._secrets = secrets
        self._folder = vault_folder / ATTACHMENTS_NAME
        self._read_only = read_only

    @cached_property
    def files(self) -> AttachmentFiles:
        """The sealed files; once fetched, they may be used on any thread."""
        identity = self._secrets.get(_IDENTITY)
        if identity is None:
            raise database_damaged()
        return AttachmentFiles(self._folder, parse_identity(identity.decode()), read_only=self._read_only)

    def make_identity(self) -> None:
        """Give a new vault the identity that its attachments are sealed to."""
        self._secrets.set(_IDENTITY, generate_identity(hybrid=True).secret_text.encode())

    def add(
        self,
        plain: BinaryIO,
        *,
        case_id: str,
        file_name: str,
        media_type: str,
        description: str = "",
        at: datetime,
    ) -> Attachment:
        """Seal all of `plain` into the vault and keep its row. DiskFullError, RecordError; then nothing is kept."""
        stored = self.files.put(plain)
        try:
            return self.add_stored(
                stored,
                case_id=case_id,
                file_name=file_name,
                media_type=media_type,
                description=description,
                at=at,
            )
        except BaseException:
            self.files.remove(stored.id)
            raise

    def add_stored(
        self,
        stored: StoredFile,
        *,
        case_id: str | None,
        file_name: str,
        media_type: str,
        description: str = "",
        words: str | None = None,
        at: datetime,
    ) -> Attachment:
        """Keep the row of a file that `files.put` has sealed before, on whichever thread.

        Search finds it by the `words` in it; None where nobody has looked for any (`unread`). One without a case (a pack that came in) is found by no search before `put_in_case`.
        """
        attachment = Attachment(
            id=stored.id, case_id=case_id, file_name=file_name, media_type=media_type, size=stored.size,
            sha256=stored.sha256, description=description, added_at=at,
        )  # fmt: skip
        with self._database.transaction():
            self._attachments.add(attachment)
            if case_id is not None:
                self._index.put(
                    ATTACHMENTS, stored.id, case_id, label=file_name, body=_body(description, words)
                )
        return attachment

    def put_in_case(self, attachment_id: str, case_id: str) -> None:
        """Let a file belong to this case from now on. RecordError where either is not in this vault."""
        attachment = self.get(attachment_id)
        with self._database.transaction():
            self._database.run("UPDATE attachments SET case_id = ? WHERE id = ?", (case_id, attachment_id))
            if attachment.case_id is None:
                self._index.put(
                    ATTACHMENTS, attachment_id, case_id,
                    label=attachment.file_name, body=attachment.description,
                )  # fmt: skip
            else:
                self._index.move(attachment_id, case_id)

    def get(self, attachment_id: str) -> Attachment:
        """What is known of the attachment with this id. RecordError where there is none."""
        return self._attachments.get(attachment_id)

    def read(self, attachment_id: str) -> bytes:
        """The plain bytes, verified. RecordError where there is none, DatabaseDamagedError where it does not verify."""
        return self.files.read(attachment_id, self.get(attachment_id).sha256)

    def open(self, attachment_id: str) -> BinaryIO:
        """The plain bytes as a file to be read from any place, each piece verified as it is read. As `read`."""
        attachment = self.get(attachment_id)
        return self.files.open(attachment.id)

    def source(self, attachment: Attachment) -> SealedSource:
        """The plain bytes for whoever reads them later, on any thread, without a copy of them in memory."""
        stored = StoredFile(id=attachment.id, size=attachment.size, sha256=attachment.sha256)
        return self.files.source(stored)

    def copy_to(self, attachment_id: str, plain: BinaryIO) -> None:
        """Write the plain bytes to `plain` in pieces; nothing is written before all of them verify. As `read`."""
        self.files.copy_to(attachment_id, self.get(attachment_id).sha256, plain)

    def is_known(self, attachment_id: str) -> bool:
        """Whether there is a row with this id."""
        return self._attachments.find(attachment_id) is not None

    def has_file(self, attachment_id: str) -> bool:
        """Whether the sealed bytes of an attachment lie in this vault; its row may be here without them."""
        return self.files.path(attachment_id).exists()

    def describe(self, attachment_id: str, description: str) -> Attachment:
        """Say what a file is, in place of what was said before. RecordError where there is none."""
        before = self.get(attachment_id).description
        with self._database.transaction():
            self._database.run(
                "UPDATE attachments SET description = ? WHERE id = ?", (description, attachment_id)
            )
            return self.index_description(attachment_id, before)

    def index_description(self, attachment_id: str, before: str) -> Attachment:
        """Let search find a file by what is said of it now, in place of what was said before. RecordError as `get`."""
        attachment = self.get(attachment_id)
        _line, was_read, words = self._index.body_of(attachment_id).removeprefix(before).partition("\n")
        self._index.replace_body(attachment_id, _body(attachment.description, words if was_read else None))
        return attachment

    def unread(self) -> tuple[Attachment, ...]:
        """Files of cases in which nobody has looked for words, the newest first; packs are none of them."""
        return self._attachments.where(_UNREAD, (ATTACHMENTS.name,))

    def note_words(self, attachment_id: str, words: str) -> None:
        """Let search find a file by the words in it; empty where it has none. RecordError where it is gone."""
        self._index.replace_body(attachment_id, _body(self.get(attachment_id).description, words))

    def note_bare_copy(self, copy: Attachment, original: Attachment, *, at: datetime) -> None:
        """Keep that `copy` shows what `original` shows, with nothing hidden in it."""
        self._database.insert(
            "bare_copies",
            copy_id=copy.id,
            original_id=original.id,
            case_id=original.case_id,
            made_at=time_text(at),
        )

    def bare_copies(self, case_id: str) -> dict[str, str]:
        """The ids of originals with that of their newest copy without hidden data.

        A copy is in the case itself, and no chain of them leads back to where it began: else a row would only hide a file.
        """
        sql = """
            SELECT original_id, copy_id FROM bare_copies JOIN attachments ON attachments.id = copy_id
            WHERE bare_copies.case_id = ?1 AND attachments.case_id = ?1 ORDER BY made_at, bare_copies.rowid
        """
        copies = {row["original_id"]: row["copy_id"] for row in self._database.rows(sql, (case_id,))}
        return {original: copy for original, copy in copies.items() if not _leads_back(copies, copy)}

    def of_case(self, case_id: str) -> tuple[Attachment, ...]:
        """The case's attachments, in the order in which they were added."""
        return self._attachments.where("case_id = ? ORDER BY added_at, id", (case_id,))

    def all(self) -> tuple[Attachment, ...]:
        """Every attachment."""
        return self._attachments.all("added_at, id")


def _leads_back(copies: Mapping[str, str], file_id: str) -> bool:
    """Whether the copies of this file come to none that was not copied again."""
    seen: set[str] = set()
    while file_id in copies and file_id not in seen:
        seen.add(file_id)
        file_id = copies[file_id]
    return file_id in copies
