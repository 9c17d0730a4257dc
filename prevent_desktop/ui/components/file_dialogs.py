"""Which file to take, where a copy goes, which folder: none of it leaves a trace, no recent files, no remembered folder.

They are Qt's own dialogs, since the system's would note the file among its recent ones; and Qt is made to forget too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog, QLineEdit, QListView, QWidget

from prevent_desktop.errors import UsageError, reason_of
from prevent_desktop.files.chosen import MOST_READ, open_chosen
from prevent_desktop.translation import _

AskForFile = Callable[[QWidget], Path | None]
AskForTarget = Callable[[QWidget, str], Path | None]
AskForFolder = Callable[[QWidget], Path | None]


def ask_for_file(parent: QWidget, *, title: str = "", kinds: str = "") -> Path | None:
    """A file that is there; `kinds` as Qt writes them (``Key files (*.p12)``). None: the person changed their mind."""
    dialog = _dialog(parent, title or _("Choose a file"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    if kinds:
        dialog.setNameFilter(kinds)
    return _chosen(dialog)


def ask_for_key_file(parent: QWidget) -> Path | None:
    """A PKCS#12 file with a key and its certificate; None where the person changed their mind."""
    return ask_for_file(parent, title=_("Key file"), kinds=_("Key files (*.p12 *.pfx);;All files (*)"))


def read_chosen(path: Path, most_bytes: int = MOST_READ) -> bytes:
    """What is in a file that was chosen, from its beginning up to `most_bytes`. UsageError where it cannot be read.

    What is cut there is none of what is asked for, and is refused by whoever reads it: a stick may hold a file without end.
    """
    try:
        with open_chosen(path) as file:
            return file.read(most_bytes)
    except OSError as error:
        raise UsageError(
            _("That file cannot be used"),
            _("{file}: {reason}.").format(file=path.name, reason=reason_of(error)),
            _("Copy it to another folder and try again."),
        ) from error


def ask_for_target(parent: QWidget, file_name: str, *, title: str = "") -> Path | None:
    """Where to save a copy called `file_name`; None where the person changed their mind."""
    dialog = _dialog(parent, title or _("Save a copy"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(file_name).suffix.removeprefix("."))
    dialog.selectFile(Path(file_name).name)
    return _chosen(dialog)


def ask_for_folder(parent: QWidget, *, title: str = "") -> Path | None:
    """A folder, such as a USB stick; None where the person changed their mind."""
    dialog = _dialog(parent, title or _("Choose a folder"))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _chosen(dialog)


def _dialog(parent: QWidget, title: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, QDir.homePath())
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    _take_what_is_typed(dialog)
    return dialog


def _take_what_is_typed(dialog: QFileDialog) -> None:
    """Each letter lets go of what is marked in the list, before Qt marks what the line says now.

    Qt marks each folder of a path as it is typed, and may keep one; Return would go into that folder and empty the line.
    """
    (line,), (files,) = (
        dialog.findChildren(QLineEdit, "fileNameEdit"),
        dialog.findChildren(QListView, "listView"),
    )
    line.textEdited.connect(files.selectionModel().clearSelection)


def _chosen(dialog: QFileDialog) -> Path | None:
    accepted = dialog.exec() == QFileDialog.DialogCode.Accepted
    names = dialog.selectedFiles()
    dialog.setHistory([])
    dialog.setDirectory(QDir.homePath())
    dialog.deleteLater()
    return Path(names[0]) if accepted and names else None


def ask_for_team_folder(parent: QWidget, take: Callable[[Path], None]) -> None:
    """Where the team's folder is on this computer; `take` is called unless the person stops."""
    path = ask_for_folder(parent, title=_("The team’s folder"))
    if path is not None:
        take(path)
