"""A start where the drive of IT's folder is not attached: it is said, nothing is begun, and another try goes on once it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from prevent_desktop.app import AppOptions
from prevent_desktop.app.starting import places_there
from prevent_desktop.ui.window.not_begun import NotBegunDialog
from prevent_desktop.workflows import data_folders
from prevent_desktop.workflows.places import Places, usual_folder
from tests.gui.screens import nameless, shown_texts
from tests.made_vaults import copied_vault
from tests.managed import managed, use_home

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Pulled out: it lay at ``disk`` and holds records."""
    use_home(monkeypatch, tmp_path / "home")
    folder = tmp_path / "disk" / "records"
    copied_vault(folder / "vaults" / "mine", "seven quiet otters under bridges")
    with managed({"DataFolder": str(folder)}):
        data_folders.remember(Places.of())
        yield (tmp_path / "disk").rename(tmp_path / "away")


def when_told(act: Callable[[NotBegunDialog], object]) -> None:
    """Do something with the dialog once it runs."""
    look = QTimer(QApplication.instance())

    def find() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, NotBegunDialog):
            look.stop()
            try:
                act(dialog)
            except BaseException:
                dialog.reject()  # a test that fails ends
                raise

    look.timeout.connect(find)
    look.start(10)


def test_it_is_told_and_another_try_goes_on_once_it_is_there(
    qtbot: QtBot, qapp: QApplication, disk: Path
) -> None:
    del qtbot
    told: list[str] = []

    def plug_in(dialog: NotBegunDialog) -> None:
        told.extend(shown_texts(dialog))
        assert nameless(dialog) == []
        assert dialog.focusWidget() is dialog.again
        disk.rename(disk.with_name("disk"))
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    when_told(plug_in)
    places = places_there(qapp, AppOptions())
    assert places is not None
    assert places.data == disk.with_name("disk") / "records"
    assert "is not there. Is its drive not connected? Nothing was begun or changed." in " ".join(told)


def test_whoever_closes_it_begins_nothing(qtbot: QtBot, qapp: QApplication, disk: Path) -> None:
    del qtbot
    when_told(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    assert places_there(qapp, AppOptions()) is None
    assert not disk.with_name("disk").exists()
    assert [each.name for each in usual_folder().iterdir()] == ["data-folders.json"]


def test_in_large_text_both_ways_on_are_seen(qtbot: QtBot, qapp: QApplication, disk: Path) -> None:
    del qtbot, disk
    seen: list[bool] = []

    def look(dialog: NotBegunDialog) -> None:
        buttons = dialog.findChildren(QPushButton)
        seen.extend(not each.visibleRegion().isEmpty() for each in buttons)
        dialog.close_it.click()

    when_told(look)
    assert places_there(qapp, AppOptions(scale=200)) is None
    assert seen == [True, True]
