"""``vault backup``, ``vault backups`` and ``vault restore``."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import place
from prevent_desktop.cli.reading import opened_vault, read_passphrase
from prevent_desktop.errors import BackupError
from prevent_desktop.formatting import short_moment
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.copies.backup_place import FoundBackup, find_backups
from prevent_desktop.workflows.vault_admin import unlock
from prevent_desktop.workflows.vault_admin.back_up import back_up
from prevent_desktop.workflows.vault_admin.restore import backup_in, restore

_MEGA = 1_000_000


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands that copy a vault and bring a copy back."""
    backup = vault.add_parser("backup", help=_("write a verified, encrypted copy"))
    backup.add_argument("folder", type=place, metavar="VAULT")
    backup.add_argument("-o", "--output", required=True, type=place, metavar="DIR")
    backup.set_defaults(run=run_backup)
    backups = vault.add_parser("backups", help=_("list the backups in a folder"))
    backups.add_argument("folder", type=place, metavar="DIR")
    backups.set_defaults(run=run_backups)
    restoring = vault.add_parser("restore", help=_("make a new vault from a backup"))
    restoring.add_argument(
        "backup", type=place, metavar="BACKUP", help=_("a backup, or a folder of backups: the newest")
    )
    restoring.add_argument("-o", "--output", required=True, type=place, metavar="FOLDER")
    restoring.add_argument(
        "--recovery-code", action="store_true", help=_("read the recovery code, not the passphrase")
    )
    restoring.add_argument(
        "--without-damaged",
        action="store_true",
        help=_("restore also where attachments in the backup are damaged"),
    )
    restoring.set_defaults(run=run_restore)


def run_backup(arguments: argparse.Namespace) -> Exit:
    """Write the copy and tell where it is. Exit 1 where attachments of the vault are damaged and were not copied."""
    now = datetime.now(UTC)
    with opened_vault(arguments.folder, "backup") as vault:
        made = back_up(vault, arguments.output, now=now)
    say(_("Backed up and verified: {folder}").format(folder=made.folder))
    return _tell_missing(len(made.damaged))


def run_backups(arguments: argparse.Namespace) -> Exit:
    """One line for each backup, the newest first; no names. Exit 1 where there is none."""
    found = find_backups(arguments.folder)
    for backup in found:
        say(_("{day}  {size} MB  {folder}").format(**_facts(backup)))
    if not found:
        say(_("There are no backups in that folder."))
    return Exit.DONE if found else Exit.NOT_VALID


def run_restore(arguments: argparse.Namespace) -> Exit:
    """Check the backup, make the vault and tell where it is. Exit 1 where attachments could not be brought back."""
    backup = _newest(arguments.backup)
    derive = unlock.derive_key_from_recovery_code if arguments.recovery_code else unlock.derive_key
    key = derive(backup.folder, read_passphrase())
    restored = restore(backup, key, arguments.output, accept_missing=arguments.without_damaged)
    say(
        _(
            "Restored the backup of {day} into {folder}. The same passphrase and recovery code open it."
        ).format(day=_facts(backup)["day"], folder=restored.folder)
    )
    return _tell_missing(len(restored.missing))


def _newest(folder: Path) -> FoundBackup:
    found = find_backups(folder)
    if len({backup.manifest.vault_id for backup in found}) > 1:
        raise BackupError(
            _("There are backups of several vaults in that folder"),
            _("Nothing was written."),
            _("List them with “vault backups”, and name the one that is wanted."),
        )
    return found[0] if found else backup_in(folder)


def _facts(backup: FoundBackup) -> dict[str, object]:
    return {
        "day": short_moment(backup.manifest.made_at),
        "size": max(1, round(backup.manifest.size / _MEGA)),
        "folder": backup.folder,
    }


def _tell_missing(count: int) -> Exit:
    if count == 0:
        return Exit.DONE
    say(
        ngettext(
            "{number} attachment is damaged and was left out. It is named at its record.",
            "{number} attachments are damaged and were left out. Each is named at its record.",
            count,
        ).format(number=count)
    )
    return Exit.NOT_VALID
