"""What stands outside the vault and knows how far its audit had come: packs that were sent, and saved lists.

Whoever puts back all of a vault, its anchor included, cannot put back what others hold. Each pack bears the head of the
chain on every page and in its data; each saved list bears it under its signature.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import BinaryIO

from prevent_desktop.casework.received_pack import received_file_id
from prevent_desktop.errors import (
    DatabaseDamagedError,
    PackError,
    RecordError,
    RolledBackError,
    SealingError,
    reason_of,
)
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.translation import _
from prevent_desktop.vault import integrity
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.signing_identity import trusted_certificates
from prevent_desktop.workflows.vault_admin.audit_export import check_export

_PDF = b"%PDF-"


def check_all(vault: Vault) -> int:
    """Check every page, every attachment, the audit and packs that were sent; the number of entries in the audit.

    Raises DatabaseDamagedError, AuditChainError (which names the entry), or VaultInUseError.
    """
    report = integrity.check(vault)
    check_stray_packs(vault, report.stray_files)
    return report.audit_entries


def head_in(vault: Vault, path: Path) -> str:
    """The head of the chain that a signed file tells, once its own signature holds.

    PackError or AuditChainError where it does not, RecordError where the file cannot be read.
    """
    try:
        with open_chosen(path) as content:
            return _head(vault, content)
    except OSError as error:
        raise RecordError(
            _("The file cannot be read"),
            _("{file}: {reason}.").format(file=path.name, reason=reason_of(error)),
            _("Name a pack that you received back, or a list that was saved, and try again."),
        ) from error


def require_known(vault: Vault, head: str, named: str) -> None:
    """Raise RolledBackError where this vault never came as far as `head`."""
    if not vault.audit.holds(head):
        raise RolledBackError(
            _("This is an older copy of the vault"),
            _(
                "{file} was made from this vault later, or from another one: its entry in the audit is not here."
            ).format(file=named),
            _("If you did not restore a backup yourself, tell your IT team before you go on."),
        )


def check_stray_packs(vault: Vault, stray: tuple[str, ...]) -> int:
    """Compare packs whose records are gone, though their sealed files are still there; the number of packs.

    So an older database is noticed beside newer files. RolledBackError.
    """
    found = 0
    for file_id in stray:
        head = _stray_head(vault, file_id)
        if head:
            found += 1
            require_known(vault, head, f"{file_id}.age")
    return found


def _stray_head(vault: Vault, file_id: str) -> str:
    try:
        with vault.attachments.files.open(file_id) as content:
            return _own_head(vault, file_id, content) if _is_pdf(content) else ""
    except (DatabaseDamagedError, PackError, SealingError, OSError):
        return ""  # half a file of a crash, or a document that is no pack


def _own_head(vault: Vault, file_id: str, content: io.BufferedReader) -> str:
    """The head on a pack of this vault; empty on one that came from another, left by a crash while it was kept."""
    from prevent_desktop.packs.opening import verify_pack

    pack = verify_pack(content, trusted_certificates(vault))
    content.seek(0)
    came_in = received_file_id(pack.pack_id, hashlib.file_digest(content, "sha256").hexdigest())
    return "" if file_id == came_in else pack.audit_head


def _is_pdf(content: BinaryIO) -> bool:
    found = content.read(len(_PDF)) == _PDF
    content.seek(0)
    return found


def _head(vault: Vault, content: BinaryIO) -> str:
    if _is_pdf(content):
        from prevent_desktop.packs.opening import verify_pack

        return verify_pack(content, trusted_certificates(vault)).audit_head
    return check_export(content).head.head
