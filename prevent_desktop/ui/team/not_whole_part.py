"""What came of entries of a shared case that wait for something that has not come: each with its words, so that none is out of sight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prevent_desktop.formatting import short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, KeyValue, KeyValueTable, Text
from prevent_desktop.ui.widgets.long_words import shortened
from prevent_desktop.workflows.team.cases.not_whole import NotWhole


class NotWholePart(Card):
    """Hidden while there is none."""

    def __init__(self) -> None:
        super().__init__(_("What is not whole"))
        self.rows = KeyValueTable()
        about = _(
            "Something that these entries need was on a laptop that is gone, or has not come yet. Once it comes, they stand in the record by themselves. "
            "If it does not come, talk to whoever wrote them, and write them again: this is what came."
        )
        self.body.addWidget(Text(about))
        self.body.addWidget(self.rows)
        self.hide()

    def show_entries(self, entries: Sequence[NotWhole], now: datetime) -> None:
        """Show these, the newest first."""
        self.rows.show_rows([_row(f"{place}", each, now) for place, each in enumerate(entries)])
        self.setVisible(bool(entries))


def _row(key: str, entry: NotWhole, now: datetime) -> KeyValue:
    moment = short_moment_near(entry.at, now)
    return KeyValue(
        key=key,
        label=_("{moment}. {what}").format(moment=moment, what=entry.words),
        values=tuple(shortened(text) for text in entry.said),
    )
