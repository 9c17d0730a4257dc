"""Which proxy this computer is set to: by IT's script, by the script that the system names, or by the system's fixed ones."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from prevent_desktop.delivery.connection.system_proxies import SystemProxies
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import PROXY_SCRIPT

if TYPE_CHECKING:
    from prevent_desktop.delivery.connection.proxy_script import ProxyScript


class SetProxies:
    """Tells the proxy for an address. `fetch` gives the bytes of a script at an address."""

    def __init__(self, fetch: Callable[[str], bytes]) -> None:
        self._fetch = fetch
        self._system = SystemProxies()
        self._script: ProxyScript | None = None
        self._guard = threading.Lock()

    def proxy_for(self, url: str) -> str:
        """The address of the proxy to go through to `url`; empty for none. WaitingError where a script cannot tell."""
        place = in_force().value(PROXY_SCRIPT) or self._system.script()
        if not place:
            return self._system.proxy_for(url)
        from prevent_desktop.delivery.connection.proxy_script import ProxyScript

        with self._guard:
            if self._script is None or self._script.place != place:
                self._script = ProxyScript(place, self._fetch)
            return self._script.proxy_for(url)
