"""``vault names import``: the pupils of a school's list come into a vault, to be offered by name."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import file_to_read, place
from prevent_desktop.cli.reading import opened_vault
from prevent_desktop.translation import _
from prevent_desktop.workflows.people.roll import plan_roll, take_roll
from prevent_desktop.workflows.people.roll_file import read_roll_file
from prevent_desktop.workflows.people.roll_words import plan_words


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command for a school's list."""
    names = vault.add_parser("names", help=_("bring in the names of your school’s pupils"))
    below = names.add_subparsers(required=True)
    take = below.add_parser("import", help=_("take a list (CSV or XLSX) in place of the one before"))
    take.add_argument("--vault", required=True, type=place, metavar="VAULT")
    take.add_argument("--look", action="store_true", help=_("only tell what it would change"))
    take.add_argument("file", type=file_to_read, metavar="FILE")
    take.set_defaults(run=run_import)


def run_import(arguments: argparse.Namespace) -> Exit:
    """Tell what is wrong with the list, or what it changes, then take it. Exit 1 where a cell has to be put right."""
    now = datetime.now(UTC)
    file = read_roll_file(arguments.file, today=now.astimezone().date())
    for remark in (*file.problems, *file.remarks):
        say(str(remark))
    if file.problems:
        say(_("Nothing was taken. Put these right, and try again."))
        return Exit.NOT_VALID
    with opened_vault(arguments.vault, "names") as vault:
        plan = plan_roll(vault, file)
        say(plan_words(plan))
        if arguments.look or not plan.changes:
            return Exit.DONE
        take_roll(vault, plan, now=now)
    say(_("The names are here now."))
    return Exit.DONE
