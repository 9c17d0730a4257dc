"""Standard input and output are UTF-8 wherever they are no terminal: every tongue can be piped, whatever the machine's own is.

Windows gives a pipe the code page of the machine (PEP 528 is about its console alone), an old locale of Linux its own: a
sentence in Arabic would end the command with an error. A terminal keeps its encoding, and shows what that does not have
as an escape.
"""

from __future__ import annotations

import io
import sys


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
