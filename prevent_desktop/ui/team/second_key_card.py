"""The second key: a file and a code for somebody else than the lead, and the rehearsal without which it is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import long_day
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import ask_for_file, ask_for_target, read_chosen
from prevent_desktop.ui.components.printing import Printing
from prevent_desktop.ui.components.step_up_dialog import require_step_up
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.team.asking import asking_for_second_key, asking_to_change_team
from prevent_desktop.ui.team.written_file import write_file
from prevent_desktop.ui.widgets import (
    Card,
    Field,
    FlowRow,
    Notice,
    PrimaryButton,
    SecondaryButton,
    Text,
    Tone,
    VBox,
)
from prevent_desktop.workflows.printing.to_print import ToPrint
from prevent_desktop.workflows.team.joining.founding import (
    Founding,
    SecondKeyFile,
    make_second_key,
    try_second_key,
)
from prevent_desktop.workflows.team.joining.taking_over import name_second_holder
from prevent_desktop.workflows.team.members.authority import SECOND_KEY_SUFFIX

_LARGEST = 64 * 1024


class MadeKey(QWidget):
    """A key that was just made: its code is shown once."""

    def __init__(self, tasks: Tasks, said: Notice) -> None:
        super().__init__()
        self._tasks, self._said = tasks, said
        self.made: SecondKeyFile | None = None
        self._made_at: datetime | None = None
        self._organisation = ""
        self._printing = Printing(tasks, self, lambda words: said.say(words, Tone.SUCCESS))
        self.code = Text("", "code", selectable=True)
        self.code.setAccessibleName(_("Code of the second key"))
        self.save = PrimaryButton(_("1. Save the fi&le…"), self._ask_file)
        self.print = SecondaryButton(_("2. &Print the code"), self.print_code)
        self.save_sheet = SecondaryButton(_("Save the code as a PDF…"), self._ask_sheet)
        VBox(self, spacing=8).add(self.code, FlowRow(self.save, self.print, self.save_sheet))
        self.hide()

    def show_key(self, made: SecondKeyFile, organisation: str, now: datetime) -> None:
        """Show the code, and have the file saved."""
        self.made, self._organisation, self._made_at = made, organisation, now
        self.code.setText(made.code)
        self.show()
        self.save.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_file(self) -> None:
        if self.made is not None:
            path = ask_for_target(self, self.made.file_name, title=_("Save the second key, best on a stick"))
            if path is not None:
                self.save_file(path)

    def save_file(self, path: Path) -> None:
        """Write the sealed file."""
        made = self.made
        if made is not None:
            self._write(path, lambda: made.content)

    def _ask_sheet(self) -> None:
        path = ask_for_target(self, "second-key-code.pdf", title=_("Save the code of the second key"))
        if path is not None:
            self._write(path, self._sheet)

    def print_code(self) -> None:
        """Put the sheet with the code on paper."""
        self._printing.ask(
            ToPrint(
                question=_("Print the code of the second key?"),
                pages=self._sheet,
                action="team.second-key-printed",
            )
        )

    def _sheet(self) -> bytes:
        from prevent_desktop.packs.document.sheet import build_second_key_sheet

        assert self.made is not None  # noqa: S101 -- it is hidden without one
        assert self._made_at is not None  # noqa: S101 -- likewise
        return build_second_key_sheet(
            self.made.code, self._made_at, holder=self.made.holder, organisation=self._organisation
        )

    def _write(self, path: Path, content: Callable[[], bytes]) -> None:
        write_file(
            self._tasks,
            path,
            content,
            lambda: self._said.say(_("Saved: {file}").format(file=path.name), Tone.SUCCESS),
            self._said.say_failure,
        )


class SecondKeyCard(Card):
    """Signal `tried()` once file and code opened, so that the team counts as started; `changed()` for a new holder."""

    tried = Signal()
    changed = Signal()

    def __init__(self, tasks: Tasks, clock: Clock) -> None:
        super().__init__(_("The second key"))
        self._tasks, self._clock = tasks, clock
        self._organisation = ""
        self.words, self.state = Text(""), Text("", "strong")
        self.notice = Notice()
        self.make = PrimaryButton(_("Make the second &key"), self._ask_to_make)
        self.make_new = SecondaryButton(_("Make a new second &key"), self._ask_to_make)
        self.made = MadeKey(tasks, self.notice)
        self.code = QLineEdit()
        self.field = Field(
            _("Its code, as it stands on the sheet"),
            self.code,
            hint=_("Six groups of five. Small letters do too."),
        )
        self.choose = SecondaryButton(_("Tr&y it: choose the file…"), self._ask_file)
        self.holder = QLineEdit()
        self.other = Field(
            _("Somebody else is to hold it"), self.holder, hint=_("A member’s name, or a new one.")
        )
        self.name = SecondaryButton(_("&Name them"), self._ask_to_name)
        self.body.add(self.state, self.words, FlowRow(self.make, self.make_new), self.made)
        self.body.add(self.notice, self.field, FlowRow(self.choose), self.other, FlowRow(self.name))
        self.code.returnPressed.connect(self._ask_file)
        self.holder.returnPressed.connect(self._ask_to_name)

    def show_founding(self, found: Founding) -> None:
        """Show how the second key stands."""
        self._organisation = found.organisation
        key, holder = found.second_key, found.second_holder
        self.make.setVisible(bool(holder) and key is None)
        self.make_new.setVisible(bool(holder) and key is not None)
        for part in (self.field, self.choose):
            part.setVisible(key is not None)
        self.state.say(_state(found))
        self.words.setText(
            _words(holder) if holder else _("Nobody holds it. Name somebody who could go on for you.")
        )

    def _ask_to_make(self) -> None:
        require_step_up(self, self._tasks, asking_for_second_key(), self._make)

    def _make(self) -> None:
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: make_second_key(vault, now=now), lambda made: self._show_made(made, now), self._fail
        )

    def _show_made(self, made: SecondKeyFile, now: datetime) -> None:
        self.notice.clear()
        self.state.say(_("Made, and not tried yet"))
        self.make.hide()
        self.make_new.show()
        self.made.show_key(made, self._organisation, now)
        for part in (self.field, self.choose):
            part.show()

    def _ask_file(self) -> None:
        kinds = _("Second keys (*{suffix});;All files (*)").format(suffix=SECOND_KEY_SUFFIX)
        path = ask_for_file(self, title=_("The file of the second key"), kinds=kinds)
        if path is not None:
            self.try_file(path)

    def try_file(self, path: Path) -> None:
        """Open the file with the code that was typed."""
        typed, now = self.code.text(), self._clock()
        self._tasks.in_background(
            lambda: read_chosen(path, _LARGEST),
            lambda content: self._tasks.in_vault(
                lambda vault: try_second_key(vault, content, typed, now=now),
                lambda _none: self._tell_tried(),
                self._fail,
            ),
            self._fail,
        )

    def _tell_tried(self) -> None:
        self.code.clear()
        self.field.set_error("")
        self.made.hide()
        self.notice.say(_("File and code fit: the second key works."), Tone.SUCCESS)
        self.tried.emit()

    def _ask_to_name(self) -> None:
        require_step_up(
            self, self._tasks, asking_to_change_team(_("Name who holds the second key")), self._name
        )

    def _name(self) -> None:
        name, now = self.holder.text(), self._clock()
        self._tasks.in_vault(
            lambda vault: name_second_holder(vault, name, Role.REPORTER, now=now),
            lambda _profile: self._tell_named(),
            self._fail,
        )

    def _tell_named(self) -> None:
        self.holder.clear()
        self.made.hide()
        self.notice.say(_("Named. Make them a second key now: the old one no longer works."), Tone.SUCCESS)
        self.changed.emit()

    def _fail(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)


def _state(found: Founding) -> str:
    key = found.second_key
    if key is None:
        return _("Not made yet")
    if key.tried_at is None:
        return _("Made, and not tried yet")
    day = long_day(key.tried_at.astimezone().date())
    if found.try_again:
        return _("Last tried on {day}: that is more than a year ago. Try it again").format(day=day)
    return _("It works: tried on {day}").format(day=day)


def _words(holder: str) -> str:
    return _(
        "{holder} keeps a file and a code on paper, apart from each other. With both they can go on with the team if you are ill, "
        "have left, or lose this laptop. Try it once together: what was never tried may not work on the day."
    ).format(holder=holder)  # fmt: skip
