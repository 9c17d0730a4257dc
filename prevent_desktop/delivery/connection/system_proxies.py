"""The proxy that this computer is set to use: by Windows, macOS, the environment, or the settings of a Linux desktop.

Windows and macOS are asked by Python (fixed proxies and their exceptions); the script that Windows is set to is worked out by
`proxy_script`, that of macOS is not, and neither is one that the network itself names (WPAD). On Linux the environment counts first; where it names no proxy, the desktop is asked by its portal
(org.freedesktop.portal.ProxyResolver), which also runs such a script where the desktop is set to one.
"""

from __future__ import annotations

import os
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

_INTERNET_SETTINGS = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
_BUS = "DBUS_SESSION_BUS_ADDRESS"
_PATIENCE = 3.0  # seconds
_LEFT_ALONE = 300.0  # seconds, after a portal that did not answer
_DIRECT = "direct"


class SystemProxies:
    """Tells the proxy for an address. `clock` is in seconds; it counts how long a portal that is not there is left alone."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._not_before = clock()

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

    def script(self) -> str:
        """The address of the script that Windows is set to run (WinINet's ``AutoConfigURL``); empty for none.

        The portal of Linux runs such a script itself; macOS does not tell it here.
        """
        platform: str = (
            sys.platform
        )  # a plain text, so that mypy on one system reads the branches of the others
        return _windows_script() if platform == "win32" else ""

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


def _windows_script() -> str:
    import winreg

    registry: Any = winreg
    try:
        with registry.OpenKey(registry.HKEY_CURRENT_USER, _INTERNET_SETTINGS) as key:
            return str(registry.QueryValueEx(key, "AutoConfigURL")[0])
    except OSError:
        return ""
