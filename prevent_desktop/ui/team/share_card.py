"""The card that says what is shared, with whom, and how far the copies are."""

from __future__ import annotations

from PySide6.QtCore import Signal

from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.team.view import TeamWords
from prevent_desktop.ui.widgets import BesideRow, Card, Heading, LinkButton, Text, TickBox


class ShareCard(Card):
    """Signal `changed()` once something about sharing was kept."""

    changed = Signal()

    def __init__(self, tasks: Tasks, navigator: Navigator) -> None:
        super().__init__()
        self._tasks = tasks
        self.choose = LinkButton(_("Choose cases"), name=_("Choose the cases that you share"))
        self.heading = Heading("", 2)
        self.alone, self.waiting = Text("", "muted"), Text("", "muted")
        row = BesideRow(self.choose)
        row.words.add(self.heading, self.alone, self.waiting)
        self.shares_new = TickBox(_("Share new cases with the team from the start"))
        self.differences = LinkButton("")
        self.set_aside = LinkButton("")
        self.body.add(row, self.shares_new, self.differences, self.set_aside)

    def show_words(self, words: TeamWords, *, shares_new: bool) -> None:
        """Show what is shared."""
        self.heading.setText(words.shared)
        self.setAccessibleName(words.shared)
        self.alone.say(words.alone)
        self.waiting.say(words.waiting)
        self.differences.say(words.differences)
        self.set_aside.say(words.set_aside)
        self.shares_new.set_checked(shares_new)
