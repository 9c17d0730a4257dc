"""What two laptops say differently and nobody has settled yet."""

from __future__ import annotations

from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Difference, MyWork
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.vault_admin.merge.words import read_rows
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    Column,
    DataTable,
    EmptyState,
    PageHead,
    Row,
    ScrollPage,
)


class ConflictsPage(ScrollPage):
    """All that waits."""

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock) -> None:
        super().__init__()
        self._tasks, self._clock = tasks, clock
        title = _("Differences between your laptops")
        self.setAccessibleName(title)
        crumbs = Breadcrumb((("work", _("My work")), ("", title)))
        crumbs.chosen.connect(lambda _key: navigator.open(MyWork()))
        self.table = DataTable(
            (
                Column(title=_("Person"), share=0),
                Column(title=_("What"), share=5),
                Column(title=_("Kind"), share=3),
                Column(title=_("Found"), share=0),
            ),
            name=title,
            known_as="merge-conflicts",
        )
        self.table.opened.connect(lambda conflict_id: navigator.open(Difference(conflict_id)))
        self.table.hide()
        self.empty = EmptyState(
            _("Nothing waits to be settled"),
            _("Where two laptops changed the same thing, both are kept and it appears here."),
        )
        card = Card()
        card.body.add(self.empty, self.table)
        line = _("Nothing of either laptop is lost, whatever you choose.")
        self.column.add(crumbs, PageHead(title, line), card)
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Read the list again."""
        now = self._clock()
        self._tasks.in_vault(lambda vault: read_rows(vault, now), self._show)

    def _show(self, rows: tuple[Row, ...]) -> None:
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
