"""Signing in for a receiver: a code to enter on another device, or in the web browser here. Nothing secret is typed here."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from prevent_desktop.delivery.connection.sign_in import DeviceCode
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Job, Tasks
from prevent_desktop.ui.widgets import (
    BusyLine,
    FlowRow,
    Heading,
    Notice,
    PrimaryButton,
    QuietButton,
    SecondaryButton,
    Text,
)
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog
from prevent_desktop.workflows.sending import sign_in
from prevent_desktop.workflows.sending.shared_spool import SpoolSource
from prevent_desktop.workflows.sending.sign_in import SignInOffer


class SignInDialog(FittingDialog):
    """Signal `signed_in()`. Closing it stops waiting; the code then counts for nothing here."""

    signed_in = Signal()

    def __init__(self, tasks: Tasks, spool: SpoolSource, offer: SignInOffer, *, parent: QWidget) -> None:
        super().__init__(base_width=560, parent=parent)
        self._tasks, self._spool, self._offer = tasks, spool, offer
        self._code: DeviceCode | None = None
        self._job: Job | None = None
        self._interval = 0
        self._ends_at = 0.0
        self.setWindowTitle(_("Sign in"))
        self.notice = Notice()
        self.address = Text("", selectable=True)
        self.code = Heading("", 1)
        self.busy = BusyLine()
        self.open_page = PrimaryButton(_("&Open the page"), self._open_page)
        self.copy = SecondaryButton(_("&Copy the code"), self._copy)
        self.again = PrimaryButton(_("&Begin again"), self.begin)
        self.close_button = QuietButton(_("Cancel"), self.reject)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        self._lay_out()

    def _lay_out(self) -> None:
        words = _(
            "{host} takes packs only from those who have signed in at {at}. Your password goes to that page alone, "
            "never to this program."
        )
        self.column.addWidget(Heading(_("Sign in for {host}").format(host=self._offer.host), 2))
        self.column.addWidget(Text(words.format(host=self._offer.host, at=self._offer.at)))
        for widget in (self.notice, self.address, self.code, self.busy):
            self.column.addWidget(widget)
        self.column.addWidget(FlowRow(self.open_page, self.copy, self.again, self.close_button))
        self._show_code(shown=False)
        self.again.hide()

    def begin(self) -> None:
        """Ask the server for a code, and show it."""
        self.notice.clear()
        self.again.hide()
        self._show_code(shown=False)
        self.busy.start(_("Asking for a code…"))
        self._job = self._tasks.in_background(
            lambda: sign_in.begin(self._spool(), self._offer.origin), self._show, self._failed
        )

    def _show(self, code: DeviceCode) -> None:
        self._code, self._interval = code, code.interval
        self._ends_at = time.monotonic() + code.seconds
        self.address.setText(
            _("On this or another device, open {address} and enter this code:").format(address=code.address)
        )
        self.code.setText(code.user_code)
        # Read out sign by sign: a code is no word.
        self.code.setAccessibleName(_("Code: {signs}").format(signs=" ".join(code.user_code)))
        self._show_code(shown=True)
        self.busy.start(_("Waiting until you have entered it…"))
        self.open_page.setFocus()
        self._timer.start(self._interval * 1000)

    def _look(self) -> None:
        code, left = self._code, self._ends_at - time.monotonic()
        if code is None:
            return
        self._job = self._tasks.in_background(
            lambda: sign_in.look(self._spool(), self._offer.origin, code, left), self._looked, self._failed
        )

    def _looked(self, longer: int | None) -> None:
        if longer is None:
            self.busy.stop()
            self.signed_in.emit()
            self.accept()
            return
        self._interval += longer
        self._timer.start(self._interval * 1000)

    def _failed(self, error: PreventDesktopError) -> None:
        self._code = None
        self.busy.stop()
        self._show_code(shown=False)
        self.notice.say_failure(error)
        self.again.show()
        self.again.setFocus()

    def _show_code(self, *, shown: bool) -> None:
        for widget in (self.address, self.code, self.open_page, self.copy):
            widget.setVisible(shown)

    def _open_page(self) -> None:
        if self._code is not None:
            QDesktopServices.openUrl(QUrl(self._code.whole_address or self._code.address))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.text())

    def done(self, result: int) -> None:
        self._timer.stop()
        self._code = None
        if self._job is not None:
            self._job.cancel()
        super().done(result)
