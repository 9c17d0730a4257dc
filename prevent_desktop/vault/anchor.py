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
from prevent_desktop.vault.key_slots import VaultKey
from prevent_desktop.vault.safe_files import file_error, write_replacing

ANCHOR_NAME = "anchor.json"
_FORMAT = "prevent-desktop vault anchor"
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
        members = {"format": _FORMAT, "version": 1, "position": anchored.position, "head": anchored.head}
        write_replacing(self._path, json.dumps({**members, "mac": self._mac(anchored)}).encode() + b"\n")

    def read(self) -> Anchored:
        """What was written last. AuditChainError where the file is missing or was not written by this vault."""
        try:
            with self._path.open("rb") as file:
                untrusted = json.loads(file.read(_LARGEST_BYTES))
            anchored = Anchored(int(untrusted["position"]), str(untrusted["head"]))
            untrusted_mac = str(untrusted["mac"])
        except FileNotFoundError as error:
            raise _not_ours() from error
        except OSError as error:
            raise file_error(error) from error
        except (ValueError, TypeError, KeyError) as error:
            raise _not_ours() from error
        if not hmac.compare_digest(untrusted_mac.encode(), self._mac(anchored).encode()):
            raise _not_ours()
        return anchored

    def _mac(self, anchored: Anchored) -> str:
        message = f"{_FORMAT} 1 {anchored.position} {anchored.head}"
        return hmac.digest(self._key, message.encode(), "sha256").hex()


def _not_ours() -> AuditChainError:
    return AuditChainError(
        _("The audit's anchor cannot be trusted"),
        _(
            "The file anchor.json is missing or was changed, so an older copy of the vault would not be noticed."
        ),
        _("Compare the vault with your newest backup, and tell your IT team."),
    )
