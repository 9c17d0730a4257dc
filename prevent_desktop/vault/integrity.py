"""Is all of the vault whole? Every page, every reference, the search, the audit, the finalised answers, each file."""

from __future__ import annotations

from dataclasses import dataclass

from prevent_desktop.errors import RolledBackError
from prevent_desktop.translation import _
from prevent_desktop.vault import structure
from prevent_desktop.vault.repositories.profiles import BOUND_NAME
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


def check_at_unlock(vault: Vault) -> None:
    """What can be known at once, before anything is shown: a second at the most in the largest vault.

    Is the database the one that was left, page by page; is it as new as the anchor, and the anchor as new as it; does
    the audit add up since it was last read through; is each setting the one that was written down last.
    `QuietCheck` reads the rest while somebody works.

    Raises DatabaseDamagedError, AuditChainError; RolledBackError where only an older copy was put back.
    """
    vault.audit.verify_anchor()
    try:
        vault.anchor.require_as_left()
    except RolledBackError:
        if not structure.pages_verify(vault.database):
            raise database_damaged() from None
        raise
    vault.audit.verify_tail()
    _require_settings(vault)
    _require_slots(vault)


def check(vault: Vault) -> IntegrityReport:
    """Check everything; reads all of the vault. Not inside a transaction.

    Raises DatabaseDamagedError, AuditChainError (which names the entry), or VaultInUseError.
    """
    _check_pages(vault)
    entries = vault.audit.verify() + vault.branches.verify()
    finalised = structure.require_records(vault.database)
    _require_settings(vault)
    _require_slots(vault)
    vault.anchor.require_as_left()
    attachments = vault.attachments.all()
    for attachment in attachments:
        vault.attachments.files.verify(attachment.id, attachment.sha256)
    if not vault.is_read_only:
        vault.audit.note_checked()
    known = frozenset(attachment.id for attachment in attachments)
    return IntegrityReport(
        pages=vault.database.value("PRAGMA page_count"),
        audit_entries=entries,
        finalised_responses=finalised,
        attachments=len(attachments),
        stray_files=tuple(sorted(vault.attachments.files.ids() - known)),
    )


def _check_pages(vault: Vault) -> None:
    database = vault.database
    database.checkpoint()  # the page check does not read the log, and would raise false alarms
    if not structure.pages_verify(database):
        raise database_damaged()
    structure.require_tree(database)
    for index in ("person_index", "record_index"):
        database.run(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608 - our own names


def _require_slots(vault: Vault) -> None:
    """Raise RolledBackError where the slot file holds a way in that was taken away: a former passphrase, say."""
    if vault.audit.withdrawn_slots():
        raise RolledBackError(
            _("An older key file stands in the vault’s folder"),
            _("It holds a way into the vault that was taken away or replaced, such as a former passphrase."),
            _("If you did not put back slots.json yourself, choose a new passphrase and tell your IT team."),
        )


def _require_settings(vault: Vault) -> None:
    """Raise DatabaseDamagedError where a setting is not the one that was written down last."""
    settings = vault.database.rows("SELECT key AS name, value FROM settings")
    for row in (*settings, *vault.database.rows("SELECT name, value FROM secrets")):
        value = row["value"].encode() if isinstance(row["value"], str) else bytes(row["value"])
        code = vault.audit.newest_binding(row["name"])
        if code is not None and code != vault.audit.binding(row["name"], value):
            raise database_damaged()
    _require_profile(vault)


def _require_profile(vault: Vault) -> None:
    """Raise DatabaseDamagedError where the organisation's profile is not the one that was taken last, or is gone."""
    profile, code = vault.profiles.newest(), vault.audit.newest_binding(BOUND_NAME)
    found = None if profile is None else vault.audit.binding(BOUND_NAME, profile.jws.encode())
    if found != code:
        raise database_damaged()
