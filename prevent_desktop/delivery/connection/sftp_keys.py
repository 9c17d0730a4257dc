"""What this computer signs in to SFTP servers with: a key of its own, or a password, both in the system's store of secrets.

There they can be used while the vault is locked, and by whoever is logged in alone. One Ed25519 key (RFC 8709) is for all
receivers; each gets its public half.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from prevent_desktop.delivery.connection.connection_settings import secrets_unlocked
from prevent_desktop.delivery.connection.sftp_address import SftpAddress
from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.system_store import SystemStore, required

_KEY = "sending: sftp key"
_PASSWORD = "sending: sftp password {account}"  # noqa: S105 - the name of a secret
_COMMENT = "sealed-packs"


@dataclass(frozen=True, slots=True, kw_only=True)
class SftpSecrets:
    """The private key as PEM (OpenSSH's own form) and the password; each empty where there is none."""

    key_pem: bytes = field(default=b"", repr=False)
    password: str = field(default="", repr=False)


class SftpKeys:
    """`store` gives the system's store, None where this computer has none; it may wait for a person to unlock it."""

    def __init__(self, store: Callable[[], SystemStore | None] | None = None) -> None:
        self._store = store or SystemStore.here

    def secrets_for(self, address: SftpAddress) -> SftpSecrets:
        """What to sign in with. WaitingError where the store is locked, RefusedError where there is nothing in it."""
        with secrets_unlocked(address.host):
            store = self._store()
            if store is None:
                raise refused(FailureReason.SSH_KEY_WANTED, address.host)
            key = store.find(_KEY) or b""
            password = store.find(_PASSWORD.format(account=address.account)) or b""
        if not key and not password:
            raise refused(FailureReason.SSH_KEY_WANTED, address.host)
        return SftpSecrets(key_pem=key, password=password.decode("utf-8", "replace"))

    def public_key(self) -> str:
        """The public half as one line, for the receiver's ``authorized_keys``; empty where there is no key that can be read."""
        store = self._store()
        key = None if store is None else store.find(_KEY)
        with suppress(ValueError):
            return public_line(key) if key else ""
        return ""

    def make_key(self) -> str:
        """Make a new key in place of the one before, and tell its public half. SystemStoreError where it cannot be kept."""
        pem = new_key()
        required(self._store()).keep(_KEY, pem)
        return public_line(pem)

    def keep_password(self, address: SftpAddress, password: str) -> None:
        """Keep the password of an account; an empty one takes it away. SystemStoreError where that cannot be."""
        store = required(self._store())
        name = _PASSWORD.format(account=address.account)
        if password:
            store.keep(name, password.encode())
        else:
            store.forget(name)


def new_key() -> bytes:
    """A new private key, as PEM in OpenSSH's own form."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def public_line(key_pem: bytes) -> str:
    """The public half of a key, with a comment that names nobody."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_ssh_private_key

    public = load_ssh_private_key(key_pem, password=None).public_key()
    return f"{public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()} {_COMMENT}"
