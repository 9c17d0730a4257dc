"""Backups in words. No Qt."""

from __future__ import annotations

from prevent_desktop.formatting import part_of_size, short_moment, size_in_words
from prevent_desktop.translation import _
from prevent_desktop.vault.copies.backup_place import FoundBackup
from prevent_desktop.vault.copies.progress import Stage, Step


def step_in_words(step: Step) -> str:
    """Such as "Copying records: 3 of 50 MB"."""
    match step.stage:
        case Stage.RECORDS:
            return _("Copying records: {part}").format(part=part_of_size(step.done, step.total))
        case Stage.FILES:
            return _("Copying attachments: {part}").format(part=part_of_size(step.done, step.total))
    if step.total <= 1:
        return _("Checking the copy…")
    return _("Checking: {part}").format(part=part_of_size(step.done, step.total))


def backup_in_words(backup: FoundBackup) -> str:
    """Its date and size; never a name."""
    when = short_moment(backup.manifest.made_at)
    return _("{when} · {size}").format(when=when, size=size_in_words(backup.manifest.size))
