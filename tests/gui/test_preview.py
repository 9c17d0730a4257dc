"""A form is tried in the real form screen, what is wrong with it stands beside it, and nothing of it is kept."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from prevent_desktop import data_files
from prevent_desktop.questionnaire.problems import Severity
from prevent_desktop.questionnaire.validation import validate
from prevent_desktop.ui.theme import Theme
from prevent_desktop.ui.window.preview_window import PreviewWindow
from prevent_desktop.workflows.forms.known_value_sets import known_value_sets
from tests.gui.cut_off import cut_off
from tests.gui.screens import nameless, now

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CORE = "http://hl7.org/fhir/StructureDefinition/"
SHARED = Path(__file__).parents[3] / "shared" / "fhir"
WELSH = {"extension": [{"url": CORE + "translation", "extension": [
    {"url": "lang", "valueCode": "cy"}, {"url": "content", "valueString": "Enw"}]}]}  # fmt: skip
FORM: dict[str, Any] = {
    "resourceType": "Questionnaire", "url": "https://forms.example/Questionnaire/visit", "version": "1.0.0",
    "title": "Visit plan", "status": "active", "language": "en-GB", "_title": WELSH,
    "item": [{"linkId": "name", "type": "string", "text": "Name", "_text": WELSH}],
}  # fmt: skip


def write(file: Path, *more: dict[str, Any]) -> Path:
    file.write_text(json.dumps({**FORM, "item": [*FORM["item"], *more]}, indent=1), encoding="utf-8")
    return file


def opened(qtbot: QtBot, file: Path) -> PreviewWindow:
    window = PreviewWindow(file, known_value_sets(data_files.resources() / "value-sets"), now)
    qtbot.addWidget(window, before_close_func=lambda made: made.tasks.close())
    with qtbot.waitSignal(window.page.shown):
        window.show()
    return window


def rows(window: PreviewWindow) -> list[str]:
    listing = window.page.findings.list
    return [listing.item(row).text() for row in range(listing.count())]


def is_usable(window: PreviewWindow) -> bool:
    return window.page.form_screen is not None


@pytest.fixture
def file(tmp_path: Path, dressed: Theme) -> Path:
    del dressed
    return write(tmp_path / "form.json")


def test_a_form_is_shown_and_filled_and_nothing_is_written(qtbot: QtBot, file: Path) -> None:
    window = opened(qtbot, file)
    screen = window.page.form_screen
    assert screen is not None
    assert window.page.notice.text.text() == "Preview: nothing is kept."
    assert window.page.findings.line.text() == "Nothing: the form is fine."
    screen.go_to((("name", 0),))
    QTest.keyClicks(screen.focusWidget(), "Ada")
    screen.flush()
    qtbot.waitUntil(lambda: screen.settled)
    assert [path.name for path in file.parent.iterdir()] == ["form.json"]
    assert nameless(window.page) == []


def test_that_nothing_was_found_stands_right_below_its_heading(qtbot: QtBot, file: Path) -> None:
    window = opened(qtbot, file)
    window.resize(1170, 680)
    qtbot.wait(0)
    findings = window.page.findings
    below = findings.line.y() - findings.heading.geometry().bottom()
    assert findings.heading.height() + below + findings.line.height() < 100


def test_where_nothing_was_found_the_form_has_the_room(qtbot: QtBot, file: Path) -> None:
    window = opened(qtbot, file)
    window.resize(700, 600)
    qtbot.wait(0)
    findings = window.page.findings
    assert findings.height() <= findings.minimumSizeHint().height() + 4


def test_what_is_wrong_is_listed_and_leads_to_its_question(qtbot: QtBot, file: Path) -> None:
    write(file, {"linkId": "risk", "type": "string", "text": "Risk level", "_text": WELSH})
    window = opened(qtbot, file)
    (row,) = rows(window)
    assert row.startswith("Advice, line")
    window.page.findings.list.itemActivated.emit(window.page.findings.list.item(0))
    assert window.page.form_screen is not None
    assert window.page.form_screen.state.place is not None


def test_a_form_that_cannot_be_used_says_so_and_comes_when_it_is_mended(qtbot: QtBot, file: Path) -> None:
    write(file, {"linkId": "x", "type": "strng"}, {"linkId": "name", "type": "string"})
    window = opened(qtbot, file)
    assert is_usable(window) is False
    assert len(rows(window)) == 2
    with qtbot.waitSignal(window.page.shown):
        write(file)
    assert is_usable(window) is True
    assert rows(window) == []


def test_where_there_is_no_form_to_show_what_is_wrong_has_the_room(qtbot: QtBot, file: Path) -> None:
    write(file, {"linkId": "x", "type": "strng"})
    window = opened(qtbot, file)
    window.resize(700, 600)
    qtbot.wait(0)
    assert window.page.findings.height() > window.page.height() * 0.4


def test_what_was_found_stands_there_to_its_last_word_at_each_width(qtbot: QtBot, file: Path) -> None:
    write(file, {"linkId": "risk", "type": "string", "text": "Risk level"}, {"linkId": "x", "type": "strng"})
    window = opened(qtbot, file)
    for width in range(1000, 1400, 10):
        window.resize(width, 700)
        QApplication.processEvents()
        assert list(cut_off(window.page.findings)) == [], width


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only: pipes with a name in a folder")
def test_a_pipe_in_the_place_of_the_form_is_told_and_never_waited_for(qtbot: QtBot, file: Path) -> None:
    window = opened(qtbot, file)
    file.unlink()
    os.mkfifo(file)
    window.page.refresh()
    qtbot.waitUntil(lambda: "form.json" in window.page.problem.text.text())


def test_f5_reads_the_form_again(qtbot: QtBot, file: Path) -> None:
    window = opened(qtbot, file)
    window.activateWindow()
    with qtbot.waitSignal(window.page.shown):
        QTest.keyClick(window.page, Qt.Key.Key_F5)


def test_another_language_is_shown_where_the_form_has_it(qtbot: QtBot, file: Path) -> None:
    window = opened(qtbot, file)
    box = window.page.language
    assert [box.itemText(index) for index in range(box.count())] == ["en-GB", "cy"]
    with qtbot.waitSignal(window.page.shown):
        box.setCurrentIndex(1)
        box.activated.emit(1)
    assert window.page.form_screen is not None
    form = window.page.form_screen.state.response.questionnaire
    assert (form.title, form.by_link_id["name"].text) == ("Enw", "Enw")
    assert box.currentText() == "cy"


@pytest.mark.parametrize("form_id", ["screening-tool", "home-visit-note", "channel-support-plan"])
def test_a_form_is_filled_with_examples_that_fit(qtbot: QtBot, dressed: Theme, form_id: str) -> None:
    del dressed
    window = opened(qtbot, max((data_files.forms() / form_id).glob("*.json")))
    window.page.fill.click()
    assert window.page.form_screen is not None
    response = window.page.form_screen.state.response
    wrong = [one for one in validate(response) if one.severity is Severity.ERROR]
    assert [one.link_id for one in wrong if one.link_id != "person.postcode"] == [], (
        "that has to be a real one"
    )
    assert len(response.to_json()) > 1500


def test_a_file_that_is_gone_is_told(qtbot: QtBot, file: Path) -> None:
    window = opened(qtbot, file)
    with qtbot.waitSignal(window.page.shown):
        file.unlink()
        window.page.refresh()
    qtbot.waitUntil(lambda: "cannot be used" in window.page.problem.text.text())


@pytest.mark.skipif(not SHARED.exists(), reason="the published examples are not beside this repository")
def test_published_forms_are_shown_as_they_are(qtbot: QtBot, dressed: Theme) -> None:
    del dressed
    files = sorted((SHARED / "sdc-examples").glob("Questionnaire-*.json"))
    shown = [file for file in files[::6] if opened(qtbot, file).page.form_screen is not None]
    assert shown == files[::6] != []
