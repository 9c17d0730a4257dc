"""The proxy that this computer is set to use: by Windows, macOS, the environment, or the settings of a Linux desktop.

Windows and macOS are asked by Python (fixed proxies and their exceptions); the script that they are set to, or that the network
names where they are set to look for one (WPAD), is worked out by `proxy_script`. On Linux the environment counts first; where it
names no proxy, the desktop is asked by its portal (org.freedesktop.portal.ProxyResolver), which also runs such a script where the
desktop is set to one.
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
_ASKED_AGAIN = 300.0  # seconds, after the system was asked for scripts
_DIRECT = "direct"


class SystemProxies:
    """Tells the proxy for an address. `clock` is in seconds; it counts how long what was asked is left alone."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._not_before = self._ask_at = clock()
        self._scripts = ("", "")

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
        """The addresses of the script that the network names, and of the one that the system is set to run; either may be empty.

        The portal of Linux runs such scripts itself.
        """
        if self._clock() >= self._ask_at:
            by_network, is_set = _scripts()
            self._scripts = (on_the_web(by_network), is_set)
            self._ask_at = self._clock() + _ASKED_AGAIN
        return self._scripts

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
            first = str(found[0]) if found else ""
            return "" if urlsplit(first).scheme in {"", _DIRECT} else first
        except (OSError, DBusErrorResponse, ValueError, TypeError, KeyError, IndexError):
            self._not_before = self._clock() + _LEFT_ALONE
            return ""


def on_the_web(untrusted_address: str) -> str:
    """What a network may name; empty for anything else: Windows would sign this login in at the server of a path."""
    return untrusted_address if untrusted_address.lower().startswith(("http://", "https://")) else ""


def _scripts() -> tuple[str, str]:
    platform: str = sys.platform  # a plain text, so that mypy on one system reads the branches of the others
    if platform == "win32":
        from prevent_desktop.delivery.connection import windows_proxies

        return windows_proxies.scripts()
    if platform == "darwin":
        from prevent_desktop.delivery.connection import mac_proxies

        return mac_proxies.scripts()
    return "", ""
