"""A computer behind a proxy, and a receiver beyond it, for tests of what goes on between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from tests.unit.delivery.line_stage import Computer
from tests.unit.delivery.strange_servers import Authority, StrangeServer, answer

AUTHORITY = Authority.make()
HOST = "receiver.example"
URL = f"https://{HOST}/files"
_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def forget_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of this machine names none."""
    for name in _VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def a_receiver(tmp_path: Path) -> StrangeServer:
    """Answers everything with 204."""
    return StrangeServer(lambda _method, _path: answer(204), AUTHORITY.server_context(tmp_path, host=HOST))


def ask(computer: Computer, times: int = 1) -> int:
    """Ask the receiver so often over one connection; the status of its last answer."""
    connections = HttpConnections(settings=computer, context=AUTHORITY.trusting_context())
    status = 0
    with connections.open(URL) as line:
        for _time in range(times):
            status = line.ask("OPTIONS", URL, {}).status
    return status
