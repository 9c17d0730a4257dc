"""A vault with some of everything, to be copied."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.vault.vault import Vault


def attachment_path(vault: Vault, number: int) -> Path:
    """Where the sealed file of an attachment stands."""
    return vault.attachments.files.path(vault.attachments.all()[number].id)
