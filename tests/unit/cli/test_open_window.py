"""The demo waits as long as its window is open, and not for the process that a lock ends."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

from prevent_desktop.cli.open_window import OpenWindow
from tests.patience import until

LOCKS_ONCE = textwrap.dedent("""
    import os, subprocess, sys, time
    ended, stop = sys.argv[1:]
    waits = f"import os, time\\nwhile not os.path.exists({stop!r}): time.sleep(0.02)"
    if sys.platform == "win32":
        subprocess.Popen([sys.executable, "-c", waits], close_fds=True)
        open(ended, "w").close()
        os._exit(0)
    open(ended, "w").close()
    os.execv(sys.executable, [sys.executable, "-c", waits])
""")
"""Does what the window does at a lock: gives way to a fresh process, which here stays until it may end."""


def test_a_window_that_was_locked_is_still_open_until_the_fresh_one_ends(tmp_path: Path) -> None:
    locked, stop = tmp_path / "locked", tmp_path / "stop"
    window = OpenWindow(subprocess.Popen([sys.executable, "-c", LOCKS_ONCE, str(locked), str(stop)]))
    until(locked.exists)
    for _look in range(10):
        assert window.is_open
        time.sleep(0.02)
    stop.touch()
    until(lambda: not window.is_open)
    assert window.ended_well
