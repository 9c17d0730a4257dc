"""By which name and icon the system knows the program: its windows, notifications and shortcut are one program's."""

from __future__ import annotations

import ctypes
import sys

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QIcon

from prevent_desktop.data_files import resources

APP_ID = "PreventDesktop.PreventDesktop"
"""AppUserModelID (shobjidl_core.h); the installer gives the same to the shortcut."""
SIZES = (16, 24, 32, 48, 64, 128, 256)


def app_icon() -> QIcon:
    """The program's icon; each size is read when it is first drawn."""
    icon = QIcon()
    for size in SIZES:
        icon.addFile(str(resources() / "icons" / "app" / f"{size}.png"), QSize(size, size))
    return icon


def tell_name(app: QGuiApplication) -> None:
    """Call once, before there is a window."""
    if sys.platform == "win32":
        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APP_ID)
    app.setWindowIcon(app_icon())
