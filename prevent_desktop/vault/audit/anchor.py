"""The anchor: the newest known head of the audit chain, kept outside the database.

So an older database put back in its place is noticed. While the vault is closed the anchor also holds a digest over
the pages of the database file, so that a single older page is noticed too. `anchor.json` is authenticated by a key
derived from the vault's key (HMAC-SHA-256). It is not a part of `slots.json`, so that changing a passphrase on a
worker thread and anchoring on the vault's thread never write the same file.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from prevent_desktop.errors import DiskFullError, RolledBackError
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.strict_json import AsList, Inline, Named, parse, parts_of, value_of
from prevent_desktop.translation import _
from prevent_desktop.vault.audit.closed_file import ClosedFile
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.safe_files import file_error, overwrite_synced, write_replacing

ANCHOR_NAME = "anchor.json"
START = "0" * 64
"""The head of a chain without entries."""

_FORMAT = "prevent-desktop vault anchor"
_VERSION = 2
_FIXED = {"format": _FORMAT, "version": _VERSION}
_FILE_BYTES = 1024  # always as many, so that a full disk can take the new one in the old one's place
_LARGEST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Anchored:
    """The chain had this head (hexadecimal SHA-256) at this position; position 0 is the empty chain."""

    position: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorState:
    """What the anchor says.

    `newest` is the newest known entry; up to `verified` the chain was read and added up. `checked_at` is when all of
    the vault was last found whole (ISO 8601 in UTC; empty for never). `closed` is the database file as it was
    left; None while the vault is open, and after a crash.
    """

    newest: Annotated[Anchored, Inline]
    verified: Annotated[Anchored, AsList] = Anchored(0, START)
    checked_at: Annotated[str, Named("checked")] = ""
    closed: Annotated[ClosedFile | None, AsList] = None


class Anchor:
    """The anchor file of one vault."""

    def __init__(self, folder: Path, key: VaultKey) -> None:
        self._path = folder / ANCHOR_NAME
        self._key = key.derived(b"audit anchor")

    def write(self, state: AnchorState) -> None:
        """Put `state` in place of what was there. DiskFullError or ReadOnlyFolderError."""
        content = self._content(state)
        try:
            write_replacing(self._path, content)
        except DiskFullError:
            overwrite_synced(self._path, content)

    def read(self) -> AnchorState:
        """What was written last. RolledBackError where the file is missing or is not as this vault wrote it."""
        try:
            with open_chosen(self._path) as file:
                untrusted = file.read(_LARGEST_BYTES)
        except FileNotFoundError as error:
            raise _not_ours() from error
        except OSError as error:
            raise file_error(error) from error
        try:
            members = parse(untrusted)
            if members["version"] == _VERSION:
                said = {name: value for name, value in members.items() if name != "mac"}
                state: AnchorState = value_of(AnchorState, said, fixed=_FIXED)
                expected = self._content(state)
            else:
                state = AnchorState(newest=value_of(Anchored, members, more=True))
                expected = self._first_content(state)
        except (ValueError, TypeError, KeyError) as error:
            raise _not_ours() from error
        if not hmac.compare_digest(untrusted, expected):
            raise _not_ours()
        return state

    def _content(self, state: AnchorState) -> bytes:
        """The file as it stands on disk; its code is over all that stands before it."""
        members = {**_FIXED, **parts_of(state)}
        message = json.dumps(members).encode()
        mac = hmac.digest(self._key, message, "sha256").hex()
        return json.dumps({**members, "mac": mac}).encode().ljust(_FILE_BYTES - 1) + b"\n"

    def _first_content(self, state: AnchorState) -> bytes:
        """As version 1 wrote it."""
        newest = state.newest
        message = f"{_FORMAT} 1 {newest.position} {newest.head}"
        mac = hmac.digest(self._key, message.encode(), "sha256").hex()
        members = {
            "format": _FORMAT, "version": 1, "position": newest.position, "head": newest.head, "mac": mac,
        }  # fmt: skip
        return json.dumps(members).encode() + b"\n"


def _not_ours() -> RolledBackError:
    return RolledBackError(
        _("The audit’s anchor cannot be trusted"),
        _(
            "The file anchor.json is missing or was changed, so an older copy of the vault would not be noticed."
        ),
        _("Compare the vault with your newest backup, and tell your IT team."),
    )
