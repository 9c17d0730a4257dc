"""The tokens that a sign-in gave, in the system's store of secrets; renewed when they run out, also while the vault is locked.

A token is sent to the origin that it is for, and to no other. One process renews at a time (a server that turns refresh
tokens over takes each once, RFC 6749 section 6): the others wait, and then find the new one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from prevent_desktop.delivery.clock import Clock, from_millis, to_millis, utc_now
from prevent_desktop.delivery.connection.connection_settings import ConnectionSettings, SignInPlace, origin_of
from prevent_desktop.delivery.mailboxes.claims import claim
from prevent_desktop.strict_json import JsonError, read, write

_SECRET = "sending: sign-in "  # noqa: S105 - the beginning of the name of a secret
_MARGIN = timedelta(seconds=60)
_PATIENCE = 20.0  # seconds that another process is given to renew
_LONGEST = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Tokens:
    """What the server gave. `ends_at` is None where it said nothing of an end. It has no repr, so that no log tells it."""

    access: str
    refresh: str = ""
    ends_at: int | None = None

    @classmethod
    def of_answer(
        cls, untrusted: Mapping[str, Any], now: datetime, *, before: Tokens | None = None
    ) -> Tokens:
        """From a token answer (RFC 6749 section 5.1); ValueError where it holds no bearer token."""
        access, kind = untrusted.get("access_token"), untrusted.get("token_type", "")
        if not _is_token(access) or str(kind).lower() != "bearer":
            raise ValueError("no bearer token")
        refresh, life = untrusted.get("refresh_token"), untrusted.get("expires_in")
        if not _is_token(refresh):
            refresh = before.refresh if before else ""
        ends = now + timedelta(seconds=min(life, 10**8)) if type(life) is int and life > 0 else None
        return cls(
            access=str(access), refresh=str(refresh), ends_at=None if ends is None else to_millis(ends)
        )

    def runs_out(self, now: datetime) -> bool:
        """Whether it ends soon, as far as is known."""
        return self.ends_at is not None and now + _MARGIN >= from_millis(self.ends_at)


class Renewer(Protocol):
    """What asks the server for new tokens."""

    def renew(self, place: SignInPlace, tokens: Tokens) -> Tokens | None:
        """The new tokens; None where the server no longer takes the old ones. WaitingError where it cannot be asked."""


class TokenStore:
    """The tokens of this login, by the origin of the receiver that they are for."""

    def __init__(self, settings: ConnectionSettings, clock: Clock = utc_now) -> None:
        self._settings = settings
        self._clock = clock
        self._guard = threading.Lock()

    def keep(self, url: str, tokens: Tokens) -> None:
        """Keep tokens for the server of `url`."""
        self._settings.secrets().keep(_SECRET + origin_of(url), write(tokens))

    def forget(self, url: str) -> None:
        """Take them away: signed out on this computer."""
        self._settings.secrets().forget(_SECRET + origin_of(url))

    def find(self, url: str) -> Tokens | None:
        """The tokens for the server of `url`; None where there are none."""
        with suppress(JsonError):
            found: Tokens = read(
                Tokens, self._settings.secrets().find(_SECRET + origin_of(url)) or b"", older=True
            )
            return found
        return None

    def access(self, url: str, renewer: Renewer) -> str:
        """The token to show to the server of `url`; empty where none is wanted there or none is kept."""
        place = self._settings.sign_in_place(url)
        if place is None:
            return ""
        tokens = self.find(url)
        if tokens is not None and tokens.runs_out(self._clock()) and tokens.refresh:
            tokens = self._renewed(url, place, tokens, renewer) or tokens
        return tokens.access if tokens else ""

    def renewed(self, url: str, refused_access: str, renewer: Renewer) -> str:
        """Another token than the one that the server refused; empty where there is none."""
        place, tokens = self._settings.sign_in_place(url), self.find(url)
        if place is None or tokens is None:
            return ""
        if tokens.access != refused_access:
            return tokens.access
        found = self._renewed(url, place, tokens, renewer) if tokens.refresh else None
        return found.access if found else ""

    def _renewed(self, url: str, place: SignInPlace, old: Tokens, renewer: Renewer) -> Tokens | None:
        with self._alone():
            now_kept = self.find(url)
            if now_kept is not None and now_kept.access != old.access:
                return now_kept  # another thread or process was first
            new = renewer.renew(place, old)
            if new is not None:
                self.keep(url, new)
            return new

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time in this process and, as long as that takes no more than `_PATIENCE`, among all."""
        with self._guard:
            ends = time.monotonic() + _PATIENCE
            while (held := claim(self._settings.folder, "sign-in")) is None and time.monotonic() < ends:
                time.sleep(0.05)
            try:
                yield
            finally:
                if held is not None:
                    held.release()


def _is_token(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable() and 0 < len(value) <= _LONGEST
