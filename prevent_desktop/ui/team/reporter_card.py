"""What a reporter sees of the team: who their leads are, that they share no cases, and what they reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prevent_desktop.formatting import short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Record
from prevent_desktop.ui.widgets import Card, Cell, Column, EmptyState, Heading, Row, Text
from prevent_desktop.ui.widgets.growing_table import GrowingTable
from prevent_desktop.workflows.team.cases.reported import Reported

_MOST = 12


class ReporterCard(Card):
    """Rows open the record of the person."""

    def __init__(self, navigator: Navigator) -> None:
        super().__init__(_("You report to your lead"))
        self.words = Text("")
        self.table = GrowingTable(
            (
                Column(title=_("Person"), share=0),
                Column(title=_("To"), share=3),
                Column(title=_("When"), share=2),
                Column(title=_("State"), share=0, at_end=True),
            ),
            name=_("What you reported"),
            known_as="team-reported",
            most=_MOST,
        )
        self.table.opened.connect(lambda person_id: navigator.open(Record(person_id)))
        self.nothing = EmptyState(
            _("You have reported nothing yet"), _("“Record a concern” on My work is where it begins.")
        )
        self.body.add(self.words, Heading(_("What you reported"), 3), self.nothing, self.table)

    def show_words(self, words: str, reported: Sequence[Reported], now: datetime) -> None:
        """Show who the leads are, and what was reported."""
        self.words.setText(words)
        self.table.show_rows([_row(one, now) for one in reported])
        self.table.setVisible(bool(reported))
        self.nothing.setVisible(not reported)


def _row(one: Reported, now: datetime) -> Row:
    person = Cell(one.person.label_on(now.astimezone().date()), strong_start=len(one.person.initials_in_line))
    sent = Cell(short_moment_near(one.pack.signed_at, now), order=one.pack.signed_at.isoformat())
    cells = (person, Cell(one.pack.recipient_name), sent, Cell(one.pack.status.label))
    return Row(key=one.person.id, cells=cells)
