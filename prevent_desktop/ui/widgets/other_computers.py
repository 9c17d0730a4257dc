"""Asks before a file of another computer is opened that nobody chose here: Windows tells that computer who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from PySide6.QtWidgets import QWidget

from prevent_desktop.files.names import server_in
from prevent_desktop.formatting import each_of
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog


def once_agreed(paths: Sequence[PurePath], work: Callable[[], object], *, parent: QWidget) -> None:
    """Do `work` with files that were dropped or double-clicked: at once, or where another computer has one, once the person agrees.

    A web page or an email can name a file of any computer. Nothing is asked of the disk for this.
    """
    servers = {server: path for path in paths if (server := server_in(str(path)))}
    if not servers:
        work()
        return
    dialog = ConfirmDialog(
        _("Open a file from another computer?"),
        _("“{file}” is on the computer “{server}”. If you open it, Windows may tell that computer your login. Only open it if you know that computer.").format(
            file=next(iter(servers.values())).name, server=each_of(sorted(servers))
        ),
        _("&Open it"),
        parent=parent,
    )  # fmt: skip
    dialog.accepted.connect(work)
    dialog.open()
