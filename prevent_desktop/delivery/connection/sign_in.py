"""Signing in on another device: OAuth 2.0 device authorisation (RFC 8628), with what the server tells of itself (RFC 8414).

The person reads a short code here and enters it on a page of their organisation, with their password and second factor
there: this program never sees either. Issuer, client id and scope come from the signed organisation profile.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import SplitResult, urlencode, urlsplit

from prevent_desktop.delivery.clock import Clock, utc_now
from prevent_desktop.delivery.connection.connection_settings import SignInPlace
from prevent_desktop.delivery.connection.own_computer import is_loopback
from prevent_desktop.delivery.connection.tokens import Tokens
from prevent_desktop.delivery.connection.unexpected_responses import ServerResponse, explain_unexpected
from prevent_desktop.errors import DeliveryError, RefusedError
from prevent_desktop.translation import _

_RFC_8414, _OPENID = "oauth-authorization-server", "openid-configuration"
_TAKES_JSON = {"Accept": "application/json"}
_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
_INTERVAL = 5  # seconds, RFC 8628 section 3.2
_SLOWER = 5  # seconds, RFC 8628 section 3.5
_LONGEST_LIFE = 3600  # seconds; a code that is good for longer is not waited for longer
_LONGEST_CODE = 40
_OK = 200


class Asks(Protocol):
    """What sends a request without a token and gives the answer, whatever its status; as `HttpConnections.ask_once`."""

    def ask_once(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> ServerResponse:
        """Raise WaitingError or RefusedError where there is no answer, or the address may not be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What a server for signing in says of itself."""

    device_authorization: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceCode:
    """What to show a person: the code to enter, where, and for how many seconds it is good.

    `whole_address` has the code in it already, or is empty.
    """

    server: Server
    device_code: str
    user_code: str
    address: str
    whole_address: str
    seconds: int
    interval: int


class SignIn:
    """Signs in at a server, and renews what it gave. `wait` waits so many seconds, and says whether to go on."""

    def __init__(self, connections: Asks, clock: Clock = utc_now) -> None:
        self._connections = connections
        self._clock = clock

    def begin(self, place: SignInPlace) -> DeviceCode:
        """Ask for a code (RFC 8628 section 3.1)."""
        server = self.server(place)
        asked = {"client_id": place.client_id, **({"scope": place.scope} if place.scope else {})}
        answer = self._post(server.device_authorization, asked)
        parts = _object(answer)
        if answer.status != _OK:
            raise _refused_by(answer, parts)
        try:
            return DeviceCode(
                server=server,
                device_code=_text(parts, "device_code", 4096),
                user_code=_text(parts, "user_code", _LONGEST_CODE),
                address=_address(parts["verification_uri"]),
                whole_address=_address(parts["verification_uri_complete"])
                if parts.get("verification_uri_complete")
                else "",
                seconds=min(_LONGEST_LIFE, max(1, int(parts["expires_in"]))),
                interval=max(1, int(parts.get("interval", _INTERVAL))),
            )
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise _strange(answer) from error

    def finish(self, place: SignInPlace, code: DeviceCode, wait: Callable[[float], bool]) -> Tokens | None:
        """Wait until the person has entered the code; None where `wait` said to stop.

        Raise RefusedError where the person or the server said no, or the code ran out.
        """
        interval, waited = code.interval, 0
        while waited < code.seconds:
            if not wait(interval):
                return None
            waited += interval
            found = self.poll(place, code)
            if isinstance(found, Tokens):
                return found
            interval += found
        raise ran_out()

    def poll(self, place: SignInPlace, code: DeviceCode) -> Tokens | int:
        """Ask once whether the code was entered (RFC 8628 section 3.4): the tokens, or how many seconds more to wait now on.

        Raise RefusedError where the person or the server said no, or the code ran out.
        """
        answer = self._post(
            code.server.token,
            {"grant_type": _GRANT, "device_code": code.device_code, "client_id": place.client_id},
        )
        parts = _object(answer)
        if answer.status == _OK:
            return self._tokens(answer, parts)
        problem = parts.get("error")
        if problem not in {"authorization_pending", "slow_down"}:
            raise _refused_by(answer, parts)
        return _SLOWER if problem == "slow_down" else 0

    def renew(self, place: SignInPlace, tokens: Tokens) -> Tokens | None:
        """New tokens for old (RFC 6749 section 6); None where the server no longer takes the old ones."""
        answer = self._post(
            self.server(place).token,
            {"grant_type": "refresh_token", "refresh_token": tokens.refresh, "client_id": place.client_id},
        )
        parts = _object(answer)
        if answer.status == _OK:
            return self._tokens(answer, parts, before=tokens)
        if parts.get("error") in {"invalid_grant", "invalid_client", "unauthorized_client"}:
            return None
        raise explain_unexpected(answer)

    def server(self, place: SignInPlace) -> Server:
        """What the server tells of itself; it must be the issuer that the profile names (RFC 8414 section 3.3)."""
        issuer = urlsplit(place.issuer)
        path = issuer.path.rstrip("/")
        # RFC 8414 puts the well-known part behind the host; OpenID Connect Discovery put it at the end.
        answer = self._get(issuer, f"/.well-known/{_RFC_8414}{path}")
        if answer.status != _OK or not _object(answer):
            answer = self._get(issuer, f"{path}/.well-known/{_OPENID}")
        if answer.status != _OK or not _object(answer):
            raise explain_unexpected(answer)
        return _server(answer, _object(answer), place)

    def _get(self, issuer: SplitResult, path: str) -> ServerResponse:
        return self._connections.ask_once("GET", issuer._replace(path=path).geturl(), _TAKES_JSON)

    def _tokens(
        self, answer: ServerResponse, parts: Mapping[str, Any], *, before: Tokens | None = None
    ) -> Tokens:
        try:
            return Tokens.of_answer(parts, self._clock(), before=before)
        except ValueError as error:
            raise _strange(answer) from error

    def _post(self, url: str, parts: Mapping[str, str]) -> ServerResponse:
        return self._connections.ask_once("POST", url, _FORM, urlencode(parts).encode("ascii"))


def waiter(stop: threading.Event) -> Callable[[float], bool]:
    """A `wait` that ends when `stop` is set."""
    return lambda seconds: not stop.wait(seconds)


def _server(answer: ServerResponse, parts: Mapping[str, Any], place: SignInPlace) -> Server:
    if parts.get("issuer") != place.issuer:
        raise RefusedError(
            _("Another server answered for the sign-in"),
            _("{host} says that it signs in for somebody else than your organisation’s file names.").format(
                host=answer.host
            ),
            _("Do not sign in. Tell your IT support."),
            kind="sign_in_elsewhere",
        )
    try:
        return Server(
            device_authorization=_address(parts["device_authorization_endpoint"]),
            token=_address(parts["token_endpoint"]),
        )
    except (KeyError, ValueError) as error:
        raise RefusedError(
            _("This sign-in is not offered"),
            _("{host} does not offer to sign in with a code on another device.").format(host=answer.host),
            _("Tell whoever made your organisation’s file."),
            kind="sign_in_not_offered",
        ) from error


def _object(answer: ServerResponse) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(parts: Mapping[str, Any], name: str, longest: int) -> str:
    value = parts[name]
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= longest:
        raise ValueError(name)
    return value


def _address(value: Any) -> str:
    """An address that is protected, or on this computer; ValueError for another."""
    parts = urlsplit(value if isinstance(value, str) else "")
    is_here = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or is_here):
        raise ValueError("not protected")
    return parts.geturl()


def _refused_by(answer: ServerResponse, parts: Mapping[str, Any]) -> DeliveryError:
    problem = parts.get("error")
    if problem == "access_denied":
        return RefusedError(
            _("The sign-in was turned down"),
            _("The request was refused on the page of your organisation."),
            _("Begin again if that was not meant."),
            kind="sign_in_denied",
        )
    if problem == "expired_token":
        return ran_out()
    if problem in {"invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type"}:
        return RefusedError(
            _("The sign-in is not set up"),
            _("{host} does not know this program, or not what it asks for ({problem}).").format(
                host=answer.host, problem=problem
            ),
            _("Tell whoever made your organisation’s file."),
            kind="sign_in_not_set_up",
        )
    return explain_unexpected(answer)


def ran_out() -> RefusedError:
    """The code was not entered in time."""
    return RefusedError(
        _("The code has run out"),
        _("It was not entered in time."),
        _("Begin again, and enter the new code."),
        kind="sign_in_too_late",
    )


def _strange(answer: ServerResponse) -> RefusedError:
    return RefusedError(
        _("The answer to the sign-in makes no sense"),
        _("{host} answered in a way that does not fit.").format(host=answer.host),
        _("Try again. If it happens again, tell your IT support."),
        kind="sign_in_strange",
    )
