"""The system's own store of secrets: Secret Service, macOS Keychain, Windows Credential Locker, by way of `keyring`.

The vault keeps a way in there, and delivery what it needs to reach a receiver while the vault is locked: they are
siblings, so the store stands below both. The backend is named here and never looked up by keyring's own settings or
environment, which could name one that keeps secrets in plain text. The store gives a secret to any program of the
person who is logged in.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import Any, Final, Self

from prevent_desktop.errors import SystemStoreError
from prevent_desktop.translation import _

SERVICE = "Prevent Desktop"
_PLATFORM: str = sys.platform
_BACKENDS = {
    "linux": ("keyring.backends.SecretService", "Keyring"),
    "darwin": ("keyring.backends.macOS", "Keyring"),
    "win32": ("keyring.backends.Windows", "WinVaultKeyring"),
}
_LONGEST = 1000
"""Letters in one entry: Windows takes 2,560 bytes, two for each letter."""
_PARTS = "parts "
_MOST_PARTS = 1000
ANSWER_SECONDS: Final = 10.0
"""Whatever has Secret Service's name on the bus has so long for each answer."""
PERSON_SECONDS: Final = 300.0
"""A person who is asked to unlock it has so long."""


class SystemStore:
    """Keeps secrets by name. Everything may wait for a person to unlock the store: run it on a worker.

    Each method raises SystemStoreError where the store is locked, denied or gone.
    """

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    @classmethod
    def here(cls) -> Self | None:
        """The store of this computer and login; None where there is none that can be trusted with a secret."""
        module, name = _BACKENDS.get(_PLATFORM, ("", ""))
        if not module:
            return None
        kind = getattr(importlib.import_module(module), name)
        try:
            kind.priority  # noqa: B018 - keyring's way to ask whether the backend works here: it raises where not
            backend = _with_an_end(kind)() if _PLATFORM == "linux" else kind()
        except Exception:  # noqa: BLE001 - each backend raises what the library below it does
            return None
        if _PLATFORM == "win32":
            backend.persist = "local machine"  # not carried to other computers of the domain
        return cls(backend)

    @classmethod
    def here_unattended(cls) -> Self | None:
        """As `here`, for what works with nobody there: SystemStoreError where a person would be asked to unlock it."""
        store = cls.here()
        if store is not None and store.is_locked():
            raise no_answer()
        return store

    def is_locked(self) -> bool:
        """Whether reading would have to ask a person to unlock the store first; False where that cannot be told.

        Only Secret Service asks, with a window of its own: what works unattended must not have it shown again and again.
        """
        from keyring.backends import SecretService

        if not isinstance(self._backend, SecretService.Keyring):
            return False
        import secretstorage

        with self._translated(), closing(_line()) as line:
            return bool(secretstorage.get_default_collection(line).is_locked())

    def keep(self, name: str, secret: bytes) -> None:
        """Keep `secret` under `name`, in place of what was there; a long one in several entries."""
        text = secret.hex()
        parts = [text[start : start + _LONGEST] for start in range(0, len(text), _LONGEST)]
        with self._translated():
            before = _count(self._backend.get_password(SERVICE, name) or "")
            if len(parts) <= 1:
                parts = []
                self._backend.set_password(SERVICE, name, text)
            else:
                for number, part in enumerate(parts):
                    self._backend.set_password(SERVICE, f"{name}/{number}", part)
                self._backend.set_password(SERVICE, name, f"{_PARTS}{len(parts)}")
            self._drop(name, range(len(parts), before))

    def find(self, name: str) -> bytes | None:
        """The secret under `name`; None where the store has none, or not a whole one."""
        with self._translated():
            text = "".join(part or "-" for part in self._parts(name))
        with suppress(ValueError):
            return bytes.fromhex(text or "-")
        return None

    def forget(self, name: str) -> None:
        """Take the secret under `name` away, where it is."""
        with self._translated():
            found = self._backend.get_password(SERVICE, name)
            if found is None:
                return
            self._drop(name, range(_count(found)))
            self._backend.delete_password(SERVICE, name)

    def _drop(self, name: str, numbers: range) -> None:
        """Take parts of a secret away, where they are."""
        for number in numbers:
            if self._backend.get_password(SERVICE, f"{name}/{number}") is not None:
                self._backend.delete_password(SERVICE, f"{name}/{number}")

    def _parts(self, name: str) -> Iterator[str | None]:
        found = self._backend.get_password(SERVICE, name)
        count = _count(found or "")
        if not count:
            yield found
        for number in range(count):
            yield self._backend.get_password(SERVICE, f"{name}/{number}")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # whatever has the store's name on a bus may answer anything
            raise no_answer() from error


def required(store: SystemStore | None) -> SystemStore:
    """That store; SystemStoreError where this computer has none."""
    if store is None:
        raise SystemStoreError(
            _("This computer has no store of secrets"),
            _(
                "Passwords, keys and sign-ins are kept there, and nowhere else. None is running for this login."
            ),
            _("Ask your IT support for one (Secret Service on Linux), or do without."),
        )
    return store


def no_answer() -> SystemStoreError:
    """The store is locked, denied or gone."""
    return SystemStoreError(
        _("This computer’s store of secrets does not answer"),
        _("It is locked, was refused to this program, or is not running. Nothing was changed."),
        _("Log in to this computer, unlock its store of secrets, and try again."),
    )


def _count(text: str) -> int:
    number = text.removeprefix(_PARTS)
    is_count = text.startswith(_PARTS) and number.isascii() and number.isdigit()
    count = int(number) if is_count and len(number) <= len(str(_MOST_PARTS)) else 0
    return count if count <= _MOST_PARTS else 0


def _line() -> Any:
    """A connection to the session's bus on which each question ends."""
    import secretstorage

    line: Any = secretstorage.dbus_init()
    line.send_and_get_reply = _ending(line.send_and_get_reply, ANSWER_SECONDS)
    line.recv_until_filtered = _ending(line.recv_until_filtered, PERSON_SECONDS)
    return line


def _ending(ask: Callable[..., Any], seconds: float) -> Callable[..., Any]:
    def asked(what: Any, *, timeout: float | None = None) -> Any:
        return ask(what, timeout=seconds if timeout is None else timeout)

    return asked


def _with_an_end(kind: Any) -> Any:
    """Keyring's Secret Service, which waits for ever by itself."""
    import secretstorage
    from keyring.errors import KeyringLocked

    class Ending(kind):  # type: ignore[misc]  # a class of keyring's, by its name
        def get_preferred_collection(self) -> Any:
            with ExitStack() as opened:
                collection = secretstorage.get_default_collection(opened.enter_context(closing(_line())))
                if collection.is_locked():
                    collection.unlock()
                    if collection.is_locked():
                        raise KeyringLocked
                opened.pop_all()
            return collection

    return Ending
