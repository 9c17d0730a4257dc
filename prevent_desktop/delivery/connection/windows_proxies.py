"""The script for automatic configuration that Windows knows of (WinHTTP, winhttp.h): one that it was set to, or one that the network names."""

from __future__ import annotations

import ctypes
from typing import Any

_BY_DHCP, _BY_DNS = 1, 2  # WINHTTP_AUTO_DETECT_TYPE_DHCP, WINHTTP_AUTO_DETECT_TYPE_DNS_A
_INTERNET_SETTINGS = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
_libraries: Any = ctypes


class _Settings(ctypes.Structure):
    """WINHTTP_CURRENT_USER_IE_PROXY_CONFIG."""

    _fields_ = (
        ("looks_for_one", ctypes.c_int),
        ("script", ctypes.c_void_p),
        ("proxy", ctypes.c_void_p),
        ("straight", ctypes.c_void_p),
    )


def scripts() -> tuple[str, str]:
    """The address of the script that the network names, where Windows is set to look for one, and of the one that is set.

    Either may be empty. It may take seconds.
    """
    found = _Settings()
    if not _libraries.windll.winhttp.WinHttpGetIEProxyConfigForCurrentUser(ctypes.byref(found)):
        return "", _registered()
    script, _proxy, _straight = (_taken(text) for text in (found.script, found.proxy, found.straight))
    return _networks_own() if found.looks_for_one else "", script or _registered()


def _networks_own() -> str:
    """By DHCP, or as the host ``wpad`` of this domain."""
    found = ctypes.c_void_p()
    detect = _libraries.windll.winhttp.WinHttpDetectAutoProxyConfigUrl
    return _taken(found.value) if detect(_BY_DHCP | _BY_DNS, ctypes.byref(found)) else ""


def _registered() -> str:
    """WinINet's own ``AutoConfigURL``: Wine's WinHTTP does not tell of it."""
    import winreg

    registry: Any = winreg
    try:
        with registry.OpenKey(registry.HKEY_CURRENT_USER, _INTERNET_SETTINGS) as key:
            return str(registry.QueryValueEx(key, "AutoConfigURL")[0])
    except OSError:
        return ""


def _taken(text: int | None) -> str:
    """The text at this place in memory, which is given back."""
    if not text:
        return ""
    try:
        return ctypes.wstring_at(text)
    finally:
        _libraries.windll.kernel32.GlobalFree(ctypes.c_void_p(text))
