"""How this computer reaches receivers: proxy, limit, certificate, sign-ins, and what was seen of its connections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit

from prevent_desktop.delivery.connection.connection_settings import ProxyWay
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import number_in_words
from prevent_desktop.policies.schema import PROXY
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import ask_for_file, read_chosen
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.managed import ManagedLine
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.sign_ins_part import SignInsPart
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import (
    BusyLine,
    Card,
    Field,
    FlowRow,
    PassphraseEdit,
    PrimaryButton,
    RadioGroup,
    SecondaryButton,
    Text,
    announce,
)
from prevent_desktop.ui.widgets.enter_sends import enter_sends
from prevent_desktop.workflows.sending import connection
from prevent_desktop.workflows.sending.connection import (
    Connection,
    Tried,
    given_to,
    read_connection,
    seen_in_words,
)
from prevent_desktop.workflows.sending.shared_spool import SpoolSource


class ConnectionSection(Section):
    """What is set is kept in the outbox, and its secrets in the system's own store: it holds while the vault is locked."""

    def __init__(self, tasks: Tasks, spool: SpoolSource) -> None:
        super().__init__(
            tasks,
            SettingsPart.CONNECTION,
            _(
                "These choices also hold while the vault is locked. Your IT support can tell you what fits here."
            ),
        )
        self._spool = spool
        self._touched = False
        self.proxy = RadioGroup([(way.value, way.label) for way in ProxyWay])
        self.proxy.chosen.connect(lambda _way: self._show_proxy_fields())
        self.address, self.user = QLineEdit(), QLineEdit()
        self.password = PassphraseEdit()
        self.address_field = Field(
            _("Address of the proxy"), self.address, hint=_("Such as proxy.school.example:8080")
        )
        self.user_field = Field(
            _("Name for the proxy"),
            self.user,
            hint=_(
                "Only where the proxy asks for it. It reads name and password (Basic); packs stay sealed."
            ),
        )
        self.password_field = Field(
            _("Password for the proxy"),
            self.password,
            hint=_("Leave it empty to keep the password that is here."),
        )
        self.given_to = Text("", "muted")
        self.save_button = PrimaryButton(_("&Save the proxy"), self.save_proxy)
        self.limit = RadioGroup([(str(number), _limit_label(number)) for number in connection.LIMITS])
        self.limit.chosen.connect(self._keep_limit)
        self.certificate = Text()
        self.certificate_password = PassphraseEdit()
        self.add_certificate = SecondaryButton(_("Add a &certificate…"), self._ask_file)
        self.forget_certificate = SecondaryButton(_("&Take it away"), self._forget)
        self.sign_ins = SignInsPart(tasks, spool)
        self.sign_ins.changed.connect(self.read)
        self.tries = SecondaryButton(_("T&ry the connection"), self.try_connection)
        self.busy = BusyLine()
        self.tried = Text("", selectable=True)
        self._endpoints: tuple[str, ...] = ()
        self.seen = Card(_("What was seen of connections"))
        self.seen_words = Text("", selectable=True)
        self._lay_out()

    def _lay_out(self) -> None:
        for edited in (self.address, self.user):
            edited.textEdited.connect(self._touch)
        body = self.card.body
        self.proxy_set = ManagedLine(PROXY, [self.proxy, self.address])
        for widget in (
            Field(_("Proxy"), self.proxy), self.address_field, self.proxy_set, self.user_field, self.password_field, self.given_to,
        ):  # fmt: skip
            body.addWidget(widget)
        body.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignLeft)
        enter_sends(self.card, self.save_button)
        limit = Card(_("How fast packs go"))
        limit.body.addWidget(
            Field(_("At most"), self.limit, hint=_("So that lessons and calls on the same line go on."))
        )
        shown = Card(_("Certificate for receivers"))
        shown.body.addWidget(
            Text(_("Some receivers let in only those who show a certificate that they know."), "muted")
        )
        shown.body.addWidget(self.certificate)
        shown.body.addWidget(
            Field(
                _("Password of the certificate’s file"),
                self.certificate_password,
                hint=_("A .p12 or .pfx file, or a PEM file with key and certificate"),
            )
        )
        shown.body.addWidget(FlowRow(self.add_certificate, self.forget_certificate))
        self.seen.body.addWidget(self.seen_words)
        trying = Card(_("Does it work?"))
        trying.body.addWidget(
            Text(_("Each receiver’s server is asked what it is. No pack and no name takes part."), "muted")
        )
        for part in (FlowRow(self.tries), self.busy, self.tried):
            trying.body.addWidget(part)
        for card in (limit, shown, self.sign_ins, trying, self.seen):
            self.add_card(card)
        self.seen.hide()
        self.tried.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.read()

    def read(self) -> None:
        """Read how it is set."""
        self.tasks.in_background(
            lambda: read_connection(self._spool(), datetime.now(UTC)), self.show_connection, self.show_failure
        )

    def show_connection(self, found: Connection) -> None:
        """Show how it is set; what is being typed stays."""
        choices = found.choices
        if not self._touched:
            self.proxy.set_value(choices.proxy.value)
            self.address.setText(choices.proxy_address)
            self.user.setText(choices.proxy_user)
            self._show_proxy_fields()
        self.password_field.set_error(
            _("The proxy did not accept the one that is kept. Enter it again.")
            if choices.proxy_refused
            else ""
        )
        self.given_to.say(given_to(choices))
        self.limit.set_value(str(choices.most_bytes // connection.KILOBYTES))
        self.certificate.setText(_certificate_words(found))
        self.forget_certificate.setVisible(bool(choices.certificate))
        self.sign_ins.show_offers(found.sign_ins)
        self.seen.setVisible(bool(found.seen))
        self.seen_words.setText("\n\n".join(seen_in_words(host, seen) for host, seen in reversed(found.seen)))

    def show_state(self, state: SettingsState) -> None:
        """Know the receivers, to try the connection to them."""
        self._endpoints = tuple(one.endpoint for one in state.receivers)

    def try_connection(self) -> None:
        """Ask each receiver's server what it is."""
        endpoints = self._endpoints
        self.tries.setEnabled(False)
        self.busy.start(_("Asking the receivers’ servers…"))
        self.tasks.in_background(
            lambda: connection.try_connection(self._spool(), endpoints), self._show_tried, self._not_tried
        )

    def _show_tried(self, tried: tuple[Tried, ...]) -> None:
        self._tried_once()
        nobody = _("No receiver has a server that could be asked.")
        self.tried.setText("\n\n".join(one.words for one in tried) or nobody)
        self.tried.show()
        announce(self.tried, self.tried.text())
        self.read()

    def _not_tried(self, error: PreventDesktopError) -> None:
        self._tried_once()
        self.show_failure(error)

    def _tried_once(self) -> None:
        self.busy.stop()
        self.tries.setEnabled(True)
        self.tries.setFocus()

    def save_proxy(self) -> None:
        """Keep the proxy, where its address can be one."""
        way = ProxyWay(self.proxy.value or ProxyWay.SYSTEM)
        address, user = self.address.text(), self.user.text()
        problem = connection.proxy_problem(address) if way is ProxyWay.MANUAL else ""
        self.address_field.set_error(problem)
        if problem:
            self.address.setFocus()
            return
        password = self.password.text or None
        if not user.strip():
            password = ""
        self.password.clear()
        self._keep(
            lambda: connection.set_proxy(self._spool(), way, address=address, user=user, password=password)
        )

    def load_certificate(self, path: Path) -> None:
        """Take the certificate in a file, opened with the password that was typed."""
        password = self.certificate_password.text
        self.certificate_password.clear()
        self._keep(lambda: connection.add_certificate(self._spool(), read_chosen(path), password))

    def _ask_file(self) -> None:
        kinds = _("Certificates with their keys (*.p12 *.pfx *.pem);;All files (*)")
        path = ask_for_file(self, title=_("Certificate"), kinds=kinds)
        if path is not None:
            self.load_certificate(path)

    def _forget(self) -> None:
        self._keep(lambda: connection.forget_certificate(self._spool()))

    def _keep_limit(self, key: str) -> None:
        self._keep(lambda: connection.set_limit(self._spool(), int(key)))

    def _show_proxy_fields(self) -> None:
        way = self.proxy.value
        self.address_field.setVisible(way == ProxyWay.MANUAL)
        for field in (self.user_field, self.password_field):
            field.setVisible(way != ProxyWay.NONE)

    def _touch(self) -> None:
        self._touched = True

    def _keep(self, work: Callable[[], object]) -> None:
        self.tasks.in_background(work, lambda _result: self._kept(), self.show_failure)

    def _kept(self) -> None:
        self._touched = False
        self.tell_kept(_("Saved."))
        self.read()


def _limit_label(kilobytes: int) -> str:
    if not kilobytes:
        return _("As fast as the line lets them")
    return _("{number} kB a second").format(number=number_in_words(kilobytes))


def _certificate_words(found: Connection) -> str:
    certificate = found.certificate
    if certificate is not None:
        words = _("{name}, by {issuer}. {until}")
        return words.format(name=certificate.name, issuer=certificate.issuer, until=found.good_until)
    if found.choices.certificate:
        return _("The certificate’s file is gone from this computer. Add it again.")
    return _("None is shown.")
