"""Somebody else has the name of the system's store of secrets on a real bus, and answers nothing, or whatever they like."""

from __future__ import annotations

import asyncio
import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from prevent_desktop import system_store
from prevent_desktop.delivery.connection.connection_settings import (
    ConnectionChoices,
    ConnectionSettings,
    ProxyWay,
)
from prevent_desktop.delivery.connection.sftp_address import SftpAddress
from prevent_desktop.delivery.connection.sftp_connection import opened
from prevent_desktop.delivery.connection.sftp_keys import SftpKeys, SftpSecrets
from prevent_desktop.delivery.connection.system_proxies import SystemProxies
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import RefusedError, SystemStoreError
from prevent_desktop.system_store import SERVICE, SystemStore
from tests.unit.vault.keys.keepers import secret_service, why_no_secret_service

pytestmark = [
    pytest.mark.skipif(bool(why_no_secret_service()), reason=why_no_secret_service() or "-"),
    # keyring leaves a connection open when its store says no; Python closes it with a warning that we cannot mend.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
FAKE = Path(__file__).resolve().parent / "fake_service.py"
SECRETS, PORTAL = "org.freedesktop.secrets", "org.freedesktop.portal.Desktop"


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A session bus of its own on which nobody is."""
    with tempfile.TemporaryDirectory(prefix="pd-") as folder:
        daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:dir={folder}"],  # noqa: S607 - found above
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert daemon.stdout is not None
        address = daemon.stdout.readline().decode().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
        daemon.kill()
        daemon.wait()
        daemon.stdout.close()


class Fake:
    """A process that has this name on the bus; `manner` is what it answers."""

    def __init__(self, name: str, manner: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(FAKE), name, manner], stdout=subprocess.PIPE, env={**os.environ}
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize("manner", ["silent", "number", "texts", "nothing", "large", "locked"])
def test_a_fake_store_is_told_as_one_that_does_not_answer(
    manner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_store, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(system_store, "PERSON_SECONDS", 0.5)
    with Fake(SECRETS, manner):
        store = SystemStore.here()
        assert store is not None
        acts: tuple[Callable[[], object], ...] = (
            lambda: store.find("one"),
            lambda: store.keep("one", b"x"),
            lambda: store.forget("one"),
        )
        for act in acts:
            with pytest.raises(SystemStoreError, match="does not answer"):
                act()
        with pytest.raises(SystemStoreError, match="does not answer"):
            SystemStore.here_unattended()


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with (
        tempfile.TemporaryDirectory(prefix="pd-") as folder,
        secret_service(Path(folder)) as reached,
    ):
        for variable, value in reached.items():
            monkeypatch.setenv(variable, value)
        yield


def write_as_another_program(text: str) -> None:
    backend: Any = importlib.import_module("keyring.backends.SecretService")
    backend.Keyring().set_password(SERVICE, "one", text)


@pytest.mark.usefixtures("real")
def test_another_program_that_writes_a_secret_of_a_billion_parts_stops_nothing() -> None:
    store = SystemStore.here()
    assert store is not None
    write_as_another_program(f"parts {10**12}")
    assert store.find("one") is None
    store.keep("one", b"x" * 2000)
    assert store.find("one") == b"x" * 2000
    write_as_another_program(f"parts {10**12}")
    store.forget("one")
    assert store.find("one") is None


@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize("manner", ["number", "texts", "nothing", "address", "large"])
def test_a_fake_portal_that_answers_nonsense_names_no_proxy(
    manner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with Fake(PORTAL, manner):
        assert SystemProxies().proxy_for("https://receiver.example/files") == ""


@pytest.mark.usefixtures("real")
def test_somebody_elses_secret_in_the_place_of_ours_is_none_and_goes_to_no_server(tmp_path: Path) -> None:
    store = SystemStore.here()
    assert store is not None
    store.keep("sending: sftp key", b"\xff no key")
    store.keep("sending: proxy", b"\xff\xfe")
    keys = SftpKeys()
    assert keys.public_key() == ""
    address = SftpAddress.parse(f"sftp://user;fingerprint=ssh-ed25519-{'A' * 43}@127.0.0.1:9/in")
    with pytest.raises(RefusedError, match="key"):
        asyncio.run(_connect(address, keys.secrets_for(address)))
    with Spool.open(tmp_path / "outbox") as spool:
        settings = ConnectionSettings(spool.settings, spool.folder)
        choices = ConnectionChoices(proxy=ProxyWay.SYSTEM, proxy_user="user")
        with pytest.raises(SystemStoreError, match="does not answer"):
            settings.proxy_password(choices)


async def _connect(address: SftpAddress, secrets: SftpSecrets) -> None:
    async with opened(address, secrets):
        raise AssertionError("let in")
