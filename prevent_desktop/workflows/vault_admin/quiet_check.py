"""When all of the vault is to be read through again, and when it last was."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from prevent_desktop.vault.audit.keeper import AsFound
from prevent_desktop.vault.quiet_check import QuietCheck, QuietResult
from prevent_desktop.vault.repositories.columns import maybe_read_time
from prevent_desktop.vault.vault import Vault

_EVERY = timedelta(hours=20)
_FILES_AFTER = "integrity-files-after"


def due_check(vault: Vault, *, now: datetime) -> QuietCheck | None:
    """The check that is due, to be run beside the vault's thread; None where none is.

    It is due once a day, and after each sitting that did not end in good order.
    """
    if vault.is_read_only:
        return None
    checked = checked_at(vault)
    if checked is None or abs(now - checked) > _EVERY or not_checked_since_crash(vault):
        return quiet_check(vault)
    return None


def whole_check(vault: Vault) -> QuietCheck:
    """A check of everything, every attached file included, to be run beside the vault's thread."""
    check = quiet_check(vault, files_after="")
    check.seconds_for_files, check.busy_share = math.inf, 1.0
    return check


def not_checked_since_crash(vault: Vault) -> bool:
    """Whether the last sitting ended in a crash, and nothing was checked in this one."""
    return vault.anchor.found is AsFound.NOT_CLOSED and vault.anchor.checked_at is None


def quiet_check(vault: Vault, files_after: str | None = None) -> QuietCheck:
    """The check that goes on beside whoever works; `run` it on any other thread. An earlier one that runs is ended.

    Of the attachments it begins after the one with the id `files_after`; None for where the last check ended.
    """
    if vault.database.before_checkpoint is not None:
        vault.database.before_checkpoint()
    after = vault.settings.get(_FILES_AFTER) or "" if files_after is None else files_after
    check = QuietCheck(vault.folder, vault.key, vault.attachments.files, after)
    vault.database.before_checkpoint = check.stop
    return check


def take_result(vault: Vault, result: QuietResult) -> None:
    """Remember that all was whole. RolledBackError where the chain is another one by now."""
    vault.settings.set(_FILES_AFTER, result.files_after)
    vault.audit.note_checked(result.verified)


def checked_at(vault: Vault) -> datetime | None:
    """When all of the vault but its attachments was last found whole; None for never."""
    return maybe_read_time(vault.anchor.read().checked_at or None)
