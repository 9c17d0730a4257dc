"""Lines become rows: how high a line will be about, and the widget for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget

from prevent_desktop.questionnaire.items import AnswerOption, Item, ItemType
from prevent_desktop.questionnaire.response import Node, Path
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.column.table_widths import shares_of
from prevent_desktop.ui.forms.editors.factory import shows_options
from prevent_desktop.ui.forms.questions.question import Question, Standing
from prevent_desktop.ui.forms.questions.view import QuestionView
from prevent_desktop.ui.forms.rows.danger import DangerRow
from prevent_desktop.ui.forms.rows.plain import AddRow, EndRow, HeadingRow, NoteRow, OccurrenceRow, TitleRow
from prevent_desktop.ui.forms.rows.tables import SideBySideRow, TableHeadRow, TableRow
from prevent_desktop.ui.forms.rows.tabs import TabsRow
from prevent_desktop.ui.forms.rows.wishes import Wishes
from prevent_desktop.ui.forms.state.asking import beside, is_call, reasons_offered
from prevent_desktop.ui.forms.state.calling import called_at
from prevent_desktop.ui.forms.state.choice import Choice, choices_of
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.helping import help_at
from prevent_desktop.ui.forms.state.lines import Line, LineKind
from prevent_desktop.ui.forms.state.tables import (
    TableKind,
    answer_heads,
    answer_widths,
    column_widths,
    table_kind,
)

_PLAIN = {
    LineKind.TITLE: 50,
    LineKind.HEADING: 40,
    LineKind.OCCURRENCE: 40,
    LineKind.NOTE: 48,
    LineKind.ADD: 66,
    LineKind.END: 80,
    LineKind.TABS: 52,
    LineKind.TABLE_HEAD: 34,
    LineKind.TABLE_ROW: 100,
    LineKind.ANSWER_HEAD: 34,
    LineKind.ANSWER_ROW: 34,
    LineKind.SIDE_BY_SIDE: 220,
}
_QUESTION = 118
_WRITING = 160
_OPTION = 26


def estimate(line: Line, scale: float) -> int:
    """About how high the row will be at that text scale, in px; its real height is learnt when it is built."""
    return round(_at_100(line) * scale)


def _at_100(line: Line) -> int:
    item = line.item
    if line.kind is not LineKind.QUESTION or item is None:
        return _PLAIN[line.kind]
    if item.type is ItemType.BOOLEAN or shows_options(item):
        return 80 + _OPTION * (len(item.answer_options) or 2)
    return _WRITING if item.type is ItemType.TEXT else _QUESTION


class RowFactory:
    """Makes the widget for a line of `state`, and has it tell its wishes."""

    def __init__(self, state: FormState, wishes: Wishes) -> None:
        self._state = state
        self._wishes = wishes
        self._choices: dict[str, tuple[tuple[AnswerOption, ...], tuple[Choice, ...]]] = {}
        self._makers: Mapping[LineKind, Callable[[Line, Item], QWidget]] = {
            LineKind.QUESTION: lambda line, _item: self._view(line.path, line, Standing.ALONE),
            LineKind.ANSWER_ROW: self._answer_row,
            LineKind.HEADING: self._heading,
            LineKind.NOTE: self._note,
            LineKind.OCCURRENCE: self._occurrence,
            LineKind.ADD: self._add,
            LineKind.END: self._end,
            LineKind.TABS: self._tabs,
            LineKind.TABLE_HEAD: self._table_head,
            LineKind.ANSWER_HEAD: self._answer_head,
            LineKind.TABLE_ROW: self._table_row,
            LineKind.SIDE_BY_SIDE: lambda line, _item: SideBySideRow(
                line, lambda path, now: self._view(path, now, Standing.BESIDE)
            ),
        }

    def make(self, line: Line) -> QWidget:
        """The row for `line`."""
        if line.kind is LineKind.TITLE:
            section = self._state.section_at(line.path)
            return TitleRow(section.title, section.group, follows=line.key != self._state.lines[0].key)
        if line.item is None:
            return self._end(line, None)
        return self._makers[line.kind](line, line.item)

    def _label(self, path: Path, item: Item) -> str:
        return self._state.response.node(path).label or item.label

    def say_anew(self, row: QWidget, line: Line) -> None:
        """A group or a note is worded anew."""
        if line.item is not None and isinstance(row, HeadingRow | NoteRow):
            row.say(self._label(line.path, line.item))

    # Around the questions

    def _note(self, line: Line, item: Item) -> QWidget:
        words = self._label(line.path, item)
        if not is_call(item):
            return NoteRow(item, words, line.depth)
        row = DangerRow(words, line.depth)
        row.panel.called.connect(partial(self._wishes.called, line.path))
        row.panel.change_time_wanted.connect(partial(self._wishes.change_time, line.path))
        self.show_called(row, line)
        return row

    def show_called(self, row: DangerRow, line: Line) -> None:
        """Say when it was called, as it is written down."""
        row.panel.show_called(called_at(self._state, line.path))

    def _heading(self, line: Line, item: Item) -> QWidget:
        words = self._label(line.path, item) if item.text else item.short_text or _("More questions")
        row = HeadingRow(item, words, line.depth, folded=line.folded)
        row.fold_wanted.connect(partial(self._wishes.fold, line.path))
        return row

    def _occurrence(self, line: Line, item: Item) -> QWidget:
        row = OccurrenceRow(item, line.number, line.depth, folded=line.folded)
        row.remove_wanted.connect(partial(self._wishes.remove, line.path))
        row.fold_wanted.connect(partial(self._wishes.fold, line.path))
        return row

    def _add(self, line: Line, item: Item) -> QWidget:
        row = AddRow(item.label, line.depth)
        row.add_wanted.connect(partial(self._wishes.add, line.path))
        return row

    def _end(self, line: Line, item: Item | None) -> QWidget:
        end = EndRow("" if item is None else item.label, self._wishes.foot())
        end.add_wanted.connect(partial(self._wishes.add, line.path))
        return end

    def _tabs(self, line: Line, item: Item) -> QWidget:
        row = TabsRow(item.label, line.depth)
        row.chosen.connect(partial(self._open_tab, line.path))
        return row

    def _open_tab(self, holder: Path, index: int) -> None:
        line = next((one for one in self._state.lines if one.key == (LineKind.TABS, holder)), None)
        if line is not None and index < len(line.cells):
            self._wishes.open_tab(holder, line.cells[index] or ())

    def show_tabs(self, row: TabsRow, line: Line) -> None:
        """Show the tabs of `line`, and how much is to be mended behind each."""
        behind = [path for path in line.cells if path is not None]
        titles = [self._state.response.node(path).item.label for path in behind]
        row.show_tabs(titles, [self._state.errors_below(path) for path in behind], line.chosen)

    # Tables

    def _table_head(self, line: Line, item: Item) -> QWidget:
        shares = shares_of(column_widths(item, line.columns))
        words = ["", *(f"{one.prefix} {one.short_text or one.label}".strip() for one in line.columns)]
        hints = ["", *(one.hint for one in line.columns)]
        return TableHeadRow(words, shares, line.depth, hints=hints, middle=False)

    def _table_row(self, line: Line, item: Item) -> QWidget:
        repeated = table_kind(item) is TableKind.REPETITIONS
        name = item.label
        if repeated:
            name = _("{group} {number}").format(group=item.label, number=line.number)
        shares = shares_of(column_widths(item, line.columns))
        make = partial(self._cell, name)
        row = TableRow(line, str(line.number) if repeated else name, name, shares, make)
        row.remove_wanted.connect(partial(self._wishes.remove, line.path))
        return row

    def _cell(self, row: str, path: Path, line: Line) -> QuestionView:
        return self._view(path, line, Standing.CELL, row)

    def _answer_head(self, line: Line, item: Item) -> QWidget:
        words = ("", *answer_heads(item))
        shares = shares_of(answer_widths(item))
        return TableHeadRow(words, shares, line.depth, hints=[""] * len(words), middle=True)

    def _answer_row(self, line: Line, item: Item) -> QWidget:
        return self._view(line.path, line, Standing.ROW, shares=shares_of(answer_widths(item)))

    # Questions

    def question_at(self, path: Path) -> Question:
        """The question at `path` as it stands now."""
        node = self._state.response.node(path)
        item = node.item
        tick = beside(item)
        return Question(
            path=path,
            item=item,
            label=node.label or item.label,
            choices=self._choices_of(node),
            reasons=reasons_offered(item) if node.enabled else (),
            beside=tick.label if tick is not None else "",
            words=help_at(self._state.response.questionnaire, path),
            worked_out=item.calculated_expression is not None,
            locked=not node.enabled,
        )

    def wording_at(self, path: Path) -> tuple[str, tuple[Choice, ...]]:
        """How the question at `path` is worded now, and what it offers: all that can change while it is shown."""
        node = self._state.response.node(path)
        return node.label or node.item.label, self._choices_of(node)

    def _choices_of(self, node: Node) -> tuple[Choice, ...]:
        """Made once for what is offered: a list of twenty thousand is not made anew at each key."""
        known = self._choices.get(node.item.link_id)
        if known is None or known[0] is not node.options:
            known = self._choices[node.item.link_id] = (node.options, choices_of(node.item, node.options))
        return known[1]

    def _view(
        self, path: Path, line: Line, standing: Standing, row: str = "", shares: tuple[int, ...] = ()
    ) -> QuestionView:
        question = self.question_at(path)
        view = QuestionView(
            replace(question, depth=line.depth, standing=standing, row=row, shares=shares, last=line.last)
        )
        wishes = self._wishes
        view.edited.connect(partial(wishes.edit, path))
        view.beside_ticked.connect(partial(wishes.tick_beside, path))
        view.said_absent.connect(partial(wishes.say_absent, path))
        view.withdrew_absent.connect(partial(wishes.withdraw_absent, path))
        view.work_out_wanted.connect(partial(wishes.work_out, path))
        view.use_wanted.connect(partial(wishes.use_beside, path))
        view.file_wanted.connect(partial(wishes.choose_file, path))
        view.file_came.connect(partial(wishes.take_file, path))
        view.guidance_wanted.connect(wishes.guidance)
        return view
