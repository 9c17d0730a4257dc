"""Which script macOS names for the proxy. What Windows names is asked of Windows: tests/interop/test_registry_under_wine.py."""

from __future__ import annotations

import sys

import pytest

from prevent_desktop.delivery.connection import mac_proxies
from prevent_desktop.delivery.connection.system_proxies import SystemProxies, on_the_web

TOLD = """\
<dictionary> {{
  ExceptionsList : <array> {{
    0 : *.local
    1 : 169.254/16
  }}
  HTTPEnable : 0
  ProxyAutoConfigEnable : {is_set}
  ProxyAutoConfigURLString : http://proxy.school.example/a b.pac
  ProxyAutoDiscoveryEnable : {looks}
  __SCOPED__ : <dictionary> {{
    en0 : <dictionary> {{
      ProxyAutoConfigEnable : 1
      ProxyAutoConfigURLString : http://of-one-network.example/proxy.pac
      ProxyAutoDiscoveryEnable : 1
    }}
  }}
}}
"""
SET = "http://proxy.school.example/a b.pac"
BY_NAME = "http://wpad/wpad.dat"


@pytest.mark.parametrize(
    ("is_set", "looks", "wanted"),
    [(1, 0, ("", SET)), (1, 1, (BY_NAME, SET)), (0, 1, (BY_NAME, "")), (0, 0, ("", ""))],
)
def test_what_macos_tells_is_read(is_set: int, looks: int, wanted: tuple[str, str]) -> None:
    assert mac_proxies.read(TOLD.format(is_set=is_set, looks=looks)) == wanted


@pytest.mark.parametrize("told", ["", "<dictionary> {\n}\n", "  ProxyAutoConfigEnable : 1\n", "No proxies\n"])
def test_where_it_tells_nothing_there_is_none(told: str) -> None:
    assert mac_proxies.read(told) == ("", "")


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has it")
def test_where_there_is_no_such_tool_there_is_none() -> None:
    assert mac_proxies.scripts() == ("", "")


@pytest.mark.parametrize(
    ("named", "wanted"),
    [
        ("http://wpad.school.example/wpad.dat", "http://wpad.school.example/wpad.dat"),
        ("HTTPS://proxy.example/x", "HTTPS://proxy.example/x"),
        (r"\\evil.example\share\wpad.dat", ""),
        ("//evil.example/share/wpad.dat", ""),
        ("file://evil.example/share/wpad.dat", ""),
        ("C:/wpad.dat", ""),
        ("", ""),
    ],
)
def test_a_network_names_no_path(named: str, wanted: str) -> None:
    assert on_the_web(named) == wanted


@pytest.mark.skipif(sys.platform != "linux", reason="the portal of Linux runs scripts itself")
def test_a_desktop_of_linux_tells_no_script() -> None:
    assert SystemProxies().scripts() == ("", "")
