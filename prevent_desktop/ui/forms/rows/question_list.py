"""The questions of the section that is shown, on a column that builds only what is seen."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import partial
from itertools import dropwhile, takewhile
from weakref import WeakSet

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QRadioButton, QWidget

from prevent_desktop.questionnaire.response import Path
from prevent_desktop.ui.forms.column.lazy import LazyColumn
from prevent_desktop.ui.forms.column.row_heights import Row
from prevent_desktop.ui.forms.column.row_parts import SIDE
from prevent_desktop.ui.forms.questions.view import QuestionView
from prevent_desktop.ui.forms.questions.words_beside import WordsBeside
from prevent_desktop.ui.forms.rows.danger import DangerRow, in_danger_panel
from prevent_desktop.ui.forms.rows.factory import RowFactory, estimate
from prevent_desktop.ui.forms.rows.plain import GroupRow, HeadingRow, OccurrenceRow, TitleRow
from prevent_desktop.ui.forms.rows.tables import SideBySideRow, TableRow, views_of
from prevent_desktop.ui.forms.rows.tabs import TabsRow
from prevent_desktop.ui.forms.state.asking import beside_path, is_call
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.lines import Line, LineKind
from prevent_desktop.ui.forms.state.place import Place
from prevent_desktop.ui.forms.state.shown_section import Update
from prevent_desktop.ui.widgets import announce
from prevent_desktop.ui.widgets.choices import choose_where_none_is
from prevent_desktop.ui.widgets.text_scale import TEXT_PX, text_scale
from prevent_desktop.ui.widgets.untold import untold
from prevent_desktop.workflows.forms.carried_over import CarriedOver

_FIELD = 46
"""The height in px, at 100 %, of a field of one line with its ring."""


class QuestionList(LazyColumn):
    """Paints the lines of `state`.

    Signals: `moved(left, entered)` with paths (or None) when the focus goes from one question to another, `width_changed(ems)`
    when there is another width, in sizes of the text, `words_came()` when a question shows what somebody else wrote.
    """

    moved = Signal(object, object)
    width_changed = Signal(float)
    words_came = Signal()

    def __init__(self, state: FormState, factory: RowFactory) -> None:
        super().__init__(self._make_row)
        self._state = state
        self._factory = factory
        self._lines: dict[Hashable, Line] = {}
        self._carried: Mapping[Path, CarriedOver] = {}
        self._here: Path | None = None
        self._last: Path | None = (
            None  # where the keyboard was last: a lock's blank screen takes it away first
        )
        self._in_place = False
        self._margin: QWidget | None = None
        self._followed: WeakSet[QuestionView] = WeakSet()
        self._waiting: Place | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_changed)

    # Painting

    def show_lines(self) -> None:
        """Show the lines of the state as they are now; rows that stay learn what is new in them."""
        lines = self._state.lines
        before, self._lines = self._lines, {line.key: line for line in lines}
        scale = text_scale()
        for key, row in self.built_rows():
            line = self._lines.get(key)
            if line is not None and line != before.get(key):
                self._show_line(row, line)
        self.set_rows([Row(key, estimate(line, scale)) for key, line in self._lines.items()])
        self._tell_calls([key for key in self._lines if before and key not in before])

    def _tell_calls(self, new: list[Hashable]) -> None:
        """That somebody is to be called now is said at once, where the answers ask for it."""
        for key in new:
            line = self._lines[key]
            if line.kind is LineKind.NOTE and line.item is not None and is_call(line.item):
                row = self.built(key) or self.bring(key)
                if isinstance(row, DangerRow):
                    announce(self, row.panel.words)

    def _show_line(self, row: QWidget, line: Line) -> None:
        if isinstance(row, QuestionView):
            self.make_anew(line.key)
            return
        if isinstance(row, TableRow | SideBySideRow):
            row.show_line(line)
            self._settle_views(row, line.path)
        elif isinstance(row, HeadingRow | OccurrenceRow):
            row.show_fold(folded=bool(line.folded))
        elif isinstance(row, TabsRow):
            self._factory.show_tabs(row, line)

    def make_end_anew(self) -> None:
        """What ends the section is another now."""
        for key in [key for key, _row in self.built_rows() if self._lines[key].kind is LineKind.END]:
            self.make_anew(key)
            self.settle()

    def apply(self, update: Update) -> None:
        """Paint what changed: the lines, single answers, marks; and go where the update leads."""
        if update.part:
            self._let_go()
            self.start_over()
        if update.lines or update.part:
            self.show_lines()
            self._refresh_all()
        else:
            for path in update.answers:
                self._refresh(path)
        for path in update.marks:
            self._mark(path)
        if update.marks:
            self._refresh_tabs()
        if update.go_to:
            self.focus_on(update.go_to)

    def _let_go(self) -> None:
        """Of the keyboard, where a row has it: Qt would put it on a button elsewhere, and a screen reader says that."""
        if self.key_of(focus := QApplication.focusWidget()) is not None and focus is not None:
            focus.clearFocus()

    def _make_row(self, key: Hashable) -> QWidget:
        line = self._lines[key]
        with untold():
            widget = self._factory.make(line)
            self._settle_views(widget, line.path)
        if isinstance(widget, TabsRow):
            self._factory.show_tabs(widget, line)
        return widget

    def _settle_views(self, row: QWidget, path: Path) -> None:
        """Have every question of a row at `path` show its answers; those that are new also tell of the cursor."""
        if isinstance(row, GroupRow):
            row.show_problems(self._state.marks(path))
        for view in views_of(row).values():
            if view not in self._followed:
                self._followed.add(view)
                view.cursor_moved.connect(partial(self._follow_cursor, view))
            view.offer_help(self._in_place)
            self._fill(view)
            view.show_problems(self._state.marks(view.path))
            self._show_words(view)
            view.show_carried(self._carried.get(view.path))

    def _show_words(self, view: QuestionView) -> None:
        view.show_beside(self._state.beside(view.path))
        if view.words_beside is not None:
            view.stand_words(self._margin)
            self.words_came.emit()

    def words_beside(self) -> Iterator[tuple[QuestionView, WordsBeside]]:
        """The questions that are built and show what somebody else wrote, with that."""
        for _key, row in self.built_rows():
            for view in views_of(row).values():
                if view.words_beside is not None:
                    yield view, view.words_beside

    def stand_words(self, margin: QWidget | None) -> None:
        """What others wrote stands in that margin from now on; with none, below the answers."""
        self._margin = margin
        for view, _words in list(self.words_beside()):
            view.stand_words(margin)

    def _above(self, widget: QWidget) -> QWidget | None:
        return widget.about if isinstance(widget, WordsBeside) else super()._above(widget)

    def _stops(self, row: QWidget) -> list[QWidget]:
        """Also the words of others, where they stand in the margin."""
        beside = [view.words_beside for view in views_of(row).values()]
        outside = [words for words in beside if words is not None and not row.isAncestorOf(words)]
        return [*super()._stops(row), *(words.use for words in outside if not words.use.isHidden())]

    def _fill(self, view: QuestionView) -> None:
        view.say(*self._factory.wording_at(view.path))
        tick = beside_path(view.item, view.path)
        ticked = tick is not None and self._state.answers(tick) == (True,)
        view.show_answers(self._state.answers(view.path), beside=ticked)

    def show_carried(self, found: Iterable[CarriedOver]) -> None:
        """These answers say from now on where they were carried over from."""
        self._carried = {one.path: one for one in found}
        self._refresh_all()

    def refresh(self) -> None:
        """Every built question shows anew what belongs to it."""
        self._refresh_all()

    def _refresh_all(self) -> None:
        """Occurrences may have moved: every built question shows its answers and marks again."""
        for key, row in self.built_rows():
            self._settle_views(row, self._lines[key].path)
        self._refresh_tabs()

    def _refresh_tabs(self) -> None:
        for key, row in self.built_rows():
            if isinstance(row, TabsRow):
                self._factory.show_tabs(row, self._lines[key])

    def _view_at(self, path: Path) -> QuestionView | None:
        line = self._state.line_at(path)
        row = None if line is None else self.built(line.key)
        return views_of(row).get(self._state.asked_at(path))

    def _refresh(self, path: Path) -> None:
        view = self._view_at(path)
        if view is not None:
            self._fill(view)
        for key, built in self.built_rows():
            if isinstance(built, DangerRow):
                self._factory.show_called(built, self._lines[key])
        for kind in (LineKind.HEADING, LineKind.NOTE):
            line = self._lines.get((kind.value, path))
            row = None if line is None else self.built(line.key)
            if row is not None and line is not None:
                self._factory.say_anew(row, line)

    def _mark(self, path: Path) -> None:
        view = self._view_at(path)
        if view is not None:
            view.show_problems(self._state.marks(view.path), say=True)
        for kind in (LineKind.TITLE, LineKind.HEADING, LineKind.OCCURRENCE):
            row = self.built((kind.value, path))
            if isinstance(row, GroupRow):
                row.show_problems(self._state.marks(path))

    def _follow_cursor(self, view: QuestionView) -> None:
        self.settle()
        self.keep_in_sight(*view.editor.caret_area())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for tables, or none for them."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._tell_width()

    def changeEvent(self, event: QEvent) -> None:
        """So may text of another size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            QTimer.singleShot(0, self, self._tell_width)

    def _tell_width(self) -> None:
        self.width_changed.emit((self.viewport().width() - 2 * SIDE) / (TEXT_PX * text_scale()))

    # Help

    @property
    def first_question(self) -> Path | None:
        """The first question of the section that is shown; None where it asks nothing."""
        return next((path for line in self._state.lines for path in line.asked), None)

    def help_in_place(self, here: bool) -> None:
        """Whether help is offered inside the rows, where there is no room beside them."""
        self._in_place = here
        for _key, row in self.built_rows():
            for view in views_of(row).values():
                view.offer_help(here)

    def toggle_help(self) -> None:
        """Show or put away the help of the question with the focus."""
        view = None if self._here is None else self._view_at(self._here)
        if view is not None:
            view.toggle_help()

    def say_why_not(self) -> None:
        """Offer the reasons for no answer to the question with the focus."""
        view = None if self._here is None else self._view_at(self._here)
        if view is not None:
            view.say_why_not()

    # The focus and the place

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, where it has no other use, goes on as Tab does; past “I have called”, which a second Enter would say."""
        focus = QApplication.focusWidget()
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat()
        if is_enter and isinstance(focus, QLineEdit | QRadioButton | QCheckBox):
            choose_where_none_is(focus)
            self.focusNextPrevChild(True)
            while in_danger_panel(QApplication.focusWidget()):
                self.focusNextPrevChild(True)
        else:
            super().keyPressEvent(event)

    def focus_on(self, path: Path, cursor: int | None = None) -> None:
        """Put the keyboard into the question at `path`, at the end of what stands there."""
        line = self._state.line_at(path)
        row = None if line is None else self.bring(line.key)
        view = views_of(row).get(self._state.asked_at(path))
        if view is not None:
            view.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
            if cursor is not None:
                view.editor.set_caret(cursor)

    @property
    def here(self) -> Path:
        """The question that has the keyboard, or had it last; empty where none had."""
        return self._here or self._last or ()

    def select_here(self, span: tuple[int, int]) -> None:
        """Select that stretch of the text with the keyboard."""
        view = None if self._here is None else self._view_at(self._here)
        if view is not None:
            view.editor.select(span)

    def go_to_start(self) -> None:
        """To the top of what is shown, the keyboard in its first question."""
        self.go_to_section(self._state.lines[0].path if self._state.lines else ())

    def go_to_section(self, title: Path) -> None:
        """To the section under that title, the keyboard in its first question."""
        top = (LineKind.TITLE, title)
        after = list(dropwhile(lambda line: line.key != top, self._state.lines))[1:]
        section = takewhile(lambda line: line.kind is not LineKind.TITLE, after)
        first = next((path for line in section for path in line.asked), None)
        if first is not None:
            self.focus_on(first)
        self.restore((top, 0))
        row = self.built(top)
        self.restore((top, row.top if isinstance(row, TitleRow) else 0))
        if first is not None:  # with large text it may be further down than the page is high
            self.bring_focus(round(_FIELD * text_scale()))

    @property
    def path_seen(self) -> Path:
        """What stands at the place where one reads: the further down the page, the nearer to the lower edge."""
        bar = self.verticalScrollBar()
        place = bar.value() + self.viewport().height() * bar.value() // max(1, bar.maximum())
        line = self._lines.get(self.key_at(place))
        last = next((one.path for one in reversed(self._state.lines) if one.path), ())
        return last if line is None else line.path or last

    def has_focus_inside(self) -> bool:
        """Whether the keyboard is in one of the questions."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or not self.isVisible():
            return
        entered = self.path_of(new)
        self._last = entered or self._last
        if entered != self._here:
            left, self._here = self._here, entered
            for path in (left, entered):
                view = None if path is None else self._view_at(path)
                if view is not None:
                    view.show_here(path == entered)
            self.moved.emit(left, entered)

    def path_of(self, widget: QWidget | None) -> Path | None:
        """The question of this column that holds `widget`."""
        while widget is not None and widget is not self:
            if isinstance(widget, QuestionView):
                return widget.path if self.isAncestorOf(widget) else None
            widget = self._above(widget)
        return None

    def remember(self) -> None:
        """Tell the state where the person is."""
        here = self._last if self._last is not None and self._state.line_at(self._last) else None
        view = None if here is None else self._view_at(here)
        anchor = self.anchor()
        top = self._lines[anchor[0]].path if anchor is not None and anchor[0] in self._lines else ()
        self._state.remember(
            focus=here or (),
            cursor=0 if view is None else view.editor.caret(),
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
