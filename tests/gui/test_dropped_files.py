"""Files that are dropped on a record, or copied elsewhere and pasted: each whole or not at all, and each refusal in a sentence."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDragLeaveEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.widgets.file_drops import DropTarget, FileDrops
from tests.gui.dropping import asked_about, drag, drop, drop_urls
from tests.gui.screens import Screens, shown_texts, wait_for

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def record(demo: Screens) -> RecordPage:
    page = RecordPage(demo.tasks, demo.navigator, demo.library, demo.clock, demo.person("AB"))
    return demo.show(page)


def attached(demo: Screens) -> set[str]:
    case_id = demo.case("AB")
    return {one.file_name for one in demo.read(lambda vault: vault.attachments.of_case(case_id))}


def test_files_that_are_dropped_on_the_record_are_added_one_after_the_other(
    demo: Screens, tmp_path: Path
) -> None:
    files = [tmp_path / f"page-{number}.txt" for number in range(3)]
    for file in files:
        file.write_text(file.name)
    page = record(demo)
    assert drop(page, *files)
    wait_for(demo.qtbot, lambda: not page.files.adder.busy)
    demo.settle()
    assert {file.name for file in files} <= attached(demo)
    assert page.panels.attachments.isVisibleTo(page)


def test_of_dropped_files_each_that_cannot_be_taken_is_told_and_the_others_go_in(
    demo: Screens, tmp_path: Path
) -> None:
    good, behind = tmp_path / "good.txt", tmp_path / "behind.txt"
    empty, folder, shortcut = tmp_path / "empty.pdf", tmp_path / "letters", tmp_path / "school.url"
    good.write_text("good")
    behind.write_text("behind")
    empty.touch()
    folder.mkdir()
    shortcut.write_text("[InternetShortcut]")
    page = record(demo)
    assert drop(page, good, tmp_path / "missing.txt", empty, folder, shortcut, behind)
    wait_for(demo.qtbot, lambda: not page.files.adder.busy)
    demo.settle()
    brought = {"good.txt", "missing.txt", "empty.pdf", "letters", "school.url", "behind.txt"}
    assert attached(demo) & brought == {"good.txt", "behind.txt"}
    lines = page.notice.text.text().splitlines()
    assert lines[0] == "2 files are in the record now, encrypted."
    assert [word in line for word, line in zip(("missing.txt", "empty.pdf", "letters", "school.url"), lines[1:], strict=True)] == [True] * 4  # fmt: skip
    assert all(line.count(". ") >= 1 for line in lines[1:])  # what, where, and how to go on
    assert demo.read(lambda vault: set(vault.attachments.files.ids())) == {
        one.id for one in demo.read(lambda vault: vault.attachments.all())
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only: pipes with a name in a folder")
def test_a_pipe_that_is_dropped_is_told_and_the_file_behind_it_goes_in(demo: Screens, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "letter.pdf")
    (tmp_path / "behind.txt").write_text("behind")
    page = record(demo)
    assert drop(page, tmp_path / "letter.pdf", tmp_path / "behind.txt")
    wait_for(demo.qtbot, lambda: not page.files.adder.busy)
    demo.settle()
    assert attached(demo) & {"letter.pdf", "behind.txt"} == {"behind.txt"}
    assert "letter.pdf" in page.notice.text.text()


def test_a_full_disk_ends_it_and_the_files_behind_are_named(
    demo: Screens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / f"page-{number}.txt" for number in range(3)]
    for file in files:
        file.write_text(file.name)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1_000_000))
    page = record(demo)
    assert drop(page, *files)
    wait_for(demo.qtbot, lambda: not page.files.adder.busy)
    assert attached(demo) & {file.name for file in files} == set()
    told = page.notice.text.text()
    assert "There is no room on the disk" in told
    assert "Not added: page-1.txt, page-2.txt." in told


def test_where_files_can_be_dropped_is_shown_and_said_while_they_are_dragged(
    demo: Screens, tmp_path: Path
) -> None:
    page = record(demo)
    target = page.findChild(DropTarget)
    assert target is not None
    assert target.isHidden()
    drag(page, QUrl.fromLocalFile(str(tmp_path / "letter.pdf")))
    assert target.isVisibleTo(page)
    assert (
        target.accessibleName() == f"Drop files here to add them to the record of {page.head.heading.text()}"
    )
    assert target.rect().width() > page.width() * 0.9
    QApplication.sendEvent(page, QDragLeaveEvent())
    assert target.isHidden()


def test_an_address_that_is_no_path_is_told_as_one_that_is_not_there(demo: Screens, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("good")
    page = record(demo)
    assert drop_urls(page, QUrl("file:///tmp/a%00b"), QUrl.fromLocalFile(str(tmp_path / "good.txt")))
    wait_for(demo.qtbot, lambda: not page.files.adder.busy)
    demo.settle()
    assert "good.txt" in attached(demo)
    assert "is not there" in page.notice.text.text()


def test_a_page_of_the_web_that_is_dropped_is_said_to_be_no_file(demo: Screens) -> None:
    page = record(demo)
    before = attached(demo)
    assert drop_urls(page, QUrl("https://example.org/letter"))
    wait_for(demo.qtbot, lambda: not page.files.adder.busy)
    assert "A link cannot be added" in page.notice.text.text()
    assert attached(demo) == before


def test_files_that_were_copied_elsewhere_are_pasted(demo: Screens, tmp_path: Path) -> None:
    letter = tmp_path / "copied.txt"
    letter.write_text("copied")
    page = record(demo)
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(letter))])
    QGuiApplication.clipboard().setMimeData(copied)
    page.tabs.setFocus()
    QTest.keyClick(page.tabs, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_for(demo.qtbot, lambda: "copied.txt" in attached(demo))
    QGuiApplication.clipboard().setText("words are left alone")
    QTest.keyClick(page.tabs, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert not page.files.adder.busy


def test_what_is_no_file_is_not_taken(demo: Screens) -> None:
    page = record(demo)
    assert not drop(page)
    assert not page.files.adder.busy


@pytest.mark.parametrize("address", ["file://server/share/letter.pdf", "file:////server/share/letter.pdf"])
def test_a_file_of_another_computer_is_asked_about_before_anything_looks_at_it(
    demo: Screens, tmp_path: Path, address: str
) -> None:
    """A web page can name one; Windows would tell that computer who is signed in."""
    here = tmp_path / "here.txt"
    here.write_text("here")
    page, came = record(demo), list[tuple[Path, ...]]()
    page.findChildren(FileDrops)[0].came.connect(lambda paths, _links: came.append(paths))
    assert drop_urls(page, QUrl(address), QUrl.fromLocalFile(str(here)))
    dialog = asked_about(page)
    assert "“letter.pdf” is on the computer “server”." in " ".join(shown_texts(dialog))
    assert dialog.cancel.hasFocus() or dialog.cancel.isDefault()
    dialog.cancel.click()
    assert came == []
    assert drop_urls(page, QUrl(address))
    asked_about(page).yes.click()
    assert [path.name for path in came[0]] == ["letter.pdf"]
    wait_for(demo.qtbot, lambda: not page.files.adder.busy)
    demo.settle()


def test_a_file_of_another_computer_that_is_pasted_is_asked_about_too(demo: Screens) -> None:
    page, brought = record(demo), QMimeData()
    brought.setUrls([QUrl("file://server/share/letter.pdf")])
    QGuiApplication.clipboard().setMimeData(brought)
    QTest.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert asked_about(page).isVisible()
    asked_about(page).cancel.click()
