"""A print is killed at each of its steps: no readable file of it is left in the home, the temporary folder or the session's memory.

    python -m tests.faults print_kills --runs 20

The real `Printing` draws on Qt's own CUPS printer, over a stand-in for libcups (`print_service.c`, made by the C compiler),
which copies what is printed as the real service does into its spool. A run is one print, killed after a step by chance: after
the file was opened, after a page, while the file is handed over; or not at all, and then the copy is whole. What is looked for
is any file, since the pages in it are pictures, and the planted words besides. The control leaves the file its name.
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

CANARIES = [f"zorbprinted{letter * 6}" for letter in "abcd"]
STEPS = ("begun", "page", "handed over", "done")
"""After which a print may be killed; the last kills none."""
_SOURCE = Path(__file__).with_name("print_service.c")
_PLACES = ("home", "temp", "cache", "config", "data", "run", "spool")


def made_service(folder: Path) -> Path:
    """The stand-in, compiled into `folder`."""
    made = folder / "libcups.so.2"
    folder.mkdir(exist_ok=True)
    command = ["cc", "-shared", "-fPIC", "-w", "-o", str(made), str(_SOURCE)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def killed_after(last: str, root: Path, service: Path, *arguments: str) -> list[str]:
    """Print, and kill the process after its step `last`; the steps that it told."""
    for name in _PLACES:
        (root / name).mkdir(mode=0o700)
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen", "LD_LIBRARY_PATH": str(service), "PRINTED": str(root / "spool" / "job"),
        "HOME": str(root / "home"), "USERPROFILE": str(root / "home"), "TMPDIR": str(root / "temp"),
        "XDG_CACHE_HOME": str(root / "cache"), "XDG_CONFIG_HOME": str(root / "config"),
        "XDG_DATA_HOME": str(root / "data"), "XDG_RUNTIME_DIR": str(root / "run"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.print_child", str(root / "vault"), *CANARIES, *arguments],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_SOURCE.parents[2],
    )  # fmt: skip
    told: list[str] = []
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        for line in child.stdout:
            told.append(line.decode().strip())
            if told[-1] == last:
                child.kill()
                break
            child.stdin.write(b"\n")
            child.stdin.flush()
    return told


def left(root: Path) -> list[str]:
    """What of the print can be read outside the vault and the service's own spool."""
    places = [root / name for name in _PLACES if name != "spool"]
    files = [
        str(path.relative_to(root))
        for place in places
        for path in place.rglob("*")
        if path.is_file() and "fontconfig" not in str(path)
    ]
    return files + [str(found) for found in find_canaries(places, CANARIES)]


def problems(last: str, root: Path, service: Path) -> list[str]:
    """What is wrong after a print that was killed after `last`."""
    told, job = killed_after(last, root, service), root / "spool" / "job"
    found = left(root)
    if told[-1:] != [last]:
        found.append(f"it ended after {told}")
    whole = job.exists() and job.read_bytes().startswith(b"%PDF") and b"%%EOF" in job.read_bytes()[-9:]
    if whole is not (last == "done"):
        found.append("the service has no whole copy" if last == "done" else "the service has a copy")
    return [f"killed after {last}: {what}" for what in found]


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="print_kills", runs=4)
    chance = random.Random(asked.seed)
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        service = made_service(Path(name) / "service")
        for number in range(asked.runs):
            root = Path(name) / str(number)
            root.mkdir()
            failures += problems(chance.choice(STEPS), root, service)
        control = Path(name) / "control"
        control.mkdir()
        killed_after("handed over", control, service, "--named")
        caught = bool(left(control))
    return asked.tell(failures, controls={"a file that keeps its name": caught})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
