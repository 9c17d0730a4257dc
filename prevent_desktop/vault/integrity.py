"""Is all of the vault whole? Every page, every reference, the search, the audit, the finalised answers, each file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from prevent_desktop.vault.sql_errors import database_damaged
from prevent_desktop.vault.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrityReport:
    """What was checked. `stray_files` are sealed files that no record names: harmless leftovers of a crash."""

    pages: int
    audit_entries: int
    finalised_responses: int
    attachments: int
    stray_files: tuple[str, ...]


def check(vault: Vault) -> IntegrityReport:
    """Check everything; reads all of the vault. Not inside a transaction.

    Raises DatabaseDamagedError, AuditChainError (which names the entry), or VaultInUseError.
    """
    _check_pages(vault)
    attachments = vault.attachments.all()
    for attachment in attachments:
        vault.attachments.files.verify(attachment.id, attachment.sha256)
    known = frozenset(attachment.id for attachment in attachments)
    return IntegrityReport(
        pages=vault.database.value("PRAGMA page_count"),
        audit_entries=vault.audit.verify(),
        finalised_responses=_check_finalised(vault),
        attachments=len(attachments),
        stray_files=tuple(sorted(vault.attachments.files.ids() - known)),
    )


def _check_pages(vault: Vault) -> None:
    database = vault.database
    database.checkpoint()  # the page check does not read the log, and would raise false alarms
    whole = (
        not database.rows("PRAGMA cipher_integrity_check")
        and [row[0] for row in database.rows("PRAGMA integrity_check")] == ["ok"]
        and not database.rows("PRAGMA foreign_key_check")
    )
    if not whole:
        raise database_damaged()
    for index in ("person_index", "record_index"):
        database.run(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608 - our own names


def _check_finalised(vault: Vault) -> int:
    rows = vault.database.rows(
        "SELECT id, content, content_digest FROM responses WHERE finalised_at IS NOT NULL"
    )
    for row in rows:
        if hashlib.sha256(row["content"].encode()).hexdigest() != row["content_digest"]:
            raise database_damaged()
    return len(rows)
