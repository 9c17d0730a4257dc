"""This computer's own settings of a connection, over a real database and a store of secrets in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection import http_requests
from prevent_desktop.delivery.connection.connection_settings import ConnectionSettings, ProxyWay
from prevent_desktop.delivery.outbox.database import Database
from prevent_desktop.delivery.outbox.spool_settings import SpoolSettings
from prevent_desktop.system_store import SystemStore
from tests.unit.delivery.memory_store import MemoryKeyring


class Computer(ConnectionSettings):
    """Its settings, with the keyring at hand."""

    def __init__(self, settings: SpoolSettings, folder: Path) -> None:
        self.keyring = MemoryKeyring()
        super().__init__(settings, folder, lambda: SystemStore(self.keyring))

    def use_proxy(self, address: str, user: str = "", password: str = "") -> None:
        self.choose(replace(self.choices(), proxy=ProxyWay.MANUAL, proxy_address=address, proxy_user=user))
        self.keep_proxy_password(password)


@contextmanager
def a_computer(folder: Path) -> Iterator[Computer]:
    """One whose looks at what answers there may take as long as a busy machine needs."""
    database = Database(folder)
    try:
        with pytest.MonkeyPatch.context() as patient:
            patient.setattr(http_requests, "_PROBE", 60.0)
            patient.setattr(http_requests, "_WHOLE_PROBE", 120.0)
            yield Computer(SpoolSettings(database), folder)
    finally:
        database.close()
