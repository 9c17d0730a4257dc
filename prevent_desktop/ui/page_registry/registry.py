"""Which page opens which route, once the vault is open. Everything heavy is imported from here on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.data_files import forms, resources
from prevent_desktop.ui.answers.outgoing import OutgoingAnswers
from prevent_desktop.ui.components.page_protocols import Refreshes, TakesBack
from prevent_desktop.ui.components.printing import Printing
from prevent_desktop.ui.guidance.beside import GuidanceBeside
from prevent_desktop.ui.guidance.pages import GuidancePage, read_pages
from prevent_desktop.ui.guidance.screen import GuidanceScreen
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.page_registry.form_pages import FormPages
from prevent_desktop.ui.page_registry.inbox_entry import InboxEntry
from prevent_desktop.ui.page_registry.pack_pages import PackPages
from prevent_desktop.ui.page_registry.received_pages import ReceivedPages
from prevent_desktop.ui.page_registry.record_pages import RecordPages
from prevent_desktop.ui.page_registry.team_pages import TeamPages
from prevent_desktop.ui.peer_review.comment_page import CommentPage
from prevent_desktop.ui.peer_review.list_page import ReviewListPage
from prevent_desktop.ui.peer_review.returned_page import ReturnedReviewPage
from prevent_desktop.ui.peer_review.send_page import SendForReviewPage
from prevent_desktop.ui.people.pages import PeoplePage
from prevent_desktop.ui.receiving.inbox_page import InboxPage
from prevent_desktop.ui.retention.case_page import CaseKeepingPage
from prevent_desktop.ui.retention.certificates_page import CertificatesPage
from prevent_desktop.ui.retention.disposal_page import DisposalPage
from prevent_desktop.ui.retention.list_page import KeepingPage
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.navigator import Navigator, Openers
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.sending.outbox_page import OutboxPage
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.settings.state import SettingsState, read_state
from prevent_desktop.ui.tasks import Job, Tasks
from prevent_desktop.ui.theme import Theme
from prevent_desktop.ui.vault_admin.merge.conflict_page import ConflictPage
from prevent_desktop.ui.vault_admin.merge.conflicts_page import ConflictsPage
from prevent_desktop.ui.widgets.other_computers import once_agreed
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_bundles import SUFFIX as FORMS
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.known_value_sets import known_value_sets
from prevent_desktop.workflows.organisation.profile.taking import SUFFIX as PROFILE
from prevent_desktop.workflows.peer_review.commenting import ToComment
from prevent_desktop.workflows.peer_review.opening import open_draft
from prevent_desktop.workflows.peer_review.returned_comments import ReturnedReview
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.receiving.desk_places import make_reach
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.sending.shared_spool import SharedSpool
from prevent_desktop.workflows.support import support_report


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the pages are made of. `clock` tells the present time, aware, on this machine's clock."""

    tasks: Tasks
    spool: SharedSpool
    places: Places
    theme: Theme
    clock: Callable[[], datetime]


class PageRegistry(QObject):
    """Makes the main view, and registers with its navigator what opens each route.

    Signals: `look_chosen(Appearance, int)`; `settings_read(SettingsState)`; `profile_changed()`; `queued()` when there is
    something for the courier. What a subject's pages tell besides are signals of `forms`, `packs`, `received` and `team`.
    """

    look_chosen = Signal(object, int)
    settings_read = Signal(object)
    profile_changed = Signal()
    queued = Signal()

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self.tasks, self._clock = parts.tasks, parts.clock
        self.library = FormLibrary(forms(), known_value_sets(resources() / "value-sets"))
        self._support = partial(support_report, parts.places)
        self.navigator = Navigator(self)
        makers: dict[NavSection, Callable[[], QWidget]] = {
            NavSection.MY_WORK: self._my_work,
            NavSection.PEOPLE: lambda: PeoplePage(self.tasks, self.navigator, self._clock),
            NavSection.INBOX: lambda: InboxPage(
                self.tasks, self.navigator, self.inbox.controller, self._clock
            ),
            NavSection.OUTBOX: self._outbox,
            NavSection.TEAM: self._team,
            NavSection.GUIDANCE: self._guidance,
            NavSection.SETTINGS: self._settings,
        }
        self.main_view = MainView(makers)
        self.navigator.undoable.connect(self.main_view.toasts.take)
        self.navigator.undo_ended.connect(self.main_view.toasts.close)
        self._reach = make_reach(parts.spool.get)
        self.inbox = InboxEntry(self.tasks, self._clock, self.main_view, self, self._reach)
        self.answers = OutgoingAnswers(self.tasks, self.navigator, self._clock, self._reach)
        self.answers.placed.connect(self.refresh)
        pages = (self.tasks, self.navigator, self.library, self._clock, self.main_view)
        self.records = RecordPages(*pages)
        self.forms = FormPages(*pages)
        self.packs = PackPages(*pages, parts.spool.get, self.queued.emit)
        self.received = ReceivedPages(*pages, self.inbox, self.answers, self._reach)
        self.received.placed.connect(self.refresh)
        self.team = TeamPages(*pages)
        self.team.profile_changed.connect(self.profile_changed)
        self.navigator.register(self._section_openers())
        self.navigator.register(self._page_openers())
        for subject in (self.records, self.forms, self.packs, self.received, self.team):
            self.navigator.register(subject.openers)

    def begin(self) -> None:
        """Show the first page, and read the settings that the window needs."""
        self.main_view.go(NavSection.MY_WORK)
        self.inbox.begin()
        self.answers.put_out()
        self.tasks.in_vault(lambda vault: read_state(vault, self.library), self._tell_settings)

    def _tell_settings(self, state: SettingsState) -> None:
        self.settings_read.emit(state)

    def follow_up(self) -> None:
        """Record receipts that came while the vault was locked or open, then show what changed."""
        spool = self._parts.spool
        if spool.is_there:
            self.tasks.in_vault(
                lambda vault: follow_up(vault, spool.get(), now=self._clock()), self._followed_up
            )

    def _followed_up(self, changed: int) -> None:
        if changed:
            self.answers.tell_news()
            self.refresh()

    def refresh(self) -> None:
        """Have the page that is shown read again what it shows: something came, or was recorded meanwhile."""
        shown: tuple[object, ...] = (self.main_view.list_beside, self.main_view.page)
        for page in shown:
            if isinstance(page, Refreshes):
                page.refresh()

    # -- the registry

    def _section_openers(self) -> Openers:
        def section(there: NavSection) -> Callable[[routes.Route], object]:
            return lambda _route: self.main_view.go(there)

        return {
            routes.MyWork: section(NavSection.MY_WORK),
            routes.People: self._show_people,
            routes.Inbox: section(NavSection.INBOX),
            routes.Outbox: section(NavSection.OUTBOX),
            routes.Team: section(NavSection.TEAM),
            routes.Guidance: self._show_guidance,
            routes.Settings: self._show_settings,
            routes.GuidanceBeside: self._show_beside,
        }

    def _page_openers(self) -> Openers:
        """What reads nothing before its page can be made is a page to enter; all else opens its page by itself."""
        tasks, navigator, library, clock = self.tasks, self.navigator, self.library, self._clock
        pages: dict[type[routes.Route], Callable[[Any], QWidget]] = {
            routes.Drafts: lambda _route: ReviewListPage(tasks, navigator, clock),
            routes.HandOn: lambda route: SendForReviewPage(
                tasks, navigator, library, clock, route.response_id
            ),
            routes.Differences: lambda _route: ConflictsPage(tasks, navigator, clock),
            routes.Difference: lambda route: ConflictPage(
                tasks, navigator, library, clock, route.conflict_id
            ),
            routes.Keeping: lambda _route: KeepingPage(tasks, navigator, clock),
            routes.CaseKeeping: lambda route: CaseKeepingPage(tasks, navigator, clock, route.case_id),
        }

        return {
            **self.main_view.entering(pages),
            routes.Draft: self._draft,
            routes.Disposal: self._disposal,
            routes.Erasure: lambda route: self._look_at_disposal(Target(person_id=route.person_id)),
            routes.Certificates: self._certificates,
        }

    # -- the sections of the side bar

    def _outbox(self) -> QWidget:
        spool, wake = self._parts.spool, self.queued.emit
        page = OutboxPage(
            self.tasks,
            self.navigator,
            spool.get,
            self._clock,
            wake,
            rebuild=spool.rebuild,
            network=_network_name,
        )
        self.team.follow(page.show_team_state)
        return page

    def _my_work(self) -> QWidget:
        spool = self._parts.spool.get
        page = HomePage(self.tasks, self.navigator, spool, self.library, self._clock)
        self.team.follow(page.show_team_state)
        return page

    def _team(self) -> QWidget:
        return self.team.make_page()

    def _settings(self) -> QWidget:
        screen = SettingsScreen(
            self.tasks,
            self.navigator,
            self.library,
            theme=self._parts.theme,
            spool=self._parts.spool.get,
            reach=self._reach,
        )
        screen.look_chosen.connect(self.look_chosen)
        screen.state_read.connect(self.settings_read)
        screen.profile_changed.connect(self.profile_changed)
        screen.desk_changed.connect(self.inbox.begin)
        return screen

    def _show_settings(self, route: routes.Settings) -> None:
        screen = self.main_view.go(NavSection.SETTINGS)
        if isinstance(screen, SettingsScreen):
            screen.show_part(route.part, back=_way_back(route))

    def _show_people(self, route: routes.People) -> None:
        page = self.main_view.go(NavSection.PEOPLE)
        if route.looking_for and isinstance(page, PeoplePage):
            page.look_for(route.looking_for)

    def open_file(self, file: Path) -> None:
        """What the system gave to open: judged as if it was chosen where such files are, and nothing is taken by itself."""
        once_agreed((file,), lambda: self._open_file(file), parent=self.main_view)

    def _open_file(self, file: Path) -> None:
        parts = {PROFILE: SettingsPart.ORGANISATION, FORMS: SettingsPart.FORMS}
        part = parts.get(file.suffix.lower())
        self.navigator.open(routes.Outbox() if part is None else routes.Settings(part))
        page: object = self.main_view.page
        if isinstance(page, SettingsScreen) and part is SettingsPart.ORGANISATION:
            page.organisation.offer_file(file)
        elif isinstance(page, SettingsScreen):
            page.forms.add_file(file)
        elif isinstance(page, OutboxPage):
            page.brought.bring_in((file,))

    # -- guidance

    def _show_guidance(self, route: routes.Guidance) -> None:
        screen = self.main_view.go(NavSection.GUIDANCE)
        if route.target and isinstance(screen, GuidanceScreen):
            screen.read(route.target)

    def _guidance(self) -> QWidget:
        screen = GuidanceScreen(self.guidance, self.today, self._support)
        printing = Printing(self.tasks, screen, self.navigator.told.emit, in_vault=False)
        screen.print_wanted.connect(printing.ask)
        return screen

    @cached_property
    def guidance(self) -> tuple[GuidancePage, ...]:
        """Its pages, read when they are first wanted."""
        return read_pages(resources() / "guidance")

    @cached_property
    def _beside(self) -> GuidanceBeside:
        beside = GuidanceBeside(self.guidance, self.today, self._support)
        beside.closed.connect(self._close_beside)
        return beside

    def _show_beside(self, route: routes.GuidanceBeside) -> None:
        if self._beside.open(route.target):
            self.main_view.open_beside(self._beside)

    def _close_beside(self) -> None:
        self.main_view.close_beside()
        page: object = self.main_view.page
        if isinstance(page, TakesBack):
            page.return_to_question()

    def today(self) -> date:
        """The present day, by the parts' clock."""
        return self._clock().date()

    # -- drafts for comment

    def _draft(self, route: routes.Draft) -> Job:
        def show(found: ToComment | ReturnedReview) -> None:
            page: CommentPage | ReturnedReviewPage
            if isinstance(found, ToComment):
                page = CommentPage(self.tasks, self.navigator, found, self._clock)
            else:
                see = self.forms.show_question
                page = ReturnedReviewPage(self.tasks, self.navigator, found, self._clock, see)
            self.main_view.enter(page, route)

        return self.tasks.in_vault(lambda vault: open_draft(vault, self.library, route.draft_id), show)

    # -- disposing; a lock leads back to the list of people, not to what cannot be taken back

    def _disposal(self, route: routes.Disposal) -> Job:
        def target(vault: Vault) -> Target:
            return Target(person_id=person_of_case(vault, route.case_id).id, case_id=route.case_id)

        return self.tasks.in_vault(target, self._look_at_disposal)

    def _look_at_disposal(self, target: Target) -> None:
        page = DisposalPage(self.tasks, self.navigator, self._parts.spool.get, self._clock, target)
        self.main_view.enter(page, routes.People())

    def _certificates(self, route: routes.Certificates) -> None:
        page = CertificatesPage(self.tasks, self.navigator, self._clock, chosen=route.certificate_id)
        self.main_view.enter(page, routes.Certificates())


def _network_name() -> str:
    from prevent_desktop.workflows.sending.deliver import network_name

    return network_name()


def _way_back(route: routes.Settings) -> routes.Route | None:
    """From the settings back to where something was missing."""
    if route.back in {"", "ready"}:
        return routes.MyWork() if route.back else None
    return routes.SendToLead(route.back)
