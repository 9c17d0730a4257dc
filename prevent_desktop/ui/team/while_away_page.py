"""What others did in one's cases while one was away, by case, with who and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from PySide6.QtCore import Qt

from prevent_desktop.casework.person import Person
from prevent_desktop.formatting import each_of, long_day_near, short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.components.people_words import person_cell
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import MyWork, RecordOfCase
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Card,
    Cell,
    Column,
    DataTable,
    EmptyState,
    PageHead,
    PrimaryButton,
    Row,
    ScrollPage,
    Text,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.team.cases.while_away import (
    CaseWhileAway,
    Deed,
    WhileAway,
    counted,
    mark_read,
    titled,
    while_away,
)


class WhileAwayPage(ScrollPage):
    """One absence. "I have read it" takes it off My work, and nothing else."""

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock, absence: str) -> None:
        super().__init__()
        title = _("What was done while you were away")
        self.setAccessibleName(title)
        self._tasks, self._navigator, self._clock, self._absence = tasks, navigator, clock, absence
        self.read = PrimaryButton(_("I have &read it"), self._mark_read)
        self.head = PageHead(title, "", self.read)
        self.table = DataTable(
            (
                Column(title=_("Person"), share=0),
                Column(title=_("When"), share=0),
                Column(title=_("Who"), share=2),
                Column(title=_("What they did"), share=5),
            ),
            name=title,
            known_as="while-away",
        )
        self.table.opened.connect(lambda key: navigator.open(RecordOfCase(key.partition(" ")[0])))
        self.empty = EmptyState(
            _("Nothing was done in your cases"),
            _("What others write, decide or send in a case that they cover is listed here."),
        )
        self.untouched = Text("", "small")
        card = Card()
        card.body.add(self.empty, self.table, self.untouched)
        self.column.add(self.head, card)
        self.column.addStretch(1)
        FirstFocus(self, self.table)

    def refresh(self) -> None:
        """Read it again."""
        now, absence = self._clock(), self._absence
        self._tasks.in_vault(lambda vault: while_away(vault, absence, now=now), self.show_found)

    def show_found(self, found: WhileAway | None) -> None:
        """Show what was done."""
        now = self._clock()
        rows = [] if found is None else [row for case in found.cases for row in _rows(case, now)]
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.read.setVisible(found is not None)
        if not rows and self.isVisible():
            self.read.setFocus(Qt.FocusReason.OtherFocusReason)
        if found is not None:
            self.head.show_words(self.accessibleName(), _subtitle(found, now))
            self.untouched.say(_nothing_in(found.untouched, now) if rows else "")

    def _mark_read(self) -> None:
        absence = self._absence
        self._tasks.in_vault(
            lambda vault: mark_read(vault, absence), lambda _none: self._navigator.open(MyWork())
        )


def _subtitle(found: WhileAway, now: datetime) -> str:
    today, absence = now.astimezone().date(), found.absence
    return _("{first} to {last} · covered by {name}").format(
        first=long_day_near(absence.first_day, today),
        last=long_day_near(absence.last_day, today),
        name=absence.covering.name,
    )


def _nothing_in(people: tuple[Person, ...], now: datetime) -> str:
    labels = each_of(sorted(person.label_on(now.astimezone().date()) for person in people))
    return _("Nothing was done in: {people}").format(people=labels) if labels else ""


def _rows(case: CaseWhileAway, now: datetime) -> Iterator[Row]:
    today = now.astimezone().date()
    for number, deed in enumerate(case.deeds):
        cells = (
            person_cell(case.person, today),
            Cell(short_moment_near(deed.at, now), order=deed.at.isoformat()),
            Cell(deed.who),
            Cell(deed_words(deed)),
        )
        yield Row(key=f"{case.case_id} {number}", cells=cells)


def deed_words(deed: Deed) -> str:
    """Such as "2 notes, 1 decision; went on with: Case"."""
    new = each_of(counted(table, number) for table, number in deed.new)
    changed = each_of(titled(table) for table in deed.changed)
    if not changed:
        return new
    words = _("went on with: {what}").format(what=changed)
    return f"{new}; {words}" if new else words
