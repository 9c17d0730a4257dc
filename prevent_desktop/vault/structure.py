"""Is a database whole in itself? Pages, references, and what the audit says of the records. Reads only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from prevent_desktop.errors import VaultError
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.sql_errors import database_damaged

# The audit says otherwise than the record: an older row stands there, or one that was changed behind the triggers.
_FORMS_AGAINST_AUDIT = """
SELECT responses.id, detail FROM audit JOIN responses ON responses.id = subject
WHERE action = 'form.finalised' AND detail <> '' AND detail IS NOT content_digest
"""
_RECEIPTS_AGAINST_AUDIT = """
SELECT 1 FROM audit JOIN packs ON packs.id = subject
WHERE action = 'receipt.verified' AND receipt_at IS NULL LIMIT 1
"""
_PACKS_AGAINST_AUDIT = """
SELECT packs.id, pdf_digest, case_id FROM audit JOIN packs ON packs.id = subject
WHERE action IN ('pack.signed', 'pack.countersigned') AND detail NOT IN ('', pdf_digest)
"""
# Of a form that was finished in two vaults one stands at everybody, and what was finished here stands beside it.
_SET_BESIDE = {
    "merge_twins": """
SELECT 1 FROM merge_twins JOIN responses ON responses.id = twin_id
WHERE original_id = :id AND finalised_at IS NOT NULL AND content_digest = :detail
"""
}
# Where a case is or was shared the lead may have countersigned on a laptop of their own: their audit says so, and ours
# that changes of others were joined.
_TAKEN_IN = {
    table: f"""
SELECT 1 FROM {table} WHERE subject = :id AND action = 'pack.countersigned' AND detail = :pdf_digest
OR subject = :case_id AND action = 'change.joined'
"""  # noqa: S608 - our own names
    for table in ("audit", "audit_branches")
}
_TAKEN_IN["team_cases"] = "SELECT 1 FROM team_cases WHERE case_id = :case_id"


def require_tree(database: Database) -> None:
    """Read every page that is in use, each against its HMAC and its place in the tree; then every reference.

    Raises DatabaseDamagedError.
    """
    whole = [row[0] for row in database.rows("PRAGMA integrity_check")] == ["ok"]
    if not whole or database.rows("PRAGMA foreign_key_check"):
        raise database_damaged()


def require_records(database: Database) -> int:
    """Compare the records with their digests and with the audit; the number of finalised responses.

    Raises DatabaseDamagedError.
    """
    number = 0
    rows = database.stream("SELECT content, content_digest FROM responses WHERE finalised_at IS NOT NULL")
    for row in rows:
        number += 1
        if hashlib.sha256(row["content"].encode()).hexdigest() != row["content_digest"]:
            raise database_damaged()
    if database.value(_RECEIPTS_AGAINST_AUDIT):
        raise database_damaged()
    for sql, excuses in ((_FORMS_AGAINST_AUDIT, _SET_BESIDE), (_PACKS_AGAINST_AUDIT, _TAKEN_IN)):
        if not _all_explained(database, sql, excuses):
            raise database_damaged()
    return number


def _all_explained(database: Database, sql: str, excuses: Mapping[str, str]) -> bool:
    """Whether for each record that is another than this vault's audit says one of these tables says why.

    A copy of an older version has not all tables.
    """
    there = {row["name"] for row in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    reasons = [reason for table, reason in excuses.items() if table in there]
    return all(
        any(database.value(reason, dict(record)) for reason in reasons) for record in database.rows(sql)
    )


def pages_verify(database: Database) -> bool:
    """Whether each page of the database file fits its HMAC. Does not read the log, so checkpoint first."""
    try:
        return not database.rows("PRAGMA cipher_integrity_check")
    except VaultError:
        return False
