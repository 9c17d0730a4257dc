"""Words with a little markup out of a form: bold, italics, lists. It can load nothing and open nothing."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from prevent_desktop.ui.widgets.long_words import MOST_LETTERS
from prevent_desktop.ui.widgets.words import Kind, Text

_MAY_STAND = re.compile(
    r"</?(?:p|br|b|i|u|s|em|strong|sub|sup|small|big|span|div|ul|ol|li|dl|dt|dd|code|pre|tt|blockquote|hr"
    r"|h[1-6]|table|thead|tbody|tr|th|td|font)\b(?P<more>[^<>]*)>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]*>?")
_LOADS = re.compile(r"src|href|url\s*\(|import|background|link|expression|\\", re.IGNORECASE)


def loads_nothing(markup: str) -> bool:
    """Whether every tag in `markup` is one that Qt shows without loading or opening anything."""
    for tag in _TAG.findall(markup):
        found = _MAY_STAND.fullmatch(tag)
        if found is None or _LOADS.search(found["more"]):
            return False
    return True


class RichText(Text):
    """`markup`, made safe where the form was read and looked at here once more; `plain` where it does not hold.

    Screen readers hear `plain`.
    """

    def __init__(
        self, markup: str = "", plain: str = "", kind: Kind = "text", *, parent: QWidget | None = None
    ) -> None:
        super().__init__("", kind, parent=parent)
        self.setOpenExternalLinks(False)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.say(plain, markup)

    def say(self, plain: str, markup: str = "") -> None:
        """Show `markup` where there is some that loads nothing, else `plain` as it is."""
        say_rich(self, plain, markup)


def say_rich(label: QLabel, plain: str, markup: str) -> None:
    """Have `label` show `markup` where there is some that loads nothing, else `plain`; it is called `plain`."""
    rich = 0 < len(markup) <= MOST_LETTERS and loads_nothing(markup)
    label.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
    label.setText(markup if rich else plain)
    label.setAccessibleName(plain)
