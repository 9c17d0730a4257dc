"""A school by its name in the council's signed directory."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.formatting import short_moment
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.file_dialogs import AskForFile, read_chosen
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Field, LinkButton, Notice, SecondaryButton, Text, Tone, VBox
from prevent_desktop.ui.widgets.notices import announce
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.workflows.school_move.directory import (
    Directory,
    ListedSchool,
    choose_school,
    directory_of,
    find_schools,
    take_directory,
)

_LARGEST = 16 * 1024 * 1024
_MOST_SHOWN = 5


class SchoolFinder(QWidget):
    """Signals: `chosen(Receiver)`; `taken()` once a newer directory counts. Where there is none yet, it can be brought in."""

    chosen = Signal(object)
    taken = Signal()

    def __init__(self, tasks: Tasks, ask_file: AskForFile) -> None:
        super().__init__()
        self._tasks, self._ask_file = tasks, ask_file
        self._directory: Directory | None = None
        self.words = QLineEdit()
        self.words.textChanged.connect(self._look)
        self.field = Field(_("Find a school in the council’s directory"), self.words)
        self.told = Text("", "small")
        self.told.hide()
        self.notice = Notice()
        self.found: list[SecondaryButton] = []
        self._rows = VBox(spacing=6)
        self.bring = LinkButton(_("Bring in the council’s directory…"), self._ask)
        column = VBox(self, spacing=8)
        column.addWidget(self.field)
        column.addLayout(self._rows)
        column.add(self.told, self.notice, self.bring)
        self.field.hide()
        tasks.in_vault(directory_of, self._show)

    def _show(self, directory: Directory | None) -> None:
        self._directory = directory
        self.field.setVisible(directory is not None)
        if directory is not None:
            hint = _(
                "{area}, {number} schools, as of {when}. By name, by number (URN) or by the lead’s name."
            )
            self.field.set_hint(
                hint.format(
                    area=directory.area, number=len(directory.schools), when=short_moment(directory.issued)
                )
            )

    def _look(self) -> None:
        words = self.words.text()
        found = () if self._directory is None else find_schools(self._directory, words)
        for button in self.found:
            button.hide()
            self._rows.removeWidget(button)
            button.deleteLater()
        self.found = [self._button(one) for one in found[:_MOST_SHOWN]]
        for button in self.found:
            self._rows.addWidget(button)
        chain_tabs([self.words, *self.found, self.bring])
        self._tell(words, len(found))

    def _tell(self, words: str, count: int) -> None:
        said = ngettext("{number} school is found.", "{number} schools are found.", count).format(
            number=count
        )
        if count > len(self.found):
            said = _("{found} Type more of the name to see the others.").format(found=said)
        self.told.say(said if words.strip() else "")
        if words.strip():
            announce(self.words, said)

    def _button(self, school: ListedSchool) -> SecondaryButton:
        parts = (school.name, school.urn, school.lead)
        return SecondaryButton(
            " · ".join(filter(None, parts)).replace("&", "&&"), partial(self._choose, school)
        )

    def _choose(self, school: ListedSchool) -> None:
        self._tasks.in_vault(
            lambda vault: choose_school(vault, school), self._chosen, self.notice.say_failure
        )

    def _chosen(self, receiver: object) -> None:
        self.words.clear()
        self.chosen.emit(receiver)

    def _ask(self) -> None:
        path = self._ask_file(self)
        if path is not None:
            self._tasks.in_background(
                lambda: read_chosen(path, _LARGEST), self._take, self.notice.say_failure
            )

    def _take(self, untrusted: bytes) -> None:
        now = datetime.now(UTC)
        self._tasks.in_vault(
            lambda vault: take_directory(vault, untrusted, now=now), self._taken, self.notice.say_failure
        )

    def _taken(self, directory: Directory) -> None:
        self.notice.say(
            _("The directory is taken: {number} schools.").format(number=len(directory.schools)), Tone.SUCCESS
        )
        self._show(directory)
        self.words.setFocus()
        self.taken.emit()
