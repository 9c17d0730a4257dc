"""One entry starts the program at login; a path with signs that mean something to the system starts it all the same."""

from __future__ import annotations

import configparser
import plistlib
import subprocess
import sys
from pathlib import Path

import pytest

from prevent_desktop.workflows.sending import start_at_login

ODD = ['/opt/Prevent Desktop $1 50%/run`it"', "-m", "prevent_desktop", "tray"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the registry is Windows's")


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_switching_on_and_off_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(start_at_login, "_platform", lambda: platform)
    start_at_login.switch_off()
    assert not start_at_login.is_on()
    start_at_login.switch_on(ODD)
    start_at_login.switch_on(ODD)
    assert start_at_login.is_on()
    start_at_login.switch_off()
    assert not start_at_login.is_on()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only: a shell")
def test_the_desktop_entry_starts_the_very_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(start_at_login, "_platform", lambda: "linux")
    start_at_login.switch_on(ODD)
    entry = configparser.RawConfigParser()
    entry.optionxform = str  # type: ignore[assignment,method-assign]  # keys are told apart by case
    entry.read(tmp_path / ".config" / "autostart" / "prevent-desktop.desktop", encoding="utf-8")
    line = entry["Desktop Entry"]["Exec"].replace("\\\\", "\\").replace("%%", "%")
    shell = subprocess.run(
        ["/bin/sh", "-c", f"printf '%s\\n' {line}"], capture_output=True, text=True, check=True
    )
    assert shell.stdout.splitlines() == ODD, "Exec is quoted as a shell quotes"
    assert entry["Desktop Entry"]["Type"] == "Application"


def test_the_launch_agent_starts_the_very_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(start_at_login, "_platform", lambda: "darwin")
    start_at_login.switch_on(ODD)
    agent = plistlib.loads((tmp_path / "Library" / "LaunchAgents" / "prevent-desktop.plist").read_bytes())
    assert (agent["ProgramArguments"], agent["RunAtLoad"]) == (ODD, True)
