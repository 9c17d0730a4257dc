"""The pages around a team: its own page, beginning and joining one, who shares which case, and what differs between its members."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.record.hand_over_page import HandOverPage
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.routing.navigator import Navigator, Openers
from prevent_desktop.ui.tasks import Clock, Job, Tasks
from prevent_desktop.ui.team.case_page import WhoMaySeePage
from prevent_desktop.ui.team.choose_page import ChooseCasesPage
from prevent_desktop.ui.team.cover_card import CoverCard
from prevent_desktop.ui.team.difference_page import TeamDifferencePage
from prevent_desktop.ui.team.differences_page import TeamDifferencesPage
from prevent_desktop.ui.team.founding_page import FoundingPage
from prevent_desktop.ui.team.invite_page import InvitePage
from prevent_desktop.ui.team.member_page import MemberPage
from prevent_desktop.ui.team.page import TeamPage
from prevent_desktop.ui.team.set_aside_page import SetAsidePage
from prevent_desktop.ui.team.while_away_page import WhileAwayPage
from prevent_desktop.ui.widgets.tab_order import chain_behind, stop_before
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.team.cases.handing_over import ToHandOver, to_hand_over
from prevent_desktop.workflows.team.change_sets.round_state import TeamState


class TeamPages(QObject):
    """Makes them and shows them in the main view.

    Signals: `round_wanted()` when the team's copies are to be brought up to date now; `told(TeamState)` after each round;
    `profile_changed()` where a team was begun or joined.
    """

    round_wanted = Signal()
    told = Signal(object)
    profile_changed = Signal()

    def __init__(
        self, tasks: Tasks, navigator: Navigator, library: FormLibrary, clock: Clock, main_view: MainView
    ) -> None:
        super().__init__(navigator)
        self._tasks, self._navigator, self._library, self._clock = tasks, navigator, library, clock
        self._main_view = main_view
        self._state = TeamState()

    @property
    def openers(self) -> Openers:
        """What opens the routes to what a team shares."""
        tasks, navigator, clock = self._tasks, self._navigator, self._clock
        pages: dict[type[routes.Route], Callable[[Any], QWidget]] = {
            routes.FoundTeam: lambda _route: self._founding(),
            routes.InviteToTeam: lambda _route: self._invite(),
            routes.ChooseCases: lambda _route: ChooseCasesPage(tasks, navigator, clock),
            routes.WhoMaySee: lambda route: WhoMaySeePage(tasks, navigator, clock, route.case_id),
            routes.TeamMember: lambda route: MemberPage(tasks, navigator, clock, route.member),
            routes.WhileAway: lambda route: WhileAwayPage(tasks, navigator, clock, route.absence),
            routes.TeamDifferences: lambda _route: TeamDifferencesPage(tasks, navigator, clock),
            routes.TeamDifference: lambda route: TeamDifferencePage(
                tasks, navigator, self._library, clock, route.difference
            ),
            routes.SetAside: lambda _route: SetAsidePage(tasks, navigator, clock),
        }
        return {**self._main_view.entering(pages), routes.HandOver: self._hand_over}

    def make_page(self) -> QWidget:
        """The team's own page, which is a section of the side bar."""
        page = TeamPage(
            self._tasks,
            self._navigator,
            self._clock,
            invite=routes.InviteToTeam(),
            found=routes.FoundTeam(),
        )
        page.round_wanted.connect(self.round_wanted)
        cover = CoverCard(self._tasks, self._clock)
        page.side.insertWidget(0, cover)
        chain_behind(stop_before(page.by_words), cover)
        page.was_read.connect(cover.refresh)
        self.follow(page.show_state)
        return page

    def follow(self, show: Callable[[TeamState], None]) -> None:
        """Have a page show how the copies stand, now and after each round."""
        self.told.connect(show)
        show(self._state)

    def tell_state(self, state: TeamState) -> None:
        """Say how the copies stand after a round, also where a page is opened later."""
        self._state = state
        self.told.emit(state)

    def _founding(self) -> QWidget:
        page = FoundingPage(self._tasks, self._navigator, self._clock)
        page.round_wanted.connect(self.round_wanted)
        page.round_wanted.connect(self.profile_changed)
        return page

    def _invite(self) -> QWidget:
        page = InvitePage(self._tasks, self._navigator, self._clock)
        page.round_wanted.connect(self.round_wanted)
        return page

    def _hand_over(self, route: routes.HandOver) -> Job:
        def show(found: ToHandOver) -> None:
            page = HandOverPage(self._tasks, self._navigator, found, self._clock, to=route.to)
            self._main_view.enter(page, route)

        now = self._clock()
        return self._tasks.in_vault(lambda vault: to_hand_over(vault, route.case_id, now=now), show)
