"""The card that says what is shared, with whom, and how far the copies are."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import ChooseCases, SetAside, TeamDifferences
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.team.view import TeamWords
from prevent_desktop.ui.widgets import BesideRow, Card, Heading, LinkButton, Text, TickBox
from prevent_desktop.workflows.team.cases.sharing import keep_sharing_new


class ShareCard(Card):
    """Signals `changed()` once something about sharing was kept, and `failed(error)`."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock) -> None:
        super().__init__()
        self._tasks, self._clock = tasks, clock
        self.choose = LinkButton(
            _("Choose cases"),
            partial(navigator.open, ChooseCases()),
            name=_("Choose cases that you share"),
        )
        self.title = Heading("", 2)
        self.alone, self.waiting = Text("", "muted"), Text("", "muted")
        row = BesideRow(self.choose)
        row.words.add(self.title, self.alone, self.waiting)
        self.shares_new = TickBox(
            _("Share new cases with the team"),
            detail=_("Each waits 15 minutes first, so that you can keep it from somebody."),
        )
        self.shares_new.button.setProperty("writes", True)
        self.shares_new.toggled.connect(self._keep_sharing_new)
        self.differences = LinkButton("", partial(navigator.open, TeamDifferences()))
        self.set_aside = LinkButton("", partial(navigator.open, SetAside()))
        self.body.add(row, self.differences, self.set_aside, self.shares_new)

    def show_words(self, words: TeamWords, *, shares_new: bool) -> None:
        """Show what is shared."""
        self.title.setText(words.shared)
        self.setAccessibleName(words.shared)
        self.alone.say(words.alone)
        self.waiting.say(words.waiting)
        self.differences.say(words.differences)
        self.set_aside.say(words.set_aside)
        self.shares_new.button.blockSignals(True)
        self.shares_new.set_checked(shares_new)
        self.shares_new.button.blockSignals(False)

    def _keep_sharing_new(self, shares: bool) -> None:
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: keep_sharing_new(vault, shares=shares, now=now),
            lambda _none: self.changed.emit(),
            self._not_kept,
        )

    def _not_kept(self, error: PreventDesktopError) -> None:
        self.failed.emit(error)
        self.changed.emit()
