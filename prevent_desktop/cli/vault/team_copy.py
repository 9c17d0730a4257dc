"""``vault team-copy make`` and ``… take``: all shared cases as one sealed file, for a vault that is new or was away for long."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from prevent_desktop.cli.output import Exit, complain, say
from prevent_desktop.cli.paths import file_to_read, file_to_write, place
from prevent_desktop.cli.reading import opened_vault
from prevent_desktop.errors import SnapshotError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.snapshot_making import write_snapshot
from prevent_desktop.workflows.team.change_sets.snapshots import take_snapshot
from prevent_desktop.workflows.team.circles.statements import circles


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``team-copy``."""
    below = vault.add_parser(
        "team-copy", help=_("save or take all shared cases as one sealed file")
    ).add_subparsers(required=True)
    makes = below.add_parser("make", help=_("save them for the vault of a colleague; a lead does this"))
    makes.add_argument("folder", type=place, metavar="VAULT")
    makes.add_argument(
        "--for",
        dest="to",
        required=True,
        metavar="ID",
        help=_("the id of their vault in your organisation’s file"),
    )
    makes.add_argument("-o", "--output", required=True, type=file_to_write, metavar="FILE.age")
    makes.set_defaults(run=run_make)
    takes = below.add_parser("take", help=_("take a lead’s file into this vault"))
    takes.add_argument("folder", type=place, metavar="VAULT")
    takes.add_argument("file", type=file_to_read, metavar="FILE.age")
    takes.set_defaults(run=run_take)


def run_make(arguments: argparse.Namespace) -> Exit:
    """Exit 1 where this vault may not make it."""
    with opened_vault(arguments.folder, "team") as vault:
        try:
            made = write_snapshot(
                vault, _main_circle(vault), arguments.to, arguments.output, now=datetime.now(UTC)
            )
        except SnapshotError as error:
            complain(error)
            return Exit.NOT_VALID
    said = ngettext("{file} holds {number} case.", "{file} holds {number} cases.", made)
    say(said.format(file=arguments.output, number=made))
    return Exit.DONE


def run_take(arguments: argparse.Namespace) -> Exit:
    """Exit 1 where it does not hold; the cases that were read before that stay."""
    with opened_vault(arguments.folder, "team") as vault:
        try:
            taken = take_snapshot(vault, arguments.file, now=lambda: datetime.now(UTC))
        except SnapshotError as error:
            complain(error)
            return Exit.NOT_VALID
    said = ngettext("{number} case taken.", "{number} cases taken.", taken.cases)
    say(said.format(number=taken.cases))
    if taken.refused:
        said = ngettext(
            "{number} change did not hold and was left out.",
            "{number} changes did not hold and were left out.",
            taken.refused,
        )
        say(said.format(number=taken.refused))
    return Exit.DONE


def _main_circle(vault: Vault) -> str:
    return next((one for one, book in circles(vault).items() if book.is_main), "")
