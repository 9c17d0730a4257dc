"""On a real screen that is smaller than the window would like, all of the window is on it; also where it was larger before."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.e2e.driving import Xvfb, why_no_window

_SHOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from prevent_desktop.ui.window.app_window import AppWindow
app = QApplication([])
window = AppWindow()
window.restore_geometry_text(sys.argv[1])
window.show()
def tell():
    free, stands = window.screen().availableGeometry(), window.frameGeometry()
    print(free.contains(stands), stands.width(), stands.height(), window.geometry_text())
    app.quit()
QTimer.singleShot(0, tell)
app.exec()
"""


def _shown_on(size: tuple[int, int], left: str = "") -> tuple[bool, int, int, str]:
    """Whether the window is on a screen of that size, how large it is, and how it is left."""
    screen = Xvfb(size)
    try:
        done = subprocess.run(
            [sys.executable, "-c", _SHOW, left], check=True, capture_output=True, text=True, timeout=120,
            env={**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": screen.display},
        )  # fmt: skip
    finally:
        screen.close()
    inside, width, height, text = done.stdout.split()
    return inside == "True", int(width), int(height), text


@pytest.mark.skipif(bool(why_no_window()), reason=why_no_window() or "there is a screen")
def test_the_window_is_on_a_small_screen_and_as_it_was_on_a_large_one() -> None:
    inside, width, height, left = _shown_on((1600, 1000))
    assert (inside, width, height) == (True, 1366, 768)
    assert _shown_on((640, 480))[:3] == (True, 640, 480)
    assert _shown_on((1024, 700), left)[:3] == (True, 1024, 700)
