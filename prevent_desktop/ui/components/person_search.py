"""Search as one types: people on top, below them pupils of the school's list, and the records in which the words stand."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.formatting import each_of
from prevent_desktop.translation import _
from prevent_desktop.ui.components.people_words import FoundView, found_view, person_of
from prevent_desktop.ui.tasks import Clock, Job, Tasks
from prevent_desktop.ui.widgets import (
    Card,
    Column,
    DataTable,
    EmptyState,
    Field,
    Heading,
    LinkButton,
    SecondaryButton,
    Text,
    VBox,
    announce,
)
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.widgets.list_tools import ListTools
from prevent_desktop.ui.widgets.table_rows import Row
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.find import MOST
from prevent_desktop.workflows.people.roll import choose_pupil, offered_pupils
from prevent_desktop.workflows.team.cases.finding import find_all
from prevent_desktop.workflows.team.cases.owning import care_of
from prevent_desktop.workflows.team.joining.joining_team import joining

MANY = 1_000
"""So many are shown once more than the first are asked for; who looks for one of more types a letter."""
_MOST_PUPILS = 12
_UP_DOWN = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class PersonSearch(QWidget):
    """A field and what it finds. Signals: `chosen(person id)`; `add_wanted(words)` for a name that nobody has.

    While the keyboard is in the field, up and down move through what was found, and Enter chooses. A pupil of the school's
    list becomes a person when they are chosen; with `asks_before_adding` the person at the keyboard confirms that.
    """

    chosen = Signal(str)
    add_wanted = Signal(str)

    def __init__(self, tasks: Tasks, clock: Clock, *, asks_before_adding: bool = False) -> None:
        super().__init__()
        self._asks_before_adding = asks_before_adding
        self.dialog: ConfirmDialog | None = None
        self._limit = MOST
        self._tasks = tasks
        self._clock = clock
        self._job: Job | None = None
        self._is_searching = False
        self._chooses_when_found = False
        self._goes_on_at = 0
        self.field = QLineEdit()
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._search_anew)
        self.field.installEventFilter(self)
        self.summary = Text("", "small")
        self.people = _people_table()
        self.tools = ListTools(self.people.rows_model.columns, name=_("People"), finds=False)
        self.tools.changed.connect(self._sort)
        self.people.sort_by_headings(self.tools.sort_by)
        self._found: tuple[Row, ...] = ()
        self.people.opened.connect(self.chosen)
        self.pupils = _pupils_table()
        self.pupils.opened.connect(self._choose_pupil)
        self.texts = _texts_table()
        self.texts.opened.connect(lambda key: self.chosen.emit(person_of(key)))
        self.nobody = EmptyState("", "")
        self.add = SecondaryButton("", self._add)
        self.nothing = EmptyState(
            _("Nothing was found"),
            _(
                "Try fewer letters, another spelling, or a word from a note. Enter adds a person of this name."
            ),
            self.add,
        )
        self.more = LinkButton("", self._show_more)
        self._people_card, self._pupils_card, self._texts_card = Card(), Card(), Card()
        self._lay_out()
        self.setFocusProxy(self.field)

    def _lay_out(self) -> None:
        parts: tuple[QWidget, ...] = (
            self.summary,
            self.nobody,
            self.nothing,
            self.tools,
            self.people,
            self.more,
        )
        for part in parts:
            self._people_card.body.addWidget(part)
        self._pupils_card.body.add(Heading(_("On the school’s list, not in your records"), 2), self.pupils)
        self._texts_card.body.add(Heading(_("In records"), 2), self.texts)
        column = VBox(self, spacing=14)
        hint = _("A name, or words from a note or form. Up and down move, Enter opens.")
        column.add(
            Field(_("Find a person"), self.field, hint=hint),
            self._people_card,
            self._pupils_card,
            self._texts_card,
        )
        for widget in (self.nobody, self.nothing, self.more, self._pupils_card, self._texts_card):
            widget.hide()

    def _search_anew(self) -> None:
        self._limit = MOST
        self.search()

    def _show_more(self) -> None:
        """The others too, with the keyboard at the first of them."""
        self._limit = MANY
        self._goes_on_at = len(self.people.rows_model.rows)
        self.search()

    def _sort(self) -> None:
        self.people.show_rows(self.tools.applied(self._found))

    def _add(self) -> None:
        self.add_wanted.emit(self.field.text().strip())

    def search(self) -> None:
        """Look for what stands in the field; an older search that has not answered yet is dropped."""
        if self._job is not None:
            self._job.cancel()
        self._is_searching, self._chooses_when_found = True, False
        text, today = self.field.text(), self._clock().astimezone().date()
        limit = self._limit

        def look(vault: Vault) -> FoundView:
            pupils = offered_pupils(vault, text, limit=_MOST_PUPILS)
            found = find_all(vault, text, limit=limit)
            cases = [each.case.id for each in found.people if each.case is not None]
            cared = care_of(vault, cases, today=today)
            waits = joining(vault) if found.nobody_yet else None
            return found_view(found, today, limit, pupils=pupils, cared=cared, waits=waits)

        self._job = self._tasks.in_vault(look, self.show_view)

    def show_view(self, view: FoundView) -> None:
        """Show what was found, and choose the first of it where Enter was pressed before it was there."""
        self._is_searching = False
        self._found = view.people
        self.tools.show_for(len(view.people))
        self._sort()
        self.pupils.show_rows(view.pupils)
        self.texts.show_rows(view.texts)
        self.people.setVisible(bool(view.people))
        self.summary.setText(view.summary)
        self.summary.setVisible(bool(view.summary) and bool(view.people or view.texts))
        self.nobody.say(*view.nobody)
        self.nobody.setVisible(view.nobody_yet)
        found_others = bool(view.texts or view.pupils)
        self.nothing.setVisible(view.searched and not view.people and not found_others)
        self._pupils_card.setVisible(bool(view.pupils))
        self._texts_card.setVisible(bool(view.texts))
        self._people_card.setVisible(bool(view.people) or not found_others)
        self.add.setText(view.add)
        self.add.setVisible(bool(view.add))
        self.more.say(view.more)
        if view.searched:
            self._begin_at_top()
            announce(self.field, view.summary)
        if self._goes_on_at and self.people.rows_model.rows:
            at, self._goes_on_at = min(self._goes_on_at, len(self.people.rows_model.rows) - 1), 0
            self.people.mark(at)
            self.people.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._chooses_when_found:
            self._choose()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        """Whether the field leaves this key to the list."""
        if key in _UP_DOWN:
            self._move(_UP_DOWN[key])
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose()
            return True
        return False

    def _begin_at_top(self) -> None:
        self._mark(0 if self._rows() else -1)

    def _rows(self) -> list[tuple[FoundTable, int]]:
        """Every row that is shown, in order, as its table and number."""
        return [
            (table, number)
            for table in (self.people, self.pupils, self.texts)
            for number in range(len(table.rows_model.rows))
        ]

    def _here(self) -> int:
        """Which of the rows is marked; -1 for none."""
        rows = self._rows()
        return next((at for at, (table, number) in enumerate(rows) if table.chosen_row == number), -1)

    def _move(self, by: int) -> None:
        rows = self._rows()
        if rows:
            self._mark(max(0, min(len(rows) - 1, self._here() + by)))
            announce(self.field, _spoken(self._row_at(self._here())))

    def _mark(self, at: int) -> None:
        rows = self._rows()
        for table in (self.people, self.pupils, self.texts):
            table.unmark()
        if 0 <= at < len(rows):
            table, number = rows[at]
            table.mark(number)

    def _choose(self) -> None:
        """Choose the marked row; what is shown for older letters is never chosen for newer ones."""
        if self._is_searching:
            self._chooses_when_found = True
            return
        here = self._here()
        if here >= 0:
            key = self._row_at(here).key
            if self._rows()[here][0] is self.pupils:
                self._choose_pupil(key)
            else:
                self.chosen.emit(person_of(key))
        elif not self.nothing.isHidden():
            self._add()

    def _choose_pupil(self, pupil_id: str) -> None:
        """Take a pupil of the list into the records, once it is clear that this is meant."""
        if not self._asks_before_adding:
            self._add_pupil(pupil_id)
            return
        row = next(row for row in self.pupils.rows_model.rows if row.key == pupil_id)
        name = row.cells[0].text
        self.dialog = ConfirmDialog(
            _("Add {name} to your records?").format(name=name),
            _("A record opens for them, with what the school’s list says. Until now nothing is written about them here."),
            _("&Add to my records"),
            parent=self,
        )  # fmt: skip
        self.dialog.accepted.connect(lambda: self._add_pupil(pupil_id))
        self.dialog.open()

    def _add_pupil(self, pupil_id: str) -> None:
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: choose_pupil(vault, pupil_id, now=now).id,
            self._tell_chosen,
        )

    def _tell_chosen(self, person_id: str) -> None:
        self.chosen.emit(person_id)

    def _row_at(self, at: int) -> Row:
        table, number = self._rows()[at]
        return table.rows_model.rows[number]


class FoundTable(DataTable):
    """A table in which a row can be marked while the keyboard stays in the field above."""

    @property
    def chosen_row(self) -> int:
        """The number of the marked row; -1 for none."""
        index = self.currentIndex()
        return index.row() if index.isValid() else -1

    def mark(self, number: int) -> None:
        """Mark a row, and bring it into view."""
        self.selectRow(number)

    def unmark(self) -> None:
        """Mark no row."""
        self.clearSelection()
        self.setCurrentIndex(self.rows_model.index(-1, -1))


def _spoken(row: Row) -> str:
    return each_of(cell.spoken for cell in row.cells)


def _people_table() -> FoundTable:
    columns = (
        Column(title=_("Person"), share=3),
        Column(title=_("Year group"), share=2),
        Column(title=_("Owner"), share=3),
        Column(title=_("Opened"), share=2),
        Column(title=_("Last change"), share=2),
        Column(title=_("State"), share=0),
    )
    return FoundTable(columns, name=_("People"), known_as="people")


def _pupils_table() -> FoundTable:
    columns = (
        Column(title=_("Name"), share=3),
        Column(title=_("Year and form"), share=2),
        Column(title=_("Age"), share=2),
    )
    return FoundTable(columns, name=_("On the school’s list"), known_as="school-list")


def _texts_table() -> FoundTable:
    columns = (
        Column(title=_("Person"), share=0),
        Column(title=_("Kind"), share=0),
        Column(title=_("What"), share=1),
    )
    return FoundTable(columns, name=_("In records"), known_as="in-records")
