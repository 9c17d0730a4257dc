"""A computer of the test's own, whatever this machine's environment says of proxies, and a receiver."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.delivery.line_stage import Computer, a_computer
from tests.unit.delivery.proxy_stage import a_receiver, forget_proxies
from tests.unit.delivery.strange_servers import StrangeServer


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Computer]:
    forget_proxies(monkeypatch)
    with a_computer(tmp_path) as made:
        yield made


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[StrangeServer]:
    with a_receiver(tmp_path) as server:
        yield server
