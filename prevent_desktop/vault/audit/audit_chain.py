"""The audit: what was done in this vault, each entry bound to the one before by its digest (SHA-256).

Triggers in the schema forbid changing and deleting; the chain shows it where somebody did it all the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prevent_desktop.errors import AuditChainError
from prevent_desktop.translation import _
from prevent_desktop.vault.audit.anchor import Anchor, Anchored
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import read_time, time_text

START = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line: `action` is a word of ours such as ``pack.signed``, `subject` an opaque id, `detail` no answers."""

    position: int
    at: datetime
    action: str
    subject: str
    detail: str
    previous: str
    digest: str


def entry_digest(position: int, at: str, action: str, subject: str, detail: str, previous: str) -> str:
    """The digest over all that an entry says, the digest of the entry before included."""
    members = json.dumps([position, at, action, subject, detail, previous], separators=(",", ":"))
    return hashlib.sha256(members.encode()).hexdigest()


class Audit:
    """The audit of one vault."""

    def __init__(self, database: Database, anchor: Anchor, now: Callable[[], datetime]) -> None:
        self._database = database
        self._anchor = anchor
        self._now = now

    def append(self, action: str, subject: str, detail: str = "") -> AuditEntry:
        """Add an entry, in the transaction that is open or in one of its own."""
        with self._database.transaction():
            last = self._last()
            position, at = last.position + 1, time_text(self._now())
            digest = entry_digest(position, at, action, subject, detail, last.head)
            self._database.insert(
                "audit", position=position, at=at, action=action, subject=subject, detail=detail,
                previous=last.head, digest=digest,
            )  # fmt: skip
        return AuditEntry(
            position=position, at=read_time(at), action=action, subject=subject, detail=detail,
            previous=last.head, digest=digest,
        )  # fmt: skip

    def entries(self) -> tuple[AuditEntry, ...]:
        """All entries, oldest first."""
        return tuple(map(_entry, self._database.rows("SELECT * FROM audit ORDER BY position")))

    def about(self, subjects: Iterable[str], *, detail: str) -> tuple[AuditEntry, ...]:
        """Entries with one of these subjects, or with this detail, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM audit WHERE subject IN (SELECT value FROM json_each(?)) OR detail = ? ORDER BY position",
            (json.dumps(list(subjects)), detail),
        )
        return tuple(map(_entry, rows))

    @property
    def head(self) -> str:
        """The digest of the newest entry, hexadecimal; 64 zeros where there is none."""
        return self._last().head

    def verify(self) -> int:
        """Check every entry and the anchor; the number of entries.

        Raises AuditChainError, which names the first entry that does not fit.
        """
        expected, previous = 1, START
        for row in self._database.rows("SELECT * FROM audit ORDER BY position"):
            digest = entry_digest(
                row["position"], row["at"], row["action"], row["subject"], row["detail"], row["previous"]
            )
            if (row["position"], row["previous"], row["digest"]) != (expected, previous, digest):
                raise _broken_at(expected)
            expected, previous = expected + 1, digest
        self.verify_anchor()
        return expected - 1

    def verify_anchor(self) -> None:
        """Fast: raise AuditChainError where the database is older than the anchor, or has another past."""
        anchored = self._anchor.read()
        found = self._database.value("SELECT digest FROM audit WHERE position = ?", (anchored.position,))
        if (found or START) != anchored.head:
            raise _older_than_anchor(anchored.position)

    def write_anchor(self) -> None:
        """Remember the head outside the database; the vault does so when it closes.

        Nothing is written inside a transaction: its entries may yet be undone. Raises as `verify_anchor`: an older
        database that was put back must not hide that by being anchored anew.
        """
        if not self._database.in_transaction:
            self.verify_anchor()
            self._anchor.write(self._last())

    def make_anchor(self) -> None:
        """Give a new vault its first anchor."""
        self._anchor.write(self._last())

    def _last(self) -> Anchored:
        row = self._database.row("SELECT position, digest FROM audit ORDER BY position DESC LIMIT 1")
        return Anchored(0, START) if row is None else Anchored(row["position"], row["digest"])


def _entry(row: Any) -> AuditEntry:
    return AuditEntry(
        position=row["position"],
        at=read_time(row["at"]),
        action=row["action"],
        subject=row["subject"],
        detail=row["detail"],
        previous=row["previous"],
        digest=row["digest"],
    )


def _broken_at(position: int) -> AuditChainError:
    return AuditChainError(
        _("The audit does not add up"),
        _("Entry {number} does not fit the one before it: an entry was changed, taken out or put in.").format(
            number=position
        ),
        _("Do not rely on this vault. Tell your IT team, and compare it with your newest backup."),
    )


def _older_than_anchor(position: int) -> AuditChainError:
    return AuditChainError(
        _("This is an older copy of the vault"),
        _("Entry {number} of the audit was seen before and is missing or different now.").format(
            number=position
        ),
        _("If you did not restore a backup yourself, tell your IT team before you go on."),
    )
