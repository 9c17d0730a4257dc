"""The one way to ``forms/`` and ``resources/``: in a wheel, a checkout and a frozen app alike.

In a wheel they lie inside the package (pyproject.toml maps them there); in a checkout they lie beside it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def installed(package: Path = _PACKAGE) -> tuple[int, ...]:
    """What tells the installation from one that takes its place: which file begins the package, and of when; empty once it is gone."""
    try:
        told = (package / "__init__.py").stat()
    except OSError:
        return ()
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns


def parts_there(package: Path = _PACKAGE, interpreter: str | Path = sys.executable) -> tuple[int, ...]:
    """What tells a whole installation from one that an installer is at: `installed`, and how many modules there are; () without its Python."""
    if not Path(interpreter).exists():
        return ()
    modules = (
        name for _folder, _folders, names in os.walk(package) for name in names if name.endswith(".py")
    )
    return *installed(package), sum(1 for _module in modules)


def forms() -> Path:
    """The folder of the bundled forms: ``<form-id>/<version>.json``."""
    return _folder("forms")


def resources() -> Path:
    """The folder of the theme, icons, fonts, guidance, dictionaries, translations and demo certificates."""
    return _folder("resources")
