"""Sleep, dark screens and user switch on macOS, from the workspace; its screen lock, from the system's own notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from AppKit import NSWorkspace
from Foundation import NSDistributedNotificationCenter

_WORKSPACE = (
    "NSWorkspaceWillSleepNotification",
    "NSWorkspaceScreensDidSleepNotification",  # the lid was closed
    "NSWorkspaceSessionDidResignActiveNotification",  # another user came to the screen
)
_EVERYWHERE = ("com.apple.screenIsLocked",)


class MacSession:
    """Calls `lock` on each of them. What gives them is told apart by name, so that names that change only fall silent."""

    def __init__(self, lock: Callable[[], None]) -> None:
        self._lock = lock
        workspace = NSWorkspace.sharedWorkspace().notificationCenter()
        everywhere = NSDistributedNotificationCenter.defaultCenter()
        self._observers = [
            *(self._observe(workspace, name) for name in _WORKSPACE),
            *(self._observe(everywhere, name) for name in _EVERYWHERE),
        ]

    def _observe(self, centre: Any, name: str) -> object:
        def told(_notice: object) -> None:
            self._lock()

        observer: object = centre.addObserverForName_object_queue_usingBlock_(name, None, None, told)
        return observer
