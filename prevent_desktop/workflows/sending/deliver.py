"""Deliver what waits in the outbox. Needs no vault: the spool knows all that the way needs."""

from __future__ import annotations

from contextlib import closing

from prevent_desktop.delivery.connection.connection_settings import ConnectionSettings
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.network_rules import NetworkGate
from prevent_desktop.delivery.connection.networks import Networks, system_networks
from prevent_desktop.delivery.connection.sftp_keys import SftpKeys
from prevent_desktop.delivery.courier import Courier, Troubled
from prevent_desktop.delivery.journal import Listener
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports import Transport
from prevent_desktop.delivery.transports.brought import AlsoBrought
from prevent_desktop.delivery.transports.folder import FolderTransport
from prevent_desktop.delivery.transports.mail import MailTransport
from prevent_desktop.delivery.transports.sftp import SftpTransport
from prevent_desktop.delivery.transports.tus import TusTransport
from prevent_desktop.system_store import SystemStore
from prevent_desktop.workflows.sending.returned_files import brought_to, drafts_of


def make_courier(
    spool: Spool,
    *,
    listener: Listener | None = None,
    troubled: Troubled | None = None,
    networks: Networks | None = None,
) -> Courier:
    """The courier with all transports. `networks` tells the network; by default who tells it without a window."""
    gate = NetworkGate(spool.settings, networks or system_networks())
    return Courier(spool, transports_of(spool), listener=listener, troubled=troubled, gate=gate)


def transports_of(spool: Spool) -> dict[str, Transport]:
    """Every transport, by the scheme of the addresses that go by it."""
    connections = HttpConnections(
        settings=ConnectionSettings(spool.settings, spool.folder, SystemStore.here_unattended)
    )
    tus = TusTransport(connections)
    brought = brought_to(spool)
    return {
        "file": AlsoBrought(FolderTransport(), brought),
        "https": AlsoBrought(tus, brought),
        "http": AlsoBrought(tus, brought),
        "sftp": AlsoBrought(
            SftpTransport(SftpKeys(SystemStore.here_unattended), most_bytes=lambda: connections.most_bytes),
            brought,
        ),
        "mailto": MailTransport(drafts_of(spool), brought),
    }


def network_name() -> str:
    """What the system calls the network that this computer is on, for the screen; "" where it does not tell."""
    with closing(system_networks()) as networks:
        return networks.present().name
