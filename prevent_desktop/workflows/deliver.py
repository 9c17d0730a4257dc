"""Deliver what waits in the outbox. Needs no vault: the spool knows all that the way needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.spool import Spool
from prevent_desktop.delivery.transports.folder import FolderTransport
from prevent_desktop.delivery.transports.tus import TusTransport


def make_courier(spool: Spool, *, clock: Callable[[], datetime]) -> Courier:
    """The courier with both ways out: a folder mailbox and a tus server."""
    return Courier(spool, (FolderTransport(), TusTransport()), clock=clock)
