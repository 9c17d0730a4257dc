"""The receiver's tus server, with the packages that the tests have."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Mapping
from pathlib import Path

from processes import Processes, StartError, run, wait_until

_HERE = Path(__file__).resolve().parent.parent / "tus"
_MODULES = _HERE.parents[2] / ".venv" / "node" / "node_modules"


def start(folder: Path, settings: Mapping[str, str], processes: Processes) -> None:
    """Start it from a copy that has the packages beside it, and return once it listens. A bucket is made first."""
    node = shutil.which("node")
    modules = next((place for place in (_HERE / "node_modules", _MODULES) if place.is_dir()), None)
    if node is None or modules is None:
        raise StartError(
            "node, or the packages that “npm ci” brings into packaging/receiver/tus, are missing."
        )
    program = folder / "tus"
    program.mkdir(exist_ok=True)
    for path in (*_HERE.glob("*.mjs"), Path(__file__).with_name("make_bucket.mjs")):
        shutil.copy(path, program)
    if not (program / "node_modules").is_symlink():
        (program / "node_modules").symlink_to(modules)
    if settings["RECEIVER_STORE"] == "s3":
        run([node, str(program / "make_bucket.mjs")], environment=settings)
    log = folder / "tus.out"
    process = processes.start([node, str(program / "receiver.mjs")], log, environment=settings)
    wait_until(lambda: _listens(settings["RECEIVER_LISTEN"]), process, log, "The tus server")


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(path) == 0
