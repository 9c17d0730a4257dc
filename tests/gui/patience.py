"""Tests of windows wait as all others do (`tests/patience.py`), in the milliseconds of Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

from tests.patience import PATIENCE

PATIENCE_MS = int(1000 * PATIENCE)


class PatientBot(QtBot):
    """Pytest-qt's own, which waits for five seconds where nothing else is said."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:  # noqa: N802
        """Until it holds, or asserts nothing false."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:  # noqa: N802
        """Until the signal came."""
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: list[Any], *, timeout: int = PATIENCE_MS, **more: Any) -> Any:  # noqa: N802
        """Until they all came."""
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitActive(self, widget: Any, *, timeout: int = PATIENCE_MS) -> Any:  # noqa: N802
        """Until its window has the keyboard."""
        return super().waitActive(widget, timeout=timeout)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE_MS) -> Any:  # noqa: N802
        """Until it can be seen."""
        return super().waitExposed(widget, timeout=timeout)
