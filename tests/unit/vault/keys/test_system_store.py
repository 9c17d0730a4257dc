"""The system's store of secrets: a real Secret Service on a bus of its own."""

from __future__ import annotations

import sys

import pytest

from prevent_desktop.errors import UnlockMethodError
from prevent_desktop.vault.keys.system_store import SystemStore
from tests.unit.vault.keys.keepers import lock_all

SECRET = bytes(range(32))

# keyring leaves the connection open when its store says no; Python closes it with a warning that we cannot mend.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def here() -> SystemStore:
    store = SystemStore.here()
    assert store is not None
    return store


@pytest.mark.usefixtures("service")
def test_it_keeps_gives_and_forgets_a_secret() -> None:
    here().keep("one", SECRET)
    here().keep("two", bytes(32))
    assert here().find("one") == SECRET
    here().keep("one", bytes(32))
    assert here().find("one") == bytes(32)
    here().forget("one")
    here().forget("one")
    with pytest.raises(UnlockMethodError, match="no longer keeps"):
        here().find("one")
    assert here().find("two") == bytes(32)


def test_a_locked_store_that_nobody_unlocks_is_said_in_words(service: str) -> None:
    store = here()
    store.keep("one", SECRET)
    lock_all(service)
    with pytest.raises(UnlockMethodError, match="does not answer") as raised:
        store.find("one")
    assert "passphrase" in raised.value.next_step


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only: this store is asked over D-Bus")
def test_without_a_store_none_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    assert SystemStore.here() is None


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only: this store is asked over D-Bus")
def test_a_backend_that_the_environment_names_is_never_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    assert SystemStore.here() is None


def test_a_store_that_ends_meanwhile_is_said_in_words(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    del service
    store = here()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    for act in (lambda: store.keep("one", SECRET), lambda: store.find("one"), lambda: store.forget("one")):
        with pytest.raises(UnlockMethodError, match="does not answer"):
            act()
