"""The sections in both of their shapes, kept up to date without slowing the typing down."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from prevent_desktop.questionnaire.progress import SectionState
from prevent_desktop.ui.forms.form_state import FormState
from prevent_desktop.ui.forms.section_list import SectionChooser, SectionList, SectionWords

_SOON_MS = 150


class SectionPanel(QObject):
    """`list` stands beside the questions, `chooser` above them where there is little room. Signals: `chosen(part)`, `counted(done)`."""

    chosen = Signal(int)
    counted = Signal(int)

    def __init__(self, state: FormState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._parts: list[int] = []
        self.list = SectionList()
        self.chooser = SectionChooser()
        self.list.chosen.connect(self._chosen)
        self.chooser.chosen.connect(self._chosen)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self.refresh()

    def _chosen(self, index: int) -> None:
        self.chosen.emit(self._parts[index])

    def refresh_soon(self) -> None:
        """Something was answered: count again when the typing pauses."""
        self._soon.start()

    def refresh(self) -> None:
        """Count again and show it."""
        self._soon.stop()
        progress = self._state.progress()
        self._parts = [part.index for part in progress]
        words = [SectionWords(part.title, part.words) for part in progress]
        current = self._parts.index(self._state.part) if self._state.part in self._parts else -1
        self.list.show_sections(words, current)
        self.chooser.show_sections(words, current)
        self.counted.emit(sum(1 for part in progress if part.state is SectionState.COMPLETE))
