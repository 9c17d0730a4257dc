"""The system's store of secrets over a keyring in memory: the store is ours and real, only what lies below keeps nothing."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from prevent_desktop.system_store import SystemStore


class MemoryKeyring(KeyringBackend):
    """`locked` makes it answer as a store that nobody has unlocked."""

    priority = 1.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._require_open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._require_open()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._require_open()
        del self.kept[service, username]

    def _require_open(self) -> None:
        if self.locked:
            raise KeyringLocked


def memory_store() -> SystemStore:
    """A store that forgets."""
    return SystemStore(MemoryKeyring())
