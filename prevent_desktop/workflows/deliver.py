"""Deliver what waits in the outbox. Needs no vault: the spool knows all that the way needs."""

from __future__ import annotations

from prevent_desktop.delivery.courier import Courier, Listener, Troubled
from prevent_desktop.delivery.spool import Spool
from prevent_desktop.delivery.transports import Transport
from prevent_desktop.delivery.transports.folder import FolderTransport
from prevent_desktop.delivery.transports.tus import TusTransport


def make_courier(
    spool: Spool, *, listener: Listener | None = None, troubled: Troubled | None = None
) -> Courier:
    """The courier with both ways out: a folder mailbox and a tus server."""
    tus = TusTransport()
    ways: dict[str, Transport] = {"file": FolderTransport(), "https": tus, "http": tus}
    return Courier(spool, ways, listener=listener, troubled=troubled)
