"""Drives the real program from a test: starts it in a process of its own, and is its keyboard and its eyes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest

from tests.e2e.driven_app import RUN, SOCKET_VARIABLE
from tests.e2e.patience import Patience

PATIENCE = 30.0
"""Seconds that the program may take for anything, without those in which it waits for a processor (`Patience`)."""
_ROOT = Path(__file__).resolve().parents[2]
_LOOK_EVERY = 0.05
_LISTEN = 1.0
_PLATFORMS = ("offscreen", "xcb")


@dataclass(frozen=True)
class Home:
    """A machine's folders for one person: all that the program could write to lies below `folder`."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def printed(self) -> Path:
        """What the program printed on standard output and standard error."""
        return self.folder / "printed.txt"

    def environment(self) -> dict[str, str]:
        """The environment of a program that lives here."""
        places = {
            "HOME": "home",
            "TMPDIR": "tmp",
            "XDG_CONFIG_HOME": "home/.config",
            "XDG_DATA_HOME": "home/.local/share",
            "XDG_STATE_HOME": "home/.local/state",
            "XDG_CACHE_HOME": "home/.cache",
            "XDG_RUNTIME_DIR": "run",
        }
        for place in (*places.values(), "work"):
            (self.folder / place).mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "VIRTUAL_ENV") if name in os.environ}
        return {
            **kept,
            **{name: str(self.folder / place) for name, place in places.items()},
            "PREVENT_DESKTOP_DATA": str(self.data),
            "PYTHONPATH": str(_ROOT),
        }


class ProgramEndedError(Exception):
    """The program went away while something was asked of it."""


class Program:
    """The running program. `press`, `write` and `tab_to` are the keyboard; `words` and `focus` the eyes.

    `prefix` stands before its command, such as one that takes it into another network namespace.
    """

    def __init__(self, home: Home, screen: Mapping[str, str], *, prefix: Sequence[str] = ()) -> None:
        self.home = home
        self._screen = screen
        self._prefix = prefix
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._pending = b""
        self.pid = 0

    # -- its life

    def start(self) -> Self:
        """Start it, and return when its window is there."""
        ours, theirs = socket.socketpair()
        environment = {
            **self.home.environment(),
            **self._screen,
            SOCKET_VARIABLE: str(theirs.fileno()),
        }
        with self.home.printed.open("ab") as printed:
            self._process = subprocess.Popen(
                [*self._prefix, sys.executable, *RUN],
                env=environment,
                cwd=self.home.folder / "work",
                pass_fds=[theirs.fileno()],
                stdout=printed,
                stderr=subprocess.STDOUT,
            )
        theirs.close()
        ours.settimeout(_LISTEN)
        self._line, self._pending = ours, b""
        self.pid = self._process.pid
        self.pid = self._receive()["pid"]
        return self

    def wait_for_fresh_process(self) -> int:
        """After a lock: wait until a fresh process has taken the place of the old one; its id."""
        self.pid = self._receive()["pid"]
        return self.pid

    def close(self) -> None:
        """Close the window and wait until the program has ended by itself."""
        assert self._process is not None
        self._tell("close")
        assert self._wait_for_its_end() == 0, self.home.printed.read_text(errors="replace")
        self._forget()

    def kill(self) -> None:
        """SIGKILL."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._forget()

    def crash(self, by: signal.Signals) -> int:
        """Have it crash by this signal; how it ended."""
        assert self._process is not None
        self._process.send_signal(by)
        ended = self._wait_for_its_end()
        self._forget()
        return ended

    def _wait_for_its_end(self) -> int:
        """Its exit code. TimeoutError where it does not end."""
        assert self._process is not None
        patience = Patience(self._process.pid, PATIENCE)
        while not patience.is_over():
            with suppress(subprocess.TimeoutExpired):
                return self._process.wait(_LOOK_EVERY)
        raise TimeoutError(f"it did not end; it printed: {self.home.printed.read_text(errors='replace')}")

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _forget(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = self._process = None

    def __enter__(self) -> Self:
        return self if self.running else self.start()

    def __exit__(self, *_exception: object) -> None:
        if self.running:
            self.kill()
        self._forget()

    # -- its line

    def _receive(self) -> dict[str, Any]:
        while b"\n" not in self._pending:
            received = self._listen()
            if not received:
                raise ProgramEndedError(self.home.printed.read_text(errors="replace"))
            self._pending += received
        line, _newline, self._pending = self._pending.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _listen(self) -> bytes:
        """What it says next; nothing once it has ended. TimeoutError where it is silent for too long."""
        assert self._line is not None
        patience = Patience(self.pid, PATIENCE)
        while not patience.is_over():
            with suppress(TimeoutError, ConnectionResetError):
                return self._line.recv(1 << 16)
            if not self.running:
                return b""
        raise TimeoutError(f"it said nothing; it printed: {self.home.printed.read_text(errors='replace')}")

    def _tell(self, do: str, **arguments: Any) -> Any:
        assert self._line is not None, "the program is not running"
        try:
            self._line.sendall(json.dumps({"do": do, **arguments}).encode() + b"\n")
        except BrokenPipeError as error:
            raise ProgramEndedError(self.home.printed.read_text(errors="replace")) from error
        answer = self._receive()
        if "error" in answer:
            raise AssertionError(f"{answer['error']}\nOn the screen: {self.words()}")
        return answer["value"]

    # -- its keyboard

    def press(self, *keys: str) -> None:
        self._tell("press", keys=keys)

    def write(self, text: str) -> None:
        self._tell("write", text=text)

    def paste(self, text: str) -> None:
        """Paste `text` from the clipboard."""
        self._tell("paste", text=text)

    def time_press(self, key: str) -> float:
        """Press one key; the seconds until what it does at once is painted."""
        seconds: float = self._tell("time_press", key=key)
        return seconds

    def overwrite(self, text: str) -> None:
        """Type `text` in place of what stands in the field."""
        self.press("Ctrl+A", "Delete")
        self.write(text)

    def tab_to(self, name: str = "", **more: Any) -> dict[str, Any]:
        """Press Tab until the focus is on the control with this name."""
        state: dict[str, Any] = self._tell("tab_to", name=name, **more)
        return state

    def push(self, name: str, **more: Any) -> None:
        """Go to a button, tick box or radio by Tab, and press the space bar."""
        self.tab_to(name, **more)
        self.press("Space")

    def fill(self, name: str, text: str, **more: Any) -> None:
        """Go to a field by Tab and type `text` in place of what stands there."""
        self.tab_to(name, **more)
        self.overwrite(text)

    def arrow_to(self, name: str, key: str = "Down", most: int = 30) -> dict[str, Any]:
        """Press an arrow key until the focus is on the control with this name: in a list, or a set of radio buttons."""
        state = self.focus()
        for _press in range(most):
            if state["name"] == name:
                return state
            self.press(key)
            state = self.focus()
        raise AssertionError(f"{key} never came to “{name}”; the last one is “{state['name']}”")

    # -- its screen

    def focus(self) -> dict[str, Any]:
        state: dict[str, Any] = self._tell("focus")
        return state

    def screen(self) -> str:
        """What a person would call the screen that is shown."""
        name: str = self._tell("screen")
        return name

    def words(self) -> list[str]:
        words: list[str] = self._tell("words")
        return words

    def tab_stops(self, **how: Any) -> list[dict[str, Any]]:
        stops: list[dict[str, Any]] = self._tell("tab_stops", **how)
        return stops

    def take_name_away(self, name: str) -> None:
        self._tell("take_name_away", name=name)

    def write_past_the_line(self, text: str) -> None:
        self._tell("write_past_the_line", text=text)

    def stray_windows(self) -> list[str]:
        strays: list[str] = self._tell("stray_windows")
        return strays

    def picture(self, path: Path) -> None:
        self._tell("picture", path=str(path))

    def see(self, wanted: str, patience: float = PATIENCE) -> str:
        """Wait until a text that holds `wanted` is on the screen; that text."""
        found: str = self.look(
            lambda words: next((text for text in words if wanted in text), ""), wanted, patience
        )
        return found

    def see_focus(self, name: str, patience: float = PATIENCE) -> dict[str, Any]:
        """Wait until the keyboard is at the control with this name: a page's words are there before its focus is."""

        def look(_words: list[str]) -> dict[str, Any] | None:
            state = self.focus()
            return state if state["name"] == name else None

        state: dict[str, Any] = self.look(look, f"the focus at “{name}”", patience)
        return state

    def see_no_more(self, unwanted: str, patience: float = PATIENCE) -> None:
        """Wait until no text on the screen holds `unwanted`."""
        self.look(lambda words: all(unwanted not in text for text in words), f"no “{unwanted}”", patience)

    def look(self, look: Callable[[list[str]], Any], wanted: str, patience: float = PATIENCE) -> Any:
        """Wait until `look` finds something in the texts on the screen; what it found."""
        left = Patience(self.pid, patience)
        while not left.is_over():
            found = look(self.words())
            if found:
                return found
            time.sleep(_LOOK_EVERY)
        printed = self.home.printed.read_text(errors="replace")
        raise AssertionError(
            f"never on the screen: {wanted}. There is: {self.words()}\nIt printed: {printed}"
        )


def wait_until(true: Callable[[], object], what: str, patience: float = 4 * PATIENCE) -> None:
    """Wait for something outside of the program, whose waits for a processor nobody counts."""
    end = time.monotonic() + patience
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"it never came: {what}")
        time.sleep(_LOOK_EVERY)


class Xvfb:
    """A screen in memory, on a display number of its own choice."""

    def __init__(self, size: tuple[int, int] = (1366, 768)) -> None:
        reading, writing = os.pipe()
        command = [
            str(shutil.which("Xvfb")),
            "-displayfd",
            str(writing),
            "-screen",
            "0",
            f"{size[0]}x{size[1]}x24",
            "-nolisten",
            "tcp",
        ]
        self._process = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        self.display = f":{number}"

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()


def why_no_window() -> str:
    """Why there can be no real window here; empty where there can."""
    return "" if shutil.which("Xvfb") else "Xvfb is not installed"


def skip_without(*tools: str) -> None:
    """Skip the test where one of `tools` is not installed."""
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
