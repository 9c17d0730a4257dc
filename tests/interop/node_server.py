"""A server of npm's packages, as a process that can be killed and started again on the same port."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

_HERE = Path(__file__).resolve().parent
MODULES = _HERE.parents[1] / ".venv" / "node" / "node_modules"


class NodeServer:
    """`script` of this folder takes the port first (0 for any), then `arguments`, and prints its port once it listens.

    `prefix` is a command that starts it elsewhere, such as in a network namespace.
    """

    def __init__(
        self,
        script: str,
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> None:
        self._script = _HERE / script
        self._arguments = arguments
        self._environment = environment or {}
        self._prefix = prefix
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def start(self) -> None:
        """Start it, and return when it listens; at the same port as before."""
        node = shutil.which("node")
        assert node is not None
        self._process = subprocess.Popen(
            [*self._prefix, node, str(self._script), str(self.port), *self._arguments],
            stdout=subprocess.PIPE,
            env={**os.environ, "NODE_MODULES": str(MODULES), **self._environment},
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.strip().isdigit(), f"{self._script.name} did not start"
        self.port = int(line)

    @property
    def runs(self) -> bool:
        return self._process is not None

    def kill(self) -> None:
        """SIGKILL, as a power cut of the machine would look from here."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.kill()
