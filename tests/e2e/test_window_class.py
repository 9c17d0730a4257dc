"""A Linux desktop finds the program's entry, and with it the icon, for its window."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.driving import Xvfb, why_no_window
from tests.patience import PATIENCE

ENTRY = Path(__file__).resolve().parents[2] / "packaging" / "debian" / "share" / "prevent-desktop.desktop"


@pytest.mark.skipif(bool(why_no_window()), reason=why_no_window() or "there is a screen")
def test_the_window_is_of_the_class_that_the_entry_of_the_menu_names(tmp_path: Path) -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(ENTRY, encoding="utf-8")
    named = entry["Desktop Entry"]["StartupWMClass"]
    screen = Xvfb((1024, 700))
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "xcb",
        "DISPLAY": screen.display,
        "PREVENT_DESKTOP_DATA": str(tmp_path),
    }
    program = subprocess.Popen([sys.executable, "-m", "prevent_desktop"], env=environment)
    try:
        search = ["xdotool", "search", "--sync", "--onlyvisible", "--class", f"^{named}$"]
        found = subprocess.run(
            search, env=environment, capture_output=True, text=True, timeout=120, check=True
        )
    finally:
        program.terminate()
        program.wait(timeout=PATIENCE)
        screen.close()
    assert found.stdout.split()
