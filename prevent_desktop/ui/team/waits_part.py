"""What waits for changes that nobody gives any more, each with the way to end it; and below, which waits a lead has ended, and why."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import long_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.team.view import as_sentence
from prevent_desktop.ui.widgets import (
    Field,
    FlowRow,
    Heading,
    Notice,
    PrimaryButton,
    SecondaryButton,
    Text,
    VBox,
)
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.workflows.team.change_sets.giving_up import stop_waiting_for_all
from prevent_desktop.workflows.team.change_sets.waits import Wait
from prevent_desktop.workflows.team.circles.given_up import LONGEST_REASON


class WaitsPart(QWidget):
    """Signals `ended()` once a wait was ended here, `failed(error)` where it could not be."""

    ended = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, clock: Clock) -> None:
        super().__init__()
        self._tasks, self._clock = tasks, clock
        self._column = VBox(self, spacing=12)
        self.buttons: list[SecondaryButton] = []
        self.dialog: StopWaitingDialog | None = None
        self._shown: tuple[tuple[Wait, ...], tuple[str, ...]] = ((), ())

    def show_waits(self, waits: tuple[Wait, ...], ended: tuple[str, ...]) -> None:
        """Show what can be ended here, and the sentences that say what was; where that is there already, the keyboard stays in it."""
        if (waits, ended) == self._shown:
            return
        self._shown = waits, ended
        take_all_out(self._column)
        self.buttons = []
        for by, several in _by_whose_word(waits).items():
            if by and len(several) > 1:
                self._column.addWidget(self._all_by(by, several))
            for one in several:
                self._column.addWidget(self._wait(one))
        for words in ended:
            self._column.addWidget(Notice(as_sentence(words)))
        self.setVisible(bool(waits or ended))

    def _wait(self, one: Wait) -> Notice:
        question = ngettext(
            "Stop waiting for {number} change of {who}?",
            "Stop waiting for {number} changes of {who}?",
            one.number,
        ).format(number=one.number, who=one.who)
        button = SecondaryButton(
            _("Stop waiting for these changes…"), partial(self._ask, [one], question, _title(one))
        )
        return self._notice(_title(one), _may_end(one), button)

    def _all_by(self, by: str, several: list[Wait]) -> Notice:
        """What one colleague's laptop alone tells of, in one press: a laptop that somebody tampered with can tell of changes that never were."""
        title = _("The next {number} are the word of {by}’s laptop alone").format(by=by, number=len(several))
        about = _(
            "Ask {by} about it: such changes may never have been. Can nobody bring them? Then you can stop waiting for all of them at once."
        )
        question = _("Stop waiting for all that {by}’s laptop tells of?").format(by=by)
        button = SecondaryButton(
            _("Stop waiting for all of these…"), partial(self._ask, several, question, title)
        )
        return self._notice(title, about.format(by=by), button)

    def _notice(self, title: str, about: str, button: SecondaryButton) -> Notice:
        button.setProperty("writes", True)
        button.setAccessibleDescription(title)
        self.buttons.append(button)
        return Notice(about, title=title, action=button)

    def _ask(self, several: list[Wait], question: str, title: str) -> None:
        self.dialog = StopWaitingDialog(question, title, parent=self)
        self.dialog.given.connect(partial(self._stop, several))
        self.dialog.open()

    def _stop(self, several: list[Wait], why: str) -> None:
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: stop_waiting_for_all(vault, several, why, now=now),
            lambda _none: self.ended.emit(),
            self._could_not,
        )

    def _could_not(self, error: PreventDesktopError) -> None:
        self.failed.emit(error)


class StopWaitingDialog(FittingDialog):
    """Asks whether it is so, and why. Signal `given(why)` with the reason; Escape and "Cancel" change nothing."""

    given = Signal(str)

    def __init__(self, question: str, title: str, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setWindowTitle(question)
        self.setAccessibleName(question)
        about = (
            as_sentence(title),
            _("Is the laptop that wrote this, or a copy of it, still somewhere? Then open it first: what is missing comes by itself."),
            _("If you stop waiting, everybody who shares these cases is told so, with your name and your reason. What still comes counts all the same."),
        )  # fmt: skip
        self.why = QLineEdit()
        self.why.setMaxLength(LONGEST_REASON)
        self.field = Field(
            _("Why nobody needs to wait"),
            self.why,
            hint=_("One or two short sentences. Do not name a child or a family."),
        )
        self.stop = PrimaryButton(_("&Stop waiting"), self.submit)
        self.cancel = SecondaryButton(_("Cancel"), self.reject)
        self.column.add(Heading(question, 2), *(Text(words) for words in about), self.field)
        self.column.addWidget(FlowRow(self.stop, self.cancel))
        self.why.setAccessibleDescription("\n".join((*about, self.field.hint.text())))
        chain_tabs([self.why, self.stop, self.cancel])
        self.why.setFocus()

    def submit(self) -> None:
        """Give the reason."""
        why = self.why.text().strip()
        if not why:
            self.field.set_error(_("Write why, so that the others know."))
            self.why.setFocus()
            return
        self.accept()
        self.given.emit(why)


def _by_whose_word(waits: tuple[Wait, ...]) -> dict[str, list[Wait]]:
    """By the colleague whose laptop alone tells of them; under nobody's name those of which their own writer's does."""
    found: dict[str, list[Wait]] = {}
    for one in waits:
        found.setdefault(one.by, []).append(one)
    return found


def _title(one: Wait) -> str:
    words = ngettext(
        "{number} change of {who} has been missing since {day}",
        "{number} changes of {who} have been missing since {day}",
        one.number,
    )
    return words.format(number=one.number, who=one.who, day=long_day(one.since))


def _may_end(one: Wait) -> str:
    if one.by:
        words = _(
            "{by}’s laptop says so. Ask {by} about it. Can nobody bring what is missing? Then you can stop waiting."
        )
        return words.format(by=one.by)
    if not one.laptop:
        return _("Can nobody bring what is missing? Then you can stop waiting.")
    words = _("“{laptop}” wrote more than has come. Can nobody bring it? Then you can stop waiting.")
    return words.format(laptop=one.laptop)
