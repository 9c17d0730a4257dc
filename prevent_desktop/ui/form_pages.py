"""The pages around a form: its answers to check before it is finished, and to read once it is frozen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from prevent_desktop.formatting import short_moment_near
from prevent_desktop.questionnaire.reading import reading
from prevent_desktop.translation import _
from prevent_desktop.ui.check.changes_card import SinceWords, since_words
from prevent_desktop.ui.check.check_screen import CheckScreen
from prevent_desktop.ui.check.check_state import CheckState
from prevent_desktop.ui.check.offer_desk import OfferDesk
from prevent_desktop.ui.form_journey import about_words, form_words
from prevent_desktop.ui.reading.page import ReadingPage
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.workflows.form_library import FormLibrary
from prevent_desktop.workflows.look_at_form import FormView


class FormPages:
    """Makes them."""

    def __init__(self, tasks: Tasks, library: FormLibrary, clock: Callable[[], datetime]) -> None:
        self._tasks, self._library, self._clock = tasks, library, clock

    def check(self, view: FormView, state: CheckState, changed: Callable[[], object]) -> CheckScreen:
        """All answers on one page; `changed` is called when a choice there wrote into the form."""
        desk = self._desk(view)
        screen = CheckScreen(
            state,
            about=about_words(view.opened, self._clock()),
            form=form_words(view.opened),
            offers=desk,
            since=_since(view),
            may_hand_on=not view.opened.filled.kept_apart,
        )
        desk.setParent(screen)
        desk.form_changed.connect(changed)
        return screen

    def reading(self, view: FormView) -> ReadingPage:
        """The answers of a frozen form."""
        filled, now = view.opened.filled, self._clock()
        when = short_moment_near(filled.finalised_at or filled.changed_at, now)
        desk = self._desk(view)
        page = ReadingPage(
            about=about_words(view.opened, now),
            title=form_words(view.opened),
            when=_("Finished {when}").format(when=when),
            sections=reading(view.opened.response),
            offers=desk,
            since=_since(view),
            links=view.related,
            may_correct=not filled.kept_apart,
        )
        desk.setParent(page)
        return page

    def _desk(self, view: FormView) -> OfferDesk:
        return OfferDesk(self._tasks, self._library, self._clock, view.opened, view.offers)


def _since(view: FormView) -> SinceWords | None:
    return None if view.since is None else since_words(view.since)
