"""Which page opens which route, once the vault is open. Everything heavy is imported from here on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.data_files import forms, resources
from prevent_desktop.translation import _
from prevent_desktop.ui.answers.answer_file_page import AnswerFilePage
from prevent_desktop.ui.answers.answer_page import AnswerPage
from prevent_desktop.ui.answers.call_page import CallPage
from prevent_desktop.ui.answers.outgoing import OutgoingAnswers
from prevent_desktop.ui.components.page_protocols import Refreshes, TakesBack
from prevent_desktop.ui.components.printing import Printing
from prevent_desktop.ui.components.shared_spool import SharedSpool
from prevent_desktop.ui.forms.concern_done_page import ConcernDonePage
from prevent_desktop.ui.guidance.beside import GuidanceBeside
from prevent_desktop.ui.guidance.pages import GuidancePage, read_pages
from prevent_desktop.ui.guidance.screen import GuidanceScreen
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.packs.countersign_page import CountersignPage
from prevent_desktop.ui.packs.differences_page import DifferencesPage
from prevent_desktop.ui.packs.mistake_page import MistakePage
from prevent_desktop.ui.packs.move_page import MoveFilePage
from prevent_desktop.ui.packs.page import PackPage
from prevent_desktop.ui.packs.password_page import PasswordPage
from prevent_desktop.ui.packs.signed_page import SignedPackPage
from prevent_desktop.ui.packs.telling import PasswordToTell
from prevent_desktop.ui.packs.to_lead_card import ToLeadCard
from prevent_desktop.ui.page_registry.form_pages import FormPages
from prevent_desktop.ui.page_registry.inbox_entry import InboxEntry
from prevent_desktop.ui.peer_review.comment_page import CommentPage
from prevent_desktop.ui.peer_review.list_page import ReviewListPage
from prevent_desktop.ui.peer_review.returned_page import ReturnedReviewPage
from prevent_desktop.ui.peer_review.send_page import SendForReviewPage
from prevent_desktop.ui.people.details_page import DetailsPage
from prevent_desktop.ui.people.pages import ChoosePersonPage, NewPersonPage, PeoplePage
from prevent_desktop.ui.people.roll_page import RollPage
from prevent_desktop.ui.receiving.check_file_page import CheckFilePage
from prevent_desktop.ui.receiving.inbox_page import InboxPage
from prevent_desktop.ui.receiving.received_file_page import ReceivedFilePage
from prevent_desktop.ui.receiving.received_form_page import ReceivedFormPage
from prevent_desktop.ui.receiving.received_pack_page import ReceivedPackPage
from prevent_desktop.ui.record.event_page import EventPage
from prevent_desktop.ui.record.file_page import FilePage
from prevent_desktop.ui.record.hand_over_page import HandOverPage
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.record.page import RecordPage
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
from prevent_desktop.ui.theme import Theme
from prevent_desktop.ui.vault_admin.merge.conflict_page import ConflictPage
from prevent_desktop.ui.vault_admin.merge.conflicts_page import ConflictsPage
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.answer_by_file import FileToAnswer
from prevent_desktop.workflows.answers.chasing import ToCall, to_call
from prevent_desktop.workflows.answers.give_answer import ToAnswer, to_answer
from prevent_desktop.workflows.forms.fill_form import go_on_or_start
from prevent_desktop.workflows.forms.form_bundles import SUFFIX as FORMS
from prevent_desktop.workflows.forms.form_library import CONCERN, SCREENING, FormLibrary
from prevent_desktop.workflows.forms.known_value_sets import known_value_sets
from prevent_desktop.workflows.organisation.own_lead import lead_of
from prevent_desktop.workflows.organisation.profile.taking import SUFFIX as PROFILE
from prevent_desktop.workflows.peer_review.commenting import ToComment
from prevent_desktop.workflows.peer_review.opening import open_draft
from prevent_desktop.workflows.peer_review.returned_comments import ReturnedReview
from prevent_desktop.workflows.people.people import current_case, person_of_case
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.receiving.check_pack import CheckedFile
from prevent_desktop.workflows.receiving.desk_places import make_reach
from prevent_desktop.workflows.receiving.received_forms import ReceivedForm
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.sending.follow_up import follow_up
from prevent_desktop.workflows.support import support_report
from prevent_desktop.workflows.team.handing_over import ToHandOver, to_hand_over
from prevent_desktop.workflows.team.round_state import TeamState


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
    something for the courier; `round_wanted()` when the team's copies are to be brought up to date now; `team_told(TeamState)` after each round.
    """

    look_chosen = Signal(object, int)
    settings_read = Signal(object)
    profile_changed = Signal()
    queued = Signal()
    round_wanted = Signal()
    team_told = Signal(object)

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self.tasks, self._clock = parts.tasks, parts.clock
        self._team_state = TeamState()
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
        self.main_view.listed.connect(self._mark_in_list)
        self.navigator.undoable.connect(self.main_view.toasts.take)
        self.navigator.undo_ended.connect(self.main_view.toasts.close)
        self._reach = make_reach(parts.spool.get)
        self.inbox = InboxEntry(self.tasks, self._clock, self.main_view, self, self._reach)
        self.answers = OutgoingAnswers(self.tasks, self.navigator, self._clock, self._reach)
        self.answers.placed.connect(self.refresh)
        self.forms = FormPages(self.tasks, self.navigator, self.library, self._clock, self.main_view)
        for openers in (self._section_openers(), self._page_openers(), self.forms.openers):
            self.navigator.register(openers)

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
        spool, wake = self._parts.spool.get, self.queued.emit
        pages: dict[type[routes.Route], Callable[[Any], QWidget]] = {
            routes.NewPerson: lambda route: NewPersonPage(tasks, navigator, clock, name=route.name),
            routes.BringNamesIn: lambda _route: RollPage(tasks, navigator, clock),
            routes.AttachedFile: lambda route: FilePage(tasks, navigator, clock, route.attachment_id),
            routes.Details: lambda route: DetailsPage(tasks, navigator, route.case_id, clock),
            routes.Note: lambda route: NotePage(tasks, navigator, route.case_id, clock),
            routes.Event: lambda route: EventPage(tasks, navigator, route.case_id, clock),
            routes.NoteAbout: lambda _route: self._choose_person(
                _("Write a note"), self._current_case, routes.Note
            ),
            routes.ScreeningAbout: lambda _route: self._choose_person(
                _("Start a screening"), partial(self._begin, SCREENING), routes.Form
            ),
            routes.ConcernAbout: lambda _route: self._choose_person(
                _("Record a concern"), partial(self._begin, CONCERN), routes.Form
            ),
            routes.FormAbout: lambda route: self._choose_person(
                self.library.newest(route.form_id).title,
                self._current_case,
                lambda case_id: routes.StartForm(case_id, route.form_id),
            ),
            routes.SubjectAccess: self._subject_access,
            routes.PreparePack: self._prepare_pack,
            routes.SendToLead: self._send_to_lead,
            routes.MoveFile: self._move_file,
            routes.WhoSeesWhat: lambda route: DifferencesPage(
                tasks, navigator, library, clock, route.case_id
            ),
            routes.Pack: self._pack,
            routes.Mistake: lambda route: MistakePage(tasks, navigator, spool, clock, route.pack_id),
            routes.ReceivedFile: lambda route: ReceivedFilePage(
                tasks, navigator, clock, route.received_id, route.file_name
            ),
            routes.CheckFile: self._check_file,
            routes.Drafts: lambda _route: ReviewListPage(tasks, navigator, clock),
            routes.HandOn: lambda route: SendForReviewPage(
                tasks, navigator, library, clock, route.response_id
            ),
            routes.Differences: lambda _route: ConflictsPage(tasks, navigator, clock),
            routes.Difference: lambda route: ConflictPage(
                tasks, navigator, library, clock, route.conflict_id
            ),
            routes.FoundTeam: self._found_team,
            routes.InviteToTeam: self._invite,
            routes.ChooseCases: lambda _route: ChooseCasesPage(tasks, navigator, clock),
            routes.WhoMaySee: lambda route: WhoMaySeePage(tasks, navigator, clock, route.case_id),
            routes.TeamMember: lambda route: MemberPage(tasks, navigator, clock, route.member),
            routes.WhileAway: lambda route: WhileAwayPage(tasks, navigator, clock, route.absence),
            routes.TeamDifferences: lambda _route: TeamDifferencesPage(tasks, navigator, clock),
            routes.TeamDifference: lambda route: TeamDifferencePage(
                tasks, navigator, library, clock, route.difference
            ),
            routes.SetAside: lambda _route: SetAsidePage(tasks, navigator, clock),
            routes.Keeping: lambda _route: KeepingPage(tasks, navigator, clock),
            routes.CaseKeeping: lambda route: CaseKeepingPage(tasks, navigator, clock, route.case_id),
        }

        def entering(make: Callable[[Any], QWidget]) -> Callable[[routes.Route], None]:
            return lambda route: self.main_view.enter(make(route), route)

        return {
            **{kind: entering(make) for kind, make in pages.items()},
            routes.Record: self._record,
            routes.RecordOfCase: self._record_of_case,
            routes.Countersign: lambda route: self.main_view.enter(
                CountersignPage(tasks, navigator, spool, clock, wake, route.pack_id),
                route,
                None if route.pack_id else NavSection.OUTBOX,
            ),
            routes.Call: self._call,
            routes.ReceivedPack: self._received_pack,
            routes.HandOver: self._hand_over,
            routes.Answer: self._answer,
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
        self.team_told.connect(page.show_team_state)
        page.show_team_state(self._team_state)
        return page

    def _my_work(self) -> QWidget:
        spool = self._parts.spool.get
        page = HomePage(self.tasks, self.navigator, spool, self.library, self._clock)
        self.team_told.connect(page.show_team_state)
        return page

    def _team(self) -> QWidget:
        page = TeamPage(
            self.tasks, self.navigator, self._clock, invite=routes.InviteToTeam(), found=routes.FoundTeam()
        )
        page.round_wanted.connect(self.round_wanted)
        cover = CoverCard(self.tasks, self._clock)
        page.side.insertWidget(0, cover)
        page.was_read.connect(cover.refresh)
        self.team_told.connect(page.show_state)
        page.show_state(self._team_state)
        return page

    def _found_team(self, _route: routes.FoundTeam) -> QWidget:
        page = FoundingPage(self.tasks, self.navigator, self._clock)
        page.round_wanted.connect(self.round_wanted)
        page.round_wanted.connect(self.profile_changed)
        return page

    def _invite(self, _route: routes.InviteToTeam) -> QWidget:
        page = InvitePage(self.tasks, self.navigator, self._clock)
        page.round_wanted.connect(self.round_wanted)
        return page

    def tell_team_state(self, state: TeamState) -> None:
        """Say on the Team page how the copies stand after a round, also where it is opened later."""
        self._team_state = state
        self.team_told.emit(state)

    def _settings(self) -> QWidget:
        theme = self._parts.theme
        screen = SettingsScreen(
            self.tasks,
            self.navigator,
            self.library,
            appearance=theme.appearance,
            scale=theme.scale,
            spool=self._parts.spool.get,
            reach=self._reach,
        )
        screen.look_chosen.connect(self.look_chosen)
        screen.look.follow(theme)
        screen.state_read.connect(self.settings_read)
        screen.organisation.changed.connect(self.profile_changed)
        screen.receiving.changed.connect(self.inbox.begin)
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

    # -- people and records

    def _record(self, route: routes.Record) -> None:
        page = RecordPage(
            self.tasks, self.navigator, self.library, self._clock, route.person_id, entry=route.entry
        )
        self.main_view.enter(page, routes.Record(route.person_id))

    def _record_of_case(self, route: routes.RecordOfCase) -> Job:
        return self.tasks.in_vault(
            lambda vault: person_of_case(vault, route.case_id),
            lambda person: self.navigator.open(routes.Record(person.id)),
        )

    def _subject_access(self, route: routes.SubjectAccess) -> QWidget:
        from prevent_desktop.ui.subject_access.page import SubjectAccessPage

        return SubjectAccessPage(self.tasks, self.navigator, self.library, self._clock, route.person_id)

    def _choose_person(
        self, purpose: str, work: Callable[[Vault, str], str], leads_to: Callable[[str], routes.Route]
    ) -> QWidget:
        """Choose a person, do `work` in the vault with it, and go on with what that tells."""
        page = ChoosePersonPage(self.tasks, self.navigator, self._clock, purpose)
        page.chosen.connect(
            lambda person_id: self.tasks.in_vault(
                lambda vault: work(vault, person_id), lambda found: self.navigator.open(leads_to(found))
            )
        )
        return page

    def _current_case(self, vault: Vault, person_id: str) -> str:
        return current_case(vault, person_id, now=self._clock()).id

    def _begin(self, form_id: str, vault: Vault, person_id: str) -> str:
        case_id = self._current_case(vault, person_id)
        return go_on_or_start(vault, self.library, form_id=form_id, case_id=case_id, now=self._clock()).id

    # -- packs

    def _prepare_pack(self, route: routes.PreparePack) -> QWidget:
        spool, wake = self._parts.spool.get, self.queued.emit
        page = PackPage(self.tasks, self.navigator, self.library, spool, self._clock, wake, route.case_id)
        page.passwords_made.connect(self._tell_passwords)
        return page

    def _send_to_lead(self, route: routes.SendToLead) -> QWidget:
        spool, wake = self._parts.spool.get, self.queued.emit
        card = ToLeadCard(self.tasks, self.navigator, self.library, spool, self._clock, wake, route.case_id)
        page = ConcernDonePage(self.navigator, route.case_id, card, card.refresh)
        card.named.connect(page.show_known)
        card.passwords_made.connect(self._tell_passwords)
        self.tasks.in_vault(lead_of, page.lead.show_lead)
        return page

    def _move_file(self, route: routes.MoveFile) -> QWidget:
        spool, wake = self._parts.spool.get, self.queued.emit
        page = MoveFilePage(
            self.tasks, self.navigator, self.library, spool, self._clock, wake, route.person_id
        )
        page.passwords_made.connect(self._tell_passwords)
        return page

    def _pack(self, route: routes.Pack) -> QWidget:
        page = SignedPackPage(self.tasks, self.navigator, self._clock, route.pack_id)
        page.password_made.connect(lambda to_tell: self._tell_passwords((to_tell,)))
        return page

    def _tell_passwords(self, to_tell: Sequence[PasswordToTell]) -> None:
        """Show passwords, once each; a lock leads back to the pack, which can get a new one."""
        page, last = PasswordPage(to_tell), routes.Pack(to_tell[-1].pack_id)
        page.done.connect(partial(self.navigator.open, last))
        self.main_view.enter(page, last, NavSection.MY_WORK)

    # -- what comes in

    def _check_file(self, route: routes.CheckFile) -> QWidget:
        page = CheckFilePage(self.tasks, self.navigator, self._clock)
        page.answer_wanted.connect(partial(self._answer_by_file, route))
        return page

    def _answer_by_file(self, route: routes.CheckFile, checked: CheckedFile) -> None:
        """A lock leads back to where the file was checked: nothing of it is kept."""
        author = checked.verified.author
        to = FileToAnswer(
            pack_id=checked.verified.pack_id, sealed_digest=checked.digest, answer_to=checked.answer_to,
            sender_name=author.name, sender_organisation=author.organisation,
        )  # fmt: skip
        self.main_view.enter(AnswerFilePage(self.tasks, self.navigator, self._clock, to), route)

    def _received_pack(self, route: routes.ReceivedPack) -> None:
        page = ReceivedPackPage(
            self.tasks, self.navigator, self._clock, self.library, route.received_id, self._reach
        )
        page.form_chosen.connect(partial(self._read_form, route))
        page.placed.connect(self.inbox.count)
        page.placed.connect(self.refresh)
        page.answered.connect(self.answers.put_out)
        self.main_view.enter(page, route, with_list=True)

    def _leafed_to(self, received_id: str) -> int:
        """The page of this pack that is in sight now, from 0: it stays in sight beside the answer."""
        here, page = self.main_view.route, self.main_view.page
        about = isinstance(here, routes.ReceivedPack | routes.Answer) and here.received_id == received_id
        pages = page.pages if about and isinstance(page, ReceivedPackPage | AnswerPage) else None
        return 0 if pages is None else pages.number

    def _mark_in_list(self, beside: QWidget) -> None:
        route = self.main_view.route
        if isinstance(beside, InboxPage) and isinstance(route, routes.ReceivedPack | routes.Answer):
            beside.mark(route.received_id)

    def _read_form(self, route: routes.ReceivedPack, form: ReceivedForm, pack: str, sender: str) -> None:
        """A form inside a pack. A lock leads back to its pack."""
        page = ReceivedFormPage(form, self.navigator, route.received_id, pack=pack, sender=sender)
        self.main_view.enter(page, route)

    def _call(self, route: routes.Call) -> Job:
        def show(found: ToCall) -> None:
            page = CallPage(self.tasks, self.navigator, found.pack, found.phone, self._clock, found.days)
            self.main_view.enter(page, route)

        return self.tasks.in_vault(lambda vault: to_call(vault, route.pack_id), show)

    def _hand_over(self, route: routes.HandOver) -> Job:
        def show(found: ToHandOver) -> None:
            page = HandOverPage(self.tasks, self.navigator, found, self._clock, to=route.to)
            self.main_view.enter(page, route)

        now = self._clock()
        return self.tasks.in_vault(lambda vault: to_hand_over(vault, route.case_id, now=now), show)

    def _answer(self, route: routes.Answer) -> Job:
        def show(found: ToAnswer) -> None:
            put_out, cover = self.answers.put_out, self.answers.cover
            at = self._leafed_to(route.received_id)
            page = AnswerPage(
                self.tasks, self.navigator, found, self._clock, put_out=put_out, cover=cover, page=at
            )
            page.placed.connect(self.refresh)
            self.main_view.enter(page, route, with_list=True)

        return self.tasks.in_vault(
            lambda vault: to_answer(vault, route.received_id, route.kind, self._reach), show
        )

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
