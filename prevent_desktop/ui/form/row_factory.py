"""Lines become rows: how high a line will be about, and the widget for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.questionnaire.values import Absent, Value
from prevent_desktop.ui.form.asking import beside, reasons_offered
from prevent_desktop.ui.form.editors.factory import takes_absence
from prevent_desktop.ui.form.form_state import FormState
from prevent_desktop.ui.form.help_card import Help
from prevent_desktop.ui.form.lines import Line, LineKind
from prevent_desktop.ui.form.rows import (
    AddRow,
    EndRow,
    HeadingRow,
    NoteRow,
    OccurrenceRow,
    QuestionRow,
    TitleRow,
)

_PLAIN = {
    LineKind.TITLE: 50,
    LineKind.HEADING: 40,
    LineKind.OCCURRENCE: 40,
    LineKind.NOTE: 48,
    LineKind.ADD: 66,
    LineKind.END: 80,
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
    if takes_absence(item):
        return 80 + _OPTION * (len(item.answer_options) + 2)
    return _WRITING if item.type is ItemType.TEXT else _QUESTION


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a row may ask of the screen."""

    edit: Callable[[Path, tuple[Value, ...]], None]
    tick_beside: Callable[[Line, bool], None]
    say_absent: Callable[[Path, Absent], None]
    withdraw_absent: Callable[[Path], None]
    choose_file: Callable[[Line], None]
    guidance: Callable[[str], None]
    add: Callable[[Path], None]
    remove: Callable[[Path], None]
    proceed: Callable[[], None]


class RowFactory:
    """Makes the widget for a line of `state`, and has it tell its wishes."""

    def __init__(self, state: FormState, wishes: Wishes) -> None:
        self._state = state
        self._wishes = wishes
        self._makers: Mapping[LineKind, Callable[[Line, str], QWidget]] = {
            LineKind.HEADING: lambda line, label: HeadingRow(label, _hint(line), line.depth),
            LineKind.NOTE: lambda line, label: NoteRow(label, line.depth),
            LineKind.OCCURRENCE: self._occurrence,
            LineKind.ADD: self._add,
            LineKind.END: self._end,
        }

    def help_of(self, line: Line) -> Help:
        """The help of a question; its guidance page is its own or that of what it lies in."""
        if line.item is None:
            return Help()
        items = self._state.response.questionnaire.by_link_id
        pages = (items[link_id].guidance for link_id, _number in reversed(line.path))
        page = next((page for page in pages if page), "")
        return Help(line.item.help_text, line.item.prompt_text, page)

    def make(self, line: Line) -> QWidget:
        """The row for `line`."""
        if line.kind is LineKind.TITLE:
            return TitleRow(self._state.title, self._state.hint)
        if line.item is None:
            return self._end(line, "")
        if line.kind is LineKind.QUESTION:
            return self._question(line, line.item)
        return self._makers[line.kind](line, line.item.label)

    def _occurrence(self, line: Line, label: str) -> QWidget:
        row = OccurrenceRow(label, line.number, _hint(line) if line.number == 1 else "", line.depth)
        row.remove_wanted.connect(partial(self._wishes.remove, line.path))
        return row

    def _add(self, line: Line, label: str) -> QWidget:
        row = AddRow(label, line.depth)
        row.add_wanted.connect(partial(self._wishes.add, line.path))
        return row

    def _end(self, line: Line, label: str) -> QWidget:
        end = EndRow(label)
        end.continue_wanted.connect(self._wishes.proceed)
        end.add_wanted.connect(partial(self._wishes.add, line.path))
        return end

    def _question(self, line: Line, item: Item) -> QWidget:
        tick = beside(item)
        row = QuestionRow(
            item,
            reasons=reasons_offered(item),
            beside=tick.label if tick is not None else "",
            words=self.help_of(line),
            depth=line.depth,
        )
        wishes = self._wishes
        row.edited.connect(partial(wishes.edit, line.path))
        row.beside_ticked.connect(partial(wishes.tick_beside, line))
        row.said_absent.connect(partial(wishes.say_absent, line.path))
        row.withdrew_absent.connect(partial(wishes.withdraw_absent, line.path))
        row.file_wanted.connect(partial(wishes.choose_file, line))
        row.guidance_wanted.connect(wishes.guidance)
        return row


def _hint(line: Line) -> str:
    return "" if line.item is None else line.item.hint
