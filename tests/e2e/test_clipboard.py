"""A real X clipboard, read by another process: marked while it is there, gone after a lock."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from prevent_desktop.workflows.places import Places
from tests.e2e.driving import Home, Program, Xvfb, why_no_window
from tests.faults.canaries import find_canaries
from tests.made_vaults import copied_vault

PASSPHRASE = "violet tractor lamp seventeen"
WORDS = "quokka on the clipboard"
_READ = """
import json
from PySide6.QtGui import QClipboard, QGuiApplication
app = QGuiApplication([])
for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
    data = app.clipboard().mimeData(mode)
    hint = data.data("x-kde-passwordManagerHint").data().decode() if data is not None else ""
    print(json.dumps([data.text() if data is not None else "", hint]))
"""


def read_clipboard(display: str, home: Home) -> list[list[str]]:
    """Text and mark of the clipboard and of what is selected, as another program on the screen gets them."""
    environment = {**home.environment(), "QT_QPA_PLATFORM": "xcb", "DISPLAY": display}
    done = subprocess.run(
        [sys.executable, "-c", _READ], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.window
def test_what_is_copied_is_marked_and_goes_with_the_lock(tmp_path: Path) -> None:
    if why_no_window():
        pytest.skip(why_no_window())
    home = Home(tmp_path / "laptop")
    copied_vault(Places.of(home.data).vaults / "a1b2c3", PASSPHRASE)
    server = Xvfb()
    try:
        with Program(home, {"QT_QPA_PLATFORM": "xcb", "DISPLAY": server.display}) as program:
            program.see("Unlock Prevent Desktop")
            program.write(PASSPHRASE)
            program.press("Return")
            program.see("Blank screen")
            program.press("Ctrl+2")
            program.see("Find a person")
            program.fill("Find a person", WORDS)
            program.press("Ctrl+A", "Ctrl+C")
            program.see("It is cleared from the clipboard in 30 seconds.")
            clipboard, _selected = read_clipboard(server.display, home)
            assert clipboard == [WORDS, "secret"]
            program.press("Ctrl+L")
            program.wait_for_fresh_process()
            program.see("Unlock Prevent Desktop")
            assert read_clipboard(server.display, home) == [["", ""], ["", ""]]
            program.close()
        assert find_canaries([home.folder], [WORDS]) == []
    finally:
        server.close()
