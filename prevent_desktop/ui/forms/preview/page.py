"""The preview of a form: the real form screen, and beside it what was found in the form. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path as FilePath
from typing import Any

from PySide6.QtCore import QFileSystemWatcher, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QSplitter, QWidget

from prevent_desktop.errors import PreventDesktopError, QuestionnaireError
from prevent_desktop.formatting import each_of
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.review import Finding, Severity, review_form
from prevent_desktop.questionnaire.review.translations import languages_of
from prevent_desktop.questionnaire.values import AttachmentValue
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.forms.preview.examples import fill_with_examples
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.place import Place
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    CalmComboBox,
    EmptyState,
    FlowRow,
    Heading,
    Notice,
    SecondaryButton,
    Text,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.bound_keys import bind
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.ui.widgets.plain_words import give_tooltip
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.widgets.wrapped_rows import WrappedRows

_QUIET = 200
"""Milliseconds after the last change of a file until it is read: editors write in several steps."""
_SHARES = {Qt.Orientation.Horizontal: (7200, 2800), Qt.Orientation.Vertical: (7000, 3000)}
_ALL_FOR_FORM = (10_000, 0)
_MOST_FOR_LIST = (4000, 6000)
_BESIDE_EMS = 62
"""The least width, in sizes of the text, at which the list stands beside the form and not below it."""


ReadForm = Callable[[], bytes]
"""Gives the form's JSON; raises a WorldError where it cannot."""


@dataclass(frozen=True, slots=True)
class Previewed:
    """`response` is None where the form cannot be used. `languages` are those that it is translated into."""

    findings: tuple[Finding, ...]
    response: Response | None
    languages: tuple[str, ...] = ()
    own_language: str = ""


def read_preview(
    read_form: ReadForm, value_sets: Mapping[str, Mapping[str, Any]], language: str = ""
) -> Previewed:
    """Read the form anew, its texts in `language` where it has them."""
    untrusted = read_form()
    review = review_form(untrusted, value_sets=value_sets)
    form = review.questionnaire
    if form is None:
        return Previewed(review.findings, None)
    if language:
        try:
            form = load_questionnaire(untrusted, language=language, value_sets=value_sets)
        except QuestionnaireError:  # a translation of it is broken, which the review does not look into
            language = ""
    return Previewed(review.findings, Response.start(form), languages_of(form.raw), form.language)


def path_to(form: Questionnaire, link_id: str) -> Path:
    """The first occurrence of an item, from the top down; empty where the form has no such item."""
    steps: list[tuple[str, int]] = []
    item = form.by_link_id.get(link_id)
    while item is not None:
        steps.append((item.link_id, 0))
        item = form.by_link_id.get(item.parent_link_id or "")
    return tuple(reversed(steps))


class FindingsList(QWidget):
    """Signal `wanted(link_id)` when a finding is chosen (Enter, or a double click)."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.heading = Heading(_("What was found"), 3)
        self.line = Text("", "small")
        self.list = QListWidget()
        self.list.setAccessibleName(_("What was found"))
        self.list.setItemDelegate(WrappedRows(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.itemActivated.connect(self._choose)
        column = VBox(self, spacing=8)
        column.add(self.heading, self.line)
        column.addWidget(self.list, 1)
        column.addStretch(0)  # takes the room while there is no list

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these; the list goes where there are none."""
        errors = sum(one.severity is Severity.ERROR for one in findings)
        self.line.setText(_in_words(errors, len(findings) - errors))
        self.list.clear()
        self.list.setVisible(bool(findings))
        for one in sorted(findings, key=lambda one: one.severity is not Severity.ERROR):
            row = QListWidgetItem(_row(one))
            row.setData(Qt.ItemDataRole.UserRole, one.link_id)
            give_tooltip(row, one.mend)
            self.list.addItem(row)

    def _choose(self, row: QListWidgetItem) -> None:
        link_id = str(row.data(Qt.ItemDataRole.UserRole))
        if link_id:
            self.wanted.emit(link_id)


def _in_words(errors: int, advice: int) -> str:
    if not errors and not advice:
        return _("Nothing: the form is fine.")
    return each_of((
        ngettext("{number} error", "{number} errors", errors).format(number=errors),
        ngettext("{number} piece of advice", "{number} pieces of advice", advice).format(number=advice),
    ))  # fmt: skip


def _row(one: Finding) -> str:
    kind = _("Error") if one.severity is Severity.ERROR else _("Advice")
    line = _("{kind}, line {line}").format(kind=kind, line=one.line)
    return f"{line}\n{one.message}\n{one.mend}"


class PreviewPage(QWidget):
    """Shows the form that `read_form` gives; again on F5, on the button, and when `watched` changes.

    Signals: `left()` by the way back; `shown()` after each reading. `form_screen` is the form screen, None while the form cannot be
    used.
    """

    left = Signal()
    shown = Signal()

    def __init__(
        self,
        tasks: Tasks,
        read_form: ReadForm,
        value_sets: Mapping[str, Mapping[str, Any]],
        *,
        clock: Clock,
        watched: FilePath | None = None,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Preview of a form"))
        self._tasks = tasks
        self._read_form = read_form
        self._value_sets = value_sets
        self._clock = clock
        self.form_screen: FormScreen | None = None
        self.notice = Notice(_("Preview: nothing is kept."), Tone.WARNING)
        self.problem = Notice()
        self.reload = SecondaryButton(_("&Read the form again (F5)"), self.refresh)
        self.fill = SecondaryButton(_("&Fill with examples"), self._fill)
        self.language = CalmComboBox()
        self.language.setAccessibleName(_("Language of the form"))
        self.language.activated.connect(lambda _index: self.refresh())
        self.language.hide()
        self.findings = FindingsList()
        self.findings.wanted.connect(self._go_to)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._stage = QWidget()
        self._stage_column = VBox(self._stage)
        for part in (self._stage, self.findings):
            self._split.addWidget(part)
        self._lay_out()
        bind(Shortcut.AGAIN, self, self.refresh, Qt.ShortcutContext.WindowShortcut)
        self._watch(watched)

    def _lay_out(self) -> None:
        column = VBox(self, spacing=10, margins=(20, 14, 20, 14))
        column.add(self.notice, self.problem, FlowRow(self.reload, self.fill, self.language))
        column.addWidget(self._split, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() >= _BESIDE_EMS * self.fontInfo().pixelSize()
        self._split.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
        shares = _SHARES[self._split.orientation()]
        if not beside and self.findings.list.isHidden():
            shares = _ALL_FOR_FORM
        elif not beside and self.form_screen is None:
            shares = _MOST_FOR_LIST
        self._split.setSizes(shares)

    def _watch(self, file: FilePath | None) -> None:
        if file is None:
            return
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self.refresh)
        self._watcher = QFileSystemWatcher([str(file), str(file.parent)], self)
        self._watcher.directoryChanged.connect(lambda _path: self._quiet.start())
        self._watcher.fileChanged.connect(partial(self._file_changed, str(file)))

    def _file_changed(self, file: str, _path: str) -> None:
        self._watcher.addPath(file)  # an editor that replaces the file takes the old one from the watch
        self._quiet.start()

    def refresh(self) -> None:
        """Read the form anew; what was typed into it goes."""
        read_form, value_sets = self._read_form, self._value_sets
        language = str(self.language.currentData() or "")
        self._tasks.in_background(
            lambda: read_preview(read_form, value_sets, language), self._show, self._not_read
        )

    def _not_read(self, error: PreventDesktopError) -> None:
        self.problem.say_failure(error)
        self.shown.emit()

    def _show(self, previewed: Previewed) -> None:
        self.problem.clear()
        self.findings.show_findings(previewed.findings)
        self._offer_languages(previewed)
        place = None if self.form_screen is None else self.form_screen.state.place
        self._clear_stage()
        if previewed.response is None:
            self._say_unusable()
        else:
            self._put_screen(previewed.response, place)
        self.shown.emit()

    def _clear_stage(self) -> None:
        take_all_out(self._stage_column)
        self.form_screen = None
        self.fill.setEnabled(False)

    def _say_unusable(self) -> None:
        self._stage_column.addWidget(
            EmptyState(
                _("The form cannot be used yet"),
                _("Fix what is listed as an error. When the file is saved, it is read again."),
            )
        )
        self._stage_column.addStretch(1)
        self._arrange()

    def _put_screen(self, response: Response, place: Place | None) -> None:
        self.form_screen = self._make_screen(response, FormState(response, place))
        self._stage_column.addWidget(self.form_screen)
        self.fill.setEnabled(True)
        self._arrange()

    def _fill(self) -> None:
        """Show the form with an example in every empty question."""
        if self.form_screen is not None:
            state = self.form_screen.state
            fill_with_examples(state.response, self._clock().date())
            self._clear_stage()
            self._put_screen(state.response, state.place)
            self.notice.say(_("Preview: nothing is kept."), Tone.WARNING)

    def _make_screen(self, response: Response, state: FormState) -> FormScreen:
        form = response.questionnaire
        name = form.title or form.name or form.url
        screen = FormScreen(
            state, about=_("Preview"), form=f"{name} v{form.version}" if form.version else name
        )
        screen.drafts.draft_ready.connect(lambda _draft: screen.drafts.saved(self._clock()))
        screen.back_wanted.connect(self.left)
        screen.file_chosen.connect(self._name_file)
        screen.finish_wanted.connect(
            lambda: self.notice.say(_("That was the last page. Nothing is kept."), Tone.WARNING)
        )
        return screen

    def _name_file(self, path: Path, file: FilePath) -> None:
        """Answer with the file's name; the file itself is not read."""
        if self.form_screen is not None:
            self.form_screen.attach(path, AttachmentValue(title=file.name))

    def _offer_languages(self, previewed: Previewed) -> None:
        chosen = str(self.language.currentData() or "")
        own = previewed.own_language or _("As it is written")
        choices = [(own, ""), *((tag, tag) for tag in previewed.languages if tag != previewed.own_language)]
        self.language.clear()
        for words, tag in choices:
            self.language.addItem(words, tag)
        self.language.setCurrentIndex(max(0, self.language.findData(chosen)))
        self.language.setVisible(len(choices) > 1)

    def _go_to(self, link_id: str) -> None:
        if self.form_screen is not None:
            path = path_to(self.form_screen.state.response.questionnaire, link_id)
            if path:
                self.form_screen.go_to(path)
