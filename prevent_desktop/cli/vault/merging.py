"""``vault merge``: join the copy of a vault from another laptop."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from prevent_desktop.casework.merge_report import MergeReport, other_laptop
from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import place
from prevent_desktop.cli.reading import opened_vault
from prevent_desktop.formatting import each_of, short_moment
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.team.cases.settling import number_to_settle as number_in_shared_cases
from prevent_desktop.workflows.vault_admin import merge
from prevent_desktop.workflows.vault_admin.merge_conflicts import number_to_settle


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that joins two copies."""
    joining = vault.add_parser("merge", help=_("join the copy of this vault from another laptop"))
    joining.add_argument("folder", type=place, metavar="VAULT")
    joining.add_argument(
        "other",
        type=place,
        metavar="OTHER",
        help=_("the copied vault, or a backup of it; nothing is written there"),
    )
    joining.add_argument("--look", action="store_true", help=_("tell what would come, and change nothing"))
    joining.set_defaults(run=run_merge)


def run_merge(arguments: argparse.Namespace) -> Exit:
    """Tell what came. Exit 1 where differences wait to be settled in the window."""
    now = datetime.now(UTC)
    with opened_vault(arguments.folder, "merge") as vault:
        try:
            other = merge.take_copy(vault.folder, vault.key, arguments.other)
            looked = merge.look(vault, other, now=now)
            if arguments.look:
                say(_("Nothing was changed. Joining would bring:"))
                return _tell(looked.report)
            merge.bring_files(other, looked)
            report = merge.join(vault, other, now=now)
        finally:
            merge.leave(vault.folder)
        waiting = number_to_settle(vault) + number_in_shared_cases(vault)
    say(_("Joined. What came:"))
    _tell(report)
    return Exit.NOT_VALID if waiting else Exit.DONE


def _tell(report: MergeReport) -> Exit:
    for line in report.lines() or (_("nothing new"),):
        say(f"  {line}")
    say(_("From {laptop}; the two copies parted on {day}.").format(
        laptop=other_laptop(report.laptop), day=short_moment(report.parted_at),
    ))  # fmt: skip
    settings = each_of(merge.left_settings_in_words(report))
    if settings:
        say(_("Different there, and left as they are here: {settings}.").format(settings=settings))
    if report.conflicts:
        say(
            ngettext(
                "{number} difference waits to be settled by you, on My work.",
                "{number} differences wait to be settled by you, on My work.",
                len(report.conflicts),
            ).format(number=len(report.conflicts))
        )
    if report.team_differences:
        say(
            ngettext(
                "{number} difference in shared cases waits for you or a colleague, on Team.",
                "{number} differences in shared cases wait for you or a colleague, on Team.",
                report.team_differences,
            ).format(number=report.team_differences)
        )
    return Exit.NOT_VALID if report.conflicts or report.team_differences else Exit.DONE
