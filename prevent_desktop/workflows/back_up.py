"""Copy the vault to a folder or stick: encrypted as it is, and verified after writing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from prevent_desktop.vault import Vault
from prevent_desktop.vault.backup import back_up as copy_vault


def back_up(vault: Vault, target: Path, *, now: datetime) -> Path:
    """Write a verified copy of the vault below `target`; tells its folder. Raises VaultError where it cannot."""
    copied = copy_vault(vault, target / f"prevent-desktop-{now:%Y%m%d-%H%M%S}.vault")
    with vault.transaction():
        vault.audit.append("vault.backed-up", "", "", at=now)
    return copied
