"""The receivers that want a sign-in, and whether there is one on this computer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.sending.sign_in_dialog import SignInDialog
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Card, FlowRow, Notice, SecondaryButton, Text, Tone, VBox
from prevent_desktop.workflows.sending import sign_in
from prevent_desktop.workflows.sending.shared_spool import SpoolSource
from prevent_desktop.workflows.sending.sign_in import SignInOffer


class SignInsPart(Card):
    """Hidden where no receiver wants one. Signal `changed()` after somebody signed in or out."""

    changed = Signal()

    def __init__(self, tasks: Tasks, spool: SpoolSource) -> None:
        super().__init__(_("Sign-in for receivers"))
        self._tasks, self._spool = tasks, spool
        self._offers: tuple[SignInOffer, ...] = ()
        self.notice = Notice()
        self.buttons: dict[str, SecondaryButton] = {}
        self._rows: QWidget | None = None
        self.body.addWidget(
            Text(
                _(
                    "Where to sign in is said by your organisation’s file. The sign-in is kept by this computer."
                ),
                "muted",
            )
        )
        self.body.addWidget(self.notice)
        self.hide()

    def show_offers(self, offers: Sequence[SignInOffer]) -> None:
        """Show them; what has not changed is left alone."""
        self.setVisible(bool(offers))
        if tuple(offers) == self._offers:
            return
        self._offers = tuple(offers)
        if self._rows is not None:
            self._rows.hide()
            self._rows.deleteLater()
        self._rows = QWidget(self)
        column = VBox(self._rows)
        self.buttons = {}
        for offer in offers:
            column.add(Text(_state(offer)), FlowRow(self._button(offer)))
        self.body.addWidget(self._rows)

    def _button(self, offer: SignInOffer) -> SecondaryButton:
        button = SecondaryButton(_("Sign &out") if offer.signed_in else _("Sign &in…"))
        name = _("Sign out of {host}") if offer.signed_in else _("Sign in for {host}")
        button.setAccessibleName(name.format(host=offer.host))
        act = self._sign_out if offer.signed_in else self.sign_in
        button.clicked.connect(partial(_without_checked, act, offer))
        self.buttons[offer.host] = button
        return button

    def sign_in(self, offer: SignInOffer) -> SignInDialog:
        """Show a code, and wait until it was entered."""
        dialog = SignInDialog(self._tasks, self._spool, offer, parent=self)
        dialog.signed_in.connect(partial(self._signed_in, offer.host))
        dialog.open()
        dialog.begin()
        return dialog

    def _signed_in(self, host: str) -> None:
        self.notice.say(_("You are signed in for {host}.").format(host=host), Tone.SUCCESS)
        self.changed.emit()

    def _sign_out(self, offer: SignInOffer) -> None:
        self._tasks.in_background(
            lambda: sign_in.sign_out(self._spool(), offer.origin),
            lambda _none: self._signed_out(),
            self.notice.say_failure,
        )

    def _signed_out(self) -> None:
        self.notice.say(_("The sign-in is forgotten on this computer."), Tone.SUCCESS)
        self.changed.emit()


def _without_checked(
    act: Callable[[SignInOffer], object], offer: SignInOffer, _checked: bool = False
) -> None:
    act(offer)


def _state(offer: SignInOffer) -> str:
    words = {
        True: _("{host}: you are signed in at {at}."),
        False: _("{host}: not signed in. You sign in at {at}."),
        None: _(
            "{host}: this computer’s store of secrets is locked, so nobody can tell whether you are signed in."
        ),
    }[offer.signed_in]
    return words.format(host=offer.host, at=offer.at)
