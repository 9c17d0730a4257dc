"""The print service of Linux (CUPS), asked beside Qt, which passes its refusal over.

Whether it answers is asked once more when a printer is chosen, and what it said to the pages afterwards (cups/cups.h:
`cupsGetDests`, `cupsLastError`, `cupsGetJobs2`). Elsewhere, and where there is no such service, nothing is asked. Each waits without end for a
service that is silent: for the process that prints alone.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from typing import Final

_LIBRARY: Final = "libcups.so.2"
"""The one that Qt's own plugin calls."""
_FIRST_ERROR: Final = 0x0100
"""Of the status codes of IPP (RFC 8011, section B.1): those below are successes."""
_FIRST_OF_SERVICE: Final = 0x0500
"""Those from here on say that the service cannot answer; below, that it will not."""
_LOST: Final = frozenset({0x0500, 0x0502})
"""What libcups itself says where the connection ended or there is none, with any words, such as “Success”."""
_ALL_JOBS: Final = -1
"""CUPS_WHICHJOBS_ALL."""
_HELD: Final = 4
"""IPP_JSTATE_HELD (cups/ipp.h): also of a job whose pages are still to come."""


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
    if service is None or service.cupsLastError() < _FIRST_ERROR or service.cupsLastError() in _LOST:
        return ""
    service.cupsLastErrorString.restype = ctypes.c_char_p
    said: bytes = service.cupsLastErrorString() or b"?"
    return said.decode(errors="replace")


class _Job(ctypes.Structure):
    """cups_job_t (cups/cups.h)."""

    _fields_ = (
        ("number", ctypes.c_int),
        ("texts", ctypes.c_char_p * 4),
        ("state", ctypes.c_int),
        ("kilobytes", ctypes.c_int),
        ("priority", ctypes.c_int),
        ("times", ctypes.c_long * 3),
    )


def was_cut(printer: str) -> bool:
    """Whether the service was lost over what this thread handed to it last, or has gone since, or waits for pages that never came whole.

    Which of these it is depends on when the service hung up: libcups can tell a success then (cupsFinishDocument of 2.4.10), so the
    newest job of this person on `printer` is looked at. A service that tells nobody of jobs is believed.
    """
    service = _service()
    if service is None:
        return False
    if service.cupsLastError() in _LOST:
        return True
    found = ctypes.POINTER(_Job)()
    count = service.cupsGetJobs2(None, ctypes.byref(found), printer.encode(), 1, _ALL_JOBS)
    newest = max((found[each] for each in range(count)), key=lambda job: job.number, default=None)
    waits = newest is not None and bool(newest.state == _HELD and newest.kilobytes == 0)
    has_gone = count < 0 and bool(service.cupsLastError() >= _FIRST_OF_SERVICE)
    service.cupsFreeJobs(count, found)
    return waits or has_gone


def _service() -> ctypes.CDLL | None:
    if sys.platform == "linux":
        with suppress(OSError):
            return ctypes.CDLL(_LIBRARY)
    return None
