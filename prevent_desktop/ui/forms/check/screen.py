"""The check-answers screen: what is to be mended on top, then every answer, then the end."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from prevent_desktop.questionnaire.response import Path
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.check.changes_card import ChangesCard, SinceWords
from prevent_desktop.ui.forms.check.offer_card import OffersList
from prevent_desktop.ui.forms.check.offer_controller import OfferController
from prevent_desktop.ui.forms.check.rows import (
    SIDE,
    AnswerRow,
    DoneRow,
    ErrorsRow,
    FinishRow,
    TitleRow,
    WarningsRow,
)
from prevent_desktop.ui.forms.check.state import CheckState
from prevent_desktop.ui.forms.column.lazy import LazyColumn
from prevent_desktop.ui.forms.column.row_heights import Row
from prevent_desktop.ui.forms.column.tab_order import step, to_next_zone
from prevent_desktop.ui.forms.filling.foot import DoneWords
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Form, HandOn, Record, Route
from prevent_desktop.ui.widgets import Breadcrumb, VBox, announce
from prevent_desktop.ui.widgets.bound_keys import bind
from prevent_desktop.ui.widgets.focus_in_sight import FocusInSight
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.widgets.text_scale import text_scale

_HEIGHTS = {
    "errors": 110,
    "warnings": 100,
    "title": 50,
    "offers": 260,
    "since": 200,
    "section": 48,
    "answer": 42,
    "finish": 90,
    "done": 150,
}
"""About how high a row is at 100 %, in px."""

_EDGE = 32
_RECORD = "record"
_FORM = "form"
_ERRORS = ("errors", 0, 0)
_FINISH = ("finish", 0, 0)
_DONE = ("done", 0, 0)


class CheckScreen(QWidget):
    """Shows a `CheckState`. `about` and `form` are as the form screen says them.

    `offers` are the differences from the record, `since` what changed since the form that this one was copied from.

    `form_route` and `record` lead back, by the breadcrumb; `hand_on` to whom it is handed on for comment, where it may be.

    Once it is frozen, `show_done` says so where the end was, and what comes next.

    Signals: `change_wanted(path)` to go to a question, `finish_wanted()` only where there is nothing to be mended; otherwise
    the list of errors takes the focus. `go_on_wanted()` and `record_wanted()` once it is frozen. And `print_wanted()`.
    """

    change_wanted = Signal(object)
    finish_wanted = Signal()
    go_on_wanted = Signal()
    record_wanted = Signal()
    print_wanted = Signal()

    def __init__(
        self,
        state: CheckState,
        navigator: Navigator,
        *,
        record: Record,
        form_route: Form,
        hand_on: HandOn | None = None,
        about: str,
        form: str,
        offers: OfferController | None = None,
        since: SinceWords | None = None,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Check your answers. {form}").format(form=form))
        self._state = state
        self._offers = offers
        self._since = since
        self._done: DoneWords | None = None
        self._navigator, self._hand_on = navigator, hand_on
        self._back: dict[str, Route] = {_RECORD: record, _FORM: form_route}
        self._crumbs = Breadcrumb([(_RECORD, about), (_FORM, form), ("", _("Check answers"))])
        self._crumbs.chosen.connect(lambda key: self._navigator.open(self._back[key]))
        self._column = LazyColumn(self._make)
        self._zones = (self._crumbs, self._column)
        self._column.left_by_tab.connect(partial(to_next_zone, self, self._zones, self._column))
        self._at: Path = ()
        FocusInSight(self._column)
        self._column.height_changed.connect(self._keep_focus_in_sight)
        whole = VBox(self, spacing=8, margins=(_EDGE - SIDE, 26, _EDGE - SIDE, 0))
        self._crumbs.setContentsMargins(SIDE, 0, SIDE, 0)
        whole.addWidget(self._crumbs)
        whole.addWidget(self._column, 1)
        bind(Shortcut.TO_END, self, self.go_to_end)
        self.show_state(state)

    def show_state(self, state: CheckState) -> None:
        """Show another state: the answers were changed, or finishing found more."""
        self._state = state
        self._column.start_over()
        scale = text_scale()
        self._column.set_rows([Row(key, round(_HEIGHTS[key[0]] * scale)) for key in self._keys()])

    def show_done(self, words: DoneWords) -> None:
        """It is frozen: nothing can be changed any more, and the keyboard goes to what comes next."""
        self._done, self._hand_on = words, None
        self.show_state(self._state)
        row = self._column.bring(_DONE)
        if isinstance(row, DoneRow):
            row.first.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def done_spoken(self) -> str:
        """What is said aloud once it is frozen; empty before."""
        return "" if self._done is None else self._done.spoken

    def _keys(self) -> list[tuple[str, int, int]]:
        keys = [("errors", 0, 0)] if self._state.errors else []
        keys += [("warnings", 0, 0)] if self._state.warnings and self._done is None else []
        keys.append(("title", 0, 0))
        keys += [("offers", 0, 0)] if self._offers is not None and self._offers.states else []
        keys += [("since", 0, 0)] if self._since is not None else []
        for number, section in enumerate(self._state.sections):
            keys += [("section", number, 0)] if section.lines else []
            keys += [("answer", number, index) for index in range(len(section.lines))]
        return [*keys, _FINISH if self._done is None else _DONE]

    def _make(self, key: Hashable) -> QWidget:
        match key:
            case ("errors", _number, _index):
                errors = ErrorsRow(self._state)
                errors.chosen.connect(self.change_wanted)
                return errors
            case ("warnings", _number, _index):
                warnings = WarningsRow(self._state.warnings_title, self._state.warnings)
                warnings.chosen.connect(self.change_wanted)
                return warnings
            case ("section", int(number), _index):
                return TitleRow(self._state.sections[number].title, 2)
            case ("answer", int(number), int(index)):
                return self._answer(number, index)
            case ("finish", _number, _index):
                finish = FinishRow(self._offers, may_hand_on=self._hand_on is not None)
                if self._hand_on is not None:
                    finish.hand_on_wanted.connect(partial(self._navigator.open, self._hand_on))
                finish.finish_wanted.connect(partial(self._finish, finish.finish))
                finish.print_wanted.connect(self.print_wanted)
                return finish
        return self._made_once(key)

    def _made_once(self, key: Hashable) -> QWidget:
        match key:
            case ("offers", _number, _index) if self._offers is not None:
                return OffersList(self._offers, margin=SIDE)
            case ("since", _number, _index) if self._since is not None:
                return ChangesCard(self._since, margin=SIDE)
            case ("done", _number, _index) if self._done is not None:
                done = DoneRow(self._done)
                done.go_on_wanted.connect(self.go_on_wanted)
                done.record_wanted.connect(self.record_wanted)
                return done
        return TitleRow(_("Check your answers"), 1)

    def _answer(self, number: int, index: int) -> QWidget:
        lines = self._state.sections[number].lines
        last, frozen = len(lines) - 1, self._done is not None
        row = AnswerRow(lines[index], first=index == 0, last=index == last, frozen=frozen)
        row.fit(self._column.viewport().width())
        row.change_wanted.connect(partial(self.change_wanted.emit, lines[index].path))
        return row

    def _keep_focus_in_sight(self) -> None:
        """Rows above turn out higher than they were thought to be: what has the keyboard stays on the screen."""
        QTimer.singleShot(0, self._column, self._column.bring_focus)

    def come_back_to(self, path: Path) -> None:
        """The person was led to the question at `path` from here: the keyboard goes back to what led there."""
        self._at = path

    def _finish(self, button: QWidget) -> None:
        if button.visibleRegion().isEmpty():  # nobody freezes what they cannot see
            self._column.bring_focus()
            return
        if self._state.errors:
            self.focus_errors()
        else:
            self.finish_wanted.emit()

    def focus_errors(self) -> None:
        """Go to the list of errors and have it read out; to the link that one came back from, where it is still there."""
        row = self._column.bring(_ERRORS)
        if isinstance(row, ErrorsRow):
            row.link_to(self._at).setFocus(Qt.FocusReason.OtherFocusReason)
            announce(row.summary, self._state.errors_title)

    def _is_listed(self, path: Path) -> bool:
        return any(one.path == path for section in self._state.sections for one in section.listed)

    def _row_of(self, path: Path) -> QWidget | None:
        """The way to change the answer at `path`, where it is on the page."""
        for number, section in enumerate(self._state.sections):
            for index, line in enumerate(section.lines):
                if path and line.path == path and not line.heading:
                    row = self._column.bring(("answer", number, index))
                    return row.change if isinstance(row, AnswerRow) else None
        return None

    def print_shown(self) -> None:
        """Print the answers (Ctrl+P)."""
        self.print_wanted.emit()

    def go_to_end(self) -> None:
        """Go to the button that finishes the form; of many answers it is far away by Tab."""
        row = self._column.bring(_FINISH)
        if isinstance(row, FinishRow):
            row.finish.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin where one came back from; else with what is to be mended, or the first answer."""
        super().showEvent(event)
        row = self._row_of(self._at)
        if row is not None and not self._is_listed(self._at):
            row.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._state.errors:
            self.focus_errors()
        else:
            self._column.enter(forward=True)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  # Qt's own name of the argument
        """Tab goes breadcrumb, rows from top to bottom, and then out of the screen."""
        return step(self, self._zones, next)
