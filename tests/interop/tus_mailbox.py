"""A team's mailbox on a real tus server (npm @tus/server) with static addresses beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Self

from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from tests.interop.tus_parts import _MODULES

_SCRIPT = Path(__file__).with_suffix(".mjs")


class TusMailbox:
    """The server as a process; `methods` is what a team may do there besides putting and reading."""

    def __init__(self, folder: Path, methods: str = "DELETE") -> None:
        self.mailbox = folder / "school"
        self.mailbox.mkdir(parents=True)
        self.credentials = StoreCredentials(user="laptop-1", password="of this vault alone")
        self._methods = methods
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def address(self) -> str:
        return f"tus+http://127.0.0.1:{self.port}/team/school"

    def start(self) -> None:
        """Start it, and return when it listens; at the same port as before."""
        node = shutil.which("node")
        assert node is not None
        shown = f"{self.credentials.user}:{self.credentials.password}"
        self._process = subprocess.Popen(
            [node, str(_SCRIPT), str(self.port), str(self.mailbox), shown, self._methods],
            stdout=subprocess.PIPE,
            env={**os.environ, "NODE_MODULES": str(_MODULES)},
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.strip().isdigit(), "the tus server did not start"
        self.port = int(line)

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def empty(self) -> None:
        """Take everything away."""
        for each in self.mailbox.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()
