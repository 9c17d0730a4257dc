"""Going on with the team where its lead has left: for whoever the profile names next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from prevent_desktop.casework.team.roster import Member
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import ask_for_file, read_chosen
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Card, Field, FlowRow, Notice, SecondaryButton, Text, TickGroup, VBox
from prevent_desktop.ui.widgets.tab_order import chain_behind, stop_before
from prevent_desktop.workflows.receiving.lead_desk import go_on_with_team
from prevent_desktop.workflows.team.members.authority import SECOND_KEY_SUFFIX

_LARGEST = 64 * 1024


class TakeOverCard(Card):
    """Signal `taken()` once this vault signs the organisation's file."""

    taken = Signal()

    def __init__(self, tasks: Tasks, clock: Clock) -> None:
        super().__init__(_("The lead has left"))
        self._tasks, self._clock = tasks, clock
        self.words = Text(
            _(
                "You hold the second key. With it you become a lead, and your laptop signs the organisation’s file from now on. Whoever left gets "
                "nothing new. What their laptop holds stays readable there until it is handed in or wiped."
            )
        )  # fmt: skip
        self._who = VBox(spacing=4)
        self.who = TickGroup([])
        self.code = QLineEdit()
        self.field = Field(_("Code of the second key"), self.code, hint=_("It stands on your sheet."))
        self.notice = Notice()
        self.take = SecondaryButton(_("&Go on with the team: choose the file…"), self._ask_file)
        self.body.add(self.words, Text(_("Who has left?"), "strong"))
        self.body.addLayout(self._who)
        self._who.addWidget(self.who)
        self.body.add(self.notice, self.field, FlowRow(self.take))

    def show_leads(self, leads: Sequence[Member]) -> None:
        """Offer the leads who may have left."""
        self._who.removeWidget(self.who)
        self.who.hide()
        self.who.deleteLater()
        self.who = TickGroup([(one.id, one.name) for one in leads])
        self.who.setAccessibleName(_("Who has left?"))
        self._who.addWidget(self.who)
        chain_behind(stop_before(self.code), self.who)

    def _ask_file(self) -> None:
        kinds = _("Second keys (*{suffix});;All files (*)").format(suffix=SECOND_KEY_SUFFIX)
        path = ask_for_file(self, title=_("The file of the second key"), kinds=kinds)
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Take the team over with this file and the code that was typed."""
        typed, left, now = self.code.text(), self.who.values, self._clock()
        self._tasks.in_background(
            lambda: read_chosen(path, _LARGEST),
            lambda content: self._tasks.in_vault(
                lambda vault: go_on_with_team(vault, content, typed, left, now=now),
                lambda _profile: self.taken.emit(),
                self._fail,
            ),
            self._fail,
        )

    def _fail(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
