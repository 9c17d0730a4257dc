"""The pages around what came in: a received pack, what is inside it, an answer to it, and a pack that is only checked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.answers.outgoing import OutgoingAnswers
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.page_registry.inbox_entry import InboxEntry
from prevent_desktop.ui.receiving.answer_cover import AnswerCover
from prevent_desktop.ui.receiving.answer_file_page import AnswerFilePage
from prevent_desktop.ui.receiving.check_file_page import CheckFilePage
from prevent_desktop.ui.receiving.inbox_page import InboxPage
from prevent_desktop.ui.receiving.received_file_page import ReceivedFilePage
from prevent_desktop.ui.receiving.received_form_page import ReceivedFormPage
from prevent_desktop.ui.receiving.received_pack_page import ReceivedPackPage
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.routing.navigator import Navigator, Openers
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.workflows.answers.answer_by_file import FileToAnswer
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.receiving.check_pack import CheckedFile
from prevent_desktop.workflows.receiving.desk_places import DeskReach
from prevent_desktop.workflows.receiving.received_forms import ReceivedForm


class ReceivedPages(QObject):
    """Makes them and shows them in the main view, beside the inbox as a list.

    Signal `placed()` where a pack came into a case or got an answer: what is shown beside it is to be read again.
    """

    placed = Signal()

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        library: FormLibrary,
        clock: Clock,
        main_view: MainView,
        inbox: InboxEntry,
        answers: OutgoingAnswers,
        reach: DeskReach,
    ) -> None:
        super().__init__(navigator)
        self._tasks, self._navigator, self._library, self._clock = tasks, navigator, library, clock
        self._main_view, self._inbox, self._answers, self._reach = main_view, inbox, answers, reach
        self._cover = AnswerCover()
        main_view.listed.connect(self._mark_in_list)

    @property
    def openers(self) -> Openers:
        """What opens the routes to what came in."""
        pages: dict[type[routes.Route], Callable[[Any], QWidget]] = {
            routes.ReceivedFile: lambda route: ReceivedFilePage(
                self._tasks, self._navigator, self._clock, route.received_id, route.file_name
            ),
            routes.CheckFile: self._check_file,
        }
        return {
            **self._main_view.entering(pages),
            routes.ReceivedPack: self._pack,
            routes.Answer: self._answer,
        }

    def _pack(self, route: routes.ReceivedPack) -> None:
        self._enter(route)

    def _answer(self, route: routes.Answer) -> None:
        """The pack, with the keyboard where the answer begins; the page of it that is shown already stays."""
        page = self._shown(route.received_id) or self._enter(route, takes_keyboard=True)
        page.ask(route.kind)

    def _enter(
        self, route: routes.ReceivedPack | routes.Answer, *, takes_keyboard: bool = False
    ) -> ReceivedPackPage:
        page = ReceivedPackPage(
            self._tasks, self._navigator, self._clock, self._library, route.received_id, self._reach,
            cover=self._cover,
        )  # fmt: skip
        page.form_chosen.connect(partial(self._read_form, routes.ReceivedPack(route.received_id)))
        page.placed.connect(self._inbox.count)
        page.placed.connect(self.placed)
        page.answered.connect(self._answers.put_out)
        self._main_view.enter(page, route, with_list=True, takes_keyboard=takes_keyboard)
        return page

    def _shown(self, received_id: str) -> ReceivedPackPage | None:
        page = self._main_view.page
        is_it = isinstance(page, ReceivedPackPage) and page.received_id == received_id
        return page if isinstance(page, ReceivedPackPage) and is_it else None

    def _read_form(self, route: routes.ReceivedPack, form: ReceivedForm, pack: str, sender: str) -> None:
        """A form inside a pack. A lock leads back to its pack."""
        page = ReceivedFormPage(form, self._navigator, route.received_id, pack=pack, sender=sender)
        self._main_view.enter(page, route)

    def _check_file(self, route: routes.CheckFile) -> QWidget:
        page = CheckFilePage(self._tasks, self._navigator, self._clock)
        page.answer_wanted.connect(partial(self._answer_by_file, route))
        return page

    def _answer_by_file(self, route: routes.CheckFile, checked: CheckedFile) -> None:
        """A lock leads back to where the file was checked: nothing of it is kept."""
        author = checked.verified.author
        to = FileToAnswer(
            pack_id=checked.verified.pack_id, sealed_digest=checked.digest, answer_to=checked.answer_to,
            sender_name=author.name, sender_organisation=author.organisation,
        )  # fmt: skip
        self._main_view.enter(AnswerFilePage(self._tasks, self._navigator, self._clock, to), route)

    def _mark_in_list(self, beside: QWidget) -> None:
        route = self._main_view.route
        if isinstance(beside, InboxPage) and isinstance(route, routes.ReceivedPack | routes.Answer):
            beside.mark(route.received_id)
