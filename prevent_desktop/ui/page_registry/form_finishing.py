"""A form is finished: from the page of all answers, or where it is filled in. What comes next is said where it was finished."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import clock_time
from prevent_desktop.questionnaire.problems import Problem
from prevent_desktop.translation import _
from prevent_desktop.ui.components.next_steps import FINISHED_ENTRY
from prevent_desktop.ui.forms.check.screen import CheckScreen
from prevent_desktop.ui.forms.check.state import check
from prevent_desktop.ui.forms.filling.foot import DoneFoot, DoneWords
from prevent_desktop.ui.forms.filling.one_page import OnePageScreen
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.forms.pages.concern_done import ConcernDonePage
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.record.rail_words import RailWords
from prevent_desktop.ui.record.reading import read_rail
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Tone, announce
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import NotReadyToFinaliseError, OpenForm, finalise
from prevent_desktop.workflows.forms.form_library import CONCERN, FormLibrary
from prevent_desktop.workflows.forms.forms_for_lead import leads_to_lead
from prevent_desktop.workflows.forms.look_at_form import look_at_form


def record_of(opened: OpenForm) -> routes.Record:
    """The record, with what was just finished in it."""
    return routes.Record(opened.person.id, f"{FINISHED_ENTRY}{opened.filled.id}")


class FormFinishing:
    """`check` shows the page of all answers of a form, by its id: where more is to be fixed than was known."""

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        library: FormLibrary,
        clock: Callable[[], datetime],
        main_view: MainView,
        check: Callable[[str], object],
    ) -> None:
        self._tasks, self._navigator, self._library, self._clock = tasks, navigator, library, clock
        self._main_view, self._check = main_view, check

    # -- from the page of all answers

    def finish_checked(self, opened: OpenForm, screen: CheckScreen) -> None:
        """Freeze it; `screen` says so, and what comes next."""
        self._tasks.in_vault(
            partial(self._freeze, opened),
            partial(self._finished, opened, screen),
            partial(self._not_finished, opened),
        )

    def _freeze(self, opened: OpenForm, vault: Vault) -> RailWords | None:
        """Freeze it; where the case stands from then on. None where it leads to the lead next."""
        now = self._clock()
        filled = finalise(vault, self._library, opened.filled.id, now=now)
        if leads_to_lead(vault, self._library, filled):
            return None
        return read_rail(vault, self._library, opened.filled.case_id, now=now)

    def _freeze_if_seen(
        self, opened: OpenForm, looked_at: frozenset[str], vault: Vault
    ) -> RailWords | tuple[Problem, ...] | None:
        """The same; nothing is frozen where something is to be looked at first: warnings, or what the page does not show (none).

        A concern is frozen as it is: nothing holds up whoever tells of one.
        """
        if opened.filled.form_id == CONCERN:
            return self._freeze(opened, vault)
        view = look_at_form(vault, self._library, opened.filled.id)
        state = check(view.opened.response)
        new = tuple(one for one in state.warnings if one.message not in looked_at)
        if not state.errors and (view.offers or view.since or new):
            return () if view.offers or view.since else new
        return self._freeze(opened, vault)

    def _finished(self, opened: OpenForm, screen: CheckScreen, rail: RailWords | None) -> None:
        if rail is None:
            self._to_lead(opened)
            return
        screen.show_done(self._done_words(opened, rail))
        if rail.route is not None:
            screen.go_on_wanted.connect(partial(self._navigator.open, rail.route))
        announce(screen, screen.done_spoken)

    def _done_words(self, opened: OpenForm, rail: RailWords) -> DoneWords:
        return DoneWords(
            frozen=self._tell_frozen(opened), following=rail.next_in_words, action=rail.action
        )  # fmt: skip

    def _not_finished(self, opened: OpenForm, error: PreventDesktopError) -> None:
        if isinstance(error, NotReadyToFinaliseError):
            self._check(opened.filled.id)
        else:
            self._tasks.show_failure(error)

    def _tell_frozen(self, opened: OpenForm) -> str:
        """Say it in the status line; the same in a sentence."""
        self._navigator.told.emit(
            _("{form}: finished {time}").format(
                form=opened.filled.title, time=clock_time(self._clock(), seconds=True)
            )
        )
        frozen = _("{form} is finished and frozen: its text stays. You can still add to it or correct it.")
        return frozen.format(form=opened.filled.title)

    # -- a form that is one page, finished where it is filled in

    def finish_page(self, opened: OpenForm, screen: OnePageScreen) -> None:
        """Freeze it; the last draft is on its way in the same lane. A concern then goes to the lead.

        What is to be looked at again is shown at its question first; where an answer differs from the record, all of them.
        """
        self._tasks.in_vault(
            partial(self._freeze_if_seen, opened, screen.looked_at),
            partial(self._page_finished, opened, screen),
            partial(self._page_not_finished, screen),
        )

    def _page_finished(
        self, opened: OpenForm, screen: OnePageScreen, ended: RailWords | tuple[Problem, ...] | None
    ) -> None:
        if ended is None:
            self._to_lead(opened)
        elif isinstance(ended, RailWords):
            self._page_frozen(opened, screen, ended)
        elif ended:
            screen.ask_for_a_look(ended)
            announce(screen, f"{screen.foot.words.text()}. {ended[0].message}")
        else:
            self._navigator.open(routes.Check(opened.filled.id))

    def _to_lead(self, opened: OpenForm) -> None:
        frozen = self._tell_frozen(opened)
        self._navigator.open(routes.SendToLead(opened.filled.case_id))
        page = self._main_view.page
        if isinstance(page, ConcernDonePage):
            page.notice.say(frozen, Tone.SUCCESS)

    def _page_frozen(self, opened: OpenForm, screen: FormScreen, rail: RailWords) -> None:
        words = self._done_words(opened, rail)
        foot = DoneFoot(words)
        foot.record_wanted.connect(partial(self._navigator.open, record_of(opened)))
        if rail.route is not None:
            foot.go_on_wanted.connect(partial(self._navigator.open, rail.route))
        screen.freeze(words.spoken, foot)
        foot.first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(screen, words.spoken)

    def _page_not_finished(self, screen: FormScreen, error: PreventDesktopError) -> None:
        """What is still to answer is marked, and the keyboard goes to the first of it."""
        if not isinstance(error, NotReadyToFinaliseError):
            self._tasks.show_failure(error)
            return
        screen.show_problems(error.problems)
        screen.go_to(error.problems[0].path)
        self._navigator.told.emit(error.title)
        announce(screen, error.title)
