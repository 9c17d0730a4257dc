"""The system's own store of secrets: Secret Service, macOS Keychain, Windows Credential Locker, by way of `keyring`.

The backend is named here and never looked up by keyring's own settings or environment, which could name one that keeps
secrets in plain text. The store gives the secret to any program of the person who is logged in: what that means is said
where this way in is added.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

from prevent_desktop.errors import WayInError
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


class SystemStore:
    """Keeps secrets of 32 bytes by name. Everything may wait for a person to unlock the store: run it on a worker.

    Each method raises WayInError, in words, where the store is locked, denied or gone.
    """

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    @classmethod
    def here(cls) -> SystemStore | None:
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

    def keep(self, name: str, secret: bytes) -> None:
        """Keep `secret` under `name`, in place of what was there."""
        try:
            self._backend.set_password(SERVICE, name, secret.hex())
        except _troubles() as error:
            raise _no_answer() from error

    def find(self, name: str) -> bytes:
        """The secret under `name`; WayInError also where the store has none."""
        try:
            found = self._backend.get_password(SERVICE, name)
        except _troubles() as error:
            raise _no_answer() from error
        try:
            return bytes.fromhex(found or "-")
        except ValueError as error:
            raise _not_kept() from error

    def forget(self, name: str) -> None:
        """Take the secret under `name` away, where it is."""
        try:
            if self._backend.get_password(SERVICE, name) is not None:
                self._backend.delete_password(SERVICE, name)
        except _troubles() as error:
            raise _no_answer() from error


def _troubles() -> tuple[type[BaseException], ...]:
    """All that a backend raises when its store says no: each passes on the errors of the library below it."""
    from keyring.errors import KeyringError

    below = [
        getattr(importlib.import_module(module), name) for module, name in _ERRORS_BELOW.get(_PLATFORM, ())
    ]
    return (KeyringError, RuntimeError, OSError, ValueError, *below)


def _no_answer() -> WayInError:
    return WayInError(
        _("This computer's store of secrets does not answer"),
        _("It is locked, was refused to this program, or is not running. Nothing was changed."),
        _("Unlock it and try again, or use your passphrase, which always works."),
    )


def _not_kept() -> WayInError:
    return WayInError(
        _("This computer no longer keeps a way into the vault"),
        _(
            "Its store of secrets has none for this vault: it was emptied, or you are logged in as somebody else."
        ),
        _("Use your passphrase. You can add this computer's login again under Ways in."),
    )
