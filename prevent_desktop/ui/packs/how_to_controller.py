"""Saves the page that tells a receiver how to open packs: read in the vault's lane, set and written beside it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.files.durable import write_for_person
from prevent_desktop.files.saving import saving
from prevent_desktop.packs.how_to_open import HowTo
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.workflows.packs.how_to_open import how_to_for


class HowToController(QObject):
    """Signal `told(words, tone)` once a page is saved, or why it is not."""

    told = Signal(str, object)

    def __init__(self, tasks: Tasks, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._clock = tasks, clock

    def save(self, receiver: Receiver, target: Path) -> None:
        """Write the page for `receiver` to `target`."""
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: how_to_for(vault, receiver, now=now),
            lambda page: self._write(page, target),
            self._failed,
        )

    def _write(self, page: HowTo, target: Path) -> None:
        self._tasks.in_background(
            lambda: _written(page, target), lambda _none: self._saved(page, target), self._failed
        )

    def _saved(self, page: HowTo, target: Path) -> None:
        words = _(
            "The page for {receiver} is saved as {file}. Print it, or send it: it says nothing about anybody."
        )
        self.told.emit(words.format(receiver=page.recipient_name, file=target.name), Tone.SUCCESS)

    def _failed(self, error: PreventDesktopError) -> None:
        self.told.emit(str(error), Tone.DANGER)


def _written(page: HowTo, target: Path) -> None:
    from prevent_desktop.packs.document.how_to import build_how_to  # with the PDF libraries

    pdf = build_how_to(page)
    with saving(target, _("The page could not be saved")):
        write_for_person(target, pdf)
