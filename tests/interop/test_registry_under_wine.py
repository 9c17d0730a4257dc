"""What Windows itself is set to, under Wine: what a group policy writes is what the program reads, and so is the proxy's script.

Wants Wine, and the folder of a Windows Python that has the libraries in ``PREVENT_DESKTOP_WINDOWS_PYTHON``: `smoke windows --tests` runs it with one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from prevent_desktop.policies.sources import REGISTRY_KEY
from tests.faults.network_namespaces import why_no_namespace
from tests.interop.naming_network import alone

ROOT = Path(__file__).resolve().parents[2]
PYTHON = os.environ.get("PREVENT_DESKTOP_WINDOWS_PYTHON", "")
ASK = r"""
import json
from prevent_desktop.policies.in_force import read_machine
read = read_machine()
print(json.dumps({"place": read.place, "settings": {name: [found.value, found.locked] for name, found in read.settings.items()},
                  "problems": read.problems, "ignored": read.ignored}))
"""
GROUNDS = r"""
import json, os
from pathlib import Path
from prevent_desktop.files.disks import ground_of
from prevent_desktop.delivery.connection.network_rules import goes_over_a_network
local = Path(os.environ["USERPROFILE"]) / "AppData" / "Local" / "prevent-desktop"
os.environ["OneDrive"] = os.environ["USERPROFILE"] + "\\OneDrive"
told = [ground_of(each)[0] for each in (local, Path(os.environ["OneDrive"]) / "x", Path(os.environ["APPDATA"]) / "x")]
print(json.dumps([*told, goes_over_a_network(local.as_uri())]))
"""
SCRIPT = """
from prevent_desktop.delivery.connection.system_proxies import SystemProxies
print(SystemProxies().scripts())
"""
PROXY = """
import ssl
from prevent_desktop.delivery.connection.http_requests import fetched
from prevent_desktop.delivery.connection.set_proxies import SetProxies
if __name__ == "__main__":
    asked = []
    def fetch(address):
        asked.append(address)
        return fetched(address, ssl.create_default_context())
    proxies = SetProxies(fetch)
    print([proxies.proxy_for("https://receiver.example/files") for _time in range(2)], asked)
"""
NAMED = "function FindProxyForURL(url, host) { return 'PROXY proxy.school.example:8080'; }"
SET = "function FindProxyForURL(url, host) { return 'PROXY set.school.example:3128'; }"
AUTO_CONFIG = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings"
pytestmark = pytest.mark.skipif(
    shutil.which("wine") is None or not PYTHON,
    reason="wants Wine and a Windows Python in PREVENT_DESKTOP_WINDOWS_PYTHON",
)


class Wine:
    """A Windows of its own, with a registry of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._in_network: tuple[str, ...] = ()
        self._environment = {
            # With TMPDIR in its environment Wine 10.0 of Debian 13 ends with “free(): invalid pointer”.
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TMP"))},
            "WINEPREFIX": str(folder / "prefix"),
            "WINEDEBUG": "-all",
            "DISPLAY": "",
        }

    def run(self, *words: str) -> str:
        ran = subprocess.run(
            [*self._in_network, "wine", *words], cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False, timeout=240
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr[-2000:]
        return ran.stdout

    def set(self, key: str, name: str, kind: str, value: str) -> None:
        self.run("reg", "add", key, "/v", name, "/t", kind, "/d", value, "/f")

    def read(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.python(ASK))
        return found

    def python(self, words: str) -> str:
        """The last line that the Windows Python prints for `words`, which can import the program."""
        script = self._folder / "ask.py"
        script.write_text("import sys\nsys.path.insert(0, sys.argv[1])\n" + words)
        return self.run(f"{PYTHON}/python.exe", f"Z:{script}", f"Z:{ROOT}").splitlines()[-1]

    @contextmanager
    def in_a_network_that_names_a_script(self, folder: Path) -> Iterator[None]:
        """What is run meanwhile, runs there; `folder` is what its web server has."""
        self.end()
        self._in_network = tuple(alone(folder))
        yield
        self._in_network = ()

    def end(self) -> None:
        subprocess.run(["wineserver", "-k"], env=self._environment, check=False, capture_output=True)  # noqa: S607


@pytest.fixture
def wine(tmp_path: Path) -> Iterator[Wine]:
    made = Wine(tmp_path)
    yield made
    made.end()


def test_what_stands_in_the_registry_is_what_counts(wine: Wine) -> None:
    empty = wine.read()
    assert empty["settings"] == {}
    assert empty["place"] == rf"HKLM\{REGISTRY_KEY}"
    locked, preset = rf"HKLM\{REGISTRY_KEY}\Locked", rf"HKLM\{REGISTRY_KEY}\Preset"
    wine.set(locked, "ScreenCapture", "REG_DWORD", "0")
    wine.set(locked, "LongestMinutesToLock", "REG_DWORD", "5")
    wine.set(locked, "SetBy", "REG_SZ", "IT of Northfield")
    wine.set(rf"{locked}\WaysIn", "1", "REG_SZ", "pin")
    wine.set(rf"{locked}\WaysIn", "2", "REG_SZ", "login")
    wine.set(preset, "Proxy", "REG_SZ", "proxy.school.example:8080")
    wine.set(rf"HKCU\{REGISTRY_KEY}\Locked", "ScreenCapture", "REG_DWORD", "1")
    read = wine.read()
    assert read["settings"] == {
        "ScreenCapture": [False, True],
        "LongestMinutesToLock": [5, True],
        "SetBy": ["IT of Northfield", True],
        "WaysIn": [["pin", "login"], True],
        "Proxy": ["proxy.school.example:8080", False],
    }
    assert read["problems"] == []
    assert "HKCU" in str(read["ignored"])
    wine.set(locked, "ScreenCapture", "REG_SZ", "perhaps")
    read = wine.read()
    assert "ScreenCapture" in str(read["problems"])


def test_the_script_that_windows_is_set_to_is_known(wine: Wine) -> None:
    assert wine.python(SCRIPT) == "('', '')"
    wine.set(AUTO_CONFIG, "AutoConfigURL", "REG_SZ", "http://wpad.school.example/proxy.pac")
    assert wine.python(SCRIPT) == "('', 'http://wpad.school.example/proxy.pac')"


@pytest.mark.skipif(bool(why := why_no_namespace()), reason=why)
def test_the_script_that_the_network_names_counts_where_it_works(wine: Wine, tmp_path: Path) -> None:
    """WPAD: by the name server, as Windows looks for it; before a script that is set, as Windows has it."""
    web = tmp_path / "web"
    web.mkdir()
    wine.python(SCRIPT)
    with wine.in_a_network_that_names_a_script(web):
        assert wine.python(SCRIPT) == "('http://wpad.school.example/wpad.dat', '')"
        assert wine.python(PROXY) == "['', ''] ['http://wpad.school.example/wpad.dat']", "it is not there"
        (web / "wpad.dat").write_text(NAMED)
        named = "['http://proxy.school.example:8080', 'http://proxy.school.example:8080']"
        assert wine.python(PROXY) == f"{named} ['http://wpad.school.example/wpad.dat']"
        (web / "set.pac").write_text(SET)
        wine.set(AUTO_CONFIG, "AutoConfigURL", "REG_SZ", "http://wpad.school.example/set.pac")
        assert wine.python(PROXY).startswith(named)
        (web / "wpad.dat").write_text("this is no script")
        assert wine.python(PROXY).startswith(
            "['http://set.school.example:3128', 'http://set.school.example:3128']"
        )


def test_where_a_folder_lies_is_asked_of_windows_itself(wine: Wine) -> None:
    assert json.loads(wine.python(GROUNDS)) == ["local", "synced", "roaming", False]
