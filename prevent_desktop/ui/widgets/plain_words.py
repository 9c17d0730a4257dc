"""The one way to tooltips and notifications: what stands in them is shown as it was typed, and never read as markup.

Qt guesses whether a tooltip is HTML. The title of a form or the first words of an event that look like it would be drawn
as a page, and a picture in it opened from its path. No other module may set a tooltip; a test holds that.
"""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QSystemTrayIcon, QToolTip, QWidget

_JOINER: Final = "\u2060"
"""WORD JOINER: nobody sees or hears it, and no tag and no entity begins with it."""


class _HasTooltip(Protocol):
    """A widget, an entry of a menu, an item of a list or the tray's icon."""

    def setToolTip(self, words: str, /) -> None: ...  # Qt's own name


def as_typed(words: str) -> str:
    """Words that look the same and that Qt takes for plain text wherever it guesses."""
    return words.replace("<", f"<{_JOINER}").replace("&lt;", f"&{_JOINER}lt;")


def give_tooltip(thing: _HasTooltip, words: str) -> None:
    """Have `thing` show `words` while the pointer rests on it."""
    thing.setToolTip(as_typed(words))


def show_tooltip(at: QPoint, words: str, widget: QWidget) -> None:
    """Show `words` now, at a point of the screen, as long as the pointer is over `widget`."""
    QToolTip.showText(at, as_typed(words), widget)


def show_message(icon: QSystemTrayIcon, title: str, words: str) -> None:
    """Show a notification from the tray."""
    icon.showMessage(as_typed(title), as_typed(words))
