"""Start at login: one entry where each system looks for such. It starts this program in the tray, where no vault is opened.

Linux: the XDG Autostart specification 0.5. Windows: the ``Run`` key of the user. macOS: a launch agent (launchd.plist(5)).
"""

from __future__ import annotations

import os
import plistlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from prevent_desktop.confined.spawn import command_line
from prevent_desktop.errors import WorldError
from prevent_desktop.files.durable import make_folder, write_atomically
from prevent_desktop.files.own import remove_file
from prevent_desktop.translation import _

IN_THE_TRAY = "tray"
"""What is given to the program to start it in the tray."""
_NAME = "prevent-desktop"
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"


def is_on() -> bool:
    """Whether the entry is there."""
    if _platform() == "win32":
        return _windows_value() is not None
    return _file().exists()


def switch_on(command: Sequence[str]) -> None:
    """Start `command` at each login. Raise WorldError where the system does not let us."""
    try:
        if _platform() == "win32":
            _set_windows_value(command)
            return
        content = _launch_agent(command) if _platform() == "darwin" else _desktop_entry(command)
        make_folder(_file().parent)
        write_atomically(_file(), content)
    except OSError as error:
        raise _refused() from error


def switch_off() -> None:
    """Start nothing at login; where nothing was, nothing is changed."""
    try:
        if _platform() == "win32":
            _set_windows_value(None)
        else:
            remove_file(_file())
    except OSError as error:
        raise _refused() from error


def _platform() -> str:
    return sys.platform  # a plain text, so that mypy on one system reads the branches of the others


def _file() -> Path:
    if _platform() == "darwin":
        return Path.home() / "Library" / "LaunchAgents" / f"{_NAME}.plist"
    settings = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(settings) / "autostart" / f"{_NAME}.desktop"


def _desktop_entry(command: Sequence[str]) -> bytes:
    name, comment = _("Prevent Desktop"), _("Sends sealed packs from the tray; the vault stays locked")
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        f"Name={name}",
        f"Comment={comment}",
        f"Exec={' '.join(map(_quoted, command))}",
        "Terminal=false",
        "X-GNOME-Autostart-enabled=true",
    )
    return ("\n".join(lines) + "\n").encode()


def _quoted(word: str) -> str:
    """One argument of Exec (Desktop Entry Specification 1.5, "The Exec key"): quoted, and escaped once as a string more."""
    inner = "".join(f"\\{sign}" if sign in '"`$\\' else sign for sign in word).replace("%", "%%")
    return f'"{inner}"'.replace("\\", "\\\\")


def _launch_agent(command: Sequence[str]) -> bytes:
    return plistlib.dumps(
        {"Label": _NAME, "ProgramArguments": list(command), "RunAtLoad": True, "ProcessType": "Background"}
    )


def _windows_value() -> str | None:
    import winreg

    registry: Any = winreg
    try:
        with registry.OpenKey(registry.HKEY_CURRENT_USER, _RUN) as key:
            return str(registry.QueryValueEx(key, _NAME)[0])
    except FileNotFoundError:
        return None


def _set_windows_value(command: Sequence[str] | None) -> None:
    import contextlib
    import winreg

    registry: Any = winreg
    with registry.CreateKey(registry.HKEY_CURRENT_USER, _RUN) as key:
        if command is not None:
            registry.SetValueEx(key, _NAME, 0, registry.REG_SZ, command_line(command))
            return
        with contextlib.suppress(FileNotFoundError):
            registry.DeleteValue(key, _NAME)


def _refused() -> WorldError:
    return WorldError(
        _("Start at login could not be changed"),
        _("The system did not let this program write its entry."),
        _("Ask your IT support, or start the program by hand after you log in."),
    )
