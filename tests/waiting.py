"""Finds the tests that start processes, ask a clock or wait: a plugin of pytest that `packaging/turns.py` has loaded. Linux.

    pytest -p tests.waiting --told-in FILE [--only-of FILE] …

Each test that ends adds its line to the first file, as JSON: `test` (its id), `waits`, `seconds` of processor with those of the
processes that it waited for, `failed`. Of the second, a JSON list of ids, comes which tests run; without it all do.
"""

from __future__ import annotations

import inspect
import json
import re
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

SLEPT = 0.05
"""Seconds that a test's own thread had nothing to do, though it wanted no processor: it waited for something."""
CLOCK = re.compile(
    r"\btime\.(sleep|monotonic|perf_counter|time)\w*\(|\bQTimer\b|\bThread\w*\(|\bwait\w*\(|\bsubprocess\b"
)
"""What a test says itself that asks a clock, waits or has something run beside it, however short."""
PROCESSES = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn"}
"""What Python tells its audit hooks of."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("waiting")
    group.addoption("--told-in", type=Path, required=True, help="each test adds its line to this file")
    group.addoption("--only-of", type=Path, help="run only the tests whose ids stand in this file")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Waiting(config.getoption("--told-in")))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of what was collected only what is asked for stays."""
    if (asked := config.getoption("--only-of")) is None:
        return
    wanted = frozenset(json.loads(asked.read_bytes()))
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in wanted])
    items[:] = [item for item in items if item.nodeid in wanted]


class Waiting:
    """Looks on while tests run."""

    def __init__(self, told_in: Path) -> None:
        self._told_in = told_in
        self._processes = 0
        self._failed = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, _arguments: object) -> None:
        self._processes += event in PROCESSES

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._failed, processes = False, self._processes
        began, busy, spent = time.monotonic(), _busy(), _spent()
        result = yield
        slept, spent = time.monotonic() - began - (_busy() - busy), _spent() - spent
        waits = slept >= SLEPT or self._processes > processes or bool(CLOCK.search(_source(item)))
        line = {"test": item.nodeid, "waits": waits, "seconds": spent, "failed": self._failed}
        with self._told_in.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(line)}\n")
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed |= report.failed


def _busy() -> float:
    """Seconds for which this thread had a processor or wanted one."""
    had, wanted, _times = Path("/proc/thread-self/schedstat").read_text("ascii").split()
    return (int(had) + int(wanted)) / 1e9


def _spent() -> float:
    """Seconds of processor of this process and of those that it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _source(item: pytest.Item) -> str:
    function = getattr(item, "function", None)
    return inspect.getsource(function) if function is not None else ""
