"""The command line: reads the arguments, runs the command, and turns errors into sentences and exit codes.

Exit codes: 0 done, or what was checked is valid; 1 what was checked is not valid, or something needs a person;
2 the command line itself is wrong; 3 the world is (a file, key, network or disk); 4 a fault of this program.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from prevent_desktop import __version__
from prevent_desktop.cli import demo, doctor, forms, inbox, outbox, packs
from prevent_desktop.cli.forms import Preview
from prevent_desktop.cli.output import Exit, complain
from prevent_desktop.cli.profile import commands as profile
from prevent_desktop.cli.vault import commands as vault
from prevent_desktop.errors import ProgramError, UsageError, WorldError
from prevent_desktop.packs.tokens import CARD_PROCESS
from prevent_desktop.translation import _


def run_command(untrusted_arguments: Sequence[str], *, preview: Preview | None = None) -> int:
    """Run one command and tell its exit code. `preview` shows a form's file in a window."""
    if list(untrusted_arguments) == [CARD_PROCESS]:  # what the frozen program starts for itself
        from prevent_desktop.packs.tokens.child import main

        return main()
    arguments = _parser(preview).parse_args(untrusted_arguments)
    run: Callable[[argparse.Namespace], Exit] = arguments.run
    try:
        return run(arguments)
    except UsageError as error:
        complain(error)
        return Exit.USAGE
    except WorldError as error:
        complain(error)
        return Exit.WORLD
    except ProgramError as error:
        complain(error)
        return Exit.PROGRAM


def _parser(preview: Preview | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="prevent-desktop",
        description=_("Notice, check, share, with no connection. Without a command, the window opens."),
        epilog=_(
            "Exit codes: 0 done or valid; 1 not valid, or needs you; 2 wrong command line; "
            "3 a file, key, network or disk; 4 a fault of this program."
        ),
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar=_("COMMAND"))
    demo.add_commands(commands)
    forms.add_commands(commands, preview)
    for room in (packs, inbox, vault, profile, outbox, doctor):
        room.add_commands(commands)
    return parser
