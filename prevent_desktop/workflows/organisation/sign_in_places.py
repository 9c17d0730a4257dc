"""Where one signs in for the receivers that want it: told to the outbox, which sends while the vault is locked."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.delivery.connection.connection_settings import ConnectionSettings, SignInPlace, origin_of
from prevent_desktop.delivery.outbox.spool import Spool


def tell_sign_ins(spool: Spool, receivers: Iterable[Receiver]) -> None:
    """Tell the outbox which of these want a sign-in: it sends while the vault, and so the profile, is locked."""
    connections = ConnectionSettings(spool.settings, spool.folder)
    wanted: dict[str, SignInPlace | None] = {}
    for receiver in receivers:
        if urlsplit(receiver.endpoint).scheme not in {"https", "http"}:
            continue
        origin, server = origin_of(receiver.endpoint), receiver.sign_in
        if server is not None:
            wanted[origin] = SignInPlace(issuer=server.issuer, client_id=server.client_id, scope=server.scope)
        else:
            wanted.setdefault(origin, None)
    for origin, place in wanted.items():
        connections.know_sign_in(origin, place)
