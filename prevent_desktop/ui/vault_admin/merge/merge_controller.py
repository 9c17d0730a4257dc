"""Joins another copy beside the work: what is slow runs in the pool, what reads and writes records in the vault's lane."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.merge_report import MergeReport
from prevent_desktop.errors import CopyStoppedError, PreventDesktopError
from prevent_desktop.formatting import percent
from prevent_desktop.translation import _
from prevent_desktop.ui.components.long_work import LongWork
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.vault_admin.backups.backup_controller import CopyProgress
from prevent_desktop.vault.copies.progress import Stage, Step
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.merging.merging import Looked
from prevent_desktop.vault.merging.other_copy import OtherCopy
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.vault_admin import merge


class MergeController(LongWork):
    """One joining at a time; what was begun on `page` goes on when that is left.

    `look_at` ends with `looked(Looked)`, then `join` with `joined(MergeReport)`, or `leave` lets it be. Either may end with
    `failed(error)`, also after a stop; then nothing was changed. `moved(words)` tells how far it is.
    """

    looked = Signal(object)
    joined = Signal(object)
    failed = Signal(object)
    moved = Signal(str)

    def __init__(self, tasks: Tasks, page: QWidget, clock: Clock) -> None:
        super().__init__(tasks, page)
        self._working = False
        self._clock = clock
        self._progress = CopyProgress(self)
        self._progress.moved.connect(self._tell)
        self._doing = ""
        self._folder: Path | None = None
        self._other: OtherCopy | None = None
        self._seen: Looked | None = None

    @property
    def busy(self) -> bool:
        """Whether it is at work."""
        return self._working

    def look_at(self, chosen: Path) -> None:
        """Check the copy in `chosen`, and see what joining would bring."""
        self._working = True
        self._doing = _("Copying the other records")
        self.tasks.in_vault(
            lambda vault: (vault.folder, vault.key), lambda ours: self._take(*ours, chosen), self._end_badly
        )

    def join(self) -> None:
        """Take in what was looked at."""
        other, seen = self._other, self._seen
        if other is None or seen is None:
            return
        self._working = True
        self._doing = _("Bringing files")
        progress = self._progress.begin()
        self.tasks.in_background(
            lambda: merge.bring_files(other, seen, progress),
            lambda _none: self._take_in(other),
            self._end_badly,
        )

    def leave(self, then: Callable[[], None] = lambda: None) -> None:
        """Let it be: what was copied for it goes, and `then` is called once it has gone."""
        folder, self._folder, self._other, self._seen = self._folder, None, None, None
        if folder is None:
            then()
        else:
            self.tasks.in_background(lambda: merge.leave(folder), lambda _none: then())

    def stop(self) -> None:
        """End what goes on; nothing was changed then."""
        self._progress.stop()

    def _take(self, folder: Path, key: VaultKey, chosen: Path) -> None:
        self._folder = folder
        progress = self._progress.begin()
        self.tasks.in_background(
            lambda: merge.take_copy(folder, key, chosen, progress), self._look, self._end_badly
        )

    def _look(self, other: OtherCopy) -> None:
        self._other = other
        self._doing = _("Comparing with what is here")
        progress = self._progress.begin()

        def work(vault: Vault) -> Looked:
            return merge.look(vault, other, now=self._clock(), progress=progress)

        self.tasks.in_vault(work, self._end_looking, self._end_badly)

    def _end_looking(self, seen: Looked) -> None:
        self._seen = seen
        self._working = False
        self.looked.emit(seen)
        self.end_if_left()

    def _take_in(self, other: OtherCopy) -> None:
        self._doing = _("Joining")
        progress = self._progress.begin()

        def work(vault: Vault) -> MergeReport:
            return merge.join(vault, other, now=self._clock(), progress=progress)

        self.tasks.in_vault(work, self._end_well, self._end_badly)

    def _end_well(self, report: MergeReport) -> None:
        self.leave(lambda: self._tell_joined(report))

    def _tell_joined(self, report: MergeReport) -> None:
        self._working = False
        self.joined.emit(report)
        self.end_if_left()

    def _end_badly(self, error: PreventDesktopError) -> None:
        self.leave(lambda: self._tell_failed(error))

    def _tell_failed(self, error: PreventDesktopError) -> None:
        self._working = False
        self.failed.emit(error)
        if not isinstance(error, CopyStoppedError):
            self.failed_unseen(error)
        self.end_if_left()

    def _tell(self, step: Step) -> None:
        doing = _("Checking all of it") if step.stage is Stage.CHECKING else self._doing
        if step.total <= 1:
            self.moved.emit(f"{doing}…")
        else:
            part = percent(100 * min(step.done, step.total) // step.total)
            self.moved.emit(_("{doing}: {part}").format(doing=doing, part=part))
