"""Write down what was looked at: once for each thing in a while, so that going to and fro fills no disk."""

from __future__ import annotations

from collections.abc import Collection

from prevent_desktop.casework.news import ARRIVALS
from prevent_desktop.errors import DiskFullError, ReadOnlyFolderError
from prevent_desktop.vault.vault import Vault

RECORD, FORM, PACK, DRAFT, FILE, AUDIT = (
    "record.viewed", "form.viewed", "pack.viewed", "draft.viewed", "attachment.viewed", "audit.viewed",
)  # fmt: skip


def note_view(vault: Vault, action: str, subject: str, *, shows: Collection[str] = ()) -> bool:
    """Write down that `subject` was looked at, unless that was written a few minutes ago in the same sitting.

    It is written again where something came since: to it, or to what it `shows` besides, such as the packs in a record.

    Whether it stands in the audit: a full disk or a vault that is open for reading only hinders nobody from looking.
    In the latter the line across the window has said already that nothing is written.
    """
    if vault.is_read_only:
        return True
    try:
        vault.audit.append_once(action, subject, after=_newest_arrival(vault, {subject, *shows}))
    except (DiskFullError, ReadOnlyFolderError):
        return False
    return True


def shows_news(vault: Vault, action: str, subject: str, shows: Collection[str]) -> bool:
    """Whether something came since `subject` was looked at, or it never was."""
    looked = vault.audit.newest(subject, action)
    return _newest_arrival(vault, {subject, *shows}) > (0 if looked is None else looked.position)


def _newest_arrival(vault: Vault, subjects: Collection[str]) -> int:
    return max(vault.audit.positions(subjects, ARRIVALS).values(), default=0)
