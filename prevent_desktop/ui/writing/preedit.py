"""What an input method still holds is taken before anything is kept for good: at a lock, when the window closes."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from prevent_desktop.ui.writing.area import WritingArea


def commit_preedit() -> None:
    """Take the letters that are being composed where the keyboard is."""
    focus = QApplication.focusWidget()
    if isinstance(focus, WritingArea):
        focus.commit_preedit()
    elif focus is not None:
        QGuiApplication.inputMethod().commit()
