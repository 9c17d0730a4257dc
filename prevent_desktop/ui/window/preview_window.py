"""The window of ``form preview``: a form's file, with no vault and nothing of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMainWindow

from prevent_desktop.errors import UsageError, reason_of
from prevent_desktop.files.chosen import MOST_READ, open_chosen
from prevent_desktop.files.disks import whole_path
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.preview.page import PreviewPage
from prevent_desktop.ui.system.garbage import WindowThreadCollector
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.window.app_window import SMALLEST, USUAL


class PreviewWindow(QMainWindow):
    """Shows `page`, the preview of the form in `file`."""

    def __init__(self, file: Path, value_sets: Mapping[str, Mapping[str, Any]], clock: Clock) -> None:
        super().__init__()
        WindowThreadCollector(self)
        self.setWindowTitle(_("Preview of {file}").format(file=file.name))
        self.setMinimumSize(*SMALLEST)
        self.resize(QSize(*USUAL).boundedTo(self.screen().availableGeometry().size()))
        self.tasks = Tasks(lambda error: self.page.problem.say(str(error)), self)
        self.page = PreviewPage(
            self.tasks, lambda: _read(file), value_sets, clock=clock, watched=whole_path(file)
        )
        self.page.left.connect(self.close)
        self.setCentralWidget(self.page)
        self.page.refresh()


def _read(file: Path) -> bytes:
    try:
        with open_chosen(file) as opened:
            return opened.read(MOST_READ)
    except OSError as error:
        raise UsageError(
            _("That file cannot be used"),
            _("{file}: {reason}.").format(file=file, reason=reason_of(error)),
            _("Check the path and that you may use it, then try again."),
        ) from error
