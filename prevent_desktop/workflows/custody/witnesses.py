"""What stands outside the vault and knows how far its audit had come: packs that were sent, and saved lists.

Whoever puts back all of a vault, its anchor included, cannot put back what others hold. Each pack bears the head of the
chain on every page and in its data; each saved list bears it under its signature.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from prevent_desktop.casework.received_pack import received_file_id
from prevent_desktop.errors import DatabaseDamagedError, PackError, RecordError, RolledBackError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.custody.audit_export import check_export
from prevent_desktop.workflows.signing_identity import trusted_certificates

_PDF = b"%PDF-"
_LARGEST_PACK = 64 << 20


def head_in(vault: Vault, path: Path) -> str:
    """The head of the chain that a witness bears, once its own signature holds.

    PackError or AuditChainError where it does not, RecordError where the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RecordError(
            _("The file cannot be read"),
            _("{file}: {reason}.").format(file=path.name, reason=error.strerror or type(error).__name__),
            _("Name a pack that you received back, or a list that was saved, and try again."),
        ) from error
    return _head(vault, content)


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
        if vault.attachments.files.path(file_id).stat().st_size > _LARGEST_PACK:
            return ""
        content = vault.attachments.files.read_stray(file_id)
        return _own_head(vault, file_id, content) if content.startswith(_PDF) else ""
    except (DatabaseDamagedError, PackError, OSError):
        return ""  # half a file of a crash, or a document that is no pack


def _own_head(vault: Vault, file_id: str, content: bytes) -> str:
    """The head on a pack of this vault; empty on one that came from another, left by a crash while it was kept."""
    from prevent_desktop.packs.opening import verify_pack

    pack = verify_pack(content, trusted_certificates(vault))
    came_in = received_file_id(pack.pack_id, hashlib.sha256(content).hexdigest())
    return "" if file_id == came_in else pack.audit_head


def _head(vault: Vault, content: bytes) -> str:
    if content.startswith(_PDF):
        from prevent_desktop.packs.opening import verify_pack

        return verify_pack(content, trusted_certificates(vault)).audit_head
    return check_export(io.BytesIO(content)).head.head
