"""``outbox connection``, ``sign-in`` and ``sign-out``: how this computer reaches receivers, without unlocking anything."""

from __future__ import annotations

import argparse
import threading
from dataclasses import asdict
from datetime import UTC, datetime

from prevent_desktop.cli.output import Exit, say, say_json
from prevent_desktop.cli.paths import file_to_read, place
from prevent_desktop.cli.reading import read_file, read_secret
from prevent_desktop.delivery.connection.connection_settings import ProxyWay
from prevent_desktop.delivery.connection.sign_in import waiter
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import UsageError
from prevent_desktop.formatting import each_of
from prevent_desktop.translation import _
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.sending import connection, sign_in


def add_commands(outbox: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add them to ``outbox``."""
    connection = outbox.add_parser(
        "connection", help=_("how this computer connects: proxy, limit, certificate")
    )
    connection.add_argument("--proxy", metavar="ADDRESS", help=_("“system”, “none”, or a proxy’s address"))
    connection.add_argument(
        "--proxy-user",
        metavar="NAME",
        help=_("name for the proxy; its password is asked for, empty for none"),
    )
    connection.add_argument(
        "--limit", type=int, metavar="KB", help=_("most kilobytes to send in a second; 0 for none")
    )
    connection.add_argument(
        "--certificate", type=file_to_read, metavar="FILE", help=_("show this to receivers (.p12, or PEM); its password is asked for")
    )  # fmt: skip
    connection.add_argument(
        "--certificate-chain",
        type=file_to_read,
        metavar="PEM",
        help=_("with --certificate: its certificates"),
    )
    connection.add_argument("--no-certificate", action="store_true", help=_("show none any more"))
    connection.add_argument(
        "--try", dest="tried", action="append", nargs="?", const="", metavar="URL",
        help=_("ask the receivers of the packs in the outbox, or this one, what they are; nothing is sent"),
    )  # fmt: skip
    connection.add_argument("--json", action="store_true", help=_("print how it is set as JSON"))
    signing = outbox.add_parser("sign-in", help=_("sign in for a receiver that wants it, on another device"))
    signing.add_argument(
        "host", nargs="?", metavar="HOST", help=_("the receiver’s server; else the only one")
    )
    leaving = outbox.add_parser("sign-out", help=_("forget a sign-in on this computer"))
    leaving.add_argument("host", metavar="HOST", help=_("the receiver’s server"))
    for command, run in ((connection, run_connection), (signing, run_sign_in), (leaving, run_sign_out)):
        command.add_argument("--data", type=place, metavar="DIR", help=_("the program’s data folder"))
        command.set_defaults(run=run)


def run_connection(arguments: argparse.Namespace) -> Exit:
    """Change what was given, then tell how it is set."""
    with Spool.open(Places.of(arguments.data).spool) as spool:
        _change(spool, arguments)
        tries = _tries(spool, arguments.tried)
        found = connection.read_connection(spool, datetime.now(UTC))
    reached = Exit.WORLD if any(one.trouble is not None for one in tries) else Exit.DONE
    if arguments.json:
        say_json({**_as_json(found), "tried": {one.host: getattr(one.trouble, "kind", "") for one in tries}})
        return reached
    choices = found.choices
    proxy = choices.proxy_address if choices.proxy is ProxyWay.MANUAL else choices.proxy.label
    say(_("Proxy: {proxy}").format(proxy=proxy))
    if choices.proxy_user:
        say(_("  signed in as {name}").format(name=choices.proxy_user))
    limit = choices.most_bytes // connection.KILOBYTES
    say(_("At most {limit} kB a second").format(limit=limit) if limit else _("No limit"))
    if found.certificate is None:
        say(_("No certificate is shown to receivers."))
    else:
        say(_("Certificate: {name}, by {issuer}.").format(name=found.certificate.name, issuer=found.certificate.issuer))  # fmt: skip
        say(f"  {found.good_until}")
    for offer in found.sign_ins:
        say(_sign_in_words(offer))
    for host, seen in found.seen:
        say(connection.seen_in_words(host, seen))
    for one in tries:
        say(one.words)
    return reached


def _tries(spool: Spool, tried: list[str] | None) -> tuple[connection.Tried, ...]:
    if tried is None:
        return ()
    return connection.try_connection(spool, filter(None, tried))


def run_sign_in(arguments: argparse.Namespace) -> Exit:
    """Show a code and an address, and wait until it was entered there; exit 1 where it was not."""
    with Spool.open(Places.of(arguments.data).spool) as spool:
        offer = _offer(spool, arguments.host)
        code = sign_in.begin(spool, offer.origin)
        say(_("On this or another device, open {address}").format(address=code.address))
        say(_("and enter the code {code}").format(code=code.user_code))
        say(_("Waiting until you have done so. Ctrl+C stops."))
        stop = threading.Event()
        try:
            done = sign_in.finish(spool, offer.origin, code, waiter(stop))
        except KeyboardInterrupt:
            done = False
    say(_("You are signed in. Packs go by themselves.") if done else _("You are not signed in."))
    return Exit.DONE if done else Exit.NOT_VALID


def run_sign_out(arguments: argparse.Namespace) -> Exit:
    """Forget a sign-in."""
    with Spool.open(Places.of(arguments.data).spool) as spool:
        sign_in.sign_out(spool, _offer(spool, arguments.host).origin)
    say(_("The sign-in is forgotten on this computer."))
    return Exit.DONE


def _change(spool: Spool, arguments: argparse.Namespace) -> None:
    before = connection.read_connection(spool, datetime.now(UTC)).choices
    if arguments.proxy is not None or arguments.proxy_user is not None:
        ways = {"system": ProxyWay.SYSTEM, "none": ProxyWay.NONE}
        address = before.proxy_address if arguments.proxy is None else arguments.proxy
        way = before.proxy if arguments.proxy is None else ways.get(arguments.proxy, ProxyWay.MANUAL)
        user = before.proxy_user if arguments.proxy_user is None else arguments.proxy_user
        password = None
        if arguments.proxy_user is not None:
            password = read_secret(_("Password for the proxy: ")) if arguments.proxy_user else ""
        given = address if way is ProxyWay.MANUAL else ""
        connection.set_proxy(spool, way, address=given, user=user, password=password)
    if arguments.limit is not None:
        connection.set_limit(spool, arguments.limit)
    if arguments.no_certificate:
        connection.forget_certificate(spool)
    if arguments.certificate is not None:
        chain = b"" if arguments.certificate_chain is None else read_file(arguments.certificate_chain)
        password = read_secret(_("Password of the certificate’s file: "))
        connection.add_certificate(spool, read_file(arguments.certificate), password, chain)


def _offer(spool: Spool, host: str | None) -> sign_in.SignInOffer:
    found = [offer for offer in sign_in.offers(spool) if host in {None, offer.host, offer.origin}]
    if len(found) == 1:
        return found[0]
    known = each_of(offer.host for offer in sign_in.offers(spool)) or "–"
    raise UsageError(
        _("Which sign-in is not clear"),
        _("Servers that want one, as far as is known here: {hosts}").format(hosts=known),
        _("Name one of them. After your organisation’s new file has come, unlock the program once first."),
    )


def _sign_in_words(offer: sign_in.SignInOffer) -> str:
    told = {
        True: _("{host}: you are signed in at {at}."),
        False: _("{host}: wants you to sign in at {at}."),
        None: _("{host}: whether you are signed in at {at} cannot be read: the store of secrets is locked."),
    }
    return told[offer.signed_in].format(host=offer.host, at=offer.at)


def _as_json(found: connection.Connection) -> dict[str, object]:
    certificate = found.certificate
    return {
        **asdict(found.choices),
        "certificate": None
        if certificate is None
        else {
            "name": certificate.name,
            "issuer": certificate.issuer,
            "expires": certificate.expires_at.isoformat(),
        },
        "sign_ins": [asdict(offer) for offer in found.sign_ins],
        "seen": {host: asdict(seen) for host, seen in found.seen},
    }
