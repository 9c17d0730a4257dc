"""The anchor of an open vault: how the folder was found, and what is written when the vault is used and left."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from pathlib import Path

from prevent_desktop.errors import RolledBackError, VaultError
from prevent_desktop.files.durable import sync_folder
from prevent_desktop.translation import _
from prevent_desktop.vault.audit.anchor import Anchor, Anchored, AnchorState
from prevent_desktop.vault.audit.closed_file import ClosedFile, has_log, read_closed_file
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, VaultKey, read_slots


class AsFound(Enum):
    """What the database file was like before it was opened."""

    WHOLE = "as it was left"
    NOT_CLOSED = "left open, as after a crash: pages may have changed since the anchor"
    CHANGED = "other than it was left"
    UNANCHORED = "without an anchor that can be trusted"


class AnchorKeeper:
    """`found` is how the folder was before the database was opened, `as_left` what the anchor said of one that was whole.

    Make it by `look` before the database is opened.
    """

    def __init__(
        self,
        folder: Path,
        key: VaultKey,
        found: AsFound = AsFound.NOT_CLOSED,
        as_left: AnchorState | None = None,
    ) -> None:
        self._path = folder / DATABASE_NAME
        self._anchor = Anchor(folder, key)
        self._last: Anchored | None = None
        self._as_left = as_left
        self._unwritten = False
        self.verified: Anchored | None = None
        self.checked_at: str | None = None
        self.found = found

    @classmethod
    def look(cls, folder: Path, key: VaultKey) -> AnchorKeeper:
        """Compare the folder with its anchor. Never while the database is open (see `closed_file`)."""
        path = folder / DATABASE_NAME
        try:
            state = Anchor(folder, key).read()
        except RolledBackError:
            return cls(folder, key, AsFound.UNANCHORED)
        if state.closed is None:
            return cls(folder, key, AsFound.NOT_CLOSED)
        if not _is(path, state.closed):
            return cls(folder, key, AsFound.CHANGED)
        return cls(folder, key, AsFound.WHOLE, state)

    def mark_open(self) -> None:
        """Before the first change of a session. What was found changed keeps its anchor, which tells of it."""
        if self._as_left is not None:
            self._anchor.write(replace(self._as_left, closed=None))

    def require_as_left(self) -> None:
        """Raise RolledBackError where a page of the file is not the one that was left, though each verifies."""
        if self.found is AsFound.CHANGED:
            raise RolledBackError(
                _("A part of the vault is not as it was left"),
                _("The database was changed while the vault was closed, or an older copy was put back."),
                _("If you did not restore a backup yourself, tell your IT team before you go on."),
            )

    def slot_ids(self) -> tuple[str, ...]:
        """The ids of the unlock methods that the slot file holds."""
        return tuple(slot.id for slot in read_slots(self._path.parent).slots)

    def read(self) -> AnchorState:
        """What the anchor says. RolledBackError where it cannot be trusted."""
        return self._anchor.read()

    def write(self, newest: Anchored) -> None:
        """Bring the anchor forward to `newest`. Raises as `Anchor.write`, and as `read`."""
        before = self._anchor.read()
        state = self._state(newest, before)
        if state != before:
            self._anchor.write(state)
        self._last = newest

    def renew(self, newest: Anchored) -> None:
        """Write a first anchor, whatever stood there."""
        self.found = AsFound.NOT_CLOSED
        self._anchor.write(self._state(newest, AnchorState(newest=newest)))
        self._last = newest

    def try_to_write(self, write: Callable[[], None]) -> None:
        """On a full disk the older anchor stays, which still catches an older database."""
        self._unwritten = False
        try:
            write()
        except VaultError:
            self._unwritten = True

    @property
    def is_behind(self) -> bool:
        """Whether the disk did not take the last anchor."""
        return self._unwritten

    def left(self) -> None:
        """The database is closed: say so, with what its file is now, where the head was anchored just before."""
        if self._last is None:
            self.take_back()
        elif self.found is not AsFound.CHANGED and not has_log(self._path):
            with contextlib.suppress(VaultError, OSError):
                sync_folder(self._path.parent)  # so that the log is gone before the anchor says that it is
                state = self._state(self._last, self._anchor.read())
                self._anchor.write(replace(state, closed=read_closed_file(self._path)))

    def take_back(self) -> None:
        """The database could not be opened or anchored: where it did not change, the anchor stays as it was."""
        before = self._as_left
        if before is not None and before.closed is not None and _is(self._path, before.closed):
            with contextlib.suppress(VaultError):
                self._anchor.write(before)

    def _state(self, newest: Anchored, before: AnchorState) -> AnchorState:
        return replace(
            before,
            newest=newest,
            verified=self.verified or before.verified,
            checked_at=before.checked_at if self.checked_at is None else self.checked_at,
            closed=before.closed if self.found is AsFound.CHANGED else None,
        )


def _is(path: Path, closed: ClosedFile) -> bool:
    """Whether the database file is as it was left; one that cannot be read is not."""
    try:
        return not has_log(path) and read_closed_file(path) == closed
    except VaultError:
        return False
