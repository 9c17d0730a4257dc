"""A Windows to try things on: Wine in a folder of its own, with a screen in memory, a keyboard, a screen reader and a camera."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path, PureWindowsPath
from types import TracebackType
from typing import Self

HERE = Path(__file__).resolve().parent
TOOLS = {
    "wine": "wine wine64",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64",
}
PROGRAM_FILES = "C:\\Program Files\\Prevent Desktop"
PATIENCE = 300.0
"""Seconds for anything; a busy machine with two cores is slow, and nothing here is judged by its time."""
_LOOK_EVERY = 0.25


class Kind(IntEnum):
    """What a screen reader calls a thing (UIA_…ControlTypeId, uiautomationclient.h)."""

    BUTTON = 50000
    FIELD = 50004
    LIST_ITEM = 50007
    TEXT = 50020


class NeverCameError(Exception):
    """What was waited for did not come."""


def there(path: Path) -> str:
    """How the machine calls a file of ours."""
    return str(PureWindowsPath("Z:", path.resolve()))


class Machine:
    """`folder` is the machine's disk. Nothing of it is known to the real machine's desktop, and it ends with this."""

    def __init__(self, folder: Path) -> None:
        self.disk = folder / "drive_c"
        reading, writing = os.pipe()
        screen = [
            "Xvfb",
            "-displayfd",
            str(writing),
            "-noreset",
            "-screen",
            "0",
            "1366x900x24",
            "-nolisten",
            "tcp",
        ]
        self._screen = subprocess.Popen(screen, pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            display = f":{pipe.readline().strip()}"
        # With TMPDIR in its environment Wine 10.0 of Debian 13 ends with “free(): invalid pointer”, each time (seen six times).
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TMP"))},
            "DISPLAY": display,
            "WINEPREFIX": str(folder),
            "WINEDEBUG": "-all",
            # No debugger: a program that dies is gone, where one would wait for somebody who looks at it.
            "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe,winedbg.exe=",
        }
        self._started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        _code, said = self._call("wineboot", "--init")
        if not (self.disk / "windows" / "system32").is_dir():
            raise NeverCameError(f"a machine: {said}")
        self._compile("icuuc.c", self.disk / "windows" / "system32" / "icuuc.dll", "-w", "-shared")
        self._compile("seen.c", self._screen_reader, "-municode", "-lole32", "-loleaut32", "-luuid")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        del kind, error, trace
        self._call("wineserver", "-k")
        for each in self._started:
            each.wait()
        self._screen.terminate()
        self._screen.wait()

    def _compile(self, source: str, into: Path, *words: str) -> None:
        """Make what Windows 10 and 11 bring and Wine 10 does not (the library that Qt asks for), and our screen reader."""
        compiler = ["x86_64-w64-mingw32-gcc", str(HERE / source), "-o", str(into), *words]
        subprocess.run(compiler, check=True)

    @property
    def _screen_reader(self) -> Path:
        return self.disk / "seen.exe"

    # -- programs

    def _call(self, *words: str) -> tuple[int, str]:
        """Into a file: a pipe would end only with the last service of the machine that this program happened to start."""
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                words,
                env=self._environment,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
            said.seek(0)
            return done.returncode, said.read().decode("utf-8", "replace").replace("\r\n", "\n")

    def run(self, *words: str) -> tuple[int, str]:
        """Run a program of the machine to its end: its exit code, and what it printed."""
        return self._call("wine", *words)

    def program(self, *words: str) -> tuple[int, str]:
        """Run our command line."""
        return self.run(f"{PROGRAM_FILES}\\prevent-desktop.exe", *words)

    def start_window(self, *words: str) -> None:
        """Start our window, as the shortcut does."""
        command = ["wine", f"{PROGRAM_FILES}\\Prevent Desktop.exe", *words]
        self._started.append(
            subprocess.Popen(
                command, env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        )  # fmt: skip

    def installer(self, *words: str) -> int:
        """Run Windows' installer silently; its exit code."""
        return self.run("msiexec", *words, "/qn", "/norestart")[0]

    def restart(self) -> None:
        """Start Windows anew: what was in use, and was to go, goes."""
        for words in (("wineserver", "-k"), ("wineserver", "-w"), ("wineboot",)):
            self._call(*words)

    def installed(self, name: str) -> Path:
        """A file below the program's folder, as this machine sees it."""
        return self.disk / "Program Files" / "Prevent Desktop" / name

    @property
    def data(self) -> Path:
        """The program's data folder."""
        user = os.environ.get("USER") or "root"
        return self.disk / "users" / user / "AppData" / "Local" / "prevent-desktop"

    def registered(self, key: str) -> str:
        """What the registry has there; empty where it has nothing."""
        code, told = self.run("reg", "query", key, "/s")
        return told if code == 0 else ""

    # -- keyboard and eyes

    def see(self, kind: Kind, name: str, *, with_keyboard: bool = False) -> None:
        """Wait until a screen reader finds a thing whose name begins so, that can be used (and has the keyboard). NeverCameError."""
        words = [str(int(PATIENCE)), str(int(kind)), name, *(["keyboard"] if with_keyboard else [])]
        code, told = self.run(there(self._screen_reader), *words)
        if code != 0:
            raise NeverCameError(f"{kind.name} “{name}”; there is:\n{told}")

    def press(self, *keys: str) -> None:
        """Press keys by their X names."""
        self._tool("key", "--delay", "60", *keys)

    def write(self, text: str) -> None:
        """Type it."""
        self._tool("type", "--delay", "60", text)

    def picture(self, path: Path) -> None:
        """Keep what is on the screen."""
        shot = ["import", "-window", "root", "-depth", "8", str(path)]
        subprocess.run(shot, env=self._environment, check=True)

    def _tool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._environment, capture_output=True, check=True)

    # -- what happened

    def events(self, kind: str) -> int:
        """How often this is among the events that the program keeps."""
        file = self.data / "events.txt"
        return sum(line.split()[1] == kind for line in file.read_text().splitlines()) if file.exists() else 0

    def wait_for_event(self, kind: str, number: int) -> None:
        """Wait until it happened so many times."""
        self.wait(lambda: self.events(kind) >= number, f"{number} × {kind}")

    @staticmethod
    def wait(holds: Callable[[], bool], what: str) -> None:
        """Wait for something. NeverCameError."""
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                raise NeverCameError(what)
            time.sleep(_LOOK_EVERY)
