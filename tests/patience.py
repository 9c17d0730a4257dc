"""How long a test waits for what is to come: so long that no busy machine fails one. It stands here alone."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 90.0
"""Seconds."""


def until(holds: Callable[[], bool]) -> None:
    """Wait until it does; what never comes fails."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)
