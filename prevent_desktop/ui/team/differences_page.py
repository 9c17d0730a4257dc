"""What members said differently about the same thing in a shared case, and nobody has settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prevent_desktop.formatting import short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.components.people_words import person_cell
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Team, TeamDifference
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    Cell,
    Column,
    DataTable,
    EmptyState,
    PageHead,
    Row,
    ScrollPage,
)
from prevent_desktop.workflows.team.cases.settling import OpenDifference, open_differences


class TeamDifferencesPage(ScrollPage):
    """All that waits."""

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock) -> None:
        super().__init__()
        title = _("Differences in shared cases")
        self.setAccessibleName(title)
        self._tasks, self._clock = tasks, clock
        crumbs = Breadcrumb((("team", _("Team")), ("", title)))
        crumbs.chosen.connect(lambda _key: navigator.open(Team()))
        self.table = DataTable(
            (
                Column(title=_("Person"), share=0),
                Column(title=_("What"), share=5),
                Column(title=_("Found"), share=0),
            ),
            name=title,
            known_as="team-differences",
        )
        self.table.opened.connect(lambda found: navigator.open(TeamDifference(found)))
        self.empty = EmptyState(
            _("Nothing waits to be settled"),
            _("Where two of you changed one thing at the same time, both are kept and it appears here."),
        )
        card = Card()
        card.body.add(self.empty, self.table)
        line = _("One of you settles it, and it is settled for all. Nothing is lost, whatever you choose.")
        self.column.add(crumbs, PageHead(title, line), card)
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Read the list again."""
        self._tasks.in_vault(open_differences, self.show_differences)

    def show_differences(self, found: Sequence[OpenDifference]) -> None:
        """Show what waits."""
        now = self._clock()
        self.table.show_rows([_row(one, now) for one in found])
        self.table.setVisible(bool(found))
        self.empty.setVisible(not found)


def _row(one: OpenDifference, now: datetime) -> Row:
    when = Cell(short_moment_near(one.found_at, now), order=one.found_at.isoformat())
    return Row(key=one.id, cells=(person_cell(one.person, now.astimezone().date()), Cell(one.title), when))
