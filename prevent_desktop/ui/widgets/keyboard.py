"""The keyboard stays where somebody stands while what is around them is made anew."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget


def hand_keyboard_on(old: Sequence[QWidget], new: Sequence[QWidget]) -> None:
    """Where something in `old` has the keyboard, the button with the same words in `new` gets it, else the first one there.

    Call it once `new` is shown, before `old` is taken away: Qt would give the keyboard to whatever comes next in the window, and
    whoever was about to press Space would press that.
    """
    held = QApplication.focusWidget()
    if held is None or not any(one.isAncestorOf(held) for one in old):
        return
    buttons = [
        button
        for one in new
        for button in one.findChildren(QAbstractButton)
        if button.isVisibleTo(one) and button.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    same = [button for button in buttons if _words_of(button) == _words_of(held)]
    for button in (same or buttons)[:1]:
        button.setFocus(Qt.FocusReason.OtherFocusReason)


def _words_of(widget: QWidget) -> tuple[str, str]:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return text, widget.accessibleDescription()
