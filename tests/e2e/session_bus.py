"""A session bus with the accessibility service on it, and the screen reader that listens there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

SYSTEM_PYTHON = "/usr/bin/python3"
_READER = Path(__file__).resolve().parent / "screen_reader.py"


def why_no_screen_reader() -> str:
    """Why the walk cannot be made here; empty where it can."""
    missing = [tool for tool in ("dbus-run-session", "Xvfb", "xdotool") if shutil.which(tool) is None]
    if missing:
        return f"not installed: {', '.join(missing)}"
    if not Path("/usr/share/dbus-1/services/org.a11y.Bus.service").exists():
        return "at-spi2-core is not installed"
    known = subprocess.run([SYSTEM_PYTHON, "-c", "import pyatspi"], capture_output=True, check=False)
    return "" if known.returncode == 0 else "python3-pyatspi is not installed"


class SessionBus:
    """A bus of its own for as long as it is held; at-spi2-core starts on it when it is first asked for."""

    def __init__(self, display: str) -> None:
        command = [
            str(shutil.which("dbus-run-session")),
            "--",
            "/bin/sh",
            "-c",
            "echo $DBUS_SESSION_BUS_ADDRESS; cat",
        ]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "DISPLAY": display},
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().decode().strip()
        self.environment = {
            "DISPLAY": display,
            "DBUS_SESSION_BUS_ADDRESS": self.address,
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


class ScreenReader:
    """`screen_reader.py` on that bus."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [SYSTEM_PYTHON, str(_READER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "PATH": os.environ["PATH"]},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def ask(self, do: str, **arguments: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **arguments}).encode() + b"\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def tree(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("tree")
        return found

    def heard(self) -> list[dict[str, Any]]:
        """The events since the last time; `listen` is asked first."""
        found: list[dict[str, Any]] = self.ask("heard")
        return found

    def held(self) -> list[str]:
        """Every text in the program's tree, what is not showing too."""
        found: list[str] = self.ask("held")
        return found
