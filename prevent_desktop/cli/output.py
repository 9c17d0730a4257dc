"""How a command ends and what it prints: exit codes, sentences for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from enum import IntEnum

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _


class Exit(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    NOT_VALID = 1
    USAGE = 2
    WORLD = 3
    PROGRAM = 4


def say(text: str = "") -> None:
    """Print a line for people."""
    print(text, flush=True)


def say_json(value: Mapping[str, object] | Sequence[object]) -> None:
    """Print one JSON document for programs."""
    print(json.dumps(value, ensure_ascii=False, indent=2), flush=True)


def complain(error: PreventDesktopError) -> None:
    """Print an error with its next step to standard error."""
    print(error.title, file=sys.stderr)
    print(f"  {error.what_happened}", file=sys.stderr)
    if error.next_step:
        print(f"  {_('What to do')}: {error.next_step}", file=sys.stderr)
