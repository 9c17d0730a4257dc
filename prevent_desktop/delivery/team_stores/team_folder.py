"""A team's mailbox in a folder: on this computer, on a share, or in one that OneDrive, Google Drive or another program keeps the same.

An object is ``<two letters>/<the rest of its name>``, a head the same in ``heads/``; files take their places whole, in one step, and
have the rights of the folder. Others may write there too, and a program that keeps folders the same makes files of its own:

- "conflicted copies" have longer names and are nobody's objects; those of heads are tidied away after a day, those of an object go with it;
- a file that is online alone is read, which brings it here; where that does not come to an end well it is told, and is never "nothing";
- half a file is told, and whoever wrote the whole one puts it right by putting it again;
- a file that was deleted and returns is there again, and can be deleted again: what it says is judged by its reader.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from prevent_desktop.delivery.connection.cancellation import CancelToken
from prevent_desktop.delivery.mailboxes.team_store import (
    HEADS,
    LARGEST_HEAD,
    NOTHING,
    SEAL_SIZE,
    Head,
    TeamStore,
    not_here,
    odd,
    require_name,
    whole,
    with_digest,
    without_digest,
)
from prevent_desktop.delivery.team_stores.team_words import in_team_words
from prevent_desktop.delivery.transports.folder import in_words
from prevent_desktop.files.durable import PART
from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.files.shared import SharedFolder

_DAY = 86400.0
_PARTS = re.compile(rf"\.[a-z0-9]{{8,120}}\.[0-9a-f]{{12}}{re.escape(PART)}")
_COPIES = re.compile(r"[a-z0-9]{8,120}[^a-z0-9].*", re.DOTALL)
"""What a program that keeps folders the same makes of a head that two changed at once."""
_ONLINE: Final = (".{name}.icloud", "{name}.nextcloud")
"""What stands in the place of a file that is online alone, where the system itself knows no such thing (iCloud, Nextcloud)."""


class FolderTeamStore(TeamStore):
    """See `TeamStore`. `root` has to be there: it is never made, so that a drive that is away is told."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._tidied: set[SharedFolder] = set()

    def put(self, name: str, content: bytes) -> bool:
        """See `TeamStore`."""
        folder, file_name = self._place(name)
        with self._in_words():
            self._make(folder)
            return self._put(folder, file_name, with_digest(content))

    def _put(self, folder: SharedFolder, name: str, blob: bytes) -> bool:
        while not folder.put_new(name, (blob,)):
            with suppress(FileNotFoundError):  # deleted meanwhile
                there = self._read(folder, name, len(blob) + 1)
                if there == blob:
                    return True
                if len(there) > len(blob) or without_digest(there) is not None:
                    return False
                folder.put(name, (blob,))
                return True
        return True

    def get(self, name: str, at_most: int) -> bytes | None:
        """See `TeamStore`."""
        folder, file_name = self._place(name)
        with self._in_words():
            return self._content(folder, file_name, at_most)

    def head(self, name: str, known_tag: str = "") -> Head | None:
        """See `TeamStore`. It is always read: some drives count time in seconds, and a head is small."""
        folder, file_name = self._place(name, HEADS)
        with self._in_words():
            content = self._content(folder, file_name, LARGEST_HEAD)
        found = NOTHING if content is None else Head(content, hashlib.sha256(content).hexdigest())
        return None if found.tag == known_tag else found

    def set_head(self, name: str, content: bytes) -> None:
        """See `TeamStore`."""
        folder, file_name = self._place(name, HEADS)
        with self._in_words():
            self._make(self._inside(HEADS))
            self._make(folder)
            folder.put(file_name, (with_digest(content),))

    def delete(self, name: str) -> None:
        """See `TeamStore`. What programs made of it beside it goes too."""
        folder, file_name = self._place(name)
        copies = re.compile(rf"\.?{re.escape(file_name)}([^a-z0-9].*)?", re.DOTALL)
        with self._in_words():
            try:
                folder.take(*filter(copies.fullmatch, folder.names()))
            except FileNotFoundError:
                self._require_root()

    # -- how

    def _inside(self, *names: str) -> SharedFolder:
        return SharedFolder(self._root, *names)

    def _place(self, name: str, *above: str) -> tuple[SharedFolder, str]:
        folder, file_name = require_name(name).split("/")
        return self._inside(*above, folder), file_name

    def _make(self, folder: SharedFolder) -> None:
        """Make it where it is not there, and take away once what was left half by those who were killed."""
        folder.make()
        if folder in self._tidied:
            return
        self._tidied.add(folder)
        with suppress(OSError):
            folder.tidy(_PARTS, older_than=_DAY)
            if folder.path.parent.name == HEADS:
                folder.tidy(_COPIES, older_than=_DAY)

    def _content(self, folder: SharedFolder, name: str, at_most: int) -> bytes | None:
        try:
            untrusted = self._read(folder, name, at_most + SEAL_SIZE + 1)
        except FileNotFoundError:
            self._require_root()
            if any(self._has(folder, form.format(name=name)) for form in _ONLINE):
                raise not_here(str(self._root)) from None
            return None
        return whole(untrusted, at_most, str(self._root))

    def _read(self, folder: SharedFolder, name: str, at_most: int) -> bytes:
        """So many bytes of it at most. FileNotFoundError; TeamObjectError where it cannot be read and the folder can."""
        try:
            with folder.reading(name) as file:
                size = os.fstat(file.fileno()).st_size
                untrusted = file.read(at_most)
        except (FileNotFoundError, NotPlainError):
            raise
        except OSError as error:
            self._require_root()
            raise (
                odd(str(self._root)) if isinstance(error, NotPlainError) else not_here(str(self._root))
            ) from error
        if not size or len(untrusted) < min(size, at_most):
            raise not_here(str(self._root))
        return untrusted

    def _has(self, folder: SharedFolder, name: str) -> bool:
        with suppress(OSError):
            return folder.has(name)
        return False

    def _require_root(self) -> None:
        """Raise where the whole folder is away, or closed to us."""
        with self._inside().held():
            pass

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        where = str(self._root)
        with in_team_words(where), in_words(where):
            CancelToken.here().check()
            try:
                yield
            except NotPlainError as error:
                raise odd(where) from error
