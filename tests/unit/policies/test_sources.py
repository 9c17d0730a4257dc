"""Where IT sets things: only what administrators alone can write counts, and what cannot be read never falls open."""

from __future__ import annotations

import json
import os
import plistlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import pytest

from prevent_desktop.errors import PolicyError
from prevent_desktop.policies.in_force import Policies, Setting, read_source
from prevent_desktop.policies.schema import (
    LONGEST_MINUTES_TO_LOCK,
    NETWORKS,
    POLICIES,
    PRACTICE,
    PROXY,
    SCREEN_CAPTURE,
    WAYS_IN,
)
from prevent_desktop.policies.sources import LARGEST, REGISTRY_KEY, Registry, SetFile, read_json, read_plist

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="POSIX only: the registry is tested by its seam"
)


def _file(folder: Path, content: object, *, own: Path | None = None, name: str = "policies.json") -> SetFile:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    file.chmod(0o644)
    parse = read_plist if name.endswith(".plist") else read_json
    return SetFile(file, parse, own=own, trusted=os.geteuid())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that nobody else can write, with those above it."""
    tmp_path.chmod(0o755)
    return tmp_path


def test_what_is_locked_and_preset_is_read(folder: Path) -> None:
    read = read_source(
        _file(
            folder, {"Locked": {"LongestMinutesToLock": 5}, "Preset": {"Proxy": "proxy.school.example:8080"}}
        )
    )
    assert read.locked(LONGEST_MINUTES_TO_LOCK) == 5
    assert read.preset(LONGEST_MINUTES_TO_LOCK) is None
    assert read.locked(PROXY) is None
    assert read.preset(PROXY) == "proxy.school.example:8080"
    assert not read.problems
    assert not read.ignored


def test_where_there_is_no_file_nothing_is_set(folder: Path) -> None:
    assert not read_source(SetFile(folder / "policies.json", read_json, trusted=os.geteuid())).settings


def test_locked_stands_over_preset(folder: Path) -> None:
    read = read_source(_file(folder, {"Locked": {"Proxy": "none"}, "Preset": {"Proxy": "system"}}))
    assert read.settings["Proxy"] == Setting("none", locked=True)


@pytest.mark.parametrize("mode", [0o666, 0o664, 0o646])
def test_a_file_that_others_can_write_is_ignored_and_that_is_said(folder: Path, mode: int) -> None:
    source = _file(folder, {"Locked": {"ScreenCapture": True}})
    (folder / "policies.json").chmod(mode)
    read = read_source(source)
    assert not read.settings
    assert "policies.json is ignored" in read.ignored[0]


def test_a_file_in_a_folder_that_others_can_write_is_ignored_and_that_is_said(folder: Path) -> None:
    source = _file(folder, {"Locked": {"ScreenCapture": True}})
    folder.chmod(0o777)
    read = read_source(source)
    assert not read.settings
    assert f"can write {folder}" in read.ignored[0]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root gives files away")
def test_a_file_of_somebody_else_is_ignored(folder: Path) -> None:
    source = _file(folder, {"Locked": {"ScreenCapture": True}})
    os.chown(folder / "policies.json", 1234, 1234)
    assert not read_source(source).settings


def test_a_file_of_the_person_is_ignored_and_that_is_said(folder: Path) -> None:
    own = folder / "own.json"
    own.write_text('{"Locked": {"ScreenCapture": true}}')
    read = read_source(_file(folder, {}, own=own))
    assert not read.settings
    assert f"{own} is ignored" in read.ignored[0]


@pytest.mark.parametrize(
    "content",
    [
        b'{"Locked": {"ScreenCapture": true},}',
        b"[]",
        b"",
        b'{"locked": {}}',
        b'{"Locked": []}',
        b'{"Locked": {}, "Locked": {}}',
        b"\xff\xfe",
        b"{" + b" " * LARGEST + b"}",
        b"[" * 100_000,
    ],
)
def test_a_file_that_cannot_be_read_locks_all_to_the_strict_value(folder: Path, content: bytes) -> None:
    read = read_source(_file(folder, content))
    _require_strict(read)
    assert "policies.json" in read.problems[0]


def _require_strict(read: Policies) -> None:
    for policy in POLICIES:
        wanted = None if policy.strict is None else Setting(policy.strict, locked=True)
        assert read.settings.get(policy.name) == wanted, policy.name
    assert read.locked(SCREEN_CAPTURE) is False
    assert read.locked(PRACTICE) is False
    assert read.locked(WAYS_IN) == ()
    assert len(read.problems) == 1


def test_a_pipe_in_the_place_of_the_file_is_no_file_to_wait_for(folder: Path) -> None:
    os.mkfifo(folder / "policies.json")
    _require_strict(read_source(SetFile(folder / "policies.json", read_json, trusted=os.geteuid())))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LongestMinutesToLock", 0),
        ("LongestMinutesToLock", 61),
        ("LongestMinutesToLock", "5"),
        ("LongestMinutesToLock", True),
        ("LongestMinutesToLock", 5.5),
        ("ScreenCapture", "no"),
        ("ScreenCapture", 2),
        ("WaysIn", ["login", "face"]),
        ("WaysIn", "login"),
        ("Networks", [["a"]]),
        ("Networks", ["x\n"]),
        ("CardModule", "opensc.so"),
        ("Proxy", "http://name:secret@proxy.example"),
        ("Proxy", "ftp://x y"),
        ("UpdateSource", "a" * 2001),
        ("UpdateSource", "releases"),
        ("UpdateSource", "http://it.example/prevent"),
        ("UpdateSource", "https://it.example/prevent?computer=7"),
        ("UpdateSource", "https://it.example/#7"),
        ("UpdateSource", "https://name:secret@it.example/"),
        ("UpdateSource", "https:///prevent"),
    ],
)
def test_a_locked_value_that_does_not_fit_is_strict_and_the_others_count(
    folder: Path, name: str, value: object
) -> None:
    read = read_source(_file(folder, {"Locked": {name: value, "OnClose": "end"}}))
    strict = next(policy.strict for policy in POLICIES if policy.name == name)
    assert strict is not None
    assert read.settings[name] == Setting(strict, locked=True)
    assert read.settings["OnClose"] == Setting("end", locked=True)
    assert read.problems[0].startswith(f"{name}: It must") or "only these" in read.problems[0]


@pytest.mark.parametrize(
    "place",
    [
        "/srv/releases",
        "\\\\server\\releases",
        "https://it.example/prevent",
        "https://[2001:db8::7]:8443/",
        "",
    ],
)
def test_newer_versions_are_looked_for_by_a_full_path_or_an_address(folder: Path, place: str) -> None:
    read = read_source(_file(folder, {"Locked": {"UpdateSource": place}}))
    assert read.problems == ()
    assert read.settings["UpdateSource"] == Setting(place, locked=True)


def test_a_name_that_is_not_known_is_told(folder: Path) -> None:
    read = read_source(_file(folder, {"Locked": {"LongestMinuteToLock": 5}}))
    assert read.problems == ("“LongestMinuteToLock” is no setting of this version.",)


def test_what_only_can_be_locked_is_not_preset(folder: Path) -> None:
    read = read_source(_file(folder, {"Preset": {"VaultAnywhere": True}}))
    assert read.settings["VaultAnywhere"] == Setting(False, locked=True)


def test_a_fingerprint_may_be_written_as_windows_and_openssl_show_it(folder: Path) -> None:
    shown = ":".join(["AB"] * 32)
    read = read_source(_file(folder, {"Locked": {"ProfileAuthority": shown}}))
    assert read.settings["ProfileAuthority"] == Setting("ab" * 32, locked=True)


def test_the_managed_preferences_of_macos_hold_the_same(folder: Path) -> None:
    content = plistlib.dumps({"Locked": {"ScreenCapture": False, "Networks": ["Staff"]}, "PayloadUUID": "x"})
    read = read_source(_file(folder, content, name="org.prevent-desktop.plist"))
    assert read.locked(SCREEN_CAPTURE) is False
    assert read.locked(NETWORKS) == ("Staff",)


@pytest.mark.parametrize("content", [b"", b"<plist", b"bplist00" + b"\xff" * 60, b"<plist><array/></plist>"])
def test_a_property_list_that_is_none_is_strict(folder: Path, content: bytes) -> None:
    _require_strict(read_source(_file(folder, content, name="org.prevent-desktop.plist")))


class _Key:
    def __init__(self, values: list[tuple[str, object]], keys: list[str]) -> None:
        self.values, self.keys = values, keys

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing is open."""


class _Winreg:
    """As Python's module of this name answers: what is in `hives` by path. Not run on Windows; see the test under Wine."""

    HKEY_LOCAL_MACHINE, HKEY_CURRENT_USER = "HKLM", "HKCU"
    KEY_READ, KEY_WOW64_64KEY = 1, 2

    def __init__(self, hives: Mapping[str, dict[str, object]], *, denied: bool = False) -> None:
        self._hives, self._denied = hives, denied

    def OpenKey(self, hive: str, path: str, _reserved: int = 0, _access: int = 0) -> _Key:  # noqa: N802
        if self._denied:
            raise PermissionError(5, "Access is denied")
        whole = rf"{hive}\{path}"
        below = [one for one in self._hives if one == whole or one.startswith(whole + "\\")]
        if not below:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        names = {one.removeprefix(whole + "\\").split("\\")[0] for one in below if one != whole}
        return _Key(list(self._hives.get(whole, {}).items()), sorted(names))

    def QueryInfoKey(self, key: _Key) -> tuple[int, int, int]:  # noqa: N802
        return len(key.keys), len(key.values), 0

    def EnumValue(self, key: _Key, number: int) -> tuple[str, object, int]:  # noqa: N802
        return (*key.values[number], 0)

    def EnumKey(self, key: _Key, number: int) -> str:  # noqa: N802
        return key.keys[number]


_LOCKED = rf"HKLM\{REGISTRY_KEY}\Locked"


def test_the_registry_holds_the_same() -> None:
    hives: dict[str, dict[str, object]] = {
        _LOCKED: {"ScreenCapture": 0, "LongestMinutesToLock": 5, "Proxy": "none"},
        rf"{_LOCKED}\Networks": {str(number): f"Wi-Fi {number}" for number in range(1, 12)},
        rf"HKLM\{REGISTRY_KEY}\Preset": {"OnClose": "tray"},
    }
    read = read_source(Registry(_Winreg(hives)))
    assert read.locked(SCREEN_CAPTURE) is False
    assert read.locked(LONGEST_MINUTES_TO_LOCK) == 5
    assert read.locked(NETWORKS) == tuple(f"Wi-Fi {number}" for number in range(1, 12))
    assert read.settings["OnClose"] == Setting("tray", locked=False)
    assert not read.problems
    assert not read.ignored


def test_what_stands_under_the_person_in_the_registry_is_ignored_and_that_is_said() -> None:
    hives: dict[str, dict[str, object]] = {rf"HKCU\{REGISTRY_KEY}\Locked": {"ScreenCapture": 1}}
    read = read_source(Registry(_Winreg(hives)))
    assert not read.settings
    assert r"HKCU\Software\Policies\PreventDesktop is ignored" in read.ignored[0]


def test_an_empty_registry_sets_nothing() -> None:
    assert read_source(Registry(_Winreg({}))) == Policies(place=Registry.place)


def test_a_registry_that_cannot_be_read_is_strict() -> None:
    _require_strict(read_source(Registry(_Winreg({}, denied=True))))


def test_what_cannot_be_read_is_told_with_the_next_step(folder: Path) -> None:
    with pytest.raises(PolicyError) as told:
        _file(folder, b"{").read()
    assert "policy check" in told.value.next_step


def test_a_setting_is_declared_once() -> None:
    names: list[Any] = [policy.name for policy in POLICIES]
    assert len(names) == len(set(names))
