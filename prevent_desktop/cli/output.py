"""How a command ends and what it prints: exit codes, sentences for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from enum import IntEnum

from prevent_desktop.confined.closed_pipes import telling_closed_pipes
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.evidence.names import printable
from prevent_desktop.translation import _

_ONE_LINE = "\t"
_LINES = "\n\t"


class Exit(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    NOT_VALID = 1
    USAGE = 2
    WORLD = 3
    PROGRAM = 4
    NOBODY_READS = 141
    """Whoever read the output has closed it, as `head` does: what a shell tells of a program that SIGPIPE ended."""


def say(text: str = "") -> None:
    """Print one line for people, without what a name from elsewhere may command a terminal to do: a file's own name may break the line."""
    _write(printable(text, _ONE_LINE))


def say_text(text: str) -> None:
    """Print what has lines of its own: what the program wrote, or what a person reads as somebody wrote it."""
    _write(printable(text, _LINES))


def say_json(value: Mapping[str, object] | Sequence[object]) -> None:
    """Print one JSON document for programs, with an escape for each character that commands a terminal, turns letters or is invisible."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    _write(
        "".join(letter if printable(letter, "\n") == letter else json.dumps(letter)[1:-1] for letter in text)
    )


def _write(text: str) -> None:
    """A line of output, at once. BrokenPipeError where nobody reads any more."""
    with telling_closed_pipes():
        print(text, flush=True)


def complain(error: PreventDesktopError) -> None:
    """Print an error with its next step to standard error."""
    lines = [error.title, f"  {error.what_happened}"]
    if error.next_step:
        lines.append("  " + _("What to do: {next_step}").format(next_step=error.next_step))
    print("\n".join(printable(line, _ONE_LINE) for line in lines), file=sys.stderr)
