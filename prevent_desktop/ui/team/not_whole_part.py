"""What came of entries of a shared case that wait for something that has not come: each with its words, so that none is out of sight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
        self.rows.show_rows(
            [row for place, each in enumerate(entries) for row in _rows(f"{place}", each, now)]
        )
        self.setVisible(bool(entries))


def _rows(key: str, entry: NotWhole, now: datetime) -> Iterator[KeyValue]:
    when = short_moment_near(entry.at, now)
    yield KeyValue(key=key, label=_("{moment}. {what}").format(moment=when, what=entry.words))
    for label, text in entry.texts:
        yield KeyValue(key=key, label=label or _("What it says"), values=(shortened(text),))
