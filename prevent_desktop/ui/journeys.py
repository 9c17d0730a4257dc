"""Which page leads to which, once the vault is open. Everything heavy is imported from here on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.data_files import forms, resources
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import clock_time
from prevent_desktop.questionnaire.problems import Problem
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.translation import _
from prevent_desktop.ui.answers.journey import AnswersJourney
from prevent_desktop.ui.check.check_state import CheckState, check
from prevent_desktop.ui.form_journey import FormJourney
from prevent_desktop.ui.form_pages import FormPages
from prevent_desktop.ui.form_starts import FormStarts
from prevent_desktop.ui.guidance.journey import GuidanceJourney
from prevent_desktop.ui.handing_on.journey import HandingJourney
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.inbox.journey import InboxJourney
from prevent_desktop.ui.merge.journey import MergeJourney
from prevent_desktop.ui.note.event_page import EventPage
from prevent_desktop.ui.note.note_page import NotePage
from prevent_desktop.ui.note.writing_page import WritingPage
from prevent_desktop.ui.outbox.page import OutboxPage
from prevent_desktop.ui.pack_journey import PackJourney
from prevent_desktop.ui.people.details_page import DetailsPage
from prevent_desktop.ui.people.pages import ChoosePersonPage, NewPersonPage, PeoplePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.retention.journey import KeepingJourney
from prevent_desktop.ui.returning import way_names
from prevent_desktop.ui.returning.whereabouts import Way
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.settings.state import SettingsState, read_state
from prevent_desktop.ui.shell.house import House
from prevent_desktop.ui.shell.pages import Refreshes
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.shell.shared_spool import SharedSpool
from prevent_desktop.ui.subject_access.journey import AccessJourney
from prevent_desktop.ui.tasks import Job, Tasks
from prevent_desktop.ui.theme import Theme
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answer_by import say_a_new_day
from prevent_desktop.workflows.fill_form import NotReadyToFinaliseError, OpenForm, finalise, go_on_or_start
from prevent_desktop.workflows.follow_up import follow_up
from prevent_desktop.workflows.form_library import SCREENING, FormLibrary
from prevent_desktop.workflows.known_value_sets import known_value_sets
from prevent_desktop.workflows.look_at_form import FormView, look_at_form
from prevent_desktop.workflows.people import current_case, person_of_case
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.support import support_report


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the pages are made of. `clock` tells the present time, aware, on this machine's clock."""

    tasks: Tasks
    spool: SharedSpool
    places: Places
    theme: Theme
    clock: Callable[[], datetime]


class Journeys(QObject):
    """Builds the house and leads from page to page.

    Signals: `look_chosen(Appearance, int)`; `settings_read(SettingsState)`; `profile_changed()`; `saved(words)` for the status line;
    `queued()` when there is something for the courier.
    """

    look_chosen = Signal(object, int)
    settings_read = Signal(object)
    profile_changed = Signal()
    saved = Signal(str)
    queued = Signal()

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self.tasks = parts.tasks
        self._clock = parts.clock
        self.read_only = False  # a damaged vault: drafts are read too
        self._library = FormLibrary(forms(), known_value_sets(resources() / "value-sets"))
        self._form_pages = FormPages(self.tasks, self._library, self._clock)
        makers: dict[Room, Callable[[], QWidget]] = {
            Room.MY_WORK: self._home,
            Room.PEOPLE: self._people,
            Room.INBOX: lambda: self.inbox.room(),  # noqa: PLW0108 - it is made after the house
            Room.OUTBOX: self._outbox,
            Room.GUIDANCE: lambda: self.guidance.room(),  # noqa: PLW0108
            Room.SETTINGS: self._settings,
        }
        self.house = House(makers)
        self.guidance = GuidanceJourney(self._clock, self.house, partial(support_report, parts.places))
        self._starts = FormStarts(self.tasks, self._library, self._clock, self.house, self)
        self.packs = PackJourney(self.tasks, self._library, parts.spool.get, self._clock, self.house, self)
        self.inbox = InboxJourney(self.tasks, self._library, self._clock, self.house, self)
        self.inbox.lead_to(self.open_record, partial(self._show_settings, "receiving"), self.saved.emit)
        self.answers = AnswersJourney(self.tasks, self._clock, self.house, self)
        self.answers.lead_to(self.open_record, self._starts.answer, self.saved.emit)
        self.inbox.step_wanted.connect(self.answers.take)
        self.handing = HandingJourney(self.tasks, self._library, self._clock, self.house, self)
        self.handing.lead_to(self.open_form, self._show_form, self.saved.emit)
        self.keeping = KeepingJourney(self.tasks, parts.spool.get, self._clock, self.house, self)
        self.keeping.record_wanted.connect(self.open_record)
        self.keeping.rules_wanted.connect(partial(self._show_settings, "keeping"))
        self.merging = MergeJourney(self.tasks, self._library, self._clock, self.house, self)
        self.merging.lead_to(self.open_record, self.open_form, self.keeping.open_case, self.saved.emit)
        self.access = AccessJourney(self.tasks, self._library, self._clock, self.house, self)
        self.access.record_wanted.connect(self.open_record)
        self.access.told.connect(self.saved)
        self._starts.begun.connect(self.open_form)
        self._starts.left.connect(self.open_record)
        self.packs.queued.connect(self.queued)
        self.packs.record_wanted.connect(self.open_record)
        self.packs.response_wanted.connect(self.mend_form)
        self.packs.new_day_wanted.connect(self.say_a_new_day)
        self.packs.form_wanted.connect(self.start_form)
        self.packs.details_wanted.connect(self.change_details)
        self.packs.addendum_wanted.connect(self._starts.addendum)

    def begin(self) -> None:
        """Show the first page, and read the settings that the window needs."""
        self.house.go(Room.MY_WORK)
        self.inbox.begin()
        self.answers.put_out()
        self.tasks.in_vault(lambda vault: read_state(vault, self._library), self._tell_settings)

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
        page: object = self.house.page
        if changed:
            self.answers.tell_news()
        if changed and isinstance(page, Refreshes):
            page.refresh()

    # -- the rooms

    def _home(self) -> QWidget:
        page = HomePage(self.tasks, self._parts.spool.get, self._library, self._clock)
        page.form_wanted.connect(self.open_form)
        page.note_wanted.connect(self.write_note)
        page.event_wanted.connect(self.add_event)
        page.details_wanted.connect(self.change_details)
        page.new_person_wanted.connect(self.add_person)
        page.write_note_wanted.connect(self.choose_for_note)
        page.screening_wanted.connect(self.choose_for_screening)
        page.record_wanted.connect(self.open_record)
        page.pack_wanted.connect(self.show_pack)
        page.settings_wanted.connect(partial(self.house.go, Room.SETTINGS))
        page.backups_wanted.connect(partial(self._show_settings, "back_up"))
        page.keeping_wanted.connect(self.keeping.open_list)
        page.conflicts_wanted.connect(self.merging.open_list)
        page.call_wanted.connect(self.answers.call)
        page.answer_wanted.connect(self.answers.give)
        page.drafts_wanted.connect(self.handing.open_list)
        page.hand_on_wanted.connect(self.handing.hand_on)
        return page

    def _people(self) -> QWidget:
        page = PeoplePage(self.tasks, self._clock)
        page.record_wanted.connect(self.open_record)
        page.add_wanted.connect(self.add_person)
        page.keeping_wanted.connect(self.keeping.open_list)
        return page

    def _outbox(self) -> QWidget:
        page = OutboxPage(
            self.tasks,
            self._parts.spool.get,
            self._clock,
            self.queued.emit,
            rebuild=self._parts.spool.rebuild,
            network=_network_name,
        )
        page.record_wanted.connect(self._open_record_of_case)
        page.mistake_wanted.connect(self.packs.mistake)
        page.connection_wanted.connect(partial(self._show_settings, "connection"))
        page.countersign_wanted.connect(self.packs.countersign)
        return page

    def _settings(self) -> QWidget:
        theme = self._parts.theme
        screen = SettingsScreen(
            self.tasks,
            self._library,
            demo_folder=self._parts.places.demo_organisation,
            appearance=theme.appearance,
            scale=theme.scale,
            spool=self._parts.spool.get,
        )
        screen.look_chosen.connect(self.look_chosen)
        screen.state_read.connect(self.settings_read)
        screen.organisation.changed.connect(self.profile_changed)
        screen.receiving.changed.connect(self.inbox.begin)
        screen.preview_wanted.connect(self.preview_form)
        screen.keeping_wanted.connect(self.keeping.open_list)
        screen.merging.conflicts_wanted.connect(self.merging.open_list)
        return screen

    def _show_settings(self, section: str) -> None:
        screen = self.house.go(Room.SETTINGS)
        if isinstance(screen, SettingsScreen):
            screen.show_section(getattr(screen, section))

    def open_profile(self) -> None:
        """The organisation's profile, in the settings."""
        self._show_settings("organisation")

    def preview_form(self, form_id: str) -> None:
        """Try a form; nothing of it is kept."""
        self._starts.preview(form_id)

    # -- people and records

    def add_person(self) -> None:
        """Somebody new."""
        page = NewPersonPage(self.tasks, self._clock)
        page.added.connect(self.open_record)
        page.record_wanted.connect(self.open_record)
        page.left.connect(partial(self.house.go, Room.PEOPLE))
        page.told.connect(self.saved)
        self.house.enter(page, Room.PEOPLE, Way(way_names.NEW_PERSON))

    def open_record(self, person_id: str, entry: str = "") -> None:
        """A person's record, with one entry of its chronology open (``note:<id>``) where one is named."""
        page = RecordPage(self.tasks, self._library, self._clock, person_id, entry=entry)
        page.note_wanted.connect(self.write_note)
        page.event_wanted.connect(self.add_event)
        page.details_wanted.connect(self.change_details)
        page.access_wanted.connect(self.access.open)
        page.form_wanted.connect(self.start_form)
        page.choice_wanted.connect(self.choose_form)
        page.grow_wanted.connect(self._starts.grow)
        page.response_wanted.connect(self.open_form)
        page.prepare_wanted.connect(self.prepare_pack)
        page.pack_wanted.connect(self.show_pack)
        page.received_wanted.connect(self.inbox.open_pack)
        page.keeping_wanted.connect(self.keeping.open_case)
        page.erase_wanted.connect(self.keeping.erase_person)
        page.step_wanted.connect(self.answers.take)
        self.house.enter(page, Room.PEOPLE, Way(way_names.RECORD, person_id))

    def _open_record_of_case(self, case_id: str) -> None:
        self.tasks.in_vault(lambda vault: person_of_case(vault, case_id).id, self.open_record)

    # -- writing

    def write_note(self, case_id: str) -> None:
        """A note about a case."""
        self._enter_writing(NotePage(self.tasks, case_id, self._clock))

    def add_event(self, case_id: str) -> None:
        """A dated line of the chronology."""
        self._enter_writing(EventPage(self.tasks, case_id, self._clock))

    def change_details(self, case_id: str) -> None:
        """The details of a case's person."""
        self._enter_writing(DetailsPage(self.tasks, case_id, self._clock))

    def _enter_writing(self, page: WritingPage) -> None:
        page.kept.connect(self.open_record)
        page.left.connect(self.open_record)
        page.told.connect(self.saved)
        self.house.enter(page, Room.MY_WORK, Way(page.kind.value, page.case_id))

    def choose_for_note(self) -> None:
        """Whom a note is about."""
        self._choose(Way(way_names.NOTE_ABOUT), _("Write a note"), self._current_case, self.write_note)

    def choose_for_screening(self) -> None:
        """Whom a screening is about."""
        self._choose(
            Way(way_names.SCREENING_ABOUT), _("Start a screening"), self._start_screening, self.open_form
        )

    def _choose(
        self, way: Way, purpose: str, work: Callable[[Vault, str], str], then: Callable[[str], object]
    ) -> None:
        """Choose a person, do `work` in the vault with it, and go on with what that tells."""
        page = ChoosePersonPage(self.tasks, self._clock, purpose)
        page.chosen.connect(lambda person_id: self.tasks.in_vault(lambda vault: work(vault, person_id), then))
        page.left.connect(partial(self.house.go, Room.MY_WORK))
        page.told.connect(self.saved)
        self.house.enter(page, Room.MY_WORK, way)

    def _current_case(self, vault: Vault, person_id: str) -> str:
        return current_case(vault, person_id, now=self._clock()).id

    def _start_screening(self, vault: Vault, person_id: str) -> str:
        case_id = self._current_case(vault, person_id)
        return go_on_or_start(vault, self._library, form_id=SCREENING, case_id=case_id, now=self._clock()).id

    # -- forms

    def choose_form(self, case_id: str) -> Job:
        """All forms for a case, to choose from."""
        return self._starts.choose(case_id)

    def start_form(self, case_id: str, form_id: str) -> None:
        """A form for a case: its unfinished draft, or a new one; the choice where it may also start as a copy."""
        self._starts.start(case_id, form_id)

    def open_form(self, response_id: str) -> Job:
        """A form where it was left; its answers to read where it is frozen."""
        return self.tasks.in_vault(lambda vault: look_at_form(vault, self._library, response_id), self._show)

    def mend_form(self, response_id: str) -> None:
        """A draft at the first question that still asks for something; where it was left when none does."""
        self.tasks.in_vault(
            lambda vault: look_at_form(vault, self._library, response_id), self._show_open_question
        )

    def say_a_new_day(self, response_id: str) -> None:
        """A copy of a finished form at the day by which it asks for an answer, which is over."""
        now = self._clock()
        self.tasks.in_vault(
            lambda vault: say_a_new_day(vault, self._library, response_id, now=now), self.mend_form
        )

    def _show_open_question(self, view: FormView) -> None:
        asks = () if view.opened.filled.is_finalised else check(view.opened.response).errors
        if asks:
            self._show_form(view, asks[0].path)
        else:
            self._show(view)

    def _show(self, view: FormView) -> None:
        if view.opened.filled.is_finalised or self.read_only:
            self._show_reading(view)
        else:
            self._show_form(view)

    def _show_reading(self, view: FormView) -> None:
        page, filled = self._form_pages.reading(view), view.opened.filled
        person_id = view.opened.person.id
        page.left.connect(partial(self.open_record, person_id))
        page.response_wanted.connect(self.open_form)
        page.note_wanted.connect(lambda note_id: self.open_record(person_id, f"note:{note_id}"))
        page.correct_wanted.connect(partial(self._starts.addendum, filled.case_id, filled.id))
        self.house.enter(page, Room.PEOPLE, Way(way_names.FORM, filled.id, person_id))

    def _show_form(self, view: FormView, go_to: Path | None = None, problems: Sequence[Problem] = ()) -> None:
        opened = view.opened
        journey = FormJourney(self.tasks, opened, self._clock, beside=view.beside)
        journey.saved.connect(self.saved)
        screen = journey.screen
        screen.finish_wanted.connect(partial(self.check_form, opened.filled.id))
        screen.back_wanted.connect(partial(self.open_record, opened.person.id))
        screen.guidance_wanted.connect(self.guidance.show)
        self.house.enter(screen, Room.MY_WORK, Way(way_names.FORM, opened.filled.id, opened.person.id))
        if go_to is not None:
            screen.show_problems(problems)
            screen.go_to(go_to)

    def check_form(self, response_id: str) -> Job:
        """All answers on one page; what is on the desk goes into the vault first, in the same lane."""
        self.house.flush()

        def read(vault: Vault) -> tuple[FormView, CheckState]:
            view = look_at_form(vault, self._library, response_id)
            return view, check(view.opened.response)

        return self.tasks.in_vault(read, lambda found: self._show_check(*found))

    def _show_check(self, view: FormView, state: CheckState) -> None:
        opened = view.opened
        response_id = opened.filled.id
        screen = self._form_pages.check(view, state, partial(self.check_form, response_id))
        problems = (*state.errors, *state.warnings)
        screen.change_wanted.connect(lambda path: self._show_form(view, path, problems))
        screen.form_wanted.connect(partial(self.open_form, response_id))
        screen.back_wanted.connect(partial(self.open_record, opened.person.id))
        screen.hand_on_wanted.connect(partial(self.handing.hand_on, response_id))
        screen.finish_wanted.connect(partial(self._finish, opened))
        self.house.enter(screen, Room.MY_WORK, Way(way_names.CHECK, response_id, opened.person.id))

    def _finish(self, opened: OpenForm) -> None:
        self.tasks.in_vault(
            lambda vault: finalise(vault, self._library, opened.filled.id, now=self._clock()),
            lambda _filled: self._finished(opened),
            partial(self._not_finished, opened),
        )

    def _finished(self, opened: OpenForm) -> None:
        self.saved.emit(_("Finished and frozen {time}").format(time=clock_time(self._clock(), seconds=True)))
        self.open_record(opened.person.id)

    def _not_finished(self, opened: OpenForm, error: PreventDesktopError) -> None:
        if isinstance(error, NotReadyToFinaliseError):
            self.check_form(opened.filled.id)
        else:
            self.tasks.show_failure(error)

    # -- packs

    def prepare_pack(self, case_id: str) -> None:
        """Check, sign and queue."""
        self.packs.prepare(case_id)

    def show_pack(self, pack_id: str) -> None:
        """The pages of a signed pack."""
        self.packs.show(pack_id)


def _network_name() -> str:
    from prevent_desktop.workflows.deliver import network_name

    return network_name()
