"""The system's own store of secrets: Secret Service, macOS Keychain, Windows Credential Locker, by way of `keyring`.

The vault keeps a way in there, and delivery what it needs to reach a receiver while the vault is locked: they are
siblings, so the store stands below both. The backend is named here and never looked up by keyring's own settings or
environment, which could name one that keeps secrets in plain text. The store gives a secret to any program of the
person who is logged in.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any, Self

from prevent_desktop.errors import SystemStoreError
from prevent_desktop.translation import _

SERVICE = "Prevent Desktop"
_PLATFORM: str = sys.platform
_BACKENDS = {
    "linux": ("keyring.backends.SecretService", "Keyring"),
    "darwin": ("keyring.backends.macOS", "Keyring"),
    "win32": ("keyring.backends.Windows", "WinVaultKeyring"),
}
_ERRORS_BELOW = {
    "linux": (
        ("secretstorage.exceptions", "SecretStorageException"),
        ("jeepney", "DBusErrorResponse"),
    ),
    "win32": (("win32ctypes.pywin32.pywintypes", "error"),),
}
_LONGEST = 1000
"""Letters in one entry: Windows takes 2,560 bytes, two for each letter."""
_PARTS = "parts "


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
            backend = kind()
        except _troubles():
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

        with self._translated(), closing(secretstorage.dbus_init()) as line:
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
        except _troubles() as error:
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
    return int(number) if text.startswith(_PARTS) and number.isascii() and number.isdigit() else 0


def _troubles() -> tuple[type[BaseException], ...]:
    """All that a backend raises when its store says no: each passes on the errors of the library below it."""
    from keyring.errors import KeyringError

    below = [
        getattr(importlib.import_module(module), name) for module, name in _ERRORS_BELOW.get(_PLATFORM, ())
    ]
    return (KeyringError, RuntimeError, OSError, ValueError, *below)
