"""How this computer connects to receivers: read and changed by the settings screen and the command line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from prevent_desktop.delivery.connection.client_certificates import ClientCertificate, ClientCertificates
from prevent_desktop.delivery.connection.connection_settings import (
    ConnectionChoices,
    ProxyWay,
    SeenConnection,
)
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports.tus import TusTransport
from prevent_desktop.errors import DeliveryError, UsageError
from prevent_desktop.formatting import each_of
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import PROXY
from prevent_desktop.translation import _
from prevent_desktop.workflows.sending.sign_in import SignInOffer, connection_settings, offers

KILOBYTES = 1000
LIMITS = (0, 64, 256, 1000, 4000)
"""The limits that are offered, in kilobytes a second; 0 is none."""
_PROXY = re.compile(
    r"(https?://)?[^\s/@:]+(:\d{1,5})?/?|(https?://)?\[[0-9A-Fa-f:]+\](:\d{1,5})?/?", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """All that the settings show. `good_until` is a sentence about the certificate; `seen` is by host, the latest last."""

    choices: ConnectionChoices
    certificate: ClientCertificate | None
    good_until: str
    seen: tuple[tuple[str, SeenConnection], ...]
    sign_ins: tuple[SignInOffer, ...]


def read_connection(spool: Spool, now: datetime) -> Connection:
    """How it is set. May wait for the system's store of secrets."""
    settings = connection_settings(spool)
    certificate = ClientCertificates(settings).kept()
    return Connection(
        choices=settings.choices(),
        certificate=certificate,
        good_until=certificate.good_until(now) if certificate else "",
        seen=tuple(settings.seen().items()),
        sign_ins=offers(spool),
    )


def proxy_problem(address: str) -> str:
    """What is wrong with a proxy's address; empty where nothing is."""
    if _PROXY.fullmatch(address.strip()):
        return ""
    return _("Enter the proxy’s address, such as proxy.school.example:8080")


def given_to(choices: ConnectionChoices) -> str:
    """To which proxies the name and password that are kept are given, in a sentence; empty where none are, or no proxy took them."""
    if not choices.proxy_user or choices.proxy_refused or choices.proxy is ProxyWay.NONE:
        return ""
    known = each_of((choices.proxy_address,) if choices.proxy is ProxyWay.MANUAL else choices.proxy_known)
    takes_a_new_one = choices.proxy is not ProxyWay.MANUAL and choices.offers_to("")
    if not takes_a_new_one:
        return _("Your name and password go to this proxy and no other: {proxies}.").format(proxies=known)
    if not known:
        return _(
            "Your name and password go to the first proxy that this computer meets, and then to no other."
        )
    return _("Your name and password go to {proxies} and to the next new proxy, and then to no other.").format(proxies=known)  # fmt: skip


def set_proxy(
    spool: Spool, way: ProxyWay, *, address: str = "", user: str = "", password: str | None = None
) -> None:
    """Choose the proxy. `password` is None where the one that is kept stays, and "" takes it away."""
    if way is ProxyWay.MANUAL and (problem := proxy_problem(address)):
        raise UsageError(
            _("The proxy’s address cannot be used"), _("It was “{address}”.").format(address=address), problem
        )
    settings = connection_settings(spool)
    present = settings.choices()
    if (way, address.strip()) != (present.proxy, present.proxy_address):
        in_force().require_free(PROXY)
    settings.choose(
        replace(settings.choices(), proxy=way, proxy_address=address.strip(), proxy_user=user.strip())
    )
    if password is not None:
        settings.keep_proxy_password(password)
    spool.send_now()


def set_limit(spool: Spool, kilobytes: int) -> None:
    """The most kilobytes to send in a second; 0 for no limit. It holds from the next attempt on."""
    settings = connection_settings(spool)
    settings.choose(replace(settings.choices(), most_bytes=max(0, kilobytes) * KILOBYTES))


def add_certificate(
    spool: Spool, untrusted: bytes, password: str, certificates_pem: bytes = b""
) -> ClientCertificate:
    """Keep the certificate that receivers are shown."""
    return ClientCertificates(connection_settings(spool)).take(untrusted, password, certificates_pem)


def forget_certificate(spool: Spool) -> None:
    """Show none any more."""
    ClientCertificates(connection_settings(spool)).forget()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of a try: the receiver's host, and the trouble; None where packs could go."""

    host: str
    trouble: DeliveryError | None

    @property
    def words(self) -> str:
        """It in words."""
        if self.trouble is None:
            return _("{host}: reached, and it takes packs.").format(host=self.host)
        return f"{self.host}: {self.trouble.title}. {self.trouble.what_happened} {self.trouble.next_step}"


def try_connection(spool: Spool, endpoints: Iterable[str] = ()) -> tuple[Tried, ...]:
    """Ask each receiver's server what it is, and send nothing: those of `endpoints`, and of the packs in the outbox.

    Only servers for uploads are tried (``https:``), each once.
    """
    transport = TusTransport(HttpConnections(settings=connection_settings(spool)))
    wanted = dict.fromkeys((*endpoints, *(item.endpoint for item in spool.items())))
    return tuple(_try(transport, one) for one in wanted if urlsplit(one).scheme in {"https", "http"})


def _try(transport: TusTransport, endpoint: str) -> Tried:
    host = urlsplit(endpoint).hostname or endpoint
    try:
        transport.try_connection(endpoint)
    except DeliveryError as error:
        return Tried(host=host, trouble=error)
    return Tried(host=host, trouble=None)


def seen_in_words(host: str, seen: SeenConnection) -> str:
    """What was seen of the connection to a server, for people."""
    if seen.public:
        return _(
            "{host}: protected by {protocol}; “{authority}”, a public authority, vouches for it."
        ).format(host=host, protocol=seen.protocol, authority=seen.authority)
    return _(
        "{host}: protected by {protocol}; “{authority}” vouches for it, which is no public authority. It may be your "
        "organisation’s own, or a web filter that looks into connections. Packs are sealed before they leave, so it "
        "cannot read them."
    ).format(host=host, protocol=seen.protocol, authority=seen.authority or _("somebody unknown"))
