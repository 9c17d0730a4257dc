"""When all of the vault is to be read through again, and when it last was."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from prevent_desktop.vault import integrity
from prevent_desktop.vault.audit.keeper import AsFound
from prevent_desktop.vault.quiet_check import QuietCheck
from prevent_desktop.vault.vault import Vault

_EVERY = timedelta(hours=20)


def due_check(vault: Vault, *, now: datetime) -> QuietCheck | None:
    """The check that is due, to be run beside the vault's thread; None where none is.

    It is due once a day, and after each sitting that did not end in good order.
    """
    if vault.is_read_only:
        return None
    checked = integrity.checked_at(vault)
    if checked is None or abs(now - checked) > _EVERY or not_checked_since_crash(vault):
        return integrity.quiet_check(vault)
    return None


def whole_check(vault: Vault) -> QuietCheck:
    """A check of everything, every attached file included, to be run beside the vault's thread."""
    check = integrity.quiet_check(vault, files_after="")
    check.seconds_for_files, check.busy_share = math.inf, 1.0
    return check


def not_checked_since_crash(vault: Vault) -> bool:
    """Whether the last sitting ended in a crash, and nothing was checked in this one."""
    return vault.anchor.found is AsFound.NOT_CLOSED and vault.anchor.checked_at is None
