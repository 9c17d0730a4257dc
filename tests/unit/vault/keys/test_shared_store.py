"""The store below the vault's and delivery's: secrets of any length, over a real secret service."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
import secretstorage

from prevent_desktop.delivery.connection.connection_settings import ConnectionSettings
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import SystemStoreError
from prevent_desktop.system_store import SystemStore
from tests.unit.delivery.memory_store import MemoryKeyring
from tests.unit.vault.keys.keepers import lock_all

# keyring leaves the connection open when its store says no; Python closes it with a warning that we cannot mend.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def here() -> SystemStore:
    store = SystemStore.here()
    assert store is not None
    return store


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("size", [0, 32, 500, 501, 5000])
def test_it_keeps_and_gives_secrets_of_any_length(size: int) -> None:
    secret = os.urandom(size)
    here().keep("one", secret)
    here().keep("two", b"two")
    assert (here().find("one") or b"") == secret
    here().keep("one", b"short")
    assert here().find("one") == b"short"
    here().forget("one")
    here().forget("one")
    assert here().find("one") is None
    assert here().find("two") == b"two"


def test_a_store_that_is_locked_is_said_in_words(service: str) -> None:
    store = here()
    store.keep("one", os.urandom(2000))
    lock_all(service)
    with pytest.raises(SystemStoreError, match="does not answer"):
        store.find("one")


def test_what_works_unattended_asks_nobody_to_unlock_it(
    service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Spool.open(tmp_path) as spool:
        attended = ConnectionSettings(spool.settings, tmp_path)
        attended.choose(replace(attended.choices(), proxy_user="sender"))
        attended.keep_proxy_password("sesame")
        unattended = ConnectionSettings(spool.settings, tmp_path, SystemStore.here_unattended)
        assert unattended.proxy_password(unattended.choices()) == "sesame"
        lock_all(service)
        asked: list[str] = []
        monkeypatch.setattr(secretstorage.Collection, "unlock", lambda _self: asked.append("unlock"))
        with pytest.raises(SystemStoreError, match="does not answer"):
            unattended.proxy_password(unattended.choices())
        assert asked == []
    assert not SystemStore(MemoryKeyring()).is_locked()


def test_nothing_is_left_of_a_long_secret() -> None:
    keyring = MemoryKeyring()
    store = SystemStore(keyring)
    store.keep("one", os.urandom(5000))
    assert len(keyring.kept) > 5
    assert all(len(part) <= 1000 for part in keyring.kept.values()), "Windows takes no longer ones"
    store.keep("one", os.urandom(1200))
    assert len(keyring.kept) == 4
    store.keep("one", b"short")
    assert len(keyring.kept) == 1
    store.forget("one")
    assert keyring.kept == {}


def test_a_long_secret_of_which_a_part_is_gone_is_none() -> None:
    keyring = MemoryKeyring()
    store = SystemStore(keyring)
    store.keep("one", os.urandom(5000))
    del keyring.kept[next(key for key in keyring.kept if key[1].endswith("/1"))]
    assert store.find("one") is None
    store.forget("one")
    assert keyring.kept == {}
