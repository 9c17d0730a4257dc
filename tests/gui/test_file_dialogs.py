"""Choosing a place gives it back and leaves no trace of it in the settings of Qt."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop import ui
from prevent_desktop.files.chosen import MOST_READ
from prevent_desktop.ui.components.file_dialogs import (
    ask_for_file,
    ask_for_folder,
    ask_for_key_file,
    ask_for_target,
    read_chosen,
)
from prevent_desktop.ui.settings.back_up_section import BackUpSection
from prevent_desktop.ui.settings.signing_section import SigningSection
from prevent_desktop.ui.vault_admin.unlock.vaults_pane import VaultsPane
from prevent_desktop.ui.widgets import Notice
from tests.gui.screens import Screens, wait_for

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def qt_settings(tmp_path: Path) -> Path:
    """Where Qt keeps its own settings during the test."""
    folder = tmp_path / "qt-settings"
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder))
    return folder


def soon(folder: Path, *, accept: bool, name: str = "") -> None:
    """Use the dialog that is about to open: go to `folder`, name a file or not, then accept or not."""

    def use() -> None:
        (dialog,) = [
            w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog) and w.isVisible()
        ]
        dialog.setDirectory(str(folder))
        if accept and (name or dialog.fileMode() is QFileDialog.FileMode.Directory):
            (typed,) = dialog.findChildren(QLineEdit, "fileNameEdit")
            typed.setText(str(folder / name))
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


def test_a_file_of_a_kind_is_given_back_and_forgotten(
    qtbot: QtBot, tmp_path: Path, qt_settings: Path
) -> None:
    stick = tmp_path / "canary-stick"
    stick.mkdir()
    (stick / "key.p12").write_bytes(b"x")
    parent = QWidget()
    qtbot.addWidget(parent)
    soon(stick, accept=True, name="key.p12")
    assert ask_for_file(parent, kinds="Key files (*.p12)") == stick / "key.p12"
    assert "canary" not in written(qt_settings)


def test_a_path_that_is_typed_at_one_stroke_is_that_file_and_no_folder_on_the_way_to_it(
    qtbot: QtBot, tmp_path: Path, qt_settings: Path
) -> None:
    """Qt's dialog marks each folder of the path as it is typed, and may keep one marked; Return went into that folder."""
    stick = tmp_path / "canary-stick" / "keys"
    stick.mkdir(parents=True)
    (stick / "key.p12").write_bytes(b"x")
    parent = QWidget()
    qtbot.addWidget(parent)

    def type_it() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        (line,) = dialog.findChildren(QLineEdit, "fileNameEdit")
        line.setFocus()
        QTest.keyClicks(line, str(stick / "key.p12"))
        QTest.keyClick(line, Qt.Key.Key_Return)
        if dialog.isVisible():
            dialog.reject()

    QTimer.singleShot(0, type_it)
    assert ask_for_key_file(parent) == stick / "key.p12"
    assert "canary" not in written(qt_settings)


def test_changing_ones_mind_gives_nothing(qtbot: QtBot, tmp_path: Path, qt_settings: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    soon(tmp_path, accept=False)
    assert ask_for_folder(parent) is None
    assert str(tmp_path) not in written(qt_settings).replace(str(qt_settings), "")


def test_asking_for_somebody_elses_records_leaves_no_trace(
    qtbot: QtBot, tmp_path: Path, qt_settings: Path
) -> None:
    stick = tmp_path / "canary-stick"
    stick.mkdir()
    pane = VaultsPane([])
    qtbot.addWidget(pane)
    soon(stick, accept=True)
    pane.elsewhere.click()
    assert pane.notice.text.text() == "There are no records in that folder."
    assert "canary" not in written(qt_settings)


def test_backing_up_leaves_no_trace_but_the_copy(screens: Screens, tmp_path: Path, qt_settings: Path) -> None:
    stick = tmp_path / "canary-stick"
    stick.mkdir()
    section = screens.show(BackUpSection(screens.tasks))
    soon(stick, accept=True)
    section.start.click()
    wait_for(screens.qtbot, section.start.isEnabled)
    assert any(stick.iterdir())
    assert "canary" not in written(qt_settings)


def test_importing_a_key_leaves_no_trace_of_its_file(
    screens: Screens, tmp_path: Path, qt_settings: Path
) -> None:
    stick = tmp_path / "canary-stick"
    stick.mkdir()
    (stick / "mine.p12").write_bytes(b"no key")
    section = screens.show(SigningSection(screens.tasks))
    soon(stick, accept=True, name="mine.p12")
    section.load.click()
    screens.settle()
    assert any(notice.isVisible() for notice in section.findChildren(Notice))
    assert "canary" not in written(qt_settings)


def test_no_room_asks_for_a_file_in_another_way() -> None:
    (folder,) = ui.__path__
    asking = {path.name for path in Path(folder).rglob("*.py") if "QFileDialog" in path.read_text()}
    assert asking == {"file_dialogs.py"}


def test_a_file_without_end_is_read_up_to_a_bound(tmp_path: Path) -> None:
    path = tmp_path / "forms.pdforms"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert len(read_chosen(path)) == MOST_READ
