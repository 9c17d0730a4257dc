"""What came from the team's mailbox and was not taken, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Team
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.team.view import when_heard
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    Card,
    Cell,
    Column,
    DataTable,
    EmptyState,
    PageHead,
    PageNotice,
    Row,
    ScrollPage,
    Text,
)
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.workflows.team.joining.members import SetAsideChange, let_count, set_aside


class SetAsidePage(ScrollPage):
    """All of it, the newest first."""

    def __init__(self, tasks: Tasks, navigator: Navigator, clock: Clock) -> None:
        super().__init__()
        title = _("Changes that were set aside")
        self.setAccessibleName(title)
        self._tasks, self._clock = tasks, clock
        self._changes: dict[str, SetAsideChange] = {}
        crumbs = Breadcrumb((("team", _("Team")), ("", title)))
        crumbs.chosen.connect(lambda _key: navigator.open(Team()))
        line = _(
            "They came from your team’s mailbox and do not count. Nothing of them stands in your record."
        )
        self.table = DataTable(
            (
                Column(title=_("Came"), share=0),
                Column(title=_("In the name of"), share=2),
                Column(title=_("Why it was set aside"), share=5),
                Column(title="", share=0),
            ),
            name=title,
            known_as="team-set-aside",
        )
        self.table.opened.connect(self._ask_whether_it_counts)
        self.notice = PageNotice(parent=self)
        self.empty = EmptyState(
            _("Nothing was set aside"),
            _("A change that is forged, from somebody who was removed, or for another team is listed here."),
        )
        self.next = Text(
            _(
                "One that stands alone may be a fault of the mailbox. Ask the person whether they wrote it, by a number that you "
                "know. If they did not, tell your IT support: somebody else can write into the mailbox."
            ),
            "small",
        )
        card = Card()
        card.body.add(self.empty, self.table, self.next)
        self.column.add(crumbs, PageHead(title, line), self.notice, card)
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Read the list again."""
        self._tasks.in_vault(set_aside, self.show_changes)

    def show_changes(self, changes: Sequence[SetAsideChange]) -> None:
        """Show what was set aside."""
        now = self._clock()
        self._changes = {one.key: one for one in changes}
        self.table.show_rows([_row(one, now) for one in changes])
        self.table.setVisible(bool(changes))
        self.next.setVisible(bool(changes))
        self.empty.setVisible(not changes)

    def _ask_whether_it_counts(self, key: str) -> None:
        one, now = self._changes[key], self._clock()
        if not one.may_count:
            return
        self.dialog = ConfirmDialog(
            _("Let it count after all?"),
            _(
                "All that “{laptop}” of {who} wrote up to then comes into the shared cases, for all of you. Ask {who} first whether they wrote it: "
                "whoever had that laptop could have."
            ).format(laptop=one.laptop, who=one.who),
            _("&Let it count"),
            parent=self,
        )  # fmt: skip
        self.dialog.accepted.connect(
            lambda: self._tasks.in_vault(
                lambda vault: let_count(vault, one, now=now),
                lambda _none: self._counts(),
                self.notice.say_failure,
            )
        )
        self.dialog.open()

    def _counts(self) -> None:
        self.notice.say(_("It counts once your copies are brought up to date."))
        self.refresh()


def _row(one: SetAsideChange, now: datetime) -> Row:
    who = Cell(one.who or _("Nobody of the team"), one.laptop)
    count = Cell(_("Let it count…"), opens=True) if one.may_count else Cell()
    return Row(key=one.key, cells=(Cell(when_heard(one.came_at, now)), who, Cell(one.reason), count))
