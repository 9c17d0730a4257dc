"""Bring names in: choose the school's list, look at what it changes, take it or leave it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.file_dialogs import ask_for_file
from prevent_desktop.ui.people.roll_reading import RollReading
from prevent_desktop.ui.people.roll_view import (
    change_rows,
    kept_words,
    problem_rows,
    problems_heading,
    remarks_words,
    state_words,
)
from prevent_desktop.ui.routing.navigator import Navigator, place_of
from prevent_desktop.ui.routing.routes import Guidance, Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    BusyLine,
    Card,
    Column,
    DataTable,
    EmptyState,
    FlowRow,
    Heading,
    LinkButton,
    PageHead,
    PageNotice,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
    Tone,
    VBox,
    announce,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.widgets.table_rows import Row
from prevent_desktop.workflows.people.roll import (
    ForgottenRoll,
    RollPlan,
    RollState,
    bring_back_roll,
    forget_roll,
    plan_roll,
    roll_state,
    take_roll,
)
from prevent_desktop.workflows.people.roll_file import RollFile
from prevent_desktop.workflows.people.roll_words import plan_words

_AT_ONCE = 40
"""Lines of a table before the others are asked for."""


class LongTable(QWidget):
    """A table of which the first lines are shown, and the others when they are asked for."""

    def __init__(self, columns: Sequence[Column], name: str, known_as: str) -> None:
        super().__init__()
        self.table = DataTable(columns, name=name, known_as=known_as)
        self.more = LinkButton("", self._show_more)
        self._rows: Sequence[Row] = ()
        self._limit = _AT_ONCE
        column = VBox(self, spacing=8)
        column.add(self.table, self.more)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show the first of `rows`."""
        self._rows, self._limit = rows, _AT_ONCE
        self._show()

    def _show(self) -> None:
        self.table.show_rows(self._rows[: self._limit])
        left = len(self._rows) - self._limit
        words = ngettext("Show more: {number} line is left", "Show more: {number} lines are left", left)
        self.more.setText(words.format(number=left))
        self.more.setVisible(left > 0)

    def _show_more(self) -> None:
        self._limit *= 4
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()


class RollPage(ScrollPage):
    """`look_at(path)` does what the button does, once a file is chosen."""

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock) -> None:
        super().__init__()
        self.setAccessibleName(_("Bring names in"))
        self._tasks, self._navigator, self._clock = tasks, navigator, clock
        self._file: RollFile | None = None
        self._plan: RollPlan | None = None
        self._reading = RollReading(tasks, self)
        self._reading.moved.connect(self._tell_read)
        self._reading.read.connect(self._look)
        self._reading.failed.connect(self._failed)
        self.notice = PageNotice(parent=self)
        self._make_here()
        self._make_offer()
        self._make_problems()
        help_ = SecondaryButton(
            _("&How to export the list"), partial(navigator.open, Guidance("bringing-names-in"))
        )
        line = _(
            "Pupils’ names from your school’s system. They are offered after three letters, and become a person only when you choose them."
        )
        self.column.addWidget(PageHead(_("Bring names in"), line, help_))
        self.column.add(self.notice, self.here, self.offer, self.problems)
        FirstFocus(self, self.choose)  # fmt: skip

    def _make_here(self) -> None:
        self.here = Card()
        self.empty = EmptyState(
            _("No names are here yet"),
            _("Export the pupils from SIMS, Arbor, Bromcom or another system as CSV or Excel (.xlsx), then choose that file."),
        )  # fmt: skip
        self.state, self.kept = Text("", "strong"), Text("", "muted")
        self.choose = PrimaryButton(_("&Choose the school’s file…"), self._ask)
        self.remove = SecondaryButton(_("&Remove all names"), self._remove)
        self.who = LinkButton(
            _("Who I am"),
            partial(self._navigator.open, Settings(SettingsPart.WHO)),
            name=_("Change who I am"),
        )
        self.busy = BusyLine(can_stop=True)
        self.busy.stop_wanted.connect(self.stop)
        self._actions = FlowRow(self.choose, self.remove)
        self.here.body.add(self.empty, self.state, self._actions, self.busy, self.kept)
        self.here.body.addWidget(self.who, 0, Qt.AlignmentFlag.AlignLeft)

    def _make_offer(self) -> None:
        self.offer = Card()
        self.heading, self.remarks = Heading("", 2), Text("", "small")
        self.changes = LongTable(
            (
                Column(title=_("State"), share=0),
                Column(title=_("Name"), share=3),
                Column(title=_("Year and form"), share=2),
                Column(title=_("What changes"), share=4),
            ),
            _("Who is new, changed or gone"),
            "names-changed",
        )
        self.take = PrimaryButton(_("&Take these names"), self._take)
        self.leave = SecondaryButton(_("&Leave it"), self._leave)
        self.offer.body.add(self.heading, self.remarks, FlowRow(self.take, self.leave), self.changes)
        self.offer.hide()

    def _make_problems(self) -> None:
        self.problems = Card()
        self.problems_heading = Heading("", 2)
        self.problem_table = LongTable(
            (
                Column(title=_("Row"), share=0),
                Column(title=_("Column"), share=2),
                Column(title=_("What to put right"), share=5),
            ),
            _("Cells to put right"),
            "names-problems",
        )
        told = _("Put these right in the file or in your school’s system, and choose the file again.")
        self.problems.body.add(self.problems_heading, Text(told), self.problem_table)
        self.problems.hide()

    # -- what is here

    def refresh(self) -> None:
        """Read what is here again."""
        self._tasks.in_vault(roll_state, self.show_state)

    def show_state(self, state: RollState) -> None:
        """Show how many names are here."""
        self.empty.setVisible(not state.number)
        self.state.setText(state_words(state))
        self.state.setVisible(bool(state.number))
        self.remove.setVisible(bool(state.number))
        self.kept.setText(kept_words(for_reporter=state.for_reporter))
        self.who.setVisible(state.for_reporter)

    # -- a file

    def _ask(self) -> None:
        kinds = _("Lists of pupils (*.csv *.txt *.xlsx);;All files (*)")
        path = ask_for_file(self, title=_("The school’s list of pupils"), kinds=kinds)
        if path is not None:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Read the file and tell what it would change. Nothing is taken."""
        self._clear()
        self.choose.setEnabled(False)
        self.busy.start(_("Reading the list…"))
        self._reading.begin(path, self._clock().astimezone().date())

    def stop(self) -> None:
        """Read no further. Nothing was taken."""
        self._reading.stop()
        self._rest()
        self.notice.say(_("Stopped. Nothing was taken."), Tone.INFO)
        self.choose.setFocus()

    def _tell_read(self, rows: int) -> None:
        words = ngettext("Reading the list: {number} row", "Reading the list: {number} rows", rows)
        self.busy.tell(words.format(number=rows))

    def _look(self, file: RollFile) -> None:
        if file.problems:
            self._rest()
            self.problems_heading.setText(problems_heading(len(file.problems)))
            self.problem_table.show_rows(problem_rows(file.problems))
            self.problems.show()
            announce(self.problems, self.problems_heading.text())
            self.problem_table.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._file = file
        self._tasks.in_vault(lambda vault: plan_roll(vault, file), self._show_plan, self._failed)

    def _show_plan(self, plan: RollPlan) -> None:
        self._rest()
        if self._file is None:
            return
        self._plan = plan
        self.heading.setText(plan_words(plan))
        self.remarks.setText(remarks_words(self._file, for_reporter=plan.for_reporter))
        self.changes.show_rows(change_rows(plan.changes))
        self.changes.setVisible(bool(plan.changes))
        self.take.setVisible(bool(plan.changes))
        self.here.setVisible(not plan.changes)  # one primary button at a time
        self.offer.show()
        announce(self.offer, self.heading.text())
        (self.take if plan.changes else self.leave).setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        plan, now = self._plan, self._clock()
        if plan is None:
            return
        self.take.setEnabled(False)
        self._tasks.in_vault(
            lambda vault: take_roll(vault, plan, now=now), lambda _none: self._taken(plan), self._failed
        )

    def _taken(self, plan: RollPlan) -> None:
        self._clear()
        self._navigator.undo_ended.emit()
        words = ngettext("{number} name is here now.", "{number} names are here now.", len(plan.after))
        self.notice.say(words.format(number=len(plan.after)), Tone.SUCCESS)
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def _leave(self) -> None:
        self._clear()
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def _failed(self, error: PreventDesktopError) -> None:
        self._clear()
        self.notice.say_failure(error)
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- removing

    def _remove(self) -> None:
        self._tasks.in_vault(forget_roll, partial(self._removed, place_of(self.remove)), self._failed)

    def _removed(self, place: QRect, forgotten: ForgottenRoll) -> None:
        self._clear()
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()
        words = _("All names were removed. Whoever you chose stays in your records.")
        self._navigator.offer_undo(words, partial(self._bring_back, forgotten), place=place)

    def _bring_back(self, forgotten: ForgottenRoll) -> None:
        self._tasks.in_vault(
            lambda vault: bring_back_roll(vault, forgotten), lambda _none: self.refresh(), self._failed
        )

    # -- the page

    def _clear(self) -> None:
        self._rest()
        self._file, self._plan = None, None
        self.notice.clear()
        self.take.setEnabled(True)
        for part in (self.offer, self.problems):
            part.hide()
        self.here.show()

    def _rest(self) -> None:
        self.choose.setEnabled(True)
        self.busy.stop()
