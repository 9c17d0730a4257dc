"""The command line: reads the arguments, runs the command, and turns errors into sentences and exit codes.

Exit codes: 0 done, or what was checked is valid; 1 what was checked is not valid, or something needs a person;
2 the command line itself is wrong; 3 the world is (a file, key, network or disk); 4 a fault of this program.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Final

from prevent_desktop import __version__
from prevent_desktop.cli.output import Exit, complain
from prevent_desktop.errors import ProgramError, UsageError, WorldError
from prevent_desktop.translation import _

if TYPE_CHECKING:
    from prevent_desktop.cli.forms import Preview


_MODULES: Final = {
    "demo": "demo",
    "form": "forms",
    "pack": "packs",
    "inbox": "inbox",
    "vault": "vault.commands",
    "profile": "profile.commands",
    "outbox": "outbox",
    "doctor": "doctor",
    "release": "releases",
    "policy": "policy",
}
"""The first word of a command, and the module below `cli` that has it: only the one that was asked for is imported, because
all of them together take four times as long as a receiving worker needs to be ready."""


def run_command(untrusted_arguments: Sequence[str], *, preview: Preview | None = None) -> int:
    """Run one command and tell its exit code. `preview` shows a form's file in a window."""
    use_utf_8()
    try:
        arguments = command_parser(untrusted_arguments[:1], preview).parse_args(untrusted_arguments)
        run: Callable[[argparse.Namespace], Exit] = arguments.run
        return run(arguments)
    except BrokenPipeError:
        return _nobody_reads()
    except UsageError as error:
        complain(error)
        return Exit.USAGE
    except WorldError as error:
        complain(error)
        return Exit.WORLD
    except ProgramError as error:
        complain(error)
        return Exit.PROGRAM


def _nobody_reads() -> Exit:
    """End without a word: what is still in Python's buffer is dropped, so that nothing complains at the exit."""
    with suppress(OSError):
        sys.stdout.close()
    return Exit.NOBODY_READS


def command_parser(first: Sequence[str], preview: Preview | None) -> argparse.ArgumentParser:
    """For the command that begins with `first`; for all of them where that is none, so that help names them."""
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
    for word in [each for each in first if each in _MODULES] or _MODULES:
        module = import_module(f"prevent_desktop.cli.{_MODULES[word]}")
        more = (preview,) if word == "form" else ()
        module.add_commands(commands, *more)
    return parser


def use_utf_8() -> None:
    """Call once, before the first line is read or written."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stdin, io.TextIOWrapper) and not sys.stdin.isatty():
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
