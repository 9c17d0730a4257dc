"""The questions of the section that is shown, on a column that builds only what is seen."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.questionnaire.response import Path
from prevent_desktop.ui.form.form_state import FormState, Update
from prevent_desktop.ui.form.help_card import Help
from prevent_desktop.ui.form.lazy_column import LazyColumn, Row
from prevent_desktop.ui.form.lines import Line, LineKind
from prevent_desktop.ui.form.place import Place
from prevent_desktop.ui.form.row_factory import RowFactory, estimate
from prevent_desktop.ui.form.rows import QuestionRow
from prevent_desktop.ui.form.text_scale import text_scale


class Paper(LazyColumn):
    """Paints the lines of `state`. Signal `moved(left, entered)` when the focus goes from one question to another."""

    moved = Signal(object, object)

    def __init__(self, state: FormState, factory: RowFactory) -> None:
        super().__init__(self._make_row)
        self._state = state
        self._factory = factory
        self._lines: dict[Hashable, Line] = {}
        self._here: Line | None = None
        self._last: Line | None = (
            None  # where the keyboard was last: a lock's blank screen takes it away first
        )
        self._in_place = False
        self._waiting: Place | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_changed)

    # Painting

    def show_lines(self) -> None:
        """Show the lines of the state as they are now."""
        lines = self._state.lines
        self._lines = {line.key: line for line in lines}
        scale = text_scale()
        self.set_rows([Row(line.key, estimate(line, scale)) for line in lines])

    def apply(self, update: Update) -> None:
        """Paint what changed: the lines, single answers, marks; and go where the update leads."""
        if update.part:
            self.start_over()
        if update.lines or update.part:
            self.show_lines()
            self._refresh_all()
        else:
            for path in update.answers:
                self._refresh(path)
        for path in update.marks:
            self._mark(path)
        if update.go_to:
            self.focus_on(update.go_to)

    def _make_row(self, key: Hashable) -> QWidget:
        line = self._lines[key]
        widget = self._factory.make(line)
        if isinstance(widget, QuestionRow):
            widget.cursor_moved.connect(partial(self._follow_cursor, widget))
            widget.offer_help(self._in_place)
            self._fill(widget, line)
            widget.show_problems(self._state.marks(line.path))
        return widget

    def _fill(self, row: QuestionRow, line: Line) -> None:
        tick = self._state.beside(line)
        ticked = tick is not None and self._state.answers(tick) == (True,)
        row.show_answers(self._state.answers(line.path), beside=ticked)

    def _refresh_all(self) -> None:
        """Occurrences may have moved: every built question shows its answers and marks again."""
        for key, row in self.built_rows():
            if isinstance(row, QuestionRow):
                self._fill(row, self._lines[key])
                row.show_problems(self._state.marks(self._lines[key].path))

    def _row_at(self, path: Path) -> tuple[QuestionRow, Line] | None:
        line = self._state.line_at(path)
        row = None if line is None else self.built(line.key)
        return (row, line) if isinstance(row, QuestionRow) and line is not None else None

    def _refresh(self, path: Path) -> None:
        found = self._row_at(path)
        if found is not None:
            self._fill(*found)

    def _mark(self, path: Path) -> None:
        found = self._row_at(path)
        if found is not None:
            found[0].show_problems(self._state.marks(found[1].path), say=True)

    def _follow_cursor(self, row: QuestionRow) -> None:
        self.settle()
        self.keep_in_sight(*row.editor.caret_area())

    # Help

    def help_of(self, line: Line) -> Help:
        """What is to be said about a question."""
        return self._factory.help_of(line)

    @property
    def first_question(self) -> Line | None:
        """The first question of the section that is shown; None where it asks nothing."""
        return next((line for line in self._state.lines if line.kind is LineKind.QUESTION), None)

    def help_in_place(self, here: bool) -> None:
        """Whether help is offered inside the rows, where there is no room beside them."""
        self._in_place = here
        for _key, row in self.built_rows():
            if isinstance(row, QuestionRow):
                row.offer_help(here)

    def toggle_help(self) -> None:
        """Show or put away the help of the question with the focus."""
        row = None if self._here is None else self.built(self._here.key)
        if isinstance(row, QuestionRow):
            row.toggle_help()

    # The focus and the place

    def focus_on(self, path: Path, cursor: int | None = None) -> None:
        """Put the keyboard into the question at `path`."""
        line = self._state.line_at(path)
        row = None if line is None else self.bring(line.key)
        if isinstance(row, QuestionRow):
            row.editor.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
            if cursor is not None:
                row.editor.set_caret(cursor)

    def go_to_start(self) -> None:
        """To the top of the section, the keyboard in its first question."""
        first = self.first_question
        if first is not None:
            self.focus_on(first.path)
        self.verticalScrollBar().setValue(0)

    def has_focus_inside(self) -> bool:
        """Whether the keyboard is in one of the questions."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or not self.isVisible():
            return
        key = self.key_of(new)
        entered = self._lines.get(key) if key is not None else None
        if entered is not None and entered.kind is not LineKind.QUESTION:
            entered = None
        self._last = entered or self._last
        if entered != self._here:
            left, self._here = self._here, entered
            self.moved.emit(left, entered)

    def remember(self) -> None:
        """Tell the state where the person is."""
        here = self._last if self._last is not None and self._last.key in self._lines else None
        row = None if here is None else self.built(here.key)
        anchor = self.anchor()
        top = self._lines[anchor[0]].path if anchor is not None and anchor[0] in self._lines else ()
        self._state.remember(
            focus=() if here is None else here.path,
            cursor=row.editor.caret() if isinstance(row, QuestionRow) else 0,
            top=top,
            offset=0 if anchor is None else anchor[1],
        )

    def return_to(self, place: Place) -> None:
        """Go where `place` says as soon as the column is shown."""
        self._waiting = place

    def settle_place(self) -> None:
        """The column is shown: go to the place that waits."""
        place, self._waiting = self._waiting, None
        if place is None:
            return
        if self._state.line_at(place.focus) is None:
            self.go_to_start()
            return
        self.focus_on(place.focus, place.cursor)
        top = next((line for line in self._state.lines if line.path == place.top), None)
        if top is not None:
            self.restore((top.key, place.offset))
            self.focus_on(place.focus, place.cursor)
