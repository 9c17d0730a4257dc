"""Which file to add, and where a copy goes. Qt's own dialogs: the system's would note the file among the recent ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from prevent_desktop.translation import _

AskForFile = Callable[[QWidget], Path | None]
AskForTarget = Callable[[QWidget, str], Path | None]
AskForFolder = Callable[[QWidget], Path | None]

_OURS = QFileDialog.Option.DontUseNativeDialog


def ask_for_file(parent: QWidget) -> Path | None:
    """The file to add; None where the person changed their mind."""
    name, _filter = QFileDialog.getOpenFileName(parent, _("Add a file"), "", "", options=_OURS)
    return Path(name) if name else None


def ask_for_target(parent: QWidget, file_name: str) -> Path | None:
    """Where to save a copy called `file_name`."""
    start = str(Path.home() / Path(file_name).name)
    name, _filter = QFileDialog.getSaveFileName(parent, _("Save a copy"), start, "", options=_OURS)
    return Path(name) if name else None


def ask_for_folder(parent: QWidget) -> Path | None:
    """A folder, such as a USB stick."""
    name = QFileDialog.getExistingDirectory(parent, _("Choose a folder"), "", options=_OURS)
    return Path(name) if name else None
