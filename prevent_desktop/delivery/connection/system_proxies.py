"""The proxy that this computer is set to use: by Windows, macOS, the environment, or the settings of a Linux desktop.

Windows and macOS are asked by Python (fixed proxies and their exceptions); the script that Windows is set to, or that the network
names where Windows is set to look for one (WPAD), is worked out by `proxy_script`; those of macOS are not. On Linux the environment
counts first; where it names no proxy, the desktop is asked by its portal (org.freedesktop.portal.ProxyResolver), which also runs such
a script where the desktop is set to one.
"""

from __future__ import annotations

import os
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

_BUS = "DBUS_SESSION_BUS_ADDRESS"
_PATIENCE = 3.0  # seconds
_LEFT_ALONE = 300.0  # seconds, after a portal that did not answer
_ASKED_AGAIN = 300.0  # seconds, after the network was asked for its script
_DIRECT = "direct"


class SystemProxies:
    """Tells the proxy for an address. `clock` is in seconds; it counts how long what was asked is left alone."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._not_before = self._ask_network_at = clock()
        self._networks_script = ""

    def proxy_for(self, url: str) -> str:
        """The address of the proxy to go through to `url`; empty for none."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        named = urllib.request.getproxies()
        if found := named.get(parts.scheme) or named.get("all"):
            return "" if urllib.request.proxy_bypass(host) else found
        if sys.platform == "linux" and os.environ.get(_BUS) and self._clock() >= self._not_before:
            return self._desktops_own(url)
        return ""

    def scripts(self) -> tuple[str, str]:
        """The addresses of the script that the network names, and of the one that Windows is set to run; either may be empty.

        The portal of Linux runs such scripts itself; macOS does not tell them here.
        """
        platform: str = (
            sys.platform
        )  # a plain text, so that mypy on one system reads the branches of the others
        if platform != "win32":
            return "", ""
        from prevent_desktop.delivery.connection import windows_proxies

        looks_for_one, is_set = windows_proxies.settings()
        if not looks_for_one:
            return "", is_set
        if self._clock() >= self._ask_network_at:
            self._networks_script = windows_proxies.networks_script()
            self._ask_network_at = self._clock() + _ASKED_AGAIN
        return self._networks_script, is_set

    def _desktops_own(self, url: str) -> str:
        from jeepney import DBusAddress, DBusErrorResponse, new_method_call
        from jeepney.io.blocking import open_dbus_connection
        from jeepney.wrappers import unwrap_msg

        portal = DBusAddress(
            "/org/freedesktop/portal/desktop",
            bus_name="org.freedesktop.portal.Desktop",
            interface="org.freedesktop.portal.ProxyResolver",
        )
        try:
            connection = open_dbus_connection("SESSION")
            try:
                asked = new_method_call(portal, "Lookup", "s", (url,))
                found = unwrap_msg(connection.send_and_get_reply(asked, timeout=_PATIENCE))[0]
            finally:
                with suppress(OSError):
                    connection.close()
        except (OSError, DBusErrorResponse, ValueError, KeyError, IndexError):
            self._not_before = self._clock() + _LEFT_ALONE
            return ""
        first = str(found[0]) if found else ""
        return "" if urlsplit(first).scheme in {"", _DIRECT} else first
