"""Processes that live as long as the script that started them, however it ends."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

_PATIENCE = 180.0  # seconds for a start on a machine that has much else to do
_GRACE = 10.0  # seconds to end by itself


class StartError(Exception):
    """A part did not start; the message says which, and what it said last."""


class Processes:
    """The parts that were started, in order. At the end they are stopped in the opposite order."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []

    def start(
        self, arguments: list[str], log: Path, *, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a part that writes what it says to `log`."""
        with log.open("ab") as output:
            process = subprocess.Popen(
                [*_with_us(), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
            )
        self._running.append(process)
        return process

    def stop(self) -> None:
        """Ask each to end, and wait; what does not end is killed."""
        for process in reversed(self._running):
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def _with_us() -> list[str]:
    """What lets the system end a child once its parent was killed; Linux alone has it."""
    setpriv = shutil.which("setpriv")
    return [] if setpriv is None else [setpriv, "--pdeathsig", signal.Signals.SIGTERM.name]


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, what: str) -> None:
    """Wait until `ready`; StartError where the process ended before that, or never gets there."""
    give_up = time.monotonic() + _PATIENCE
    while not ready():
        if process.poll() is not None or time.monotonic() > give_up:
            raise StartError(f"{what} did not start. It said last:\n{_end_of(log)}")
        time.sleep(0.05)


def run(arguments: list[str], *, environment: Mapping[str, str] | None = None) -> str:
    """Run a command to its end and return what it prints; StartError with its own words where it fails."""
    ended = subprocess.run(
        arguments,
        check=False,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        env={**os.environ, **(environment or {})},
    )
    if ended.returncode != 0:
        raise StartError(f"{arguments[0]} ended with {ended.returncode}:\n{ended.stderr.strip()}")
    return ended.stdout


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on just now, out of those that no outgoing connection is given."""
    while True:
        with (
            suppress(OSError),
            socket.create_server(("127.0.0.1", 20_000 + secrets.randbelow(12_000))) as probe,
        ):
            return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether something listens on this port of 127.0.0.1."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            return True
    except OSError:
        return False


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""
