"""The folder that is installed on Windows: two launchers, CPython as it was released, and beside it the program of one version.

    Prevent Desktop.exe, prevent-desktop.exe     the window · the command line (distlib's launchers)
    python/                                      the interpreter; its ``._pth`` names the folder of the version
    0.1.0/                                       the program and its libraries, compiled
    THIRD-PARTY-LICENCES.txt, parts.cdx.json     what it is made of

A running program goes on with its own version's folder, or fails cleanly where that is gone; it never meets another version's
modules. What others know of it stays at one place: launchers, and the interpreter that ``Run`` and the task scheduler start.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import parts
import staging
import start

from windows.interpreter import Interpreter

HERE = Path(__file__).resolve().parent
LAUNCHERS = {
    "Prevent Desktop.exe": ("w64.exe", "pythonw.exe"),
    "prevent-desktop.exe": ("t64.exe", "python.exe"),
}
"""Ours, by distlib's launcher and the interpreter that it starts."""
ICON = start.ROOT / "packaging" / "icons" / "prevent-desktop.ico"
START = HERE / "launched.py"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest time in an archive, so that two builds are alike."""


def stage(into: Path, interpreter: Interpreter, tools: Path, *, version: str) -> None:
    """Make the folder `into`; the unpacked packages of `build.lock` lie in `tools`."""
    program = into / version
    staging.stage(program, staging.WINDOWS)
    parts.write_licences(program, into / "THIRD-PARTY-LICENCES.txt")
    parts.write_list(program, into / "parts.cdx.json", system="windows")
    interpreter.place(into / "python", also_from=[Path("..") / version])
    interpreter.compile(program)
    _place_launchers(into, tools, version)
    shutil.copy(ICON, into)


def restage(tree: Path, interpreter: Interpreter, tools: Path, *, version: str, later: str) -> None:
    """Make of the folder with `version` the one with `later`, which is the same but for its number."""
    program = (tree / version).rename(tree / later)
    beginning = program / "prevent_desktop" / "__init__.py"
    beginning.write_text(beginning.read_text(encoding="utf-8").replace(version, later), encoding="utf-8")
    interpreter.compile(beginning)
    shutil.rmtree(tree / "python")
    interpreter.place(tree / "python", also_from=[Path("..") / later])
    _place_launchers(tree, tools, later)


def _place_launchers(into: Path, tools: Path, version: str) -> None:
    """With our icon and version; what each starts, and the program for it, stands behind its own bytes."""
    for name, (launcher, python) in LAUNCHERS.items():
        dress = [
            str(HERE / "launcher.py"),
            str(tools / "distlib" / launcher),
            str(ICON),
            version,
            str(into / name),
        ]
        subprocess.run([sys.executable, *dress], env={**os.environ, "PYTHONPATH": str(tools)}, check=True)
        with (into / name).open("ab") as made:
            made.write(f"#!<launcher_dir>\\python\\{python}\r\n".encode() + _start_archive())


def _start_archive() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(zipfile.ZipInfo("__main__.py", LONG_AGO), START.read_bytes())
    return whole.getvalue()
