"""The folder that is installed on Windows: two launchers, CPython as it was released, and beside it the program of one version.

    Prevent Desktop.exe, prevent-desktop.exe     the window · the command line (distlib's launchers)
    python/                                      the interpreter; its ``._pth`` names the folder of the version
    0.1.0/                                       the program and its libraries, compiled

A running program goes on with its own version's folder, or fails cleanly where that is gone; it never meets another version's
modules. What others know of it stays at one place: launchers, and the interpreter that ``Run`` and the task scheduler start.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import staging
import start

from windows.interpreter import Interpreter

LAUNCHERS = {
    "Prevent Desktop.exe": ("w64.exe", "pythonw.exe"),
    "prevent-desktop.exe": ("t64.exe", "python.exe"),
}
"""Ours, by distlib's launcher and the interpreter that it starts."""
START = "import sys\n\nfrom prevent_desktop.__main__ import main\n\nsys.exit(main())\n"
RUNTIMES = ("concrt140", "msvcp140", "vcruntime140", "vcomp140")
"""Microsoft's own libraries that lie beside Qt's."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest time in an archive, so that two builds are alike."""


def stage(into: Path, interpreter: Interpreter, launchers: Path, *, version: str) -> None:
    """Make the folder `into`; `launchers` is distlib's folder."""
    program = into / version
    _install(program)
    prune_qt(program)
    _drop_what_no_run_needs(program)
    interpreter.place(into / "python", also_from=Path("..") / version)
    interpreter.compile(program)
    for name, (launcher, python) in LAUNCHERS.items():
        content = (launchers / launcher).read_bytes() + f"#!<launcher_dir>\\python\\{python}\r\n".encode()
        (into / name).write_bytes(content + _start_archive())
    shutil.copy(start.ROOT / "packaging" / "icons" / "prevent-desktop.ico", into)


def _install(program: Path) -> None:
    uv = [
        str(start.BIN / "uv"),
        "pip",
        "install",
        "--quiet",
        "--no-config",
        "--link-mode",
        "copy",
        "--target",
        str(program),
    ]
    platform = ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.13"]
    locked = ["--require-hashes", "--only-binary", ":all:", "-r", str(staging.lock())]
    subprocess.run([*uv, *platform, *locked], check=True)
    built = program.parent / "wheel"
    wheel = staging.build_wheel(built)
    subprocess.run([*uv, *platform, "--no-deps", "--no-index", str(wheel)], check=True)
    shutil.rmtree(built)


def prune_qt(program: Path) -> None:
    """Leave of Qt the modules that the program imports, with their plugins."""
    qt = program / "PySide6"
    for path in sorted(qt.iterdir()):
        if path.is_dir() and path.name not in {"plugins", "translations", "support"}:
            shutil.rmtree(path)
        elif path.is_file() and not _is_kept(path):
            path.unlink()
    for path in (qt / "plugins").iterdir():
        if path.name in {"designer", "generic", "qmllint", "qmltooling", "sqldrivers", "vectorimageformats"}:
            shutil.rmtree(path)
    (qt / "plugins" / "platforminputcontexts" / "qtvirtualkeyboardplugin.dll").unlink(missing_ok=True)
    (qt / "plugins" / "imageformats" / "qpdf.dll").unlink(missing_ok=True)
    for path in (qt / "translations").iterdir():
        if not path.name.startswith("qtbase_"):
            path.unlink() if path.is_file() else shutil.rmtree(path)


def _is_kept(path: Path) -> bool:
    kept = {f"qt{module.lower()}" for module in staging.QT} | {
        f"qt6{module.lower()}" for module in staging.QT
    }
    return (
        path.suffix == ".py"
        or path.name == "pyside6.abi3.dll"
        or (
            path.suffix in {".pyd", ".dll"}
            and (path.stem.lower() in kept or path.stem.lower().startswith(RUNTIMES))
        )
    )


def _drop_what_no_run_needs(program: Path) -> None:
    for name in ("bin", ".lock"):
        path = program / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for path in program.rglob("*"):
        if path.suffix in {".pyi", ".lib", ".pxd", ".pyx"} or path.name in {
            "RECORD",
            "REQUESTED",
            "uv_cache.json",
            "direct_url.json",
        }:
            path.unlink()
    for name in ("shiboken6/include", "shiboken6/lib", "win32ctypes/tests"):
        shutil.rmtree(program / name, ignore_errors=True)


def _start_archive() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(zipfile.ZipInfo("__main__.py", LONG_AGO), START)
    return whole.getvalue()
