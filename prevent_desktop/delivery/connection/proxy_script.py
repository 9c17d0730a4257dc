"""The proxy that a script for automatic configuration names (PAC): one that IT has set, or Windows is set to.

The script is read from its file or address, and worked out in a confined process (`proxy_scripts`). It is told the server's
name alone, as browsers do, and can look up no other.
"""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.errors import RefusedError, WaitingError
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.proxy_scripts.asking import find_proxy
from prevent_desktop.proxy_scripts.questions import LARGEST_SCRIPT, FindProxy, Trouble
from prevent_desktop.proxy_scripts.questions import RefusedError as ScriptRefusedError
from prevent_desktop.translation import _

_READ_AGAIN = 3600.0
_LEFT_ALONE = 300.0
_PATIENCE = 10.0
"""Seconds: how long a script that was read counts, how long one is left alone that names nothing, and how long it may take to come."""
_KINDS = {"PROXY": "http", "HTTP": "http", "HTTPS": "https"}
_NOWHERE = (
    "192.0.2.1",
    9,
)  # an address for documentation (RFC 5737): a datagram socket led there sends nothing


class ProxyScript:
    """Works out one script. `fetch` gives the bytes at an address; `clock` is in seconds."""

    def __init__(
        self, place: str, fetch: Callable[[str], bytes], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.place = place
        self._fetch, self._clock = fetch, clock
        self._script, self._read_at = b"", -_READ_AGAIN
        self._trouble: tuple[bytes, float, str] | None = None

    def proxy_for(self, url: str) -> str:
        """The address of the proxy to go through to `url`; empty for none. WaitingError where the script cannot tell."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        script = self._present(host)
        digest, now = hashlib.sha256(script).digest(), self._clock()
        if self._trouble is not None and self._trouble[0] == digest and now < self._trouble[1]:
            raise self._broken(host, self._trouble[2])
        shown = f"[{host}]" if ":" in host else host
        question = FindProxy(url=f"{parts.scheme}://{shown}/", host=host)
        try:
            said = find_proxy(script, question, _address_of)
        except ScriptRefusedError as error:
            words = _words_of(error)
            self._trouble = (digest, now + _LEFT_ALONE, words)
            raise self._broken(host, words) from error
        return first_of(said)

    def _present(self, host: str) -> bytes:
        now = self._clock()
        if now - self._read_at >= _READ_AGAIN:
            try:
                self._script = self._fetch(self.place) if urlsplit(self.place).scheme in {"http", "https"} else _read(self.place)  # fmt: skip
            except (OSError, NotPlainError, ScriptRefusedError) as error:
                raise waiting(FailureReason.PROXY_SCRIPT_AWAY, host, script=self.place) from error
            self._read_at = now
        return self._script

    def _broken(self, host: str, words: str) -> WaitingError:
        return waiting(FailureReason.PROXY_SCRIPT_BROKEN, host, script=self.place, why=words)


def first_of(said: str) -> str:
    """The first proxy of an answer that can be used; empty for none. RefusedError where all of them are of other kinds."""
    steps = [step.split() for step in said.split(";") if step.strip()]
    for step in steps:
        kind = step[0].upper()
        if kind == "DIRECT":
            return ""
        if kind in _KINDS and len(step) == 2:  # noqa: PLR2004 - a kind and a place
            return f"{_KINDS[kind]}://{step[1]}"
    if not steps:
        return ""
    error: RefusedError = refused(FailureReason.PROXY_UNUSABLE, proxy=said[:200])
    raise error


def _read(place: str) -> bytes:
    with open_chosen(Path(place)) as file:
        return file.read(LARGEST_SCRIPT + 1)


def _address_of(name: str) -> str:
    """The address of a server as this network knows it, or our own for ""; empty where nobody can tell."""
    with suppress(OSError, UnicodeError):
        if name:
            return str(socket.getaddrinfo(name, None, socket.AF_INET, socket.SOCK_STREAM)[0][4][0])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(_NOWHERE)
            return str(probe.getsockname()[0])
    return ""


def _words_of(error: ScriptRefusedError) -> str:
    return {
        Trouble.TOO_LARGE: _("it is larger than 1 MB"),
        Trouble.ENDLESS: _("it did not come to an end in time"),
        Trouble.NO_FUNCTION: _("it has no function FindProxyForURL"),
        Trouble.NO_TEXT: _("its function gave no text back"),
        Trouble.ERROR: _("it failed: {words}").format(words=error.refusal.words or "–"),
    }[error.refusal.trouble]
