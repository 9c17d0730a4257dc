"""The preview of a form: the real form screen, and beside it what was found in the form. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path as FilePath
from typing import Any

from PySide6.QtCore import QFileSystemWatcher, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.values import AttachmentValue
from prevent_desktop.translation import _
from prevent_desktop.ui.components.bound_keys import bind
from prevent_desktop.ui.components.shortcuts import Shortcut
from prevent_desktop.ui.forms.editors.lists import CalmComboBox
from prevent_desktop.ui.forms.form_screen import FormScreen
from prevent_desktop.ui.forms.form_state import FormState
from prevent_desktop.ui.forms.place import Place
from prevent_desktop.ui.forms.preview.examples import fill_with_examples
from prevent_desktop.ui.forms.preview.findings_list import FindingsList
from prevent_desktop.ui.forms.preview.reading import Previewed, ReadForm, path_to, read_preview
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import EmptyState, FlowRow, Notice, SecondaryButton, Tone

_QUIET = 200
"""Milliseconds after the last change of a file until it is read: editors write in several steps."""
_SHARES = {Qt.Orientation.Horizontal: (7200, 2800), Qt.Orientation.Vertical: (7000, 3000)}
_BESIDE_EMS = 62
"""The least width, in sizes of the text, at which the list stands beside the form and not below it."""


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
        clock: Callable[[], datetime],
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
        self.reload = SecondaryButton(_("&Read the form again (F5)"))
        self.reload.clicked.connect(self.refresh)
        self.fill = SecondaryButton(_("&Fill with examples"))
        self.fill.clicked.connect(self._fill)
        self.language = CalmComboBox()
        self.language.setAccessibleName(_("Language of the form"))
        self.language.activated.connect(lambda _index: self.refresh())
        self.language.hide()
        self.findings = FindingsList()
        self.findings.wanted.connect(self._go_to)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._stage = QWidget()
        self._stage_column = QVBoxLayout(self._stage)
        self._stage_column.setContentsMargins(0, 0, 0, 0)
        self._split.addWidget(self._stage)
        self._split.addWidget(self.findings)
        self._lay_out()
        bind(Shortcut.AGAIN, self, self.refresh, Qt.ShortcutContext.WindowShortcut)
        self._watch(watched)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(10)
        column.addWidget(self.notice)
        column.addWidget(self.problem)
        column.addWidget(FlowRow(self.reload, self.fill, self.language))
        column.addWidget(self._split, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() >= _BESIDE_EMS * self.fontInfo().pixelSize()
        self._split.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)
        self._split.setSizes(_SHARES[self._split.orientation()])

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
        while (old := self._stage_column.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.form_screen = None
        self.fill.setEnabled(False)

    def _say_unusable(self) -> None:
        self._stage_column.addWidget(
            EmptyState(
                _("The form cannot be used yet"),
                _("Mend what is listed as an error. When the file is saved, it is read again."),
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
        screen.draft_changed.connect(lambda *_draft: screen.saved(self._clock()))
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
