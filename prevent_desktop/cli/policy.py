"""``policy``: what IT has set for this computer, and whether a file of settings can be used before it is given out."""

from __future__ import annotations

import argparse
from pathlib import Path

from prevent_desktop.cli.output import Exit, say, say_json
from prevent_desktop.cli.paths import file_to_read
from prevent_desktop.cli.reading import read_file
from prevent_desktop.errors import PolicyError
from prevent_desktop.formatting import each_of
from prevent_desktop.policies import in_force, sources
from prevent_desktop.policies.in_force import Policies
from prevent_desktop.policies.schema import POLICIES, Value
from prevent_desktop.translation import _


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``policy show`` and ``policy check``."""
    policy = commands.add_parser("policy", help=_("what IT has set for this computer"))
    words = policy.add_subparsers(required=True, metavar=_("COMMAND"))
    show = words.add_parser("show", help=_("show what counts here, and where it was set"))
    show.add_argument("--json", action="store_true", help=_("print it as JSON"))
    show.set_defaults(run=run_show)
    check = words.add_parser(
        "check", help=_("check what is set, and exit with 1 where something does not fit")
    )
    check.add_argument(
        "file",
        nargs="?",
        type=file_to_read,
        metavar="FILE",
        help=_("a file (.json or .plist) to check before it is given out"),
    )
    check.set_defaults(run=run_check)


def run_show(arguments: argparse.Namespace) -> Exit:
    """Show each setting that is set; exit 1 where something does not count as it stands."""
    counted = in_force.in_force()
    if arguments.json:
        say_json(_as_json(counted))
        return _exit_of(counted)
    say(_("Set in {place}").format(place=counted.place))
    if not counted.settings:
        say(_("Nothing is set."))
    for policy in POLICIES:
        if (found := counted.settings.get(policy.name)) is not None:
            how = _("locked") if found.locked else _("preset")
            say(f"{policy.name} = {_in_words(found.value)} ({how}): {policy.shown}")
    _tell_troubles(counted)
    return _exit_of(counted)


def run_check(arguments: argparse.Namespace) -> Exit:
    """Check what is set on this computer, or what stands in a file; exit 1 where something does not fit."""
    counted = in_force.read_machine() if arguments.file is None else _of_file(arguments.file)
    _tell_troubles(counted)
    if not counted.problems and not counted.ignored:
        words = _("{place}: all of it fits.") if counted.settings else _("{place}: nothing is set.")
        say(words.format(place=counted.place))
    return _exit_of(counted)


def _of_file(file: Path) -> Policies:
    """What stands in a file, wherever it lies and whoever can write it."""
    parse = sources.read_plist if file.suffix.lower() in {".plist", ".mobileconfig"} else sources.read_json
    content = read_file(file)
    try:
        return in_force.judged_policies(sources.groups_of(_inner(parse(content)), str(file)))
    except PolicyError as error:
        return Policies(place=str(file), problems=(error.what_happened,))
    except ValueError as error:
        return Policies(place=str(file), problems=(f"{file}: {error}",))


def _inner(found: object) -> object:
    """Of a configuration profile, the one part that is ours; anything else as it is."""
    parts = found.get("PayloadContent") if isinstance(found, dict) else None
    return parts[0] if isinstance(parts, list) and parts else found


def _tell_troubles(counted: Policies) -> None:
    for words in (*counted.problems, *counted.ignored):
        say(f"! {words}")


def _exit_of(counted: Policies) -> Exit:
    return Exit.NOT_VALID if counted.problems or counted.ignored else Exit.DONE


def _in_words(value: Value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return each_of(value) or "–"
    return str(value) or "–"


def _as_json(counted: Policies) -> dict[str, object]:
    return {
        "place": counted.place,
        "settings": {
            name: {
                "value": list(found.value) if isinstance(found.value, tuple) else found.value,
                "locked": found.locked,
            }
            for name, found in counted.settings.items()
        },
        "problems": list(counted.problems),
        "ignored": list(counted.ignored),
    }
