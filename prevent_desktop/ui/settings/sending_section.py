"""How packs leave: over which networks, what closing the window does, notifications, start at login."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSystemTrayIcon

from prevent_desktop.confined.spawn import own_command
from prevent_desktop.delivery.outbox.items import DAYS_ON_THE_LIST
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import each_of
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import METERED, NETWORKS, ON_CLOSE, START_AT_LOGIN
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.managed import ManagedLine
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.system.qt_networks import window_networks
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Field, HairLine, Heading, RadioGroup, SecondaryButton, Text, TickBox
from prevent_desktop.workflows.sending import sending_choices
from prevent_desktop.workflows.sending.sending_choices import Sending, read_sending
from prevent_desktop.workflows.sending.shared_spool import SpoolSource, SpoolWork
from prevent_desktop.workflows.sending.start_at_login import IN_THE_TRAY
from prevent_desktop.workflows.sending.window_choices import OnClose, keep_on_close, keep_telling


class SendingSection(Section):
    """A choice is kept at once, in the outbox and not in the vault: it holds while this is locked."""

    def __init__(self, tasks: Tasks, spool: SpoolSource) -> None:
        super().__init__(
            tasks,
            SettingsPart.SENDING,
            _("These choices also hold while the vault is locked, and for “prevent-desktop outbox send”."),
        )
        self._spool = spool
        self._networks = window_networks(self)
        self._shown: Sending | None = None
        self._on_their_way = 0
        self._make_networks()
        self._make_choices()
        self._lay_out()

    def _make_networks(self) -> None:
        self.metered = TickBox(
            _("Send over metered connections"),
            detail=_(
                "Such as a phone’s. Unticked, packs wait wherever this computer does not say that the connection is not metered."
            ),
        )
        self.metered.toggled.connect(self._keep_metered)
        self.networks = RadioGroup(
            [("all", _("Over every network")), ("chosen", _("Only over networks that I choose"))]
        )
        self.networks.chosen.connect(self._keep_networks)
        self.here = TickBox("")
        self.here.toggled.connect(self._keep_here)
        self.others = Text("", "muted")
        self.forget = SecondaryButton(_("Take the &others off"), self._forget_others)

    def _make_choices(self) -> None:
        self.on_close = RadioGroup(
            [
                (OnClose.ASK, _("Ask me")),
                (OnClose.TRAY, _("Lock the vault, and go on sending from the tray")),
                (OnClose.END, _("Lock the vault and end; packs wait until the program is opened again")),
            ]
        )
        self.on_close.chosen.connect(self._keep_on_close)
        self.at_login = TickBox(
            _("Start in the tray when I log in"),
            detail=_(
                "Packs then leave without opening anything. The vault stays locked until you unlock it."
            ),
        )
        self.at_login.toggled.connect(self._keep_at_login)
        self.tell = TickBox(
            _("Tell me when a receipt or an answer comes"),
            detail=_("The notification names nobody."),
        )
        self.tell.toggled.connect(self._keep_telling)
        self.days = RadioGroup(
            [
                (str(number), ngettext("{number} day", "{number} days", number).format(number=number))
                for number in DAYS_ON_THE_LIST
            ]
        )
        self.days.chosen.connect(self._keep_days)

    def _lay_out(self) -> None:
        body = self.card.body
        self.metered_set = ManagedLine(METERED, [self.metered])
        self.networks_set = ManagedLine(
            NETWORKS, [], more=_("Packs leave over these alone: {names}.").format(names=_named_networks())
        )
        self.on_close_set = ManagedLine(ON_CLOSE, [self.on_close])
        self.at_login_set = ManagedLine(START_AT_LOGIN, [self.at_login])
        body.add(self.metered, self.metered_set, Field(_("Networks"), self.networks), self.networks_set)
        for widget in (self.here, self.others, self.forget):
            body.addWidget(widget)
            widget.hide()
        body.add(HairLine(), Heading(_("When I close the window and packs wait"), 3))
        self.no_tray = Text(
            _(
                "This desktop has no tray, so closing the window ends the program. Packs wait until you open it again."
            )
        )
        for part in (
            self.no_tray, self.on_close, self.on_close_set, self.at_login, self.at_login_set, self.tell,
        ):  # fmt: skip
            body.addWidget(part)
        body.addWidget(HairLine())
        body.addWidget(Field(_("What has arrived stays on the outbox’s list for"), self.days))
        body.addWidget(Text(_("Then only the person’s record shows it, with its receipt."), "muted"))
        has_tray = QSystemTrayIcon.isSystemTrayAvailable()
        self.no_tray.setVisible(not has_tray)
        self.on_close.setVisible(has_tray)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.read()

    def read(self) -> None:
        """Read what is set, and which network this is."""
        self.tasks.in_background(
            lambda: read_sending(self._spool(), self._networks), self.show_sending, self.show_failure
        )

    def show_sending(self, found: Sending) -> None:
        """Show what is set, but for what was read while a newer choice was on its way."""
        if self._on_their_way:
            return
        self._shown = found
        for box, ticked in (
            (self.metered, not found.rules.not_metered),
            (self.at_login, found.at_login),
            (self.tell, found.tells_news),
            (self.here, found.here_allowed),
        ):
            box.button.blockSignals(True)
            box.set_checked(ticked)
            box.button.blockSignals(False)
        self.networks.set_value("all" if found.rules.only is None else "chosen")
        self.on_close.set_value(found.on_close)
        self.days.set_value(str(found.days_on_the_list))
        chosen = found.rules.only is not None
        name = found.network.name or _("a network without a name")
        self.here.set_text(_("This one: {name}").format(name=name))
        self.here.setVisible(chosen and bool(found.network.key))
        self.others.setText(_of_others(found))
        self.others.setVisible(chosen and bool(self.others.text()))
        self.forget.setVisible(chosen and found.others > 0)

    def _keep_metered(self, allowed: bool) -> None:
        self._keep(lambda spool: sending_choices.set_metered(spool, allowed=allowed))

    def _keep_networks(self, key: str) -> None:
        self._keep(sending_choices.set_all_networks if key == "all" else sending_choices.set_chosen_networks)

    def _keep_here(self, allowed: bool) -> None:
        shown = self._shown
        if shown is not None:
            self._keep(
                lambda spool: sending_choices.choose_network(spool, shown.network.key, allowed=allowed)
            )

    def _forget_others(self) -> None:
        shown = self._shown
        if shown is not None:
            self._keep(lambda spool: sending_choices.forget_other_networks(spool, shown.network.key))

    def _keep_on_close(self, key: str) -> None:
        self._keep(lambda spool: keep_on_close(spool, OnClose(key)))

    def _keep_days(self, days: str) -> None:
        self._keep(lambda spool: sending_choices.keep_days(spool, int(days)))

    def _keep_telling(self, tell: bool) -> None:
        self._keep(lambda spool: keep_telling(spool, tell=tell))

    def _keep_at_login(self, wanted: bool) -> None:
        command = own_command(IN_THE_TRAY)
        self._keep(lambda spool: sending_choices.set_start_at_login(spool, command, wanted=wanted))

    def _keep(self, work: SpoolWork) -> None:
        self._on_their_way += 1
        self.tasks.in_background(lambda: work(self._spool()), lambda _result: self._kept(), self._not_kept)

    def _kept(self) -> None:
        self._on_their_way -= 1
        self.tell_kept(_("Saved."))
        self.read()

    def _not_kept(self, error: PreventDesktopError) -> None:
        self._on_their_way -= 1
        self.show_failure(error)
        self.read()


def _named_networks() -> str:
    return each_of(in_force().locked(NETWORKS) or ()) or "–"


def _of_others(found: Sending) -> str:
    """What is said of the networks that were chosen before, and where nobody can tell which one this is."""
    words = []
    if not found.network.key:
        words.append(
            _(
                "This computer cannot tell which network it is on, so packs wait. Choose “Over every network” to send here."
            )
        )
    if found.others:
        words.append(
            ngettext(
                "{number} other network is chosen.", "{number} other networks are chosen.", found.others
            ).format(number=found.others)
        )
    return " ".join(words)
