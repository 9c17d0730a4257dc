"""What came of entries of a shared case that wait for something that has not come: each with its words, so that none is out of sight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt

from prevent_desktop.formatting import short_moment_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets import Card, KeyValue, KeyValueTable, LinkButton, Text
from prevent_desktop.ui.widgets.long_words import shortened
from prevent_desktop.workflows.team.cases.not_whole import NotWhole

AT_ONCE: Final = 50
"""So many are shown first: a colleague's laptop can claim any number."""


class NotWholePart(Card):
    """Hidden while there is none."""

    def __init__(self) -> None:
        super().__init__(_("What is not whole"))
        self.rows = KeyValueTable()
        self.more = LinkButton("", self._show_more)
        self._rows: tuple[KeyValue, ...] = ()
        self._limit = AT_ONCE
        about = _(
            "Something that these entries need was on a laptop that is gone, or has not come yet. Once it comes, they stand in the record by themselves. "
            "If it does not come, talk to whoever wrote them, and write them again: this is what came."
        )
        self.body.addWidget(Text(about))
        self.body.addWidget(self.rows)
        self.body.addWidget(self.more)
        self.hide()

    def show_entries(self, entries: Sequence[NotWhole], now: datetime) -> None:
        """Show these, the newest first."""
        self._rows = tuple(_row(f"{place}", each, now) for place, each in enumerate(entries))
        self._show()
        self.setVisible(bool(entries))

    def _show(self) -> None:
        self.rows.show_rows(self._rows[: self._limit])
        left = len(self._rows) - self._limit
        words = ngettext("Show more: {number} line is left", "Show more: {number} lines are left", left)
        self.more.setText(words.format(number=left))
        self.more.setVisible(left > 0)

    def _show_more(self) -> None:
        self._limit += AT_ONCE
        self._show()
        if not self.more.isVisible():
            self.rows.setFocus(Qt.FocusReason.OtherFocusReason)


def _row(key: str, entry: NotWhole, now: datetime) -> KeyValue:
    moment = short_moment_near(entry.at, now)
    return KeyValue(
        key=key,
        label=_("{moment}. {what}").format(moment=moment, what=entry.words),
        values=tuple(shortened(text) for text in entry.said),
    )
