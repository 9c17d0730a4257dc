"""The process itself: nobody reads its memory, and at a lock a fresh one takes its place."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Sequence

_PR_SET_DUMPABLE = 4
"""prctl(2), linux/prctl.h."""


def forbid_dumps() -> None:
    """No core file and, on Linux, no other process of the user that attaches to this one or reads its memory."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # A kernel or sandbox that refuses leaves the process as it was: there is nothing more to do about it.
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def start_command() -> list[str]:
    """The command that opens this program's window again, frozen or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "prevent_desktop"]


def replace_process(command: Sequence[str]) -> None:
    """Put a fresh process in the place of this one; does not return. No key, passphrase or text stays in memory."""
    if sys.platform == "win32":
        # Windows has no exec: its imitation leaves the parent waiting, so start the fresh one and end.
        import subprocess

        subprocess.Popen(list(command), close_fds=True)
        os._exit(0)
    os.execv(command[0], list(command))  # noqa: S606  # a fixed argument list, and no shell
