"""The print service of Linux (CUPS), asked beside Qt, which passes its refusal over.

Whether it answers is asked once more when a printer is chosen, and what it said to the pages afterwards (cups/cups.h:
`cupsGetDests`, `cupsLastError`). Elsewhere, and where there is no such service, nothing is asked. Each waits without end for a
service that is silent: for the process that prints alone.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_LIBRARY: Final = "libcups.so.2"
"""The one that Qt's own plugin calls."""
_FIRST_ERROR: Final = 0x0100
"""Of the status codes of IPP (RFC 8011, section B.1): those below are successes."""


def await_answer() -> None:
    """Return once it answers, whatever it says."""
    service = _service()
    if service is not None:
        found = ctypes.c_void_p()
        count = service.cupsGetDests(ctypes.byref(found))
        service.cupsFreeDests(count, found)


def refusal() -> str:
    """What the service said where it refused what this thread handed to it last; "" where it took it."""
    service = _service()
    if service is None or service.cupsLastError() < _FIRST_ERROR:
        return ""
    service.cupsLastErrorString.restype = ctypes.c_char_p
    said: bytes = service.cupsLastErrorString() or b"?"
    return said.decode(errors="replace")


def _service() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    try:
        return ctypes.CDLL(_LIBRARY)
    except OSError:
        return None
