"""A print is killed at each of its steps: no readable file of it is left in the home, the temporary folder or the session's memory.

    python -m tests.faults print_kills --runs 20

The window's process is killed, and the one that prints goes with it. It is the real one, with Qt's own CUPS printer and the system's
libcups, over a print service on a socket (`tests/print_server.py`). A run is one print, killed after a step by chance: when a printer
is chosen and the file was opened, after a page, while the service is given the file and says nothing; or not at all, and then the service
has it whole. What is looked for is any file, since the pages in it are pictures, and the planted words besides. The control leaves the file its name.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.faults.canaries import find_canaries
from tests.faults.harness import ask
from tests.patience import PATIENCE, until
from tests.print_server import Asked, PrintServer, has_ended, print_server

CANARIES = [f"zorbprinted{letter * 6}" for letter in "abcd"]
STEPS = ("chosen", "wanted", "handing-over", "done")
"""After which a print may be killed; the last kills none."""
_ROOT = Path(__file__).parents[2]
_PLACES = ("home", "temp", "cache", "config", "data", "run")


def killed_after(last: str, root: Path, server: PrintServer, *arguments: str) -> list[str]:
    """Print, and kill the window's process after its step `last`; the steps that it told."""
    for name in _PLACES:
        (root / name).mkdir(mode=0o700)
    if last == "handing-over":
        server.fall_silent((Asked.SEND_DOCUMENT,))
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(root / "home"), "USERPROFILE": str(root / "home"), "TMPDIR": str(root / "temp"),
        "XDG_CACHE_HOME": str(root / "cache"), "XDG_CONFIG_HOME": str(root / "config"),
        "XDG_DATA_HOME": str(root / "data"), "XDG_RUNTIME_DIR": str(root / "run"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.print_child", str(root / "vault"), *CANARIES, *arguments],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT,
    )  # fmt: skip
    told: list[str] = []
    printing = ""
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        for line in child.stdout:
            told_step, printing = line.decode().split()
            told.append(told_step)
            if told_step == last != "done":
                if last == "handing-over":
                    server.reached.wait(PATIENCE)
                child.kill()
                break
            child.stdin.write(b"\n")
            child.stdin.flush()
    _await_end(printing)
    server.speak()
    return told


def _await_end(process: str) -> None:
    """Return once the process that prints is gone: it is its file that may be left."""
    until(lambda: has_ended(process))


def left(root: Path) -> list[str]:
    """What of the print can be read outside the vault."""
    places = [root / name for name in _PLACES]
    files = [
        str(path.relative_to(root))
        for place in places
        for path in place.rglob("*")
        if path.is_file() and not _leads_nowhere(path) and "fontconfig" not in str(path)
    ]
    return files + [str(found) for found in find_canaries(places, CANARIES)]


def _leads_nowhere(path: Path) -> bool:
    """The name that a file has while it is handed over: a link to a descriptor of its process, which has gone with it."""
    return path.is_symlink() and str(path.readlink()).startswith("/proc/self/fd/")


def problems(last: str, root: Path, server: PrintServer) -> list[str]:
    """What is wrong after a print that was killed after `last`."""
    server.printed.clear()
    told = killed_after(last, root, server)
    found = left(root)
    if told[-1:] != [last]:
        found.append(f"it ended after {told}")
    whole = [pdf.endswith(b"%%EOF\n") for pdf in server.printed] == [True]
    if whole is not (last == "done"):
        found.append("the service has no whole copy" if last == "done" else "the service has a copy")
    return [f"killed after {last}: {what}" for what in found]


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="print_kills", runs=4)
    chance = random.Random(asked.seed)
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as name, print_server() as server:
        for number in range(asked.runs):
            root = Path(name) / str(number)
            root.mkdir()
            failures += problems(chance.choice(STEPS), root, server)
        control = Path(name) / "control"
        control.mkdir()
        killed_after("handing-over", control, server, "--named")
        caught = bool(left(control))
    return asked.tell(failures, controls={"a file that keeps its name": caught})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
