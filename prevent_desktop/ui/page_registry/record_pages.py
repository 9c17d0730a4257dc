"""The pages around a person and their record: somebody new, a note, an event, a file, and whom something that is begun is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.people.details_page import DetailsPage
from prevent_desktop.ui.people.pages import ChoosePersonPage, NewPersonPage
from prevent_desktop.ui.people.roll_page import RollPage
from prevent_desktop.ui.record.event_page import EventPage
from prevent_desktop.ui.record.file_page import FilePage
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.routing.navigator import Navigator, Openers
from prevent_desktop.ui.tasks import Clock, Job, Tasks
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import go_on_or_start
from prevent_desktop.workflows.forms.form_library import CONCERN, SCREENING, FormLibrary
from prevent_desktop.workflows.people.people import current_case, person_of_case


class RecordPages(QObject):
    """Makes them and shows them in the main view."""

    def __init__(
        self, tasks: Tasks, navigator: Navigator, library: FormLibrary, clock: Clock, main_view: MainView
    ) -> None:
        super().__init__(navigator)
        self._tasks, self._navigator, self._library, self._clock = tasks, navigator, library, clock
        self._main_view = main_view

    @property
    def openers(self) -> Openers:
        """What opens the routes to people and records."""
        tasks, navigator, clock = self._tasks, self._navigator, self._clock
        pages: dict[type[routes.Route], Callable[[Any], QWidget]] = {
            routes.NewPerson: lambda route: NewPersonPage(tasks, navigator, clock, name=route.name),
            routes.BringNamesIn: lambda _route: RollPage(tasks, navigator, clock),
            routes.AttachedFile: lambda route: FilePage(tasks, navigator, clock, route.attachment_id),
            routes.Details: lambda route: DetailsPage(tasks, navigator, route.case_id, clock),
            routes.Note: lambda route: NotePage(tasks, navigator, route.case_id, clock),
            routes.Event: lambda route: EventPage(tasks, navigator, route.case_id, clock),
            routes.NoteAbout: lambda _route: self._note_about(),
            routes.ScreeningAbout: lambda _route: self._begun_about(_("Start a screening"), SCREENING),
            routes.ConcernAbout: lambda _route: self._begun_about(_("Record a concern"), CONCERN),
            routes.FormAbout: self._form_about,
            routes.SubjectAccess: self._subject_access,
        }
        return {
            **self._main_view.entering(pages),
            routes.Record: self._record,
            routes.RecordOfCase: self._record_of_case,
        }

    def _record(self, route: routes.Record) -> None:
        page = RecordPage(
            self._tasks, self._navigator, self._library, self._clock, route.person_id, entry=route.entry
        )
        self._main_view.enter(page, routes.Record(route.person_id))

    def _record_of_case(self, route: routes.RecordOfCase) -> Job:
        return self._tasks.in_vault(
            lambda vault: person_of_case(vault, route.case_id),
            lambda person: self._navigator.open(routes.Record(person.id)),
        )

    def _subject_access(self, route: routes.SubjectAccess) -> QWidget:
        from prevent_desktop.ui.subject_access.page import SubjectAccessPage

        return SubjectAccessPage(self._tasks, self._navigator, self._library, self._clock, route.person_id)

    # -- whom something is about

    def _note_about(self) -> QWidget:
        return self._choose_person(_("Write a note"), self._current_case, routes.Note)

    def _form_about(self, route: routes.FormAbout) -> QWidget:
        return self._choose_person(
            self._library.newest(route.form_id).title,
            self._current_case,
            lambda case_id: routes.StartForm(case_id, route.form_id),
        )

    def _begun_about(self, purpose: str, form_id: str) -> QWidget:
        return self._choose_person(purpose, partial(self._begin, form_id), routes.Form)

    def _choose_person(
        self, purpose: str, work: Callable[[Vault, str], str], leads_to: Callable[[str], routes.Route]
    ) -> QWidget:
        """Choose a person, do `work` in the vault with it, and go on with what that tells."""
        page = ChoosePersonPage(self._tasks, self._navigator, self._clock, purpose)
        page.chosen.connect(
            lambda person_id: self._tasks.in_vault(
                lambda vault: work(vault, person_id), lambda found: self._navigator.open(leads_to(found))
            )
        )
        return page

    def _current_case(self, vault: Vault, person_id: str) -> str:
        return current_case(vault, person_id, now=self._clock()).id

    def _begin(self, form_id: str, vault: Vault, person_id: str) -> str:
        case_id = self._current_case(vault, person_id)
        return go_on_or_start(vault, self._library, form_id=form_id, case_id=case_id, now=self._clock()).id
