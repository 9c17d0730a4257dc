"""The print service of Linux (CUPS), asked beside Qt: Qt waits for it without end, with all of the program, and passes its refusal over.

So whether it answers at all is asked first, on a thread that nobody waits for once the time is up; and what it said to the pages is asked
afterwards (cups/cups.h: `cupsGetDests`, `cupsLastError`). Elsewhere, and where there is no such service, nothing is asked.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from typing import Final

from prevent_desktop.errors import PrintingError
from prevent_desktop.translation import _

_LIBRARY: Final = "libcups.so.2"
"""The one that Qt's own plugin calls."""
SECONDS = 10.0
"""In which a service that works has answered, also one on another computer."""
_FIRST_ERROR: Final = 0x0100
"""Of the status codes of IPP (RFC 8011, section B.1): those below are successes."""


def require_answer() -> None:
    """PrintingError where the print service does not answer in its time. Not for the GUI thread."""
    service = _service()
    if service is None:
        return
    asking = threading.Thread(target=_ask, args=(service,), name="print service", daemon=True)
    asking.start()
    asking.join(SECONDS)
    if asking.is_alive():
        raise PrintingError(
            _("The print service does not answer"),
            _(
                "This computer’s print service, or the printer’s own computer, is silent. Nothing was printed."
            ),
            _("Wait a moment, then print again. If it stays, start the computer again, or ask your IT team."),
        )


def require_taken() -> None:
    """PrintingError where the service refused what this thread handed to it last."""
    service = _service()
    if service is None or service.cupsLastError() < _FIRST_ERROR:
        return
    service.cupsLastErrorString.restype = ctypes.c_char_p
    why = (service.cupsLastErrorString() or b"").decode(errors="replace")
    raise PrintingError(
        _("The print service refused the pages"),
        _("Nothing was printed. It says: “{why}”.").format(why=why),
        _("Choose another printer, or ask your IT team whether you may print on this one."),
    )


def _service() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    try:
        return ctypes.CDLL(_LIBRARY)
    except OSError:
        return None


def _ask(service: ctypes.CDLL) -> None:
    found = ctypes.c_void_p()
    count = service.cupsGetDests(ctypes.byref(found))
    service.cupsFreeDests(count, found)
