"""Closes a kept pack again under a new password: read in the vault's lane, encrypt and sign beside it, save in the lane."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.packs.telling import PasswordToTell
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.signing_identity import signing_key, trusted_certificates
from prevent_desktop.workflows.packs.protect_pack import (
    ClosedAgain,
    KeptPack,
    close_again,
    read_kept,
    save_again,
)

if TYPE_CHECKING:
    from prevent_desktop.packs.signing_keys import SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    kept: KeptPack
    key: SigningKey
    trusted: tuple[bytes, ...]


class NewPasswordController(QObject):
    """Signals: `made(PasswordToTell)` once the pack is saved again; or `failed(error)`."""

    made = Signal(object)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._clock = tasks, clock

    def begin(self, pack_id: str, folder: Path, phone: str) -> None:
        """Make a new password for the pack, and save it under that in `folder`."""

        def read(vault: Vault) -> _Ready:
            return _Ready(
                kept=read_kept(vault, pack_id), key=signing_key(vault), trusted=trusted_certificates(vault)
            )

        self._tasks.in_vault(read, lambda ready: self._close(ready, folder, phone), self._fail)

    def _close(self, ready: _Ready, folder: Path, phone: str) -> None:
        now = self._clock()
        self._tasks.in_background(
            lambda: close_again(ready.kept, ready.key, ready.trusted, now=now),
            lambda closed: self._save(ready.kept, closed, folder, phone),
            self._fail,
        )

    def _save(self, kept: KeptPack, closed: ClosedAgain, folder: Path, phone: str) -> None:
        def tell(path: Path) -> None:
            to_tell = PasswordToTell(
                pack_id=closed.pack_id,
                receiver=kept.recipient_name,
                phone=phone,
                file_name=path.name,
                password=closed.password,
            )
            self.made.emit(to_tell)

        self._tasks.in_vault(lambda vault: save_again(vault, closed, folder), tell, self._fail)

    def _fail(self, error: PreventDesktopError) -> None:
        self.failed.emit(error)
