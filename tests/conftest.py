"""What holds for every test: no unexpected log line, and no socket but on this machine."""

from __future__ import annotations

import gc
import logging
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.entropy import deterministic_PRNG

from tests.made_vaults import derived_once

# In-process windows need no screen; those that do (tests/e2e) start Xvfb and a process of their own.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Hypothesis reads the constants of every module of ours that was imported since it last looked, while a property test makes
# up its first numbers. That takes seconds on a busy machine, and its health check would lay them at that test’s door. Nor
# has an example so many milliseconds of a clock: no test fails on one.
settings.register_profile("busy machine", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("busy machine")

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_NOWHERE = {"192.0.2.1", "2001:db8::1"}
"""Addresses for documents (RFC 5737, 3849), by which Windows is asked which network this is (`delivery/connection/networks.py`)."""


def pytest_collection_finish() -> None:
    """Modules stay: they are no longer gone through at each collection of what is left over.

    Hypothesis looks before for who holds its random numbers: of what is frozen it would find nobody, and warn (Python 3.14).
    """
    with deterministic_PRNG():
        gc.collect()
        gc.freeze()


def pytest_sessionfinish() -> None:
    """Nor is what still stands at the end, by pytest's five collections and the interpreter's own."""
    gc.collect()
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _derived_once() -> Iterator[None]:
    with derived_once():
        yield


@pytest.fixture(autouse=True)
def _no_unexpected_log(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning or worse that the test does not expect (mark it `expects_log`) fails it."""
    yield
    if request.node.get_closest_marker("expects_log") is None:
        records = [record for phase in ("setup", "call") for record in caplog.get_records(phase)]
        loud = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
        assert not loud, f"unexpected log lines: {loud}"


@pytest.fixture
def folder_for_others() -> Iterator[Path]:
    """An empty folder that other users of this machine reach.

    Not below pytest's own, which every process of pytest closes to all others as it begins (`TempPathFactory.getbasetemp`).
    """
    with tempfile.TemporaryDirectory() as made:
        for each in (Path(made), *Path(made).parents):
            if not each.stat().st_mode & 0o001:
                with suppress(PermissionError):  # it is somebody else's
                    each.chmod(each.stat().st_mode | 0o055)
        yield Path(made)


@pytest.fixture(autouse=True)
def _no_outside_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for another machine fails at once. What only asks for the way to nowhere sends nothing."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        asks_the_way = self.type == socket.SOCK_DGRAM and address[0] in _NOWHERE
        outside = self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in _LOOPBACK
        if outside and not asks_the_way:
            raise AssertionError(f"a test reached for {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
