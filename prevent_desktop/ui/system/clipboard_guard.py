"""Copied text is marked as secret, and does not stay on the clipboard.

Where text is copied (a box, a label, a menu) makes no difference: the clipboard itself is listened to. What this
program put there is put there again, as plain text with the marks that clipboard managers look for; what other programs
put there is never touched.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

CLEAR_AFTER_SECONDS = 30
HINT = "x-kde-passwordManagerHint"
"""KDE's Klipper, and managers that follow it, keep nothing that bears this with the value `secret`."""
_WINDOWS_MARKS = {
    "ExcludeClipboardContentFromMonitorProcessing": b"\x01",
    "CanIncludeInClipboardHistory": bytes(4),
    "CanUploadToCloudClipboard": bytes(4),
}
"""Formats of the Windows clipboard; a zero of 32 bits in the last two means no (learn.microsoft.com, Clipboard Formats)."""
_NO_OTHERS = {"offscreen", "minimal"}
"""Platforms of Qt without a screen, whose clipboard no other program reaches and which call nobody its owner."""
_MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)


def secret(text: str) -> QMimeData:
    """`text` with the marks of all systems."""
    data = QMimeData()
    data.setText(text)
    data.setData(HINT, b"secret")
    for name, value in _WINDOWS_MARKS.items():
        data.setData(f'application/x-qt-windows-mime;value="{name}"', value)
    return data


class ClipboardGuard(QObject):
    """Signal `copied()` when text was copied, `cleared()` when it is no longer there.

    On X11 it looks after what is selected as well, which the middle button of the mouse pastes; that is marked at once and
    taken away at a lock, and no word is made of it. `clear()` is for lock and exit.
    """

    copied = Signal()
    cleared = Signal()

    def __init__(self, app: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent or app)
        self._clipboard = app.clipboard()
        self._is_ours = False
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(CLEAR_AFTER_SECONDS * 1000)
        self._clock.timeout.connect(self.clear)
        self._clipboard.changed.connect(self._changed)

    def clear(self) -> None:
        """Take away what this program put there, if it is still there."""
        self._clock.stop()
        for mode in _MODES:
            if self._supports(mode) and self._owns(mode):
                self._clipboard.clear(mode)
        self._let_go()

    def _changed(self, mode: QClipboard.Mode) -> None:
        if mode not in _MODES:
            return
        data: QMimeData | None = self._clipboard.mimeData(mode)
        if data is None or not self._owns(mode):
            if mode is QClipboard.Mode.Clipboard:
                self._let_go()
            return
        if data.hasFormat(HINT) or not data.hasText():
            return
        self._clipboard.setMimeData(secret(data.text()), mode)
        if mode is QClipboard.Mode.Clipboard:
            self._begin()

    def _begin(self) -> None:
        _mark_on_mac()
        self._is_ours = True
        self._clock.start()
        self.copied.emit()

    def _let_go(self) -> None:
        self._clock.stop()
        if self._is_ours:
            self._is_ours = False
            self.cleared.emit()

    def _supports(self, mode: QClipboard.Mode) -> bool:
        return mode is QClipboard.Mode.Clipboard or self._clipboard.supportsSelection()

    def _owns(self, mode: QClipboard.Mode) -> bool:
        if QGuiApplication.platformName() in _NO_OTHERS:
            return True
        return (
            self._clipboard.ownsClipboard()
            if mode is QClipboard.Mode.Clipboard
            else self._clipboard.ownsSelection()
        )


def _mark_on_mac() -> None:
    """Add the mark that managers on macOS look for (nspasteboard.org); Qt has no name for it."""
    platform: str = sys.platform
    if platform == "darwin":
        from AppKit import NSPasteboard

        board = NSPasteboard.generalPasteboard()
        board.addTypes_owner_(["org.nspasteboard.ConcealedType"], None)
        board.setString_forType_("", "org.nspasteboard.ConcealedType")
