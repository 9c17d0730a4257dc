"""Work on the vault's thread that somebody on another thread waits for, a little at a time, so that nobody who works waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from prevent_desktop.vault.vault import Vault

T = TypeVar("T")


class AskVault(Protocol):
    """Work on the vault's thread that is waited for."""

    def __call__(self, work: Callable[[Vault], T], /) -> T:
        """What `work` gives."""


def directly(vault: Vault) -> AskVault:
    """For whoever is on the vault's thread already."""

    def ask(work: Callable[[Vault], T], /) -> T:
        return work(vault)

    return ask
