"""Run by the installed program's own Python: leaves to the next start of Windows what an upgrade could not take away.

Windows' installer does that itself with what is in use (exit code 3010); Wine's leaves it where it is and forgets it. What was in no
program's use (`in_use.py` asked before the upgrade) has been left by ours: that is told, and is a failure.
``python.exe next_start.py FOLDER IN-USE``
"""

import ctypes
import sys
from pathlib import Path
from typing import Any

DELETE_AT_NEXT_START = 4
"""MOVEFILE_DELAY_UNTIL_REBOOT (winbase.h), with nowhere to move it to."""
libraries: Any = ctypes
kernel: Any = libraries.WinDLL("kernel32", use_last_error=True)

in_use = set(Path(sys.argv[2]).read_text(encoding="utf-8").splitlines())
for path in sorted(Path(sys.argv[1]).rglob("*"), reverse=True):
    if path.is_file():
        if str(path) not in in_use:
            sys.exit(f"{path} was left, and was not in use")
        if not kernel.MoveFileExW(str(path), None, DELETE_AT_NEXT_START):
            raise libraries.WinError(libraries.get_last_error())
