"""A Windows to try things on: Wine in a folder of its own, with a screen in memory, a keyboard and a camera."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable
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
TITLE = "Prevent Desktop"
PATIENCE = 300.0
"""Seconds for anything; a busy machine with two cores is slow, and nothing here is judged by its time."""
_LOOK_EVERY = 0.25
_STILL = 6
"""So many looks that show the same, but for a caret that comes and goes: the window has come to rest."""


_OF_A_COVER = 16_000
"""A picture of one line of text takes fewer bytes; one of a page three times as many."""


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
        self._give_icuuc()
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

    def _give_icuuc(self) -> None:
        """Windows 10 and 11 bring the library that Qt asks for; Wine 10 does not."""
        library = self.disk / "windows" / "system32" / "icuuc.dll"
        compiler = ["x86_64-w64-mingw32-gcc", "-w", "-shared", "-o", str(library)]
        subprocess.run([*compiler, str(HERE / "icuuc.c")], check=True)

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
        """Start our window, as the shortcut does, and return when it is there and has come to rest."""
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

    def see_window(self) -> None:
        """Wait until the window is there and has come to rest."""
        self.wait(lambda: self._tool("search", "--onlyvisible", "--name", TITLE) == 0, "the window")
        self.see_rest()

    def see_rest(self) -> None:
        """Wait until what is shown stays the same for a while."""
        seen: deque[bytes] = deque(maxlen=_STILL)

        def rests() -> bool:
            seen.append(self._shot("rgb:-"))
            return len(seen) == _STILL and len(set(seen)) <= len({"with a caret", "without"})

        self.wait(rests, "a window at rest")

    def press(self, *keys: str) -> None:
        """Press keys by their X names, and wait until the window has done what they say."""
        self._tool("key", "--delay", "60", *keys)
        self.see_rest()

    def cover(self, key: str) -> None:
        """Press a key that covers the window, and wait until hardly anything is seen in it."""
        self._tool("key", key)
        self.wait(lambda: len(self._shot("png:-")) < _OF_A_COVER, "a window that is covered")

    def write(self, text: str) -> None:
        """Type it."""
        self._tool("type", "--delay", "60", text)
        self.see_rest()

    def picture(self, path: Path) -> None:
        """Keep what is on the screen."""
        path.write_bytes(self._shot("png:-"))

    def _shot(self, form: str) -> bytes:
        shot = ["import", "-window", "root", "-depth", "8", form]
        return subprocess.run(shot, env=self._environment, capture_output=True, check=True).stdout

    def _tool(self, *words: str) -> int:
        return subprocess.run(
            ["xdotool", *words], env=self._environment, capture_output=True, check=False
        ).returncode

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
