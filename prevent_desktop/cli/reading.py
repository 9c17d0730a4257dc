"""Read what a command line names: files, and secrets that must not stand on it."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _

PASSPHRASE_VARIABLE = "PREVENT_DESKTOP_PASSPHRASE"  # noqa: S105 -- the name of a variable, not a passphrase


def read_file(path: Path) -> bytes:
    """The bytes of a file that the person named. Raises UsageError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise cannot_use(path, error) from error


def cannot_use(path: Path, error: OSError) -> UsageError:
    """The error for a path that cannot be read or written."""
    return UsageError(
        _("That file cannot be used"),
        _("{file}: {reason}.").format(file=path, reason=error.strerror or type(error).__name__),
        _("Check the path and that you may use it, then try again."),
    )


def read_passphrase() -> str:
    """The passphrase from the terminal, from standard input, or from the environment; never from the command line."""
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given is not None:
        return given
    if sys.stdin.isatty():
        return getpass.getpass(_("Passphrase: "))
    return sys.stdin.readline().rstrip("\r\n")
