"""The audit: what was done in this vault, each entry bound to the one before by its digest (SHA-256).

Triggers in the schema forbid changing and deleting; the chain shows it where somebody did it all the same.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from prevent_desktop.errors import AuditChainError, RolledBackError
from prevent_desktop.translation import _
from prevent_desktop.vault.audit.anchor import START, Anchored
from prevent_desktop.vault.audit.entries import AuditEntry, entry_digest, read_entry, row_digest
from prevent_desktop.vault.audit.keeper import AnchorKeeper
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.repositories.columns import read_time, time_text

__all__ = ["START", "Audit", "AuditEntry", "entry_digest", "require_chain"]

SLOT_ADDED, SLOT_REMOVED = "slot.added", "slot.removed"
UNLOCKED, ACCEPTED, BOUND = "vault.unlocked", "rollback.accepted", "settings.changed"
ESCROW_USED = "escrow.used"
_A_WHILE = timedelta(minutes=10)
NOT_ANCHORED = "not anchored"
"""How the detail of an unlocking ends on whose disk there was no room for the anchor."""

_WEIGHTY = frozenset(
    {
        "accepted", "backed-up", "changed", "copied", "disposed", "exported", "finalised", "made", "merged", "printed",
        "queued", "recovered", "removed", "restored", "saved", "sealed", "sent", "signed", "trusted", "unlocked",
        "used", "verified",
    }
)  # fmt: skip
"""The verbs after which the head is anchored at once, when they are committed: what leaves the vault or changes it."""
_ALL = "SELECT * FROM audit ORDER BY position"
_AFTER = "SELECT * FROM audit WHERE position > ? ORDER BY position"


class Audit:
    """The audit of one vault. `keeper` has the anchor outside the database."""

    def __init__(
        self, database: Database, keeper: AnchorKeeper, key: VaultKey, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._keeper = keeper
        self._binding_key = key.derived(b"audit binding")
        self._now = now
        self._anchor_due = False
        database.after_commit = self._anchor_if_due

    def append(self, action: str, subject: str, detail: str = "") -> AuditEntry:
        """Add an entry, in the transaction that is open or in one of its own."""
        with self._database.transaction():
            last = self.last()
            position, at = last.position + 1, time_text(self._now())
            digest = entry_digest(position, at, action, subject, detail, last.head)
            self._database.insert(
                "audit", position=position, at=at, action=action, subject=subject, detail=detail,
                previous=last.head, digest=digest,
            )  # fmt: skip
            self._anchor_due |= action.rpartition(".")[2] in _WEIGHTY
        return AuditEntry(
            position=position, at=read_time(at), action=action, subject=subject, detail=detail,
            previous=last.head, digest=digest,
        )  # fmt: skip

    def append_once(self, action: str, subject: str, *, after: int = 0) -> None:
        """Add an entry, unless the same one was added less than ten minutes ago in this sitting, and `after` that position."""
        sql = """
            SELECT at FROM audit WHERE subject = ? AND action = ? AND position > max(?, (
                SELECT coalesce(max(position), 0) FROM audit WHERE subject = '' AND action = ?
            )) ORDER BY position DESC LIMIT 1
        """
        at = self._database.value(sql, (subject, action, after, UNLOCKED))
        if at is None or abs(self._now() - read_time(at)) > _A_WHILE:
            self.append(action, subject)

    def bind(self, name: str, value: bytes) -> None:
        """Write down that the setting `name` changed, bound to its new value: an older one put back is noticed."""
        self.append(BOUND, name, self.binding(name, value))

    def binding(self, name: str, value: bytes) -> str:
        """The code of a setting's value; without the vault's key it tells nothing of the value."""
        return hmac.digest(self._binding_key, name.encode() + b"\0" + value, "sha256").hex()

    def entries(self) -> tuple[AuditEntry, ...]:
        """All entries, oldest first."""
        return tuple(self.each())

    def each(self) -> Iterator[AuditEntry]:
        """All entries, oldest first, read one by one."""
        return map(read_entry, self._database.stream(_ALL))

    def about(self, subjects: Iterable[str]) -> tuple[AuditEntry, ...]:
        """Entries with one of these subjects, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM audit WHERE subject IN (SELECT value FROM json_each(?)) ORDER BY position",
            (json.dumps(list(subjects)),),
        )
        return tuple(map(read_entry, rows))

    def newest_binding(self, name: str) -> str | None:
        """The code that `bind` wrote down last for a setting; None where it never changed."""
        found = self.newest(name, BOUND)
        return None if found is None else found.detail

    def has(self, action: str, subject: str) -> bool:
        """Whether this was ever written down."""
        return self.newest(subject, action) is not None

    def newest(self, subject: str, *actions: str) -> AuditEntry | None:
        """The newest entry about this subject (empty: the vault as a whole) with one of these actions."""
        row = self._database.row(
            "SELECT * FROM audit WHERE subject = ? AND action IN (SELECT value FROM json_each(?)) "
            "ORDER BY position DESC LIMIT 1",
            (subject, json.dumps(actions)),
        )
        return None if row is None else read_entry(row)

    def positions(self, subjects: Collection[str], actions: Collection[str]) -> dict[str, int]:
        """Where the newest entry with one of these actions stands, by subject; those without one are not in it."""
        rows = self._database.rows(
            "SELECT subject, max(position) AS position FROM audit WHERE subject IN (SELECT value FROM json_each(?)) "
            "AND action IN (SELECT value FROM json_each(?)) GROUP BY subject",
            (json.dumps(list(subjects)), json.dumps(list(actions))),
        )
        return {row["subject"]: row["position"] for row in rows}

    def since(self, position: int, actions: Collection[str]) -> tuple[AuditEntry, ...]:
        """The entries after this position with one of these actions, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM audit WHERE position > ? AND action IN (SELECT value FROM json_each(?)) ORDER BY position",
            (position, json.dumps(list(actions))),
        )
        return tuple(map(read_entry, rows))

    def sitting_before(self, moment: datetime) -> int:
        """The position at which the last sitting before `moment` began; 0 where there was none."""
        sql = "SELECT coalesce(max(position), 0) FROM audit WHERE subject = '' AND action = ? AND at < ?"
        return int(self._database.value(sql, (UNLOCKED, time_text(moment))))

    def has_entry(self, position: int, digest: str) -> bool:
        """Whether the entry at this position is the one with this digest."""
        return bool(
            self._database.value("SELECT digest FROM audit WHERE position = ?", (position,)) == digest
        )

    def holds(self, head: str) -> bool:
        """Whether the chain ever had this head, as a pack bears it."""
        found = self._database.value("SELECT 1 FROM audit WHERE digest = ?", (head,))
        return head == START or found is not None

    @property
    def head(self) -> str:
        """The digest of the newest entry, hexadecimal; 64 zeros where there is none."""
        return self.last().head

    def last(self) -> Anchored:
        """The newest entry's position and digest."""
        row = self._database.row("SELECT position, digest FROM audit ORDER BY position DESC LIMIT 1")
        return Anchored(0, START) if row is None else Anchored(row["position"], row["digest"])

    # -- checking

    def verify(self) -> int:
        """Check every entry and the anchor; the number of entries.

        Raises AuditChainError, which names the first entry that does not fit.
        """
        last = require_chain(self._database.stream(_ALL), Anchored(0, START))
        self.verify_anchor()
        self._keeper.verified = last
        return last.position

    def verify_tail(self) -> None:
        """Check the entries that came since the chain was last read through. Raises as `verify`."""
        verified = self._keeper.read().verified
        self._require_known(verified)
        self._keeper.verified = require_chain(self._database.stream(_AFTER, (verified.position,)), verified)

    def verify_anchor(self) -> None:
        """Fast: raise RolledBackError where the database is older than the anchor, or the anchor than the database."""
        state = self._keeper.read()
        self._require_known(state.newest)
        unlocked = self._database.value(
            "SELECT max(position) FROM audit WHERE position > ? AND action = ? AND detail NOT LIKE ?",
            (state.newest.position + 1, UNLOCKED, f"%{NOT_ANCHORED}"),
        )
        if unlocked is not None:
            raise _older_anchor()

    def _require_known(self, anchored: Anchored) -> None:
        found = self._database.value("SELECT digest FROM audit WHERE position = ?", (anchored.position,))
        if (found or START) != anchored.head:
            raise _older_than_anchor(anchored.position)

    def note_checked(self, verified: Anchored | None = None) -> None:
        """Remember in the anchor that all of the vault was found whole, and the audit up to `verified` or its newest."""
        if verified is not None:
            self._require_known(verified)
            self._keeper.verified = verified
        self._keeper.checked_at = time_text(self._now())
        self.write_anchor()

    # -- anchoring

    def write_anchor(self) -> None:
        """Remember the head outside the database. Nothing is written inside a transaction: it may yet be undone.

        Raises as `verify_anchor`: an older database that was put back must not hide that by being anchored anew.
        """
        if not self._database.in_transaction:
            self.verify_anchor()
            self._keeper.write(self.last())

    def make_anchor(self) -> None:
        """Give a new vault its first anchor, or a copy one of its own."""
        self._keeper.renew(self.last())

    def withdrawn_slots(self) -> tuple[str, ...]:
        """The ids of unlock methods that stand in the slot file, though they were taken away: an older file was put back."""
        return tuple(slot_id for slot_id in self._keeper.slot_ids() if self._is_withdrawn(slot_id))

    def _is_withdrawn(self, slot_id: str) -> bool:
        newest = self.newest(slot_id, SLOT_ADDED, SLOT_REMOVED)
        return newest is not None and newest.action == SLOT_REMOVED

    def accept_rollback(self, reason: str) -> None:
        """Go on with an older copy that its owner put back: written down, then anchored anew. `reason` is a code.

        AuditChainError where the copy's own chain does not add up; nothing is written then.
        """
        require_chain(self._database.stream(_ALL), Anchored(0, START))
        with self._database.transaction():
            self.append(ACCEPTED, "", reason)
            for slot_id in self.withdrawn_slots():
                self.append(SLOT_ADDED, slot_id, reason)
        self.make_anchor()

    def _anchor_if_due(self) -> None:
        if self._anchor_due:
            self._anchor_due = False
            self._keeper.try_to_write(self.write_anchor)


def require_chain(rows: Iterable[Any], start: Anchored) -> Anchored:
    """Read the rows after `start`; the last of them. Raises AuditChainError, which names the first that does not fit."""
    expected, previous = start.position + 1, start.head
    for row in rows:
        digest = row_digest(row)
        if (row["position"], row["previous"], row["digest"]) != (expected, previous, digest):
            raise _broken_at(expected)
        expected, previous = expected + 1, digest
    return Anchored(expected - 1, previous)


def _broken_at(position: int) -> AuditChainError:
    return AuditChainError(
        _("The audit does not add up"),
        _("Entry {number} does not fit the one before it: an entry was changed, taken out or put in.").format(
            number=position
        ),
        _("Do not rely on this vault. Tell your IT team, and compare it with your newest backup."),
    )


def _older_than_anchor(position: int) -> RolledBackError:
    return RolledBackError(
        _("This is an older copy of the vault"),
        _("Entry {number} of the audit was seen before and is missing or different now.").format(
            number=position
        ),
        _("If you did not restore a backup yourself, tell your IT team before you go on."),
    )


def _older_anchor() -> RolledBackError:
    return RolledBackError(
        _("The audit’s anchor is an older one"),
        _("The vault was used since the file anchor.json was written, so an older file was put back."),
        _("If you did not restore a backup yourself, tell your IT team before you go on."),
    )
