"""Every failure is shown: the one place that `Tasks` and the window hand them to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError, ProgramError
from prevent_desktop.event_log import Event, record

if TYPE_CHECKING:
    from prevent_desktop.ui.window.failure_dialog import FailureDialog


class Failures:
    """Shows each failure above `window`, one dialog at a time for the same words."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._shown: dict[str, FailureDialog] = {}

    def show(self, error: PreventDesktopError) -> None:
        """Show `error`; the same one twice is shown once."""
        from prevent_desktop.ui.window.failure_dialog import FailureDialog

        if not isinstance(error, ProgramError):  # that one was written down where it arose
            record(Event.FAILURE_SHOWN, error=error)
        key = str(error)
        if key in self._shown:
            return
        dialog = FailureDialog(error, self._window)
        self._shown[key] = dialog
        dialog.finished.connect(lambda _result: self._shown.pop(key, None))
        dialog.open()
