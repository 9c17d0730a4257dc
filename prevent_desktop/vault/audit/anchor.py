"""The anchor: the newest known head of the audit chain, kept outside the database.

So an older database put back in its place is noticed. `anchor.json` is authenticated by a key derived from the
vault's key (HMAC-SHA-256). It is not a part of `slots.json`, so that changing a passphrase on a worker thread and
anchoring on the vault's thread never write the same file.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.errors import AuditChainError
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.safe_files import file_error, write_replacing

ANCHOR_NAME = "anchor.json"
_FORMAT = "prevent-desktop vault anchor"
_VERSION = 1
_LARGEST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Anchored:
    """The chain had this head (hexadecimal SHA-256) at this position; position 0 is the empty chain."""

    position: int
    head: str


class Anchor:
    """The anchor file of one vault."""

    def __init__(self, folder: Path, key: VaultKey) -> None:
        self._path = folder / ANCHOR_NAME
        self._key = key.derived(b"audit anchor")

    def write(self, anchored: Anchored) -> None:
        """Put `anchored` in place of what was there. DiskFullError or ReadOnlyFolderError."""
        write_replacing(self._path, self._content(anchored))

    def read(self) -> Anchored:
        """What was written last. AuditChainError where the file is missing or is not as this vault wrote it."""
        try:
            with self._path.open("rb") as file:
                untrusted = file.read(_LARGEST_BYTES)
        except FileNotFoundError as error:
            raise _not_ours() from error
        except OSError as error:
            raise file_error(error) from error
        try:
            members = json.loads(untrusted)
            anchored = Anchored(int(members["position"]), str(members["head"]))
            expected = self._content(anchored)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise _not_ours() from error
        if not hmac.compare_digest(untrusted, expected):
            raise _not_ours()
        return anchored

    def _content(self, anchored: Anchored) -> bytes:
        """The file as it stands on disk; its code is over format, version, position and head."""
        message = f"{_FORMAT} {_VERSION} {anchored.position} {anchored.head}"
        members = {
            "format": _FORMAT,
            "version": _VERSION,
            "position": anchored.position,
            "head": anchored.head,
            "mac": hmac.digest(self._key, message.encode(), "sha256").hex(),
        }
        return json.dumps(members).encode() + b"\n"


def _not_ours() -> AuditChainError:
    return AuditChainError(
        _("The audit's anchor cannot be trusted"),
        _(
            "The file anchor.json is missing or was changed, so an older copy of the vault would not be noticed."
        ),
        _("Compare the vault with your newest backup, and tell your IT team."),
    )
