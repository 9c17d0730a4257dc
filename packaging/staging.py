"""What goes into every package: the program as its wheel holds it, its libraries, and of Qt no more than it uses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import start

QT = ("Core", "DBus", "Gui", "Network", "PrintSupport", "Svg", "Widgets")
"""The modules of Qt that the program imports, and SVG for the pictures of its style sheet."""


def build_wheel(into: Path) -> Path:
    """The program's wheel, the same bytes for the same commit (hatchling dates all files alike)."""
    built = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)]
    subprocess.run(built, cwd=start.ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return next(into.glob("prevent_desktop-*.whl"))


def version() -> str:
    """The program's version."""
    text = (start.ROOT / "prevent_desktop" / "__init__.py").read_text(encoding="utf-8")
    return text.split('"')[-2]


def lock() -> Path:
    """The libraries of the program alone."""
    return start.ROOT / "packaging" / "app.lock"
