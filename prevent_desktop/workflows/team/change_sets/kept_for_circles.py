"""What a vault keeps of each of its circles among its settings: one dataclass for each, written as JSON."""

from __future__ import annotations

from typing import Generic, TypeVar

from prevent_desktop.strict_json import read, text_of
from prevent_desktop.vault.vault import Vault

Kept = TypeVar("Kept")


class KeptForCircles(Generic[Kept]):
    """The setting `name`, with the circle's id behind it. What was written before a field was added is read with its default."""

    def __init__(self, name: str, kind: type[Kept]) -> None:
        self._name, self._kind = name, kind

    def of(self, vault: Vault, circle: str) -> Kept:
        """What is kept of a circle; all defaults where nothing is."""
        text = vault.settings.get(f"{self._name}/{circle}")
        return self._kind() if text is None else vault.once_read(self._read, text)

    def keep(self, vault: Vault, circle: str, kept: Kept) -> None:
        """Keep this in its place. In the caller's transaction, or one."""
        vault.settings.set(f"{self._name}/{circle}", text_of(kept))

    def _read(self, text: str) -> Kept:
        kept: Kept = read(self._kind, text, older=True)
        return kept
