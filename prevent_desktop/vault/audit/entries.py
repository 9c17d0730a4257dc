"""One entry of the audit, and the digest that binds it to the one before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prevent_desktop.vault.repositories.rows import RowCodec


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


def row_digest(row: Any) -> str:
    """What the digest of an entry must be, by what its row says."""
    return entry_digest(
        row["position"], row["at"], row["action"], row["subject"], row["detail"], row["previous"]
    )


def read_entry(row: Any) -> AuditEntry:
    """The entry that stands in a row."""
    return _ENTRY.read(row)


_ENTRY = RowCodec(AuditEntry)
