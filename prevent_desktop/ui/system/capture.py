"""Windows of the program are kept out of screenshots, shared screens and recordings, where the system can do that."""

from __future__ import annotations

import ctypes
import sys

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow

_SHOWN, _KEPT_OUT = 0x00, 0x11
"""WDA_NONE and WDA_EXCLUDEFROMCAPTURE of SetWindowDisplayAffinity (winuser.h; Windows 10 2004 and newer)."""
_MAC_SHOWN, _MAC_KEPT_OUT = 1, 0
"""NSWindowSharingReadOnly and NSWindowSharingNone (AppKit)."""


def can_keep_out(platform: str = sys.platform) -> bool:
    """Whether this system lets a program keep its windows out. Linux does not, neither X11 nor Wayland."""
    return platform in {"win32", "darwin"}


class CaptureGuard(QObject):
    """Keeps every window of `app` out, also those that open later, until `allow(True)`."""

    def __init__(self, app: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent or app)
        self.allowed = False
        if can_keep_out():
            app.focusWindowChanged.connect(self._settle)
            self._settle_all()

    def allow(self, allowed: bool) -> None:
        """Let the windows be captured, or keep them out again."""
        if allowed != self.allowed:
            self.allowed = allowed
            self._settle_all()

    def _settle_all(self) -> None:
        for window in QGuiApplication.topLevelWindows():
            self._settle(window)

    def _settle(self, window: QWindow | None) -> None:
        if window is not None and can_keep_out():
            settle(window, allowed=self.allowed)


def settle(window: QWindow, *, allowed: bool) -> None:
    """Tell the system of one window."""
    if sys.platform == "win32":
        handle = ctypes.c_void_p(int(window.winId()))
        ctypes.windll.user32.SetWindowDisplayAffinity(handle, _SHOWN if allowed else _KEPT_OUT)
    elif sys.platform == "darwin":
        import objc

        view = objc.objc_object(c_void_p=ctypes.c_void_p(int(window.winId())))
        view.window().setSharingType_(_MAC_SHOWN if allowed else _MAC_KEPT_OUT)
