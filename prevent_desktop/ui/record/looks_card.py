"""Who else of the team looked into this case: one line a person a day, which every vault that shares the case writes for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from prevent_desktop.formatting import short_day_near
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, Cell, Column, Row
from prevent_desktop.ui.widgets.growing_table import GrowingTable
from prevent_desktop.workflows.team.cases.looks import LookLine

_MOST = 10


class LooksCard(Card):
    """Hidden while nobody else looked."""

    def __init__(self) -> None:
        super().__init__(_("Others of your team who looked in"))
        self.table = GrowingTable(
            (Column(title=_("Day"), share=0), Column(title=_("Who"))),
            name=_("Others of your team who looked in"),
            known_as="team-looks",
            most=_MOST,
        )
        self.body.addWidget(self.table)
        self.hide()

    def show_lines(self, lines: Sequence[LookLine], today: date) -> None:
        """Show them, the last day first."""
        self.table.show_rows(
            tuple(
                Row(
                    key=f"{number}",
                    cells=(Cell(short_day_near(line.day, today), order=line.day.isoformat()), Cell(line.who)),
                )
                for number, line in enumerate(lines)
            )
        )
        self.setVisible(bool(lines))
