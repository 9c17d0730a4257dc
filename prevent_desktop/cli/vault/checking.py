"""``vault verify``."""

from __future__ import annotations

import argparse
from pathlib import Path

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.reading import read_passphrase
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.custody import unlock, witnesses


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands that check a vault."""
    verify = vault.add_parser("verify", help=_("check every page, every attachment and the audit chain"))
    verify.add_argument("folder", type=Path, metavar="VAULT")
    verify.add_argument(
        "--witness", type=Path, metavar="FILE", action="append", default=[],
        help=_("a pack that was sent, or a saved list of the audit: is the vault as new as they are?"),
    )  # fmt: skip
    verify.set_defaults(run=run_verify)


def run_verify(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where all adds up; an error names the first thing that does not."""
    key = unlock.derive_key(arguments.folder, read_passphrase())
    with unlock.open_vault(arguments.folder, key, how="verify") as vault:
        entries = witnesses.check_all(vault)
        for path in arguments.witness:
            witnesses.require_known(vault, witnesses.head_in(vault, path), path.name)
            say(_("{file} was made from this vault as it is, or earlier.").format(file=path.name))
    say(
        ngettext(
            "The vault is whole. The audit chain holds {number} entry.",
            "The vault is whole. The audit chain holds {number} entries.",
            entries,
        ).format(number=entries)
    )
    return Exit.DONE
