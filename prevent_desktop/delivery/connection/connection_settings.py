"""How this computer connects: proxy, bandwidth, certificate, sign-in. Kept in the spool, its secrets in the system's store.

So it holds while the vault is locked and in every process. `ConnectionChoices` is what stands in the spool, and names no secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from prevent_desktop.delivery.failure_reasons import FailureReason, waiting
from prevent_desktop.delivery.outbox.spool_settings import SpoolSettings
from prevent_desktop.errors import SystemStoreError
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import PROXY
from prevent_desktop.strict_json import JsonError, read, text_of
from prevent_desktop.system_store import SystemStore, no_answer, required
from prevent_desktop.translation import _

Kept = TypeVar("Kept")

_NAME = "line"
_SEEN = "line_seen"
_SIGN_IN = "sign_in"
_MOST_SEEN = 20
_MOST_KNOWN = 20
_PROXY_SECRET = "sending: proxy"  # noqa: S105 - the name of a secret


class ProxyWay(StrEnum):
    """Which proxy is used."""

    SYSTEM = "system"
    MANUAL = "manual"
    NONE = "none"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            ProxyWay.SYSTEM: _("As this computer is set"),
            ProxyWay.MANUAL: _("This proxy"),
            ProxyWay.NONE: _("No proxy"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionChoices:
    """`most_bytes` is the most to send in a second, 0 for no limit; `certificate` the fingerprint of the one in use.

    `proxy_refused`: the proxy did not accept the name and password; they are not offered until they are entered anew.
    `proxy_known`: the proxies of the system's choice that they were offered to. No other one is, since a network may name one of
    its own, but the next after they were entered anew (`proxy_entered`).
    """

    proxy: ProxyWay = ProxyWay.SYSTEM
    proxy_address: str = ""
    proxy_user: str = ""
    proxy_refused: bool = False
    proxy_known: tuple[str, ...] = ()
    proxy_entered: bool = False
    most_bytes: int = 0
    certificate: str = ""

    def offers_to(self, proxy: str) -> bool:
        """Whether the name and password are for the proxy at this address."""
        if self.proxy is ProxyWay.MANUAL or proxy in self.proxy_known:
            return True
        return self.proxy_entered or not self.proxy_known


def managed(own: ConnectionChoices) -> ConnectionChoices:
    """What counts where `own` is what the person chose: IT's proxy where that is locked, or preset and none was chosen."""
    counted = in_force()
    wanted = counted.locked(PROXY)
    if wanted is None and own.proxy is ProxyWay.SYSTEM and not own.proxy_address:
        wanted = counted.preset(PROXY)
    if wanted is None:
        return own
    way = {"system": ProxyWay.SYSTEM, "none": ProxyWay.NONE}.get(wanted, ProxyWay.MANUAL)
    return replace(own, proxy=way, proxy_address=wanted if way is ProxyWay.MANUAL else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPlace:
    """Where a receiver has its people sign in: `issuer` is the server's identifier (RFC 8414), `scope` may be empty."""

    issuer: str
    client_id: str
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenConnection:
    """What was seen of the connection to a server: by whom it was vouched for, and whether that is a public authority."""

    authority: str
    public: bool
    protocol: str


class ConnectionSettings:
    """Reads and keeps how this computer connects. `folder` is the spool's; `store` gives the system's store of secrets.

    What needs a secret raises SystemStoreError where the store is locked, or where this computer has none.
    """

    def __init__(
        self,
        settings: SpoolSettings,
        folder: Path,
        store: Callable[[], SystemStore | None] = SystemStore.here,
    ) -> None:
        self._settings = settings
        self.folder = folder
        self._store = store

    # -- what is chosen

    def choices(self) -> ConnectionChoices:
        """What is chosen; the program's own choice where nothing is, or where what is kept cannot be read."""
        return managed(self.own_choices())

    def own_choices(self) -> ConnectionChoices:
        """What the person chose, whatever IT has set."""
        return self._kept(_NAME, ConnectionChoices) or ConnectionChoices()

    def choose(self, choices: ConnectionChoices) -> None:
        """Keep the choices. What IT has set stands beside them, and does not take the place of what was chosen before."""
        own, counted = self.own_choices(), managed(self.own_choices())
        if (choices.proxy, choices.proxy_address) == (counted.proxy, counted.proxy_address):
            choices = replace(choices, proxy=own.proxy, proxy_address=own.proxy_address)
        if choices.proxy_user != own.proxy_user:
            choices = replace(choices, proxy_known=(), proxy_entered=False)
        self._settings.put(_NAME, text_of(choices))

    def keep_proxy_password(self, password: str) -> None:
        """Keep the password for the proxy, or take it away where it is empty; it is offered again."""
        if password:
            self.secrets().keep(_PROXY_SECRET, password.encode())
        elif store := self._store():
            store.forget(_PROXY_SECRET)
        self.choose(replace(self.choices(), proxy_refused=False, proxy_entered=True))

    def proxy_password(self, choices: ConnectionChoices) -> str:
        """The password for the proxy, where one is offered at all."""
        if not choices.proxy_user or choices.proxy_refused or choices.proxy is ProxyWay.NONE:
            return ""
        try:
            return (self.secrets().find(_PROXY_SECRET) or b"").decode()
        except UnicodeDecodeError as error:  # another program wrote something else in its place
            raise no_answer() from error

    def know_proxy(self, address: str) -> None:
        """The name and password are offered to this proxy of the system's choice, and from now on to no new one."""
        choices = self.choices()
        if choices.proxy is ProxyWay.MANUAL or (address in choices.proxy_known and not choices.proxy_entered):
            return
        known = (*(one for one in choices.proxy_known if one != address), address)
        self.choose(replace(choices, proxy_known=known[-_MOST_KNOWN:], proxy_entered=False))

    def proxy_refused(self) -> None:
        """The proxy did not accept the name and password: a wrong one that is offered again locks an account."""
        self.choose(replace(self.choices(), proxy_refused=True))

    def secrets(self) -> SystemStore:
        """The system's store of secrets."""
        return required(self._store())

    # -- where to sign in

    def sign_in_place(self, url: str) -> SignInPlace | None:
        """Where one signs in for the server of `url`; None where it wants none."""
        return self.sign_in_places().get(origin_of(url))

    def sign_in_places(self) -> dict[str, SignInPlace]:
        """All servers that want a sign-in, by their origins."""
        return self._kept(_SIGN_IN, dict[str, SignInPlace]) or {}

    def know_sign_in(self, url: str, place: SignInPlace | None) -> None:
        """The server of `url` wants its people to sign in there, or no more. Only a signed profile may say so."""
        places = self.sign_in_places()
        before = dict(places)
        if place is None:
            places.pop(origin_of(url), None)
        else:
            places[origin_of(url)] = place
        if places != before:
            self._settings.put(_SIGN_IN, text_of(places))

    # -- what was seen

    def seen(self) -> dict[str, SeenConnection]:
        """What was seen of the connections to servers, by host, the latest last."""
        return self._kept(_SEEN, dict[str, SeenConnection]) or {}

    def note_seen(self, host: str, seen: SeenConnection) -> None:
        """Keep what was seen; the same again is not written."""
        known = self.seen()
        if known.get(host) == seen:
            return
        known.pop(host, None)
        known[host] = seen
        self._settings.put(_SEEN, text_of(dict(list(known.items())[-_MOST_SEEN:])))

    def _kept(self, name: str, kind: type[Kept]) -> Kept | None:
        """None where nothing is kept, or nothing that can be read."""
        with suppress(JsonError):
            found: Kept = read(kind, self._settings.get(name) or "{}", older=True)
            return found
        return None


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, in one spelling (RFC 6454 section 6.2)."""
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"


@contextmanager
def secrets_unlocked(host: str) -> Iterator[None]:
    """Secrets for `host` that cannot be read are trouble that passes once the person logs in."""
    try:
        yield
    except SystemStoreError as error:
        raise waiting(FailureReason.SECRETS_LOCKED, host) from error
