"""The proxy of a Linux desktop, told by the real portal over the real settings of GNOME."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.system_proxies import SystemProxies
from tests.patience import until

PORTAL = Path("/usr/libexec/xdg-desktop-portal")
RESOLVER = "libgiognomeproxy.so"
MOUNTS = Path("/proc/self/mountinfo")


def why_not() -> str:
    missing = [tool for tool in ("dbus-daemon", "gsettings") if shutil.which(tool) is None]
    missing += [] if PORTAL.exists() else ["xdg-desktop-portal"]
    missing += [] if any(Path("/usr/lib").glob(f"*/gio/modules/{RESOLVER}")) else ["glib-networking"]
    return f"not installed: {', '.join(missing)}" if missing else ""


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A session bus with the portal on it; what to set in the environment to change its settings."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with tempfile.TemporaryDirectory(prefix="pd-") as name:
        home = Path(name)
        around = {
            **os.environ, "HOME": name, "XDG_CONFIG_HOME": name, "XDG_RUNTIME_DIR": name, "XDG_DATA_HOME": name,
            "GSETTINGS_BACKEND": "keyfile", "XDG_CURRENT_DESKTOP": "GNOME", "GIO_USE_PROXY_RESOLVER": "gnome",
        }  # fmt: skip
        bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:path={home / 'bus'}"],  # noqa: S607 - found above
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=around,
        )  # fmt: skip
        assert bus.stdout is not None
        around["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", around["DBUS_SESSION_BUS_ADDRESS"])
        yield around
        bus.terminate()
        bus.wait()
        bus.stdout.close()
        _wait_for_unmounting(home / "doc")


def _wait_for_unmounting(place: Path) -> None:
    """The portal has a file system of documents mounted, which goes away a moment after the bus.

    The kernel's list says whether it is mounted: `os.path.ismount` says no as soon as what stands behind it has ended.
    """
    until(lambda: all(line.split()[4] != str(place) for line in MOUNTS.read_text().splitlines()))


def choose(around: dict[str, str], schema: str, name: str, value: str) -> None:
    command = ["gsettings", "set", f"org.gnome.system.proxy{schema}", name, value]
    subprocess.run(command, check=True, env=around)


def test_the_desktops_proxy_and_its_exceptions_are_used(desktop: dict[str, str]) -> None:
    choose(desktop, "", "mode", "manual")
    choose(desktop, ".https", "host", "proxy.school.example")
    choose(desktop, ".https", "port", "8080")
    choose(desktop, "", "ignore-hosts", "['*.intern.example']")
    portal = subprocess.Popen(
        [str(PORTAL)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=desktop
    )
    try:
        found = ""
        for _step in range(200):
            found = SystemProxies().proxy_for("https://receiver.example/files")
            if found:
                break
            time.sleep(0.1)
        assert found == "http://proxy.school.example:8080"
        assert SystemProxies().proxy_for("https://a.intern.example/files") == ""
    finally:
        portal.terminate()
        portal.wait()


def test_a_desktop_without_a_portal_is_asked_once_and_then_left_alone(
    desktop: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desktop
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    now = 100.0
    proxies = SystemProxies(clock=lambda: now)
    assert proxies.proxy_for("https://receiver.example/") == ""
    assert proxies._not_before == 400.0
    assert proxies.proxy_for("https://receiver.example/") == ""
