"""Choosing a file leaves no trace of it on the disk: neither its name nor its folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_CHOOSE = """
import sys
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from prevent_desktop.ui.components.file_dialogs import ask_for_file

application = QApplication([])
parent = QWidget()

def pick():
    dialog = application.activeModalWidget()
    assert isinstance(dialog, QFileDialog)
    dialog.setDirectory(sys.argv[1].rpartition("/")[0])  # what browsing to a folder does
    QTest.keyClicks(dialog.findChild(QLineEdit, "fileNameEdit"), sys.argv[1])
    QTest.keyClick(dialog.findChild(QLineEdit, "fileNameEdit"), Qt.Key.Key_Return)

QTimer.singleShot(300, pick)
print(ask_for_file(parent))
QTimer.singleShot(100, application.quit)
application.exec()
"""


def test_neither_the_file_nor_its_folder_is_remembered(tmp_path: Path) -> None:
    home = tmp_path / "home"
    evidence = tmp_path / "evidence about AB" / "screenshot of AB.png"
    home.mkdir()
    evidence.parent.mkdir()
    evidence.write_bytes(b"x")
    places = {
        name: str(home)
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    }
    ran = subprocess.run(
        [sys.executable, "-c", _CHOOSE, str(evidence)],
        env={**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.stdout.strip() == str(evidence), ran.stderr
    written = [path for path in home.rglob("*") if path.is_file()]
    assert [path.name for path in written if b"AB" in path.read_bytes()] == []
