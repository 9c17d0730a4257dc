"""``vault verify`` and ``vault backup``. The passphrase is asked for, or read from standard input."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.reading import read_passphrase
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault import integrity
from prevent_desktop.workflows import unlock
from prevent_desktop.workflows.back_up import back_up


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``vault`` and its commands."""
    vault = commands.add_parser("vault", help=_("verify and back up a vault")).add_subparsers(required=True)
    verify = vault.add_parser("verify", help=_("check every page, every attachment and the audit chain"))
    verify.add_argument("folder", type=Path, metavar="VAULT")
    verify.set_defaults(run=run_verify)
    backup = vault.add_parser("backup", help=_("write a verified, encrypted copy"))
    backup.add_argument("folder", type=Path, metavar="VAULT")
    backup.add_argument("-o", "--output", required=True, type=Path, metavar="DIR")
    backup.set_defaults(run=run_backup)


def run_verify(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where all adds up; an error names the first thing that does not."""
    key = unlock.derive_key(arguments.folder, read_passphrase())
    with unlock.open_vault(arguments.folder, key, how="verify") as vault:
        integrity.check(vault)
        entries = len(vault.audit.entries())
    say(
        ngettext(
            "The vault is whole. The audit chain holds {number} entry.",
            "The vault is whole. The audit chain holds {number} entries.",
            entries,
        ).format(number=entries)
    )
    return Exit.DONE


def run_backup(arguments: argparse.Namespace) -> Exit:
    """Write the copy and tell where it is."""
    key = unlock.derive_key(arguments.folder, read_passphrase())
    now = datetime.now(UTC)
    with unlock.open_vault(arguments.folder, key, how="backup") as vault:
        copied = back_up(vault, arguments.output, now=now)
    say(_("Backed up and verified: {folder}").format(folder=copied))
    return Exit.DONE
