"""Which proxy this computer is set to: by IT's script, by those that the system knows of, or by the system's fixed ones."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from prevent_desktop.delivery.connection.system_proxies import SystemProxies
from prevent_desktop.errors import DeliveryError
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import PROXY_SCRIPT

if TYPE_CHECKING:
    from prevent_desktop.delivery.connection.proxy_script import ProxyScript

_LEFT_ALONE = 300.0
"""Seconds in which a network's script that did not work is not tried again."""

_AT_HAND = 2
"""So many scripts count at a time: the network's own, and the one that is set."""


class SetProxies:
    """Tells the proxy for an address. `fetch` gives the bytes of a script at an address; `clock` is in seconds."""

    def __init__(self, fetch: Callable[[str], bytes], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch, self._clock = fetch, clock
        self._system = SystemProxies(clock=clock)
        self._scripts: dict[str, ProxyScript] = {}
        self._useless = ("", clock())
        self._guard = threading.Lock()

    def proxy_for(self, url: str) -> str:
        """The address of the proxy to go through to `url`; empty for none. WaitingError where a script cannot tell."""
        with self._guard:
            found = self._by_script(url)
        return self._system.proxy_for(url) if found is None else found

    def _by_script(self, url: str) -> str | None:
        """What the first script says that counts; None where there is none."""
        if place := in_force().value(PROXY_SCRIPT):
            return self._script(place).proxy_for(url)
        networks, is_set = self._system.scripts()
        if networks and (found := self._by_network(networks, url)) is not None:
            return found
        return self._script(is_set).proxy_for(url) if is_set else None

    def _by_network(self, place: str, url: str) -> str | None:
        """What the network's own script says; None where it does not work, since nobody has set this computer to it."""
        useless, until = self._useless
        if place == useless and self._clock() < until:
            return None
        try:
            return self._script(place).proxy_for(url)
        except DeliveryError:
            self._useless = (place, self._clock() + _LEFT_ALONE)
            return None

    def _script(self, place: str) -> ProxyScript:
        from prevent_desktop.delivery.connection.proxy_script import ProxyScript

        if place not in self._scripts:
            if len(self._scripts) == _AT_HAND:
                self._scripts.clear()
            self._scripts[place] = ProxyScript(place, self._fetch)
        return self._scripts[place]
