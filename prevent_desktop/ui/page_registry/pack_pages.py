"""The pages around a pack of ours: preparing and sending it, its signed pages and passwords, a mistake in it, a call about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.answers.call_page import CallPage
from prevent_desktop.ui.forms.pages.concern_done import ConcernDonePage
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
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.navigator import Navigator, Openers
from prevent_desktop.ui.tasks import Clock, Job, Tasks
from prevent_desktop.workflows.answers.chasing import ToCall, to_call
from prevent_desktop.workflows.forms.form_library import CONCERN, FormLibrary
from prevent_desktop.workflows.organisation.own_lead import gets_concern
from prevent_desktop.workflows.sending.shared_spool import SpoolSource


class PackPages(QObject):
    """Makes them and shows them in the main view. `wake` tells the courier that something was queued."""

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        library: FormLibrary,
        clock: Clock,
        main_view: MainView,
        spool: SpoolSource,
        wake: Callable[[], None],
    ) -> None:
        super().__init__(navigator)
        self._tasks, self._navigator, self._library, self._clock = tasks, navigator, library, clock
        self._main_view, self._spool, self._wake = main_view, spool, wake

    @property
    def openers(self) -> Openers:
        """What opens the routes to packs."""
        pages: dict[type[routes.Route], Callable[[Any], QWidget]] = {
            routes.PreparePack: self._prepare,
            routes.SendToLead: self._send_to_lead,
            routes.MoveFile: self._move_file,
            routes.WhoSeesWhat: lambda route: DifferencesPage(
                self._tasks, self._navigator, self._library, self._clock, route.case_id
            ),
            routes.Pack: self._signed,
            routes.Mistake: lambda route: MistakePage(
                self._tasks, self._navigator, self._spool, self._clock, route.pack_id
            ),
        }
        return {
            **self._main_view.entering(pages),
            routes.Countersign: self._countersign,
            routes.Call: self._call,
        }

    def _prepare(self, route: routes.PreparePack) -> QWidget:
        page = PackPage(
            self._tasks, self._navigator, self._library, self._spool, self._clock, self._wake, route.case_id
        )
        page.passwords_made.connect(self.tell_passwords)
        return page

    def _send_to_lead(self, route: routes.SendToLead) -> QWidget:
        card = ToLeadCard(
            self._tasks, self._navigator, self._library, self._spool, self._clock, self._wake, route.case_id
        )
        page = ConcernDonePage(self._navigator, route.case_id, card, card.refresh)
        card.named.connect(page.show_known)
        card.passwords_made.connect(self.tell_passwords)
        self._tasks.in_vault(lambda vault: gets_concern(vault, CONCERN), page.lead.show_known)
        return page

    def _move_file(self, route: routes.MoveFile) -> QWidget:
        page = MoveFilePage(
            self._tasks, self._navigator, self._library, self._spool, self._clock, self._wake, route.person_id
        )
        page.passwords_made.connect(self.tell_passwords)
        return page

    def _signed(self, route: routes.Pack) -> QWidget:
        page = SignedPackPage(self._tasks, self._navigator, self._clock, route.pack_id)
        page.password_made.connect(lambda to_tell: self.tell_passwords((to_tell,)))
        return page

    def _countersign(self, route: routes.Countersign) -> None:
        page = CountersignPage(
            self._tasks, self._navigator, self._spool, self._clock, self._wake, route.pack_id
        )
        self._main_view.enter(page, route, None if route.pack_id else NavSection.OUTBOX)

    def _call(self, route: routes.Call) -> Job:
        def show(found: ToCall) -> None:
            page = CallPage(self._tasks, self._navigator, found.pack, found.phone, self._clock, found.days)
            self._main_view.enter(page, route)

        return self._tasks.in_vault(lambda vault: to_call(vault, route.pack_id), show)

    def tell_passwords(self, to_tell: Sequence[PasswordToTell]) -> None:
        """Show passwords, once each; a lock leads back to the pack, which can get a new one."""
        page, last = PasswordPage(to_tell), routes.Pack(to_tell[-1].pack_id)
        page.done.connect(partial(self._navigator.open, last))
        self._main_view.enter(page, last, NavSection.MY_WORK)
