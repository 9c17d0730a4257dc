"""Copy the vault to a folder or stick: encrypted as it is, and verified after writing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from prevent_desktop.vault.copies import backup
from prevent_desktop.vault.vault import Vault


def back_up(vault: Vault, target: Path, *, now: datetime) -> Path:
    """Write a verified copy of the vault below `target`; tells its folder. Raises VaultError where it cannot."""
    copied = target / f"prevent-desktop-{now:%Y%m%d-%H%M%S}"
    backup.back_up(vault, copied)
    vault.audit.append("vault.backed-up", "")
    return copied
