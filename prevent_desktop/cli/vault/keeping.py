"""``vault retention``."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from prevent_desktop.casework.keeping import CaseClock, Which
from prevent_desktop.casework.retention_words import kind_words, rule_head, rule_length
from prevent_desktop.cli.output import Exit, say, say_json
from prevent_desktop.cli.paths import file_to_read, place
from prevent_desktop.cli.reading import opened_vault, read_file
from prevent_desktop.strict_json import parts_of
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.retention.keeping import keeping_list
from prevent_desktop.workflows.retention.rules_file import rules_from_file

_ALL = 1_000_000


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that tells how long records are kept. Disposing is done in the window alone."""
    retention = vault.add_parser(
        "retention", help=_("list how long each case is kept, by opaque ids and without names")
    )
    retention.add_argument("folder", type=place, metavar="VAULT")
    retention.add_argument("--due", action="store_true", help=_("only what is due now"))
    retention.add_argument("--json", action="store_true", help=_("one JSON document"))
    retention.add_argument(
        "--set-rules",
        type=file_to_read,
        metavar="FILE",
        help=_("take the organisation’s rules from a JSON file first"),
    )
    retention.set_defaults(run=run_retention)


def run_retention(arguments: argparse.Namespace) -> Exit:
    """List the cases, those due first first. Exit 1 where something is due: that needs a person."""
    rules = None if arguments.set_rules is None else rules_from_file(read_file(arguments.set_rules))
    which = Which.DUE if arguments.due else Which.ALL
    with opened_vault(arguments.folder, "retention") as vault:
        if rules is not None:
            settings.save_retention_rules(vault, rules)
        return _list(vault, which, as_json=arguments.json)


def _list(vault: Vault, which: Which, *, as_json: bool) -> Exit:
    listed = keeping_list(vault, which, now=datetime.now(UTC), limit=_ALL)
    clocks = [each.clock for each in listed.cases]
    due = listed.counts[Which.DUE]
    if as_json:
        doubt = None if listed.doubt is None else listed.doubt.words
        say_json(
            {"rules": listed.has_rules, "due": due, "clock": doubt, "cases": [_parts(one) for one in clocks]}
        )
    else:
        for one in clocks:
            say(_line(one))
        if listed.doubt is not None:
            say(listed.doubt.words)
        if not listed.has_rules:
            say(_("The organisation has set no rules, so nothing is ever due."))
        say(ngettext("{number} case is due.", "{number} cases are due.", due).format(number=due))
    return Exit.NOT_VALID if due else Exit.DONE


def _line(one: CaseClock) -> str:
    clock = one.clock
    rule = "" if clock.rule is None else f"{rule_head(clock.rule)}: {rule_length(clock.rule)}"
    waits = "" if clock.waits_for is None else clock.waits_for.label
    held = _("on hold") if one.on_hold else ""
    parts = (
        one.case_id,
        clock.due.isoformat() if clock.due else "-",
        kind_words(one.kinds),
        rule,
        waits,
        held,
    )
    return "\t".join(part for part in parts if part)


def _parts(one: CaseClock) -> dict[str, object]:
    clock = one.clock
    return {
        "case": one.case_id,
        "status": one.status.value,
        "kinds": sorted(one.kinds),
        "due": None if clock.due is None else clock.due.isoformat(),
        "from": None if clock.from_day is None else clock.from_day.isoformat(),
        "rule": parts_of(clock.rule),
        "waits_for": None if clock.waits_for is None else clock.waits_for.value,
        "on_hold": one.on_hold,
    }
