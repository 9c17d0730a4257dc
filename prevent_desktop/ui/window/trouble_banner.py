"""A line across the window that stays: something is wrong with the vault, and what to do."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.widgets import Notice, Tone


class TroubleBanner(Notice):
    """Tells an error; it stays until the vault is locked."""

    def __init__(self, error: PreventDesktopError, parent: QWidget) -> None:
        super().__init__(str(error), Tone.DANGER, parent=parent)
        self.setAccessibleName(error.title)
        self.setAccessibleDescription(f"{error.what_happened} {error.next_step}")
