"""Lets the person pick a file and leaves no trace of it: no list of recent files, no remembered folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog, QWidget

from prevent_desktop.translation import _


def choose_file(parent: QWidget) -> Path | None:
    """The file that was picked, or None. Qt's own dialog: the system's would add the file to its recent ones."""
    dialog = QFileDialog(parent, _("Choose a file"), QDir.homePath())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    chosen = dialog.exec() == QFileDialog.DialogCode.Accepted
    names = dialog.selectedFiles()
    dialog.setHistory([])
    dialog.setDirectory(QDir.homePath())
    dialog.deleteLater()
    return Path(names[0]) if chosen and names else None
