"""After each unlocking: what a lock or a cut left of a readable copy is taken away, and that is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from prevent_desktop.formatting import all_of
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Notice, SecondaryButton, Tone
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.workflows.copies_begun import TakenAway, begun, keep_those_away, take_away


class UnfinishedCopyBanner(Notice):
    """Where something lay that anybody could have read, and that it is gone."""

    def __init__(self, found: Sequence[Path], parent: QWidget) -> None:
        self.read = SecondaryButton(_("I have read this"))
        super().__init__(_words(found), Tone.WARNING, action=self.read, parent=parent)
        self.read.clicked.connect(self.hide)
        self.setAccessibleName(_("A copy was not saved whole"))
        self.setAccessibleDescription(self.text.text())


def take_away_unfinished_copies(window: AppWindow, tasks: Tasks) -> None:
    """Look where copies were to go since the last look."""

    def look(targets: tuple[Path, ...]) -> None:
        if targets:
            tasks.in_background(lambda: take_away(targets), lambda taken: tell(targets, taken))

    def tell(targets: tuple[Path, ...], taken: TakenAway) -> None:
        tasks.in_vault(lambda vault: keep_those_away(vault, targets, taken.away))
        if taken.found:
            window.show_banner(UnfinishedCopyBanner(taken.found, window))

    tasks.in_vault(begun, look)


def _words(found: Sequence[Path]) -> str:
    words = _(
        "A copy was being saved when these records were locked, or the program ended: {files}. What there was of it could be read, and is gone now. "
        "Save it again if you need it."
    )
    return words.format(files=all_of([str(path) for path in found]))
