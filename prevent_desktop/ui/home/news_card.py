"""The card that says what came since somebody was last here: each row leads to it, and goes once it was looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.home.first_lines import FirstLines
from prevent_desktop.ui.home.news_lines import NewsLine
from prevent_desktop.ui.home.row_button import RowButton
from prevent_desktop.ui.routing.navigator import Navigator, place_of
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Card, FlowRow, LinkButton, RichText, Text, VBox
from prevent_desktop.workflows.home.news import mark_all_seen, show_again


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
        self._first: FirstLines[NewsLine, NewsRow] = FirstLines(
            lambda line, _number: NewsRow(line, navigator), lambda row: row, self.changed.emit
        )
        self.more = self._first.more
        self.seen = LinkButton(_("I have seen these"), self._mark_seen)
        self.body.setSpacing(8)
        self.body.addLayout(self._first.column)
        self.body.add(FlowRow(self.more, self.seen))
        self.hide()

    @property
    def rows(self) -> list[NewsRow]:
        """What is shown."""
        return self._first.rows

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches, in its order."""
        return [*self.rows, self.more, self.seen]

    def show_lines(self, lines: Sequence[NewsLine]) -> None:
        """Show `lines`; where nothing has changed all stays as it is, with the keyboard in it."""
        self._first.show(lines)
        self.setVisible(bool(lines))

    def _mark_seen(self) -> None:
        self._tasks.in_vault(mark_all_seen, partial(self._marked, place_of(self.seen)))

    def _marked(self, place: QRect, before: str) -> None:
        self._refresh()
        self._navigator.offer_undo(
            _("All that came is marked as seen."), partial(self._show_again, before), place=place
        )

    def _show_again(self, before: str) -> None:
        self._tasks.in_vault(lambda vault: show_again(vault, before), lambda _none: self._refresh())
