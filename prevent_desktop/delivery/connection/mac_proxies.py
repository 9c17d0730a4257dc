"""The scripts for automatic configuration that macOS knows of, as its own tool tells them (`scutil`, SystemConfiguration). Not run on a Mac."""

from __future__ import annotations

import re

from prevent_desktop.confined.spawn import run_tool

_TOOL = "/usr/sbin/scutil"
_PATIENCE = 5.0  # seconds
_ENTRY = re.compile(r"^  (ProxyAuto\w+) : (\S.*)$", re.MULTILINE)
"""Of all networks together; what stands further in is of one of them."""
_ON = "1"
_BY_NAME = "http://wpad/wpad.dat"
"""Where a network has the script that it names by its name server."""


def scripts() -> tuple[str, str]:
    """The address of the script that the network names, where macOS is set to look for one, and of the one that is set; either may be empty."""
    try:
        told = run_tool(_TOOL, ["--proxy"], more_environment={}, pass_fds=(), seconds=_PATIENCE)
    except OSError:
        return "", ""
    return read(told.stdout.decode("utf-8", "replace"))


def read(told: str) -> tuple[str, str]:
    """The same of what the tool says (SCDynamicStoreCopyProxies' keys)."""
    found = dict(_ENTRY.findall(told))
    is_set = found.get("ProxyAutoConfigURLString", "") if found.get("ProxyAutoConfigEnable") == _ON else ""
    return _BY_NAME if found.get("ProxyAutoDiscoveryEnable") == _ON else "", is_set
