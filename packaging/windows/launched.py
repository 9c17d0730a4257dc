"""What a launcher starts: the program, or a plain sentence where an installer is at it, or something took a part away.

It stands in the launcher itself (stage.py), and needs nothing of ours to say so.
"""

import sys

MISSING = (
    "Parts of Prevent Desktop are missing. If it is being updated, start it again in a few minutes. "
    "If it is not, ask whoever looks after this computer to install it again. Your records are not touched."
)
"""In English: its translations may be what is missing."""
WORLD = 3
"""The exit code where the world is broken (cli/output.py)."""
WARNING = 0x30
"""MB_ICONWARNING (winuser.h)."""


def tell_missing() -> int:
    """On the console, or in a window of Windows' own where there is none; the exit code."""
    if sys.stderr is not None:
        print(MISSING, file=sys.stderr)
    elif sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, MISSING, "Prevent Desktop", WARNING)
    return WORLD


def run() -> int:
    """The program; its exit code."""
    try:
        from prevent_desktop.__main__ import main

        return main()
    except ImportError:
        return tell_missing()


if __name__ == "__main__":
    sys.exit(run())
