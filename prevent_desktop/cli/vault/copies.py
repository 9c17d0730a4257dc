"""``vault backup``."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.reading import read_passphrase
from prevent_desktop.translation import _
from prevent_desktop.workflows.custody import unlock
from prevent_desktop.workflows.custody.back_up import back_up


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands that copy a vault."""
    backup = vault.add_parser("backup", help=_("write a verified, encrypted copy"))
    backup.add_argument("folder", type=Path, metavar="VAULT")
    backup.add_argument("-o", "--output", required=True, type=Path, metavar="DIR")
    backup.set_defaults(run=run_backup)


def run_backup(arguments: argparse.Namespace) -> Exit:
    """Write the copy and tell where it is."""
    key = unlock.derive_key(arguments.folder, read_passphrase())
    now = datetime.now(UTC)
    with unlock.open_vault(arguments.folder, key, how="backup") as vault:
        copied = back_up(vault, arguments.output, now=now)
    say(_("Backed up and verified: {folder}").format(folder=copied))
    return Exit.DONE
