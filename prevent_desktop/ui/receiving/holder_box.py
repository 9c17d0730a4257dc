"""At a desk of several: who has a pack that is in no case yet, in one line; and nothing is put in a case twice unknowingly."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.ownership import Someone
from prevent_desktop.errors import HeldByColleagueError, PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.assign_row import AssignRow
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Notice, Text, VBox
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.workflows.receiving.desk_places import DeskReach
from prevent_desktop.workflows.receiving.pack_holders import (
    HolderShown,
    NewerMarks,
    Wish,
    hear_newer,
    hold,
    newer_marks,
    who_has,
)


class HolderBox(QWidget):
    """About the pack with our id `received_id`; hidden where the desk is one person's. Signal `given()` once somebody else has it.

    `reach` is how the desk's storage is reached.
    """

    given = Signal()

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        clock: Clock,
        received_id: str,
        reach: DeskReach | None = None,
    ) -> None:
        super().__init__()
        self._tasks, self._navigator, self._clock, self._id = tasks, navigator, clock, received_id
        self._reach = reach
        self._held: HolderShown | None = None
        self.row = AssignRow()
        self.row.pressed.connect(self._give)
        self.in_case = Text("", "warning")
        self.in_case.hide()
        self.notice = Notice()
        column = VBox(self, spacing=8)
        column.add(self.row, self.in_case, self.notice)
        self.hide()

    def look(self) -> None:
        """Show who has it as far as is known here; then ask where its packs come in, and show that."""
        self._tasks.in_vault(
            lambda vault: who_has(vault, self._id, self._reach), self._ask, self.notice.say_failure
        )

    def _ask(self, held: HolderShown | None) -> None:
        self._show(held)
        if held is not None:
            self._tasks.in_background(lambda: newer_marks([held.pack]), self._hear, self.notice.say_failure)

    def _hear(self, newer: NewerMarks) -> None:
        self._tasks.in_vault(partial(hear_newer, newer=newer), self._look_again, self.notice.say_failure)

    def _look_again(self, news: int) -> None:
        if news:
            self._tasks.in_vault(
                lambda vault: who_has(vault, self._id, self._reach), self._show, self.notice.say_failure
            )

    def _show(self, held: HolderShown | None) -> None:
        self._held = held
        self.setVisible(held is not None)
        if held is None:
            return
        holding = held.holding
        self.row.show_choices(held.own, held.colleagues, None if holding is None else holding.who)
        is_theirs = holding is not None and holding.in_case and not holding.is_mine
        words = _("{name} has put this pack in a case. Talk to them before you do.")
        self.in_case.say(words.format(name=holding.who.name) if holding is not None and is_theirs else "")

    def _wish(self, member: str, *, in_case: bool, seen: int = 0) -> Wish:
        shown = 0 if self._held is None else self._held.pack.holder.number
        return Wish(received_id=self._id, holder=member, in_case=in_case, seen=max(seen, shown))

    def _give(self, someone: Someone) -> None:
        wish, now = self._wish(someone.member, in_case=False), self._clock()
        self.notice.clear()
        self._tasks.in_background(
            lambda: hold(self._tasks.ask_vault, wish, now=now, reach=self._reach),
            partial(self._is_given, someone),
            self._failed,
        )

    def _is_given(self, someone: Someone, _holder: object) -> None:
        self._navigator.told.emit(_("{name} has this pack now").format(name=someone.name))
        self.row.keep_keyboard()
        self.look()
        self.given.emit()

    def _failed(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)
        self.look()

    def claim(self, go_on: Callable[[], object], stopped: Callable[[], object], seen: int = 0) -> None:
        """Tell the desk that the pack is put in a case here, then `go_on`; where a colleague has it, or nobody can be asked, a person says."""
        if self._held is None:
            go_on()
            return
        wish, now = self._wish(self._held.own.member, in_case=True, seen=seen), self._clock()
        self._tasks.in_background(
            lambda: hold(self._tasks.ask_vault, wish, now=now, reach=self._reach),
            lambda _holder: go_on(),
            partial(self._not_claimed, go_on, stopped),
        )

    def _not_claimed(
        self, go_on: Callable[[], object], stopped: Callable[[], object], error: PreventDesktopError
    ) -> None:
        question = ConfirmDialog(
            error.title, f"{error.what_happened} {error.next_step}", _("&Add it all the same"), parent=self
        )
        if isinstance(error, HeldByColleagueError):
            again = partial(self.claim, go_on, stopped, error.number)
            question.accepted.connect(again)
        else:
            question.accepted.connect(go_on)
        question.rejected.connect(stopped)
        question.open()
        self.look()
