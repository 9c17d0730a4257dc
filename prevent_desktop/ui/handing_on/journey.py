"""Which page about drafts for comment leads to which."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal

from prevent_desktop.questionnaire.response import Path
from prevent_desktop.ui.handing_on.came_back_page import CameBackPage
from prevent_desktop.ui.handing_on.comment_page import CommentPage
from prevent_desktop.ui.handing_on.hand_on_page import HandOnPage
from prevent_desktop.ui.handing_on.list_page import DraftsPage
from prevent_desktop.ui.returning import way_names
from prevent_desktop.ui.returning.whereabouts import Way
from prevent_desktop.ui.shell.journey import Journey
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.tasks import Job
from prevent_desktop.workflows.handing_on.coming_back import CameBack
from prevent_desktop.workflows.handing_on.commenting import ToComment
from prevent_desktop.workflows.handing_on.opening import open_draft
from prevent_desktop.workflows.look_at_form import FormView, look_at_form


class HandingJourney(Journey):
    """Signals: `response_wanted(response id)`; `told(words)` for the status line."""

    response_wanted = Signal(str)
    told = Signal(str)
    _show_form: Callable[[FormView, Path], object] | None = None

    def lead_to(
        self,
        form: Callable[[str], object],
        form_at: Callable[[FormView, Path], object],
        tell: Callable[[str], object],
    ) -> None:
        """Where the pages lead: to a form as it was left, to one of its questions, and to the status line."""
        self.response_wanted.connect(form)
        self._show_form = form_at
        self.told.connect(tell)

    def open_list(self) -> None:
        """All drafts for comment."""
        page = DraftsPage(self._tasks, self._clock)
        page.left.connect(partial(self._house.go, Room.MY_WORK))
        page.draft_wanted.connect(self.open_draft)
        self._house.enter(page, Room.MY_WORK, Way(way_names.DRAFTS))

    def hand_on(self, response_id: str) -> None:
        """Hand a draft on, alone or with others of its case."""
        page = HandOnPage(self._tasks, self._library, self._clock, response_id)
        page.left.connect(self.response_wanted)
        page.told.connect(self.told)
        self._house.enter(page, Room.MY_WORK, Way(way_names.HAND_ON, response_id))

    def open_draft(self, draft_id: str) -> Job:
        """A colleague's draft to comment on, or one's own with what came back."""
        return self._tasks.in_vault(lambda vault: open_draft(vault, self._library, draft_id), self._show)

    def _show(self, found: ToComment | CameBack) -> None:
        page: CommentPage | CameBackPage
        if isinstance(found, ToComment):
            page = CommentPage(self._tasks, found, self._clock)
            page.told.connect(self.told)
        else:
            page = CameBackPage(self._tasks, found, self._clock)
            page.question_wanted.connect(self._show_question)
        page.left.connect(self.open_list)
        self._house.enter(page, Room.MY_WORK, Way(way_names.DRAFT, found.record.id))

    def _show_question(self, response_id: str, path: Path) -> None:
        self._tasks.in_vault(
            lambda vault: look_at_form(vault, self._library, response_id),
            lambda view: self._show_at(view, path),
        )

    def _show_at(self, view: FormView, path: Path) -> None:
        if view.opened.filled.is_finalised or self._show_form is None:
            self.response_wanted.emit(view.opened.filled.id)
        else:
            self._show_form(view, path)
