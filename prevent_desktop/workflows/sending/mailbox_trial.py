"""Trying out a team's mailbox the way this computer reaches servers."""

from __future__ import annotations

from collections.abc import Callable

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.sending.sign_in import connection_settings
from prevent_desktop.workflows.team.circles.mailbox_access import credentials_for, try_mailbox


def try_mailbox_of(vault: Vault, address: str) -> Callable[[Spool], bool]:
    """What tries it, away from the vault's thread: whether things can be taken away there. DeliveryError where it is of no use.

    What this vault signs in with is read now.
    """
    credentials = credentials_for(vault, address)

    def trial(spool: Spool) -> bool:
        connections = HttpConnections(settings=connection_settings(spool))
        with open_team_store(address, credentials, connections) as store:
            return try_mailbox(store)

    return trial
