"""A release's signed lists as they lie on a web server that IT has named. Nothing else of a release is ever fetched.

A request carries the name of a list, and what every request of this program carries, which tells neither its version nor who
asks. Each goes by a connection of its own, so that the server gets nothing back that it said before.
"""

from __future__ import annotations

import errno
import time
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.http_requests import LONGEST_ANSWER
from prevent_desktop.delivery.failure_reasons import FailureReason, waiting
from prevent_desktop.workflows.releases.signed_lists import METADATA, SignedLists

SECONDS: Final = 20.0
"""For a whole request with its answer."""
ALL_SECONDS: Final = 60.0
"""For one look: no request begins after that."""


class ReleaseServer(SignedLists):
    """The release at `address` (``https:``), for one look."""

    def __init__(self, address: str, connections: HttpConnections, *, seconds: float = ALL_SECONDS) -> None:
        self._address = address.rstrip("/")
        self._connections = connections
        self._ends = time.monotonic() + seconds

    def untrusted_list(self, name: str) -> bytes:
        """One of its lists. A server that leads elsewhere, asks who we are or says anything else has none."""
        if time.monotonic() > self._ends:
            raise waiting(FailureReason.NO_ANSWER, urlsplit(self._address).hostname or "")
        answer = self._connections.ask_once("GET", f"{self._address}/{METADATA}/{name}", {})
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            raise FileNotFoundError(errno.ENOENT, "not on the server", name)
        if answer.status != HTTPStatus.OK or len(answer.body) >= LONGEST_ANSWER:
            raise OSError(f"{name}: status {answer.status}, {len(answer.body)} bytes")
        return answer.body
