"""From the button to the case: the colleagues at the desk are told before a pack is put there without an answer."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.case import Case
from prevent_desktop.ui.receiving.holder_box import HolderBox
from prevent_desktop.ui.receiving.place_part import PlacePart
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.receiving.filing import put_in_place
from prevent_desktop.workflows.receiving.take_facts import judge_forms


class PuttingInCase(QObject):
    """One at a time, above `parent`, of the pack with our id `received_id`; it goes where `place` says.

    Signals: `put()`; `stopped(error)`, with None where a person stopped it. Nothing is changed then.
    """

    put = Signal()
    stopped = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        clock: Clock,
        library: FormLibrary,
        received_id: str,
        holder: HolderBox,
        place: PlacePart,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._clock, self._library, self._received_id = tasks, clock, library, received_id
        self._holder, self._place = holder, place

    def begin(self, untrusted_forms: tuple[str, ...]) -> None:
        """Put it there; what its forms tell enters the record."""
        self._holder.claim(lambda: self._put(untrusted_forms), lambda: self.stopped.emit(None))

    def _put(self, untrusted_forms: tuple[str, ...]) -> None:
        place, now, library = self._place.place, self._clock(), self._library
        if place is None:
            self.stopped.emit(None)
            return

        def write(vault: Vault) -> Case:
            forms = judge_forms(library, untrusted_forms).told
            return put_in_place(vault, self._received_id, place, forms, now=now)

        self._tasks.in_vault(write, lambda _case: self.put.emit(), self.stopped.emit)
