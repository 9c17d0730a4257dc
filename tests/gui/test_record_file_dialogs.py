"""Choosing a place gives it back and leaves no trace of it in the settings of Qt."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.record.file_dialogs import ask_for_folder, ask_for_target

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def qt_settings(tmp_path: Path) -> Path:
    """Where Qt keeps its own settings during the test."""
    folder = tmp_path / "qt-settings"
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder))
    return folder


def soon(folder: Path, *, accept: bool) -> None:
    """Use the dialog that is about to open: go to `folder`, then accept or not."""

    def use() -> None:
        (dialog,) = [
            w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog) and w.isVisible()
        ]
        dialog.setDirectory(str(folder))
        if accept and dialog.fileMode() is QFileDialog.FileMode.Directory:
            (typed,) = dialog.findChildren(QLineEdit, "fileNameEdit")
            typed.setText(str(folder))
        QTimer.singleShot(50, dialog.accept if accept else dialog.reject)

    QTimer.singleShot(100, use)


def written(folder: Path) -> str:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return " ".join(path.read_text() for path in folder.rglob("*") if path.is_file())


def test_a_folder_is_given_back_and_forgotten(qtbot: QtBot, tmp_path: Path, qt_settings: Path) -> None:
    stick = tmp_path / "canary-stick"
    stick.mkdir()
    parent = QWidget()
    qtbot.addWidget(parent)
    soon(stick, accept=True)
    assert ask_for_folder(parent) == stick
    assert "canary" not in written(qt_settings)


def test_a_target_keeps_the_name_and_is_forgotten(qtbot: QtBot, tmp_path: Path, qt_settings: Path) -> None:
    stick = tmp_path / "canary-stick"
    stick.mkdir()
    parent = QWidget()
    qtbot.addWidget(parent)
    soon(stick, accept=True)
    assert ask_for_target(parent, "letter.pdf") == stick / "letter.pdf"
    assert "canary" not in written(qt_settings)


def test_changing_ones_mind_gives_nothing(qtbot: QtBot, tmp_path: Path, qt_settings: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    soon(tmp_path, accept=False)
    assert ask_for_folder(parent) is None
    assert str(tmp_path) not in written(qt_settings).replace(str(qt_settings), "")
