"""The manifest of a backup, `backup.json`, version 1: what the backup is made of, so that it can be checked before use.

It can be read without a key, so it names nobody; its code is over all of it (HMAC-SHA-256, under a key derived from the
vault's key), so that whoever has a secret of the vault can tell that it is whole and of this vault.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from prevent_desktop.errors import BackupError
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.partial_dates import has_day_everywhere
from prevent_desktop.strict_json import AsList, Spelt, parse, parts_of, value_of
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.safe_files import file_error, in_our_words, write_replacing

MANIFEST_NAME = "backup.json"
FILE_LIST_NAME = "attachments.txt"
_VERSION = 1
_FIXED = {"format": "prevent-desktop backup", "version": _VERSION}
_LARGEST_BYTES = 64 * 1024
_PURPOSE = b"backup manifest"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the backup: its size in bytes and SHA-256, hexadecimal."""

    size: int
    sha256: str

    @classmethod
    def of_bytes(cls, content: bytes) -> Part:
        """The part that would hold this."""
        return cls(len(content), hashlib.sha256(content).hexdigest())

    @classmethod
    def of(cls, path: Path) -> Part:
        """The part that stands at `path`. VaultError."""
        hashed, size = hashlib.sha256(), 0
        with in_our_words(), open_chosen(path) as file:
            while chunk := file.read(1 << 20):
                hashed.update(chunk)
                size += len(chunk)
        return cls(size, hashed.hexdigest())


def _time_text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`made_at` is aware; `parts` are the files by name; the sealed attachments are counted, and listed in a part.

    `head` is the newest digest of the audit: it tells the backups of one laptop from those of another one with a copy
    of the same vault.
    """

    vault_id: str
    made_at: Annotated[datetime, Spelt(_time_text, datetime.fromisoformat)]
    automatic: bool
    schema: int
    head: str
    attachments: int
    attachment_bytes: int
    parts: Mapping[str, Annotated[Part, AsList]]
    code: str = ""

    @property
    def size(self) -> int:
        """All bytes that the backup stands for, the attachments included."""
        return self.attachment_bytes + sum(part.size for part in self.parts.values())

    def write(self, folder: Path, key: VaultKey) -> None:
        """Write it into `folder`. DiskFullError or ReadOnlyFolderError."""
        write_replacing(folder / MANIFEST_NAME, self.content(self._code(key)))

    def is_under(self, key: VaultKey) -> bool:
        """Whether it was written under `key`, and not changed since: of several, whose descriptions anybody may have written."""
        return hmac.compare_digest(self._code(key), self.code)

    def verify(self, key: VaultKey) -> None:
        """Raise BackupError where it was not written under `key`, or was changed since."""
        if not self.is_under(key):
            raise not_trusted()

    def _members(self) -> dict[str, object]:
        members = {**_FIXED, **parts_of(self)}
        del members["code"]
        return {
            **members,
            "parts": {name: [part.size, part.sha256] for name, part in sorted(self.parts.items())},
        }

    def _code(self, key: VaultKey) -> str:
        message = json.dumps(self._members(), sort_keys=True, separators=(",", ":")).encode()
        return hmac.digest(key.derived(_PURPOSE), message, "sha256").hex()

    def content(self, code: str) -> bytes:
        """The file as it stands on disk with this code."""
        return json.dumps({**self._members(), "code": code}, indent=1).encode() + b"\n"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the backup in `folder`, not verified yet. BackupError where there is none that we can read."""
    try:
        with open_chosen(folder / MANIFEST_NAME) as file:
            untrusted = file.read(_LARGEST_BYTES + 1)
    except FileNotFoundError as error:
        raise _no_backup() from error
    except OSError as error:
        raise file_error(error) from error
    try:
        members = parse(untrusted)
        if members["format"] == _FIXED["format"] and int(members["version"]) > _VERSION:
            raise _newer()
        manifest: Manifest = value_of(Manifest, members, fixed=_FIXED)
    except (ValueError, TypeError, KeyError) as error:
        raise not_trusted() from error
    if manifest.content(manifest.code) != untrusted or not has_day_everywhere(manifest.made_at):
        raise not_trusted()
    return manifest


def not_trusted() -> BackupError:
    """The error for a backup whose files are not as they were written."""
    return BackupError(
        _("This backup cannot be trusted"),
        _("It was changed, cut or belongs to other records. Nothing was written."),
        _("Choose another backup, and tell your IT team."),
    )


def _no_backup() -> BackupError:
    return BackupError(
        _("There is no backup in that folder"),
        _("The folder holds no finished backup. Nothing was written."),
        _("Choose the stick or folder where your backups are."),
    )


def _newer() -> BackupError:
    return BackupError(
        _("This backup was made by a newer version of the program"),
        _("This version cannot read it. Nothing was written."),
        _("Install the newest version of Prevent Desktop, then try again."),
    )
