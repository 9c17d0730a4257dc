"""The pages around a form, and how one begins: from its draft, empty, as a copy, from a note, as an addendum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.person import Person
from prevent_desktop.casework.roles import Role
from prevent_desktop.formatting import short_moment_near
from prevent_desktop.questionnaire.problems import Problem
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.translation import _
from prevent_desktop.ui.components.printing import Printing
from prevent_desktop.ui.forms.check.changes_card import SinceWords, since_words
from prevent_desktop.ui.forms.check.offer_controller import OfferController
from prevent_desktop.ui.forms.check.screen import CheckScreen
from prevent_desktop.ui.forms.check.state import CheckState, check
from prevent_desktop.ui.forms.filling.controller import FormController, about_words, form_words
from prevent_desktop.ui.forms.filling.one_page import OnePageScreen
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.forms.pages.form_choice import FormChoicePage
from prevent_desktop.ui.forms.pages.reading import ReadingPage
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.page_registry.form_finishing import FormFinishing, record_of
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.navigator import Navigator, Openers
from prevent_desktop.ui.tasks import Job, Tasks
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.addenda import start_addendum
from prevent_desktop.workflows.forms.fill_form import OpenForm, go_on_or_start
from prevent_desktop.workflows.forms.form_choice import FormOption, form_options
from prevent_desktop.workflows.forms.form_library import ADDENDUM, FormLibrary
from prevent_desktop.workflows.forms.grow_note import grow_note
from prevent_desktop.workflows.forms.look_at_form import FormView, Related, look_at_form
from prevent_desktop.workflows.forms.one_page import choose_one_page
from prevent_desktop.workflows.forms.start_as_copy import start_as_copy
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.packs.answer_by import say_a_new_day
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.printing.parts import form_to_print


class FormPages(QObject):
    """Makes them and shows them in the main view. With `read_only`, drafts of a damaged vault are read too."""

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        library: FormLibrary,
        clock: Callable[[], datetime],
        main_view: MainView,
    ) -> None:
        super().__init__(navigator)
        self._tasks, self._navigator, self._library, self._clock = tasks, navigator, library, clock
        self._main_view = main_view
        self.read_only = False
        self._finishing = FormFinishing(tasks, navigator, library, clock, main_view, self._check)
        self._left_check_at: Path = ()

    @property
    def openers(self) -> Openers:
        """What opens the routes to forms."""
        return {
            routes.FormChoice: self._choose,
            routes.StartForm: self._start,
            routes.NewForm: lambda route: self._begin_empty(route.case_id, route.form_id),
            routes.CopiedForm: self._copy,
            routes.FormFromNote: self._grow,
            routes.Addendum: self._add,
            routes.Form: lambda route: self._look(route.response_id, self._show),
            routes.FormToMend: lambda route: self._look(route.response_id, self._show_to_mend),
            routes.FormOnNewDay: self._say_a_new_day,
            routes.Check: lambda route: self._check(route.response_id),
            routes.Preview: self._preview,
        }

    # -- beginning one

    def _choose(self, route: routes.FormChoice) -> Job:
        def look(vault: Vault) -> tuple[Person, tuple[FormOption, ...], frozenset[Role]]:
            options = form_options(vault, self._library, route.case_id)
            return person_of_case(vault, route.case_id), options, settings.roles(vault)

        return self._tasks.in_vault(look, lambda found: self._show_choice(route, *found))

    def _show_choice(
        self,
        route: routes.FormChoice,
        person: Person,
        options: tuple[FormOption, ...],
        roles: frozenset[Role],
    ) -> None:
        about = person.label_on(self._clock().astimezone().date())
        page = FormChoicePage(
            options, self._navigator, route.case_id, about=about, roles=roles, looking_for=route.looking_for
        )
        self._main_view.enter(page, routes.FormChoice(route.case_id, person.id))

    def _start(self, route: routes.StartForm) -> Job:
        case_id, form_id = route.case_id, route.form_id
        if form_id == ADDENDUM:
            return self._add(routes.Addendum(case_id))

        def look(vault: Vault) -> tuple[FormOption, ...]:
            options = form_options(vault, self._library, case_id)
            return tuple(option for option in options if option.form_id == form_id)

        def go_on(options: tuple[FormOption, ...]) -> None:
            if any(option.model is not None and option.draft is None for option in options):
                self._choose(routes.FormChoice(case_id, looking_for=options[0].title))
            else:
                self._begin_empty(case_id, form_id)

        return self._tasks.in_vault(look, go_on)

    def _begin_empty(self, case_id: str, form_id: str) -> Job:
        now = self._clock()
        if form_id == ADDENDUM:
            return self._add(routes.Addendum(case_id))
        return self._begin(
            lambda vault: go_on_or_start(vault, self._library, form_id=form_id, case_id=case_id, now=now).id
        )

    def _copy(self, route: routes.CopiedForm) -> Job:
        now = self._clock()
        return self._begin(
            lambda vault: (
                start_as_copy(
                    vault,
                    self._library,
                    form_id=route.form_id,
                    case_id=route.case_id,
                    now=now,
                ).id
            )
        )

    def _grow(self, route: routes.FormFromNote) -> Job:
        now = self._clock()
        return self._begin(
            lambda vault: (
                grow_note(vault, self._library, note_id=route.note_id, form_id=route.form_id, now=now).id
            )
        )

    def _add(self, route: routes.Addendum) -> Job:
        now, corrects = self._clock(), route.response_id or None
        return self._begin(
            lambda vault: (
                start_addendum(
                    vault,
                    self._library,
                    case_id=route.case_id,
                    corrects=corrects,
                    pack_id=route.pack_id,
                    now=now,
                ).id
            )
        )

    def _begin(self, work: Callable[[Vault], str]) -> Job:
        return self._tasks.in_vault(work, lambda response_id: self._navigator.open(routes.Form(response_id)))

    def _say_a_new_day(self, route: routes.FormOnNewDay) -> Job:
        now = self._clock()
        return self._tasks.in_vault(
            lambda vault: say_a_new_day(vault, self._library, route.response_id, now=now),
            lambda response_id: self._navigator.open(routes.FormToMend(response_id)),
        )

    def _preview(self, route: routes.Preview) -> None:
        from prevent_desktop.ui.forms.preview.page import PreviewPage

        library, form_id = self._library, route.form_id
        page = PreviewPage(self._tasks, lambda: library.text(form_id), library.value_sets, clock=self._clock)
        page.left.connect(partial(self._navigator.open, routes.Settings()))
        self._main_view.enter(page, route)

    # -- filling it, or reading it

    def _look(self, response_id: str, show: Callable[[FormView], object]) -> Job:
        return self._tasks.in_vault(lambda vault: look_at_form(vault, self._library, response_id), show)

    def _show(self, view: FormView) -> None:
        if view.opened.filled.is_finalised or self.read_only:
            self._main_view.enter(self.reading(view), _form_route(view.opened), NavSection.PEOPLE)
        else:
            self._show_form(view)

    def _show_to_mend(self, view: FormView) -> None:
        asks = () if view.opened.filled.is_finalised else check(view.opened.response).errors
        if asks:
            self._show_form(view, asks[0].path)
        else:
            self._show(view)

    def show_question(self, response_id: str, path: Path) -> None:
        """A form at one of its questions; its answers where it is frozen by now."""
        self._look(
            response_id,
            lambda view: self._show(view) if view.opened.filled.is_finalised else self._show_form(view, path),
        )

    def _change(self, view: FormView, state: CheckState, path: Path) -> None:
        """From the page of all answers to a question, and later back to what led there."""
        self._left_check_at = path
        screen = self._show_form(view, path, (*state.to_mend, *state.warnings))
        screen.lead_back_to_check()

    def _show_form(
        self, view: FormView, go_to: Path | None = None, problems: Sequence[Problem] = ()
    ) -> FormScreen:
        opened, navigator = view.opened, self._navigator
        form = FormController(
            self._tasks, opened, self._clock, beside=view.beside, carried=view.carried, whole=view.is_whole
        )  # fmt: skip
        form.saved.connect(navigator.told)
        form.unsaved.connect(navigator.unsaved)
        screen = form.screen
        if isinstance(screen, OnePageScreen):
            screen.finish_wanted.connect(partial(self._finishing.finish_page, opened, screen))
        else:
            screen.finish_wanted.connect(partial(navigator.open, routes.Check(opened.filled.id)))
        screen.whole_wanted.connect(partial(self._choose_one_page, opened.filled.id))
        screen.back_wanted.connect(partial(navigator.open, routes.Record(opened.person.id)))
        screen.print_wanted.connect(partial(self._print, opened.filled.id, screen))
        screen.removal.removed.connect(
            lambda place: navigator.offer_undo(
                _("The entry was removed."), screen.undo, place=place, has_key=True
            )
        )
        screen.removal.ended.connect(navigator.undo_ended)
        screen.guidance_wanted.connect(lambda target: navigator.open(routes.GuidanceBeside(target)))
        self._main_view.enter(screen, _form_route(opened))
        if go_to is not None:
            screen.show_problems(problems)
            screen.go_to(go_to)
        return screen

    def _choose_one_page(self, response_id: str, on: bool) -> None:
        """Show the form in the other manner, once what is on the page is in the vault; so are all forms from now on."""
        self._main_view.flush()
        self._tasks.in_vault(lambda vault: choose_one_page(vault, on=on))
        self._look(response_id, self._show)

    def reading(self, view: FormView) -> ReadingPage:
        """The answers of a frozen form."""
        opened, now = view.opened, self._clock()
        filled, record = opened.filled, routes.Record(opened.person.id)
        when = short_moment_near(filled.finalised_at or filled.changed_at, now)
        finished = _("Finished {moment} by {who}") if view.whose else _("Finished {when}")
        controller = self._offers(view)
        page = ReadingPage(
            self._navigator,
            record=record,
            about=about_words(opened, now),
            title=form_words(opened),
            when=finished.format(moment=when, when=when, who=view.whose),
            sections=reading(opened.response),
            offers=controller,
            since=_since(view),
            links=[(related.words, _related_route(related, opened.person.id)) for related in view.related],
            addendum=None
            if filled.kept_apart or not filled.is_ours
            else routes.Addendum(filled.case_id, filled.id),
            is_ours=filled.is_ours,
            to_lead=routes.SendToLead(filled.case_id) if view.to_lead else None,
        )
        controller.setParent(page)
        page.print_wanted.connect(partial(self._print, filled.id, page))
        return page

    def _print(self, response_id: str, page: QWidget) -> None:
        """What is on the page goes into the vault first, in the same lane."""
        self._main_view.flush()
        now, printing = self._clock(), page.findChild(Printing)
        if printing is None:
            printing = Printing(self._tasks, page, self._navigator.told.emit)
        printing.begin(lambda vault: form_to_print(vault, self._library, response_id, now=now))

    def _offers(self, view: FormView) -> OfferController:
        return OfferController(self._tasks, self._library, self._clock, view.opened, view.offers)

    # -- checking and finishing it

    def _check(self, response_id: str) -> Job:
        """What is on the page goes into the vault first, in the same lane."""
        self._main_view.flush()

        def read(vault: Vault) -> tuple[FormView, CheckState]:
            view = look_at_form(vault, self._library, response_id)
            return view, check(view.opened.response)

        def show(found: tuple[FormView, CheckState]) -> None:
            opened = found[0].opened
            if opened.filled.is_finalised:
                self._show(found[0])
                return
            self._main_view.enter(self.checking(*found), routes.Check(response_id, opened.person.id))

        return self._tasks.in_vault(read, show)

    def checking(self, view: FormView, state: CheckState) -> CheckScreen:
        """All answers on one page."""
        opened = view.opened
        response_id, person_id = opened.filled.id, opened.person.id
        controller = self._offers(view)
        screen = CheckScreen(
            state,
            self._navigator,
            record=routes.Record(person_id),
            form_route=routes.Form(response_id),
            hand_on=None if opened.filled.kept_apart else routes.HandOn(response_id),
            about=about_words(opened, self._clock()),
            form=form_words(opened),
            offers=controller,
            since=_since(view),
        )
        controller.setParent(screen)
        controller.form_changed.connect(partial(self._check, response_id))
        screen.come_back_to(self._left_check_at)
        self._left_check_at = ()
        screen.change_wanted.connect(partial(self._change, view, state))
        screen.finish_wanted.connect(partial(self._finishing.finish_checked, opened, screen))
        screen.record_wanted.connect(partial(self._navigator.open, record_of(opened)))
        screen.print_wanted.connect(partial(self._print, response_id, screen))
        return screen


def _form_route(opened: OpenForm) -> routes.Form:
    return routes.Form(opened.filled.id, opened.person.id)


def _related_route(related: Related, person_id: str) -> routes.Route:
    if related.note_id:
        return routes.Record(person_id, f"note:{related.note_id}")
    if related.received_id:
        return routes.ReceivedPack(related.received_id)
    return routes.Form(related.response_id)


def _since(view: FormView) -> SinceWords | None:
    return None if view.since is None else since_words(view.since)
