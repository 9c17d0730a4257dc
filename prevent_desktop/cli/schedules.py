"""What makes the schedulers of the systems run ``outbox send`` every quarter of an hour."""

from __future__ import annotations

import plistlib
import shlex
from collections.abc import Sequence

from prevent_desktop.confined.spawn import command_line
from prevent_desktop.translation import _

KINDS = ("systemd", "cron", "windows", "macos")
_SECONDS = 900
_NAME = "prevent-desktop-outbox"


def schedule_for(kind: str, program: Sequence[str]) -> str:
    """The text for one scheduler; `program` is the command that starts this program."""
    command = [*program, "outbox", "send"]
    return {"systemd": _systemd, "cron": _cron, "windows": _windows, "macos": _macos}[kind](command)


def _systemd(command: Sequence[str]) -> str:
    """User units (systemd.service(5), systemd.timer(5)); exit code 3 says that packs wait for a connection: no failure."""
    start = " ".join(map(_systemd_word, command))
    return _UNITS.format(name=_NAME, start=start, then=_("Then"))


_UNITS = """\
# ~/.config/systemd/user/{name}.service
[Unit]
Description=Prevent Desktop: send sealed packs

[Service]
Type=oneshot
ExecStart={start}
SuccessExitStatus=3

# ~/.config/systemd/user/{name}.timer
[Unit]
Description=Prevent Desktop: send sealed packs every quarter of an hour

[Timer]
OnStartupSec=2min
OnUnitActiveSec=15min
RandomizedDelaySec=5min

[Install]
WantedBy=timers.target

# {then}: systemctl --user enable --now {name}.timer"""


def _systemd_word(word: str) -> str:
    """Quoted for ExecStart (systemd.service(5), "Command lines"): % and $ mean something there."""
    inner = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{inner}"'


def _cron(command: Sequence[str]) -> str:
    return f"*/15 * * * * {shlex.join(command)}".replace("%", "\\%")


def _windows(command: Sequence[str]) -> str:
    inner = command_line(command).replace('"', '\\"')
    return f'schtasks /Create /TN "Prevent Desktop outbox" /SC MINUTE /MO 15 /TR "{inner}"'


def _macos(command: Sequence[str]) -> str:
    agent = plistlib.dumps(
        {"Label": _NAME, "ProgramArguments": list(command), "StartInterval": _SECONDS}
    ).decode()
    place = f"<!-- ~/Library/LaunchAgents/{_NAME}.plist -->"
    head, _line, rest = agent.partition("\n")
    return f"{head}\n{place}\n{rest.rstrip()}"
