"""The program as it is installed, with a Python of its own that knows no other copy of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import prevent_desktop
from prevent_desktop import data_files


def installed_program(folder: Path) -> Path:
    """Install it below `folder`, which is there; its package's folder."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    own = next(folder.glob("venv/lib/python3*/site-packages"))
    package = own / "prevent_desktop"
    shutil.copytree(
        Path(prevent_desktop.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(data_files.forms(), package / "forms")
    shutil.copytree(data_files.resources(), package / "resources")
    # The libraries' own .pth files, so the checkout, are not read.
    (own / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return package


def python_of(package: Path) -> Path:
    """The Python of an installed program."""
    return next(package.parents[3].glob("bin/python"))
