"""The card that says what came since somebody was last here: each row leads to it, and goes once it was looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.home.news_lines import NewsLine
from prevent_desktop.ui.home.row_button import RowButton
from prevent_desktop.ui.routing.navigator import Navigator, place_of
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Card, FlowRow, HairLine, LinkButton, RichText, Text, VBox
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.workflows.home.news import mark_all_seen, show_again

MOST_NEWS = 4
"""More than these are shown when they are asked for, so that what else stands beside keeps its place."""


class NewsRow(RowButton):
    """One thing that came, as one button."""

    def __init__(self, line: NewsLine, navigator: Navigator) -> None:
        super().__init__()
        initials, comma, age = line.person.partition(",")
        whom = f"<b>{escape(initials)}</b>{escape(comma + age)}: " if line.person else ""
        what = RichText(f"{whom}{escape(line.what)}", line.spoken)
        detail = Text(line.detail, "small")
        words = VBox(spacing=2)
        words.add(what, detail)
        self.row.addLayout(words, 1)
        self.pass_clicks(what, detail)
        self.setAccessibleName(line.spoken)
        self.setAccessibleDescription(line.detail)
        self.clicked.connect(lambda: navigator.open(line.route))


class NewsCard(Card):
    """Not there while nothing is new. `refresh` reads the page again that it stands on. Signal `changed()` once other rows stand here."""

    changed = Signal()

    def __init__(self, tasks: Tasks, navigator: Navigator, refresh: Callable[[], None]) -> None:
        super().__init__(_("New since you were last here"))
        self._tasks, self._navigator, self._refresh = tasks, navigator, refresh
        self._lines: tuple[NewsLine, ...] = ()
        self._shows_all = False
        self.rows: list[NewsRow] = []
        self._column = VBox(spacing=0)
        self.more = LinkButton("", self._show_all)
        self.seen = LinkButton(_("I have seen these"), self._mark_seen)
        self.body.setSpacing(8)
        self.body.addLayout(self._column)
        self.body.add(FlowRow(self.more, self.seen))
        self.hide()

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches, in its order."""
        return [*self.rows, self.more, self.seen]

    def show_lines(self, lines: Sequence[NewsLine]) -> None:
        """Show `lines`; where nothing has changed all stays as it is, with the keyboard in it."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self._shows_all &= bool(lines)
            self._show()
        self.setVisible(bool(lines))

    def _show(self) -> None:
        take_all_out(self._column)
        hidden = 0 if self._shows_all else max(0, len(self._lines) - MOST_NEWS)
        self.rows = [NewsRow(line, self._navigator) for line in self._lines[: len(self._lines) - hidden]]
        for number, row in enumerate(self.rows):
            if number:
                self._column.addWidget(HairLine())
            self._column.addWidget(row)
        words = ngettext("Show {number} more", "Show {number} more", hidden)
        self.more.say(words.format(number=hidden) if hidden else "")
        self.changed.emit()

    def _show_all(self) -> None:
        self._shows_all = True
        self._show()
        self.rows[MOST_NEWS].setFocus(Qt.FocusReason.OtherFocusReason)

    def _mark_seen(self) -> None:
        self._tasks.in_vault(mark_all_seen, partial(self._marked, place_of(self.seen)))

    def _marked(self, place: QRect, before: str) -> None:
        self._refresh()
        self._navigator.offer_undo(
            _("All that came is marked as seen."), partial(self._show_again, before), place=place
        )

    def _show_again(self, before: str) -> None:
        self._tasks.in_vault(lambda vault: show_again(vault, before), lambda _none: self._refresh())
