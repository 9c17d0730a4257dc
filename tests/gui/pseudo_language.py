"""A language in which every text of ours stands in brackets, and what is on the screen outside of them."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator

from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTabBar,
    QTextBrowser,
    QWidget,
)

from prevent_desktop.ui.components.pages_view import PageSheet
from prevent_desktop.ui.widgets import DataTable

_LEFT, _RIGHT = "⁅", "⁆"
_INNERMOST = re.compile(f"{_LEFT}[^{_LEFT}{_RIGHT}]*{_RIGHT}")
_WORD = re.compile(r"[^\W\d_]{2,}")


class PseudoLanguage(gettext.NullTranslations):
    """Puts each text in brackets."""

    def gettext(self, message: str) -> str:
        return f"{_LEFT}{message}{_RIGHT}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def outside(text: str) -> str:
    """What is left of `text` without what stands in brackets, themselves in brackets or not."""
    before = ""
    while before != text:
        before, text = text, _INNERMOST.sub(" ", text)
    return text


def shown_words(page: QWidget) -> Iterator[tuple[str, str]]:
    """Every text of the visible widgets below `page`: the widget's class with what the text is, and the text."""
    for widget in (page, *page.findChildren(QWidget)):
        if widget.isVisibleTo(page) and not isinstance(
            widget, PageSheet
        ):  # a page that was signed is as it is
            kind = type(widget).__name__
            for what, text in _texts(widget):
                yield f"{kind} {what}", text


def _texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    yield "tooltip", widget.toolTip()
    yield "name", widget.accessibleName()
    yield "description", widget.accessibleDescription()
    if isinstance(widget, QLabel | QAbstractButton):
        yield "text", widget.text()
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        yield "placeholder", widget.placeholderText()
    if isinstance(widget, QTabBar):
        yield from (("tab", widget.tabText(number)) for number in range(widget.count()))
    if isinstance(widget, QComboBox):
        yield from (("choice", widget.itemText(number)) for number in range(widget.count()))
    if isinstance(widget, QListWidget):
        yield from (("entry", widget.item(number).text()) for number in range(widget.count()))
    if isinstance(widget, QTextBrowser):
        return
    if isinstance(widget, DataTable):
        yield from (("heading", column.title) for column in widget.rows_model.columns)
        for row in widget.rows_model.rows:
            yield from (("cell", f"{cell.text}\n{cell.detail}") for cell in row.cells)


def untranslated(page: QWidget, is_data: Callable[[str], bool]) -> set[str]:
    """The texts on `page` with a word outside of the brackets that is not `is_data`."""
    found = set()
    for what, text in shown_words(page):
        left = [word for line in outside(text).split("\n") for word in [line.strip()] if _WORD.search(word)]
        if any(not is_data(part) for part in left):
            found.add(f"{what}: {text}")
    return found
