"""Saves a copy of a file in a received pack outside the vault: asked, written down, and then taken out of the pack."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.long_work import LongWork
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.workflows.receiving.inbox import OpenedPack
from prevent_desktop.workflows.receiving.packed_files import note_packed_copy, save_packed_copy
from prevent_desktop.workflows.vault_admin.step_up import Purpose


class PackedCopyController(LongWork):
    """Signals: `began(words)`, then `saved(path)` or `failed(error)`."""

    began = Signal(str)
    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, page: QWidget) -> None:
        super().__init__(tasks, page)
        self._at_work = False

    @property
    def busy(self) -> bool:
        """Whether a copy is on its way."""
        return self._at_work

    def ask(self, page: QWidget, opened: OpenedPack, name: str, target: Path) -> None:
        """Warn, and ask for the passphrase above `page`; then save it."""
        reason = _(
            "The copy of {file} will not be encrypted: whoever has the folder or stick can read it. "
            "Others made this file: open it only if you trust whom it came from. "
            "That a copy was saved is written down in the record."
        )
        asking = Asking(
            purpose=Purpose.SAVE_COPY,
            subject=opened.pack.pack_id,
            heading=_("Save a copy outside the record?"),
            reason=reason.format(file=name),
            act=_("&Save a copy"),
        )
        require_step_up(page, self.tasks, asking, lambda: self._save(opened, name, target))

    def _save(self, opened: OpenedPack, name: str, target: Path) -> None:
        self._at_work = True
        self.began.emit(_("Saving a copy of {file}…").format(file=name))
        write = partial(save_packed_copy, opened, name, target)
        self.tasks.in_vault(
            lambda vault: note_packed_copy(vault, opened, target),
            lambda _none: self.tasks.in_background(write, self._saved, self._fail),
            self._fail,
        )

    def _saved(self, path: Path) -> None:
        self.saved.emit(path)
        self._end()

    def _fail(self, error: PreventDesktopError) -> None:
        self.failed.emit(error)
        self.failed_unseen(error)
        self._end()

    def _end(self) -> None:
        self._at_work = False
        self.end_if_left()
