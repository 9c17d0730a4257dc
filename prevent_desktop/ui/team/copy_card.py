"""A lead's copy of the shared cases: made for a colleague who is new or was away for long, and taken by them."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import long_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.file_dialogs import ask_for_file, ask_for_target
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    BusyLine,
    Card,
    Field,
    FlowRow,
    Notice,
    PrimaryButton,
    RadioGroup,
    SecondaryButton,
    Text,
    TickBox,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.keyboard import hand_keyboard_on
from prevent_desktop.ui.widgets.tab_order import chain_behind, stop_before
from prevent_desktop.workflows.team.change_sets.copies_made import make_by_itself
from prevent_desktop.workflows.team.change_sets.snapshots import Taken
from prevent_desktop.workflows.team.rounds.copies import (
    COPY_SUFFIX,
    CopyFacts,
    CopyFor,
    copy_facts,
    make_copy,
    take_copy,
)


class CopyCard(Card):
    """Hidden where this vault can do neither. Signal `taken()` once cases came in."""

    taken = Signal()
    _went_on = Signal(int, int)

    def __init__(self, tasks: Tasks, clock: Clock) -> None:
        super().__init__(_("A copy for somebody new, or back after a long time"))
        self._tasks, self._clock = tasks, clock
        self._stop = Event()
        self._facts = CopyFacts()
        self._going = ""
        self.words = Text(
            _(
                "All shared cases as one file, sealed to one laptop alone: it may go by mail or on a stick. Each change in it bears the signature of whoever wrote it, "
                "and the lead’s that it was checked. Cases that are kept from somebody are not in it; they come through the team’s mailbox."
            )
        )
        self.days = Text("", "muted")
        self.notice = Notice()
        self.busy = BusyLine(can_stop=True)
        self.busy.stop_wanted.connect(self._stop.set)
        self._went_on.connect(self._tell_progress)
        self.make = SecondaryButton(_("&Make a copy for a new member…"), self._choose)
        self.take = SecondaryButton(_("&Take a lead’s copy…"), self._ask_file)
        self.whom = RadioGroup(())
        self._field = Field(_("For whom"), self.whom)
        self.save = PrimaryButton(_("&Save the copy…"), self._ask_target)
        self._choosing = QWidget()
        VBox(self._choosing, spacing=10).add(self._field, FlowRow(self.save))
        for button in (self.make, self.take, self.save):
            button.setProperty("writes", True)
        self.by_itself = TickBox(
            _("Make a copy by itself for each colleague’s laptop that asks for one"),
            detail=_(
                "It goes through the mailbox, sealed, and can take much room there. Without this you are asked each time."
            ),
        )
        self.by_itself.button.setProperty("writes", True)
        self.by_itself.toggled.connect(self._keep_by_itself)
        self.body.add(
            self.words, self.days, FlowRow(self.make, self.take), self._choosing, self.busy, self.notice
        )
        self.body.add(self.by_itself)
        self._choosing.hide()
        self.hide()

    def refresh(self) -> None:
        """Read what this vault can do."""
        self._tasks.in_vault(copy_facts, self.show_facts)

    def show_facts(self, facts: CopyFacts) -> None:
        """Show it."""
        if tuple(one.vault_id for one in facts.makes_for) != tuple(
            one.vault_id for one in self._facts.makes_for
        ):
            self._show_whom(facts.makes_for)
        self._facts = facts
        self.make.setVisible(bool(facts.makes_for))
        stays = _(
            "Changes stay in the team’s mailbox for {number} days at most. Who was away for longer needs a copy."
        )
        self.days.say(stays.format(number=facts.days))
        self.by_itself.setVisible(bool(facts.makes_for))
        self.by_itself.button.blockSignals(True)
        self.by_itself.set_checked(facts.by_itself)
        self.by_itself.button.blockSignals(False)
        self.take.setVisible(facts.takes)
        self.setVisible(facts.takes)

    def _keep_by_itself(self, wanted: bool) -> None:
        self._tasks.in_vault(
            lambda vault: make_by_itself(vault, wanted=wanted), lambda _none: self.refresh(), self._failed
        )

    def _show_whom(self, several: tuple[CopyFor, ...]) -> None:
        old, self.whom = self.whom, RadioGroup([(one.vault_id, one.words) for one in several])
        self.whom.setAccessibleName(_("For whom"))
        if (column := self._field.layout()) is not None:
            column.replaceWidget(old, self.whom)
        chain_behind(stop_before(self.save), self.whom)
        self.whom.show()
        hand_keyboard_on([old], [self.whom])
        old.hide()
        old.deleteLater()
        if len(several) == 1:
            self.whom.set_value(several[0].vault_id)

    def _choose(self) -> None:
        self.make.setFocus(Qt.FocusReason.OtherFocusReason)  # before what has the keyboard may go
        self._choosing.setVisible(not self._choosing.isVisible())
        if self._choosing.isVisible():
            self.whom.setFocus()

    @property
    def _chosen(self) -> CopyFor | None:
        return next((one for one in self._facts.makes_for if one.vault_id == self.whom.value), None)

    def _ask_target(self) -> None:
        chosen = self._chosen
        if chosen is None:
            self._field.set_error(_("Choose the laptop that it is for."))
            return
        self._field.set_error("")
        path = ask_for_target(self, chosen.file_name, title=_("Save the copy"))
        if path is not None:
            self.make_it(chosen, path)

    def make_it(self, chosen: CopyFor, path: Path) -> None:
        """Write the copy for this laptop; it can be stopped."""
        now = self._clock()
        self._begin(_("Making the copy…"))
        self._tasks.in_vault(
            lambda vault: make_copy(
                vault, chosen.vault_id, path, now=now, stop=self._stop.is_set, progress=self._went_on.emit
            ),
            lambda number: self._made(chosen, path, number),
            self._failed,
        )

    def _made(self, chosen: CopyFor, path: Path, number: int) -> None:
        self._end()
        self._choosing.hide()
        words = ngettext(
            "{file} holds {number} case, sealed to {whom}. Nobody else can open it. It was saved in {folder}.",
            "{file} holds {number} cases, sealed to {whom}. Nobody else can open it. It was saved in {folder}.",
            number,
        )
        self.notice.say(
            words.format(file=path.name, number=number, whom=chosen.words, folder=path.parent), Tone.SUCCESS
        )

    def _ask_file(self) -> None:
        kinds = _("Copies (*{suffix});;All files (*)").format(suffix=COPY_SUFFIX)
        path = ask_for_file(self, title=_("A lead’s copy"), kinds=kinds)
        if path is not None:
            self.take_it(path)

    def take_it(self, path: Path) -> None:
        """Take a copy that a lead made for this laptop; it can be stopped."""
        self._begin(_("Taking the copy…"))
        self._tasks.in_vault(
            lambda vault: take_copy(
                vault, path, now=self._clock, stop=self._stop.is_set, progress=self._went_on.emit
            ),
            self._took,
            self._failed,
        )

    def _took(self, taken: Taken) -> None:
        self._end()
        cases = ngettext("{number} case is here.", "{number} cases are here.", taken.cases)
        checked = _("Each change in them was checked by {who} on {day}, and by its author’s own key here.")
        left = ngettext(
            "{number} change did not hold, and was left out.",
            "{number} changes did not hold, and were left out.",
            taken.refused,
        )
        day = long_day(taken.made_at.astimezone().date())
        words = [cases.format(number=taken.cases), checked.format(who=taken.made_by, day=day)]
        words += [left.format(number=taken.refused)] if taken.refused else []
        self.notice.say(" ".join(words), Tone.WARNING if taken.refused else Tone.SUCCESS)
        self.taken.emit()

    def _begin(self, words: str) -> None:
        self._stop.clear()
        self._going = words
        self.notice.clear()
        self.make.setEnabled(False)
        self.take.setEnabled(False)
        self.save.setEnabled(False)
        self.busy.start(words)

    def _end(self) -> None:
        self.busy.stop()
        for button in (self.make, self.take, self.save):
            button.setEnabled(True)

    def _tell_progress(self, done: int, every: int) -> None:
        words = _("{what} {done} of {all} cases")
        self.busy.tell(words.format(what=self._going, done=done, all=every))

    def _failed(self, error: PreventDesktopError) -> None:
        self._end()
        self.notice.say_failure(error)
