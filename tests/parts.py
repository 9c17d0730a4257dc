"""Runs parts of the suite, each in a process that is forked from one which has the whole program in it: Linux.

    python -m tests.parts ORDER.json      {"at_once": 4, "parts": [["gui-1", [PYTEST ARGUMENT, …]], …]}

So the program is read, and in a fresh checkout compiled, once in a run, and not by each part. What a part said is printed at
its end, in one piece; its exit code stands in ``codes.json`` beside the order then. `packaging/start.py test` calls it.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from hypothesis.configuration import notice_initialization_restarted
from hypothesis.internal.conjecture.providers import _get_local_constants
from hypothesis.internal.entropy import deterministic_PRNG

import prevent_desktop

CODES = "codes.json"
WITHOUT_A_WARNING = ("-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning")
"""Libraries that bring a plugin for pytest would have their own assertions explained, had they not been there already."""


@dataclass(frozen=True)
class Part:
    """A part that runs, and the file with what it has said so far."""

    name: str
    said: IO[bytes]


def main() -> int:
    """Run all parts, whatever comes of the others; 0 (their codes are written down)."""
    order = Path(sys.argv[1])
    asked = json.loads(order.read_bytes())
    load_program()
    running, codes = dict[int, Part](), dict[str, int]()
    for name, arguments in asked["parts"]:
        if len(running) == asked["at_once"]:
            _end_one(running, codes)
        said = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by `_end_one`
        pid = os.fork()
        if pid == 0:
            return run_part(arguments, said)
        running[pid] = Part(name, said)
    while running:
        _end_one(running, codes)
    order.with_name(CODES).write_text(json.dumps(codes), "ascii")
    return 0


def load_program() -> None:
    """Import every module of the program that this system has what for, and let Hypothesis read the constants in them."""
    for module in pkgutil.walk_packages(prevent_desktop.__path__, f"{prevent_desktop.__name__}."):
        if not module.name.endswith("__main__"):
            with suppress(ImportError):
                importlib.import_module(module.name)
    _get_local_constants()
    notice_initialization_restarted(warn=False)  # else its plugin complains that something came before it
    with deterministic_PRNG():  # as in conftest.py
        gc.collect()
        gc.freeze()


def run_part(arguments: list[str], said: IO[bytes]) -> int:
    """In the process of its own: what pytest makes of it."""
    for stream in (sys.stdout, sys.stderr):
        os.dup2(said.fileno(), stream.fileno())
    return int(pytest.main([*WITHOUT_A_WARNING, *arguments]))


def _end_one(running: dict[int, Part], codes: dict[str, int]) -> None:
    """Wait until one of them has ended, and tell what it said and took."""
    pid, status, took = os.wait4(-1, 0)
    part = running.pop(pid)
    code = os.waitstatus_to_exitcode(status)
    seconds, megabytes = took.ru_utime + took.ru_stime, took.ru_maxrss / 1024
    part.said.seek(0)
    with part.said:
        sys.stdout.buffer.write(f"\n{part.name}\n".encode() + part.said.read())
    print(f"{part.name}: {seconds:.0f} s of processor, {megabytes:.0f} MB at most", flush=True)
    codes[part.name] = code


if __name__ == "__main__":
    raise SystemExit(main())
