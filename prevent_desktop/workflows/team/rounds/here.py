"""Rounds as this computer makes them: by its connection, the person's rules about networks, and the forms of the program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from prevent_desktop import data_files
from prevent_desktop.delivery.connection.connection_settings import ConnectionSettings
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.network_rules import NetworkGate
from prevent_desktop.delivery.connection.networks import system_networks
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import DeliveryError, WaitingError
from prevent_desktop.system_store import SystemStore
from prevent_desktop.translation import _
from prevent_desktop.workflows.team.cases.shipped_forms import ShippedForms
from prevent_desktop.workflows.team.circles.mailbox_access import opener
from prevent_desktop.workflows.team.rounds.round import TeamRounds


def make_rounds(spool: Callable[[], Spool], *, now: Callable[[], datetime]) -> TeamRounds:
    """Rounds over the store that the organisation's profile names, by this computer's connection and the person's rules.

    `spool` is the outbox that keeps both; it is opened once there is a team.
    """
    made: list[tuple[HttpConnections, NetworkGate, Spool]] = []

    def parts() -> tuple[HttpConnections, NetworkGate, Spool]:
        if not made:
            box = spool()
            settings = ConnectionSettings(box.settings, box.folder, SystemStore.here_unattended)
            gate = NetworkGate(box.settings, system_networks())
            made.append((HttpConnections(settings=settings), gate, box))
        return made[0]

    def hindrance(address: str) -> DeliveryError | None:
        _connections, gate, box = parts()
        return _paused() if box.paused else gate.hindrance(address)

    forms = ShippedForms(data_files.forms())
    return TeamRounds(lambda vault: opener(vault, parts()[0]), now=now, hindrance=hindrance, forms=forms)


def _paused() -> WaitingError:
    return WaitingError(
        _("Sending is paused"),
        _("You paused sending in the outbox, so changes wait here and others’ do not come."),
        _("Let it go on in the outbox when you are ready."),
        kind="paused",
    )
