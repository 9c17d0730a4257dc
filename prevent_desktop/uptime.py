"""How long the machine has run: what no setting of its clock changes."""

from __future__ import annotations

import time


def system_uptime() -> float:
    """Seconds that no clock setting changes, sleep included where the system counts it; anew with each start of it."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)
