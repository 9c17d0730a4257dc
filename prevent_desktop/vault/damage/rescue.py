"""Writes a new, whole vault from what can be read of a damaged one, with a report of what is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from prevent_desktop.errors import AuditChainError, VaultError
from prevent_desktop.vault.attachment_files import ATTACHMENTS_NAME
from prevent_desktop.vault.audit.anchor import START, Anchored
from prevent_desktop.vault.audit.audit_chain import require_chain
from prevent_desktop.vault.audit.keeper import AnchorKeeper
from prevent_desktop.vault.copies.database_copies import copy_database
from prevent_desktop.vault.copies.looking import look_at
from prevent_desktop.vault.copies.progress import SILENT, Progress
from prevent_desktop.vault.copies.sealed_files import SealedFilesCopy
from prevent_desktop.vault.copies.target_errors import telling_of
from prevent_desktop.vault.damage.findings import Findings, Why
from prevent_desktop.vault.damage.opening import open_what_is_left
from prevent_desktop.vault.damage.salvage import column_of, without_triggers
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, SLOTS_NAME, VaultKey
from prevent_desktop.vault.new_folder import new_folder
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.safe_files import copy_synced, make_folder
from prevent_desktop.vault.vault import Vault, utc_now

AUDIT_BEFORE = "audit-before-rescue"
"""The setting that keeps the entries of the old audit that did not fit any more, as JSON."""
_CAN_STAND_EMPTY = {"questionnaires": "digest", "attachments": "id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescued:
    """A new vault. `findings` tell what could not be read; `missing` are the ids of attachments that are not whole."""

    folder: Path
    findings: Findings
    missing: tuple[str, ...]


def rescue(
    folder: Path,
    key: VaultKey,
    target: Path,
    error: VaultError,
    *,
    slots: Path | None = None,
    now: Callable[[], datetime] = utc_now,
    progress: Progress = SILENT,
    held: bool = False,
) -> Rescued:
    """Write a vault to `target` from the one in `folder`, which did not open because of `error`; that one stays as it is.

    `held` where this process has it open for reading alone already. `slots` is the folder that the key slots are taken from, where not from the damaged vault itself. Raises as
    `open_what_is_left`, and VaultExistsError, DiskFullError, ReadOnlyFolderError, CopyStoppedError; then nothing is
    left at `target`.
    """
    with open_what_is_left(folder, key, error, now=now, held=held) as left, telling_of(target.parent):
        findings = left.findings or Findings(why=Why.DAMAGED, reason=error.title)
        with new_folder(target) as making:
            copy_database(left.database, making / DATABASE_NAME, key, progress)
            copy_synced((slots or folder) / SLOTS_NAME, making / SLOTS_NAME)
            _mend(making, key, now())
            missing = _copy_attachments(folder, making, key, progress)
            with Vault.open(making, key, now=now) as vault:
                _write_down(vault, findings)
        return Rescued(folder=target, findings=findings, missing=missing)


def _mend(making: Path, key: VaultKey, now: datetime) -> None:
    """Make references and audit fit again; what they say of records that are gone is taken out, all else stays."""
    database = Database.open(making / DATABASE_NAME, key)
    try:
        with database.transaction(), without_triggers(database):
            _renew_audit(database)
            _mend_references(database, now)
    finally:
        database.close()
    with look_at(making, key) as copy:
        AnchorKeeper(making, key).renew(copy.audit.last())


def _renew_audit(database: Database) -> None:
    """Keep the chain as far as it adds up; the entries after that are kept as a text, and the chain goes on without them."""
    rows: list[Any] = database.rows("SELECT * FROM audit ORDER BY position")
    fits, last = 0, Anchored(0, START)
    for row in rows:
        try:
            last = require_chain([row], last)
        except AuditChainError:
            break
        fits += 1
    if rows[fits:]:
        kept = json.dumps([list(row) for row in rows[fits:]])
        database.run("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (AUDIT_BEFORE, kept))
        database.run("DELETE FROM audit WHERE position > ?", (last.position,))


def _mend_references(database: Database, now: datetime) -> None:
    for violation in database.rows("PRAGMA foreign_key_check"):
        table, parent, row = violation["table"], violation["parent"], violation["rowid"]
        column = column_of(database, table, violation["fkid"])
        sql = f"SELECT \"notnull\" FROM pragma_table_info('{table}') WHERE name = ?"  # noqa: S608 - our own names
        if not database.value(sql, (column,)):
            database.run(f"UPDATE {table} SET {column} = NULL WHERE rowid = ?", (row,))  # noqa: S608 - our own names
        elif parent in _CAN_STAND_EMPTY:
            value = database.value(f"SELECT {column} FROM {table} WHERE rowid = ?", (row,))  # noqa: S608 - our own names
            _stand_in(database, parent, value, now)
        else:  # a detail of something that is gone
            database.run(f"DELETE FROM {table} WHERE rowid = ?", (row,))  # noqa: S608 - our own names


def _stand_in(database: Database, parent: str, value: object, now: datetime) -> None:
    """An empty row in the place of the one that is gone, so that what belongs to it can stay."""
    own = _CAN_STAND_EMPTY[parent]
    if database.value(f"SELECT 1 FROM {parent} WHERE {own} = ?", (value,)):  # noqa: S608 - our own names
        return
    columns: dict[str, object] = {own: value}
    for each in database.rows(f"SELECT * FROM pragma_table_info('{parent}')"):  # noqa: S608 - our own names
        name = each["name"]
        if name == "case_id":
            columns[name] = database.value("SELECT id FROM cases LIMIT 1")
        elif name != own and each["notnull"] and each["dflt_value"] is None:
            empty = 0 if each["type"] == "INTEGER" else ""
            columns[name] = time_text(now) if name.endswith("_at") else empty
    database.insert(parent, **columns)


def _copy_attachments(folder: Path, making: Path, key: VaultKey, progress: Progress) -> tuple[str, ...]:
    make_folder(making / ATTACHMENTS_NAME)
    with look_at(making, key) as copy:
        files = copy.attachments.files
        work = SealedFilesCopy(
            copy.attachments.all(),
            files.in_folder(folder / ATTACHMENTS_NAME),
            files.in_folder(making / ATTACHMENTS_NAME),
            progress,
        )
        return work.run().damaged


def _write_down(vault: Vault, findings: Findings) -> None:
    lost = ", ".join(f"{lost.kind}: {'?' if lost.count is None else lost.count}" for lost in findings.lost)
    with vault.transaction():
        vault.audit.append("vault.rescued", "", lost)
        for row in vault.database.rows("SELECT key, value FROM settings"):
            code = vault.audit.newest_binding(row["key"])
            if code is not None and code != vault.audit.binding(row["key"], row["value"].encode()):
                vault.audit.bind(row["key"], row["value"].encode())
    vault.audit.write_anchor()
