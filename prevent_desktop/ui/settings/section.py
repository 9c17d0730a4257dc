"""What the sections of the settings screen have in common."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Card, Heading, Notice, Text, Tone
from prevent_desktop.vault.vault import Vault


class Section(QWidget):
    """One part of the settings: a heading, a line, a card with fields, and a notice that tells what became of it.

    Signal `changed` after something was kept: the state is to be read again.
    """

    changed = Signal()

    def __init__(self, tasks: Tasks, title: str, line: str = "") -> None:
        super().__init__()
        self.tasks = tasks
        self.title = title
        self.notice = Notice()
        self.card = Card()
        self.card.body.setSpacing(14)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(Heading(title, 2))
        if line:
            column.addWidget(Text(line, "muted"))
        column.addWidget(self.notice)
        column.addWidget(self.card)
        column.addStretch(1)

    def show_state(self, state: SettingsState) -> None:
        """Show what the vault holds."""

    def keep(self, work: Callable[[Vault], object], words: str) -> None:
        """Do `work` in the vault lane; then say `words` and have the state read again."""
        self.tasks.in_vault(work, lambda _result: self.tell_kept(words), self.show_failure)

    def tell_kept(self, words: str) -> None:
        """Something was kept."""
        self.notice.say(words, Tone.SUCCESS)
        self.changed.emit()

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say what went wrong."""
        self.notice.say(f"{error.title}. {error.what_happened} {error.next_step}".strip(), Tone.DANGER)
