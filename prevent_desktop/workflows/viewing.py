"""Write down what was looked at: once for each thing in a while, so that going to and fro fills no disk."""

from __future__ import annotations

from prevent_desktop.errors import DiskFullError, ReadOnlyFolderError
from prevent_desktop.vault.vault import Vault

RECORD, FORM, PACK, FILE, AUDIT = (
    "record.viewed",
    "form.viewed",
    "pack.viewed",
    "attachment.viewed",
    "audit.viewed",
)


def note_view(vault: Vault, action: str, subject: str) -> bool:
    """Write down that `subject` was looked at, unless that was written a few minutes ago in the same sitting.

    Whether it stands in the audit: a full disk or a vault that is open for reading only hinders nobody from looking.
    In the latter the line across the window has said already that nothing is written.
    """
    if vault.is_read_only:
        return True
    try:
        vault.audit.append_once(action, subject)
    except (DiskFullError, ReadOnlyFolderError):
        return False
    return True
