"""The Team page: who belongs to it, what is shared with whom, what waits for somebody."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Guidance, Route, Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.team.share_card import ShareCard
from prevent_desktop.ui.team.view import LeaverWords, TeamWords, team_words
from prevent_desktop.ui.widgets import (
    Card,
    Column,
    Columns,
    DataTable,
    EmptyState,
    FlowRow,
    LinkButton,
    Notice,
    PageHead,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
    Tone,
    VBox,
)
from prevent_desktop.workflows.team.members import TeamFacts, team_facts

_SHARES = (726, 340)


class TeamPage(ScrollPage):
    """Signal `round_wanted()`: the copies are to be brought up to date now.

    `side` is the column at the right, or below where there is no room: what others hang into the page stands there.
    `invite` and `found` are where somebody is invited and where a team is begun.
    """

    round_wanted = Signal()

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        clock: Clock,
        *,
        invite: Route | None = None,
        found: Route | None = None,
    ) -> None:
        super().__init__()
        title = _("Team")
        self.setAccessibleName(title)
        self._tasks, self._navigator, self._clock = tasks, navigator, clock
        self._invite, self._found = invite, found
        self.bring = SecondaryButton(_("&Bring up to date now"), self.round_wanted)
        self.invite = PrimaryButton(_("&Invite somebody…"), self._open(invite))
        self.head = PageHead(title, "", self.bring, self.invite)
        self.notice = Notice(parent=self)
        self.missing = Notice(tone=Tone.WARNING, parent=self)
        self.share = ShareCard(tasks, navigator)
        self.share.changed.connect(self.refresh)
        self._columns = Columns(shares=_SHARES)
        main = self._columns.main
        main.setSpacing(16)
        self._leavers = VBox(spacing=16)
        self.leavers: list[SecondaryButton] = []
        main.addWidget(self._members_card())
        main.addLayout(self._leavers)
        main.add(self.share)
        main.addStretch(1)
        self.side = self._columns.side
        self.side.setSpacing(16)
        self.side.addStretch(1)
        self.reporter = self._reporter_card()
        self.alone = self._alone_card()
        self.column.add(self.head, self.notice, self.missing, self._columns, self.reporter, self.alone)
        for part in (self.bring, self.invite, self._columns, self.reporter, self.alone):
            part.hide()

    def _open(self, route: Route | None) -> Callable[[], object] | None:
        return None if route is None else partial(self._navigator.open, route)

    def _members_card(self) -> Card:
        card = Card(_("Members"))
        self.table = DataTable(
            (
                Column(title=_("Who"), share=0, ems=5),
                Column(title=_("Role"), share=0, ems=5),
                Column(title=_("What they can see"), share=5),
                Column(title=_("Device, last heard of"), share=4),
                Column(title="", share=0),
            ),
            name=_("Members"),
            known_as="team-members",
        )
        card.body.addWidget(self.table)
        return card

    def _reporter_card(self) -> Card:
        card = Card(_("You report to your lead"))
        self.reporter_words = Text("")
        card.body.addWidget(self.reporter_words)
        return card

    def _alone_card(self) -> Card:
        """What a team is, where there is none, and how it begins."""
        card = Card(_("You have no team yet"))
        self.found = PrimaryButton(_("&Start a team…"), self._open(self._found))
        self.found.setVisible(self._found is not None)
        profile = SecondaryButton(
            _("Add your organisation’s &profile"),
            partial(self._navigator.open, Settings(SettingsPart.ORGANISATION)),
        )
        read = LinkButton(
            _("Working as a team: how it works"), partial(self._navigator.open, Guidance("team"))
        )
        self.alone_words = EmptyState(
            _("In a team, the lead and the deputies keep cases together"),
            _(
                "Each has a laptop and a passphrase of their own. What one of them writes in a shared case comes to the others, "
                "signed and sealed, so that nobody in between can read it. Until then your cases stay on this laptop alone."
            ),
        )
        card.body.add(self.alone_words, FlowRow(self.found, profile), read)
        return card

    def refresh(self) -> None:
        """Read it again."""
        now = self._clock()
        self._tasks.in_vault(lambda vault: team_facts(vault, now=now), self.show_facts)

    def show_facts(self, facts: TeamFacts | None) -> None:
        """Show the team; None where there is none."""
        shares = facts is not None and facts.own is not None and not facts.is_reporter
        for part in (self.bring, self._columns):
            part.setVisible(shares)
        self.invite.setVisible(shares and self._invite is not None)
        self.reporter.setVisible(facts is not None and facts.is_reporter)
        self.alone.setVisible(facts is None)
        words = None if facts is None else team_words(facts, self._clock())
        self.head.show_words(_("Team"), "" if words is None else words.subtitle)
        if facts is not None and words is not None:
            self.reporter_words.setText(words.reporter)
            self._show_members(words)
            self.share.show_words(words, shares_new=facts.shares_new)

    def _show_members(self, words: TeamWords) -> None:
        self.table.show_rows(words.rows)
        while (item := self._leavers.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.leavers = []
        for leaver in words.leavers:
            self._leavers.addWidget(self._leaver_notice(leaver))

    def _leaver_notice(self, words: LeaverWords) -> QWidget:
        button = SecondaryButton(words.button)
        self.leavers.append(button)
        return Notice(words.text, Tone.WARNING, title=words.title, action=button)
