"""Signing in for a receiver that wants it: with a code on another device, from the outbox, also while the vault is locked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from prevent_desktop.delivery.connection.connection_settings import ConnectionSettings, SignInPlace, origin_of
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.sign_in import DeviceCode, SignIn, ran_out
from prevent_desktop.delivery.connection.tokens import Tokens, TokenStore
from prevent_desktop.delivery.failure_reasons import FailureReason
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import SystemStoreError, UsageError
from prevent_desktop.translation import _

_MENDED = {FailureReason.SIGN_IN_WANTED, FailureReason.SIGN_IN_AGAIN, FailureReason.SIGN_IN_REFUSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInOffer:
    """A server that wants a sign-in: the receiver's host, where one signs in, and whether one is kept (None: not known)."""

    origin: str
    host: str
    at: str
    signed_in: bool | None


def connection_settings(spool: Spool) -> ConnectionSettings:
    """How this computer connects, as the outbox keeps it."""
    return ConnectionSettings(spool.settings, spool.folder)


def offers(spool: Spool) -> tuple[SignInOffer, ...]:
    """All servers that want a sign-in. May wait for the system's store of secrets."""
    settings = connection_settings(spool)
    return tuple(
        SignInOffer(
            origin=origin,
            host=urlsplit(origin).hostname or "",
            at=urlsplit(place.issuer).hostname or "",
            signed_in=_is_signed_in(settings, origin),
        )
        for origin, place in settings.sign_in_places().items()
    )


def begin(spool: Spool, origin: str) -> DeviceCode:
    """Ask for a code to show."""
    settings = connection_settings(spool)
    settings.secrets()  # a sign-in that cannot be kept is not begun
    return SignIn(HttpConnections(settings=settings)).begin(_place(settings, origin))


def finish(spool: Spool, origin: str, code: DeviceCode, wait: Callable[[float], bool]) -> bool:
    """Wait until the person has entered the code, and keep what came; what waited for it goes. False where `wait` stopped."""
    settings = connection_settings(spool)
    tokens = SignIn(HttpConnections(settings=settings)).finish(_place(settings, origin), code, wait)
    if tokens is not None:
        _keep(spool, origin, tokens)
    return tokens is not None


def look(spool: Spool, origin: str, code: DeviceCode, left: float) -> int | None:
    """Ask once whether the code was entered. None where it was, and all is kept; else the seconds to wait longer now on.

    `left` are the seconds that the code still counts; RefusedError where there are none.
    """
    if left <= 0:
        raise ran_out()
    settings = connection_settings(spool)
    found = SignIn(HttpConnections(settings=settings)).poll(_place(settings, origin), code)
    if not isinstance(found, Tokens):
        return found
    _keep(spool, origin, found)
    return None


def _keep(spool: Spool, origin: str, tokens: Tokens) -> None:
    TokenStore(connection_settings(spool)).keep(origin, tokens)
    for item in spool.items():
        waits = item.state is State.NEEDS_YOU and item.reason is not None and item.reason.kind in _MENDED
        if waits and origin_of(item.endpoint) == origin:
            spool.retry(item.pack_id)


def sign_out(spool: Spool, origin: str) -> None:
    """Forget the sign-in on this computer. The server is not told."""
    TokenStore(connection_settings(spool)).forget(origin)


def _is_signed_in(settings: ConnectionSettings, origin: str) -> bool | None:
    try:
        return TokenStore(settings).find(origin) is not None
    except SystemStoreError:
        return None


def _place(settings: ConnectionSettings, origin: str) -> SignInPlace:
    place = settings.sign_in_place(origin)
    if place is None:
        raise UsageError(
            _("Nothing to sign in to"),
            _("{host} wants no sign-in, as far as your organisation’s file says.").format(
                host=urlsplit(origin).hostname or origin
            ),
            _("Unlock the program once after your organisation’s new file has come, then try again."),
        )
    return place
