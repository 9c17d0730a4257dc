"""A form on one page: its sections below each other, and the list of them at the left leads there and follows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.data_files import forms
from prevent_desktop.questionnaire.problems import Problem, Severity
from prevent_desktop.ui.forms.filling.foot import FormFoot
from prevent_desktop.ui.forms.filling.section_list import SectionEntry, SectionList
from prevent_desktop.ui.forms.rows.plain import TitleRow
from prevent_desktop.ui.forms.state.place import Place
from prevent_desktop.ui.widgets import Heading
from tests.gui.form_trial import FormTrial, control, dress, form, group, options, question, show_form
from tests.gui.screens import nameless

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
LONG = form(
    {"linkId": "top", "type": "display", "text": "Everywhere", "extension": [control("header")]},
    group("one", *(question(f"q{number}", "text", required=True) for number in range(9)), text="One"),
    group("two", question("second", "string", required=True), text="Two"),
    group(
        "three",
        question("more", "choice", answerOption=options("yes", "no")),
        question("third", "string"),
        text="Three",
    ),
    group(
        "four",
        question("fourth", "string"),
        text="Four",
        enableWhen=[
            {"question": "more", "operator": "=", "answerCoding": {"system": "urn:test", "code": "yes"}}
        ],
    ),
    group("read", {"linkId": "note", "type": "display", "text": "Nothing to answer here."}, text="To read"),
)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader was told without the keyboard being moved; it is told all the same."""
    heard: list[str] = []
    told = QAccessible.updateAccessibility

    def hear(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            heard.append(event.message())
        told(event)

    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    return heard


def entries(trial: FormTrial) -> list[SectionEntry]:
    return [entry for entry in trial.screen.findChildren(SectionEntry) if entry.isVisible()]


def current(trial: FormTrial) -> str:
    return next(entry.accessibleName() for entry in entries(trial) if entry.property("current"))


def place_in_words(trial: FormTrial) -> str:
    (foot,) = [one for one in trial.screen.findChildren(FormFoot) if one.isVisible()]
    return foot.words.text()


def press_entry(trial: FormTrial, title: str) -> None:
    next(entry for entry in entries(trial) if entry.accessibleName() == title).click()


def top_of(trial: FormTrial, widget: QWidget) -> int:
    return widget.mapTo(trial.screen._question_list.viewport(), widget.rect().topLeft()).y()


def title(trial: FormTrial, link_id: str) -> QWidget:
    row = trial.screen._question_list.built(("title", ((link_id, 0),)))
    assert isinstance(row, TitleRow)
    return row


def test_all_sections_stand_below_each_other_with_their_list(qtbot: QtBot) -> None:
    trial = show_form(qtbot, LONG, whole=True)
    assert trial.shown() == [*(f"q{number}" for number in range(9)), "second", "more", "third"]
    titles = [line.path[0][0] for line in trial.state.lines if line.kind == "title"]
    assert titles == ["one", "two", "three", "read"]
    assert [line.path for line in trial.state.lines].count((("top", 0),)) == 1, "a header stands once"
    names = [entry.accessibleName() for entry in entries(trial)]
    assert names == ["One", "Two", "Three", "To read", "Check answers (10 left)"]
    assert place_in_words(trial) == "Section 1 of 4"
    assert nameless(trial.screen) == []


def test_an_entry_leads_to_its_section_on_the_page(qtbot: QtBot) -> None:
    trial = show_form(qtbot, LONG, whole=True, size=(1150, 500))
    press_entry(trial, "Two")
    assert trial.focus.accessibleName() == "second"
    assert (current(trial), place_in_words(trial)) == ("Two", "Section 2 of 4")
    heading = title(trial, "two").findChild(Heading)
    assert heading is not None
    assert 0 <= top_of(trial, heading) < 10, "as high as that of the first section"
    press_entry(trial, "One")
    assert trial.focus.accessibleName() == "q0"
    assert top_of(trial, title(trial, "one")) == 0
    press_entry(trial, "To read")
    qtbot.waitUntil(lambda: current(trial) == "To read")
    assert top_of(trial, title(trial, "read")) < trial.screen._question_list.viewport().height()


def test_the_list_follows_the_keyboard_and_the_new_section_is_spoken(qtbot: QtBot, said: list[str]) -> None:
    trial = show_form(qtbot, LONG, whole=True)
    said.clear()
    trial.screen.go_to((("one", 0), ("q8", 0)))
    assert said == [], "the same section"
    trial.tab_to("second")
    assert said == ["Section 2 of 4: Two"]
    assert (current(trial), place_in_words(trial)) == ("Two", "Section 2 of 4")
    trial.tab_to("q8", back=True)
    assert said[-1] == "Section 1 of 4: One"
    trial.press(Qt.Key.Key_PageDown, CONTROL)
    assert trial.focus.accessibleName() == "second"
    trial.press(Qt.Key.Key_C, ALT)
    qtbot.waitUntil(lambda: trial.state.title == "Three")
    trial.press(Qt.Key.Key_B, ALT)
    qtbot.waitUntil(lambda: trial.focus.accessibleName() == "second")
    assert said[-2:] == ["Section 3 of 4: Three", "Section 2 of 4: Two"]


def test_it_follows_who_only_scrolls_and_says_nothing_then(qtbot: QtBot, said: list[str]) -> None:
    trial = show_form(qtbot, LONG, whole=True, size=(1150, 400))
    said.clear()
    bar = trial.screen._question_list.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: current(trial) == "To read")
    bar.setValue(0)
    qtbot.waitUntil(lambda: current(trial) == "One")
    assert said == []


def test_a_section_that_is_asked_later_comes_on_the_page_and_into_the_list(qtbot: QtBot) -> None:
    trial = show_form(qtbot, LONG, whole=True)
    trial.screen.go_to((("three", 0), ("more", 0)))
    trial.press(Qt.Key.Key_Space)
    assert trial.shown()[-1] == "fourth"
    qtbot.waitUntil(lambda: "Four" in [entry.accessibleName() for entry in entries(trial)])
    assert place_in_words(trial) == "Section 3 of 5"


def test_the_last_section_leads_on_to_the_check(qtbot: QtBot) -> None:
    trial = show_form(qtbot, LONG, whole=True)
    trial.screen.show_part(4)
    with qtbot.waitSignal(trial.screen.finish_wanted):
        trial.press(Qt.Key.Key_C, ALT)


def test_an_error_leads_there_and_back(qtbot: QtBot) -> None:
    trial = show_form(qtbot, LONG, whole=True)
    path = (("two", 0), ("second", 0))
    trial.screen.lead_back_to_check()
    trial.screen.show_problems(
        [Problem(path, "second", Severity.ERROR, "required", "Enter an answer to “second”.", "")]
    )
    trial.screen.go_to(path)
    assert trial.focus.accessibleName() == "second"
    assert current(trial) == "Two"
    (foot,) = [one for one in trial.screen.findChildren(FormFoot) if one.isVisible()]
    assert foot.back.text().replace("&", "") == "Back to check answers"
    with qtbot.waitSignal(trial.screen.finish_wanted):
        foot.back.click()


def test_where_one_was_is_kept_by_section_and_found_again(qtbot: QtBot) -> None:
    trial = show_form(qtbot, LONG, whole=True)
    trial.screen.go_to((("three", 0), ("third", 0)))
    trial.type("words")
    left = Place.read(trial.screen.place_within())
    assert (left.section, left.title) == ("three", "Three")
    for whole in (True, False):
        again = show_form(qtbot, LONG, whole=whole, place=left)
        assert again.state.title == "Three"
        assert again.focus.accessibleName() == "third"
        assert current(again) == "Three"


def test_with_little_room_the_sections_are_a_list_to_open_and_the_foot_ends_the_page(qtbot: QtBot) -> None:
    dress(scale=200)
    trial = show_form(qtbot, LONG, whole=True, size=(800, 550))
    chooser = trial.screen._sections.chooser
    assert chooser.isVisible()
    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)
    assert trial.focus.accessibleName() == "second"
    trial.screen.go_to((("three", 0), ("third", 0)))
    assert chooser.currentText().startswith("Three")
    trial.press(Qt.Key.Key_Tab)
    assert trial.focus.text().replace("&", "") == "Back"  # type: ignore[attr-defined]
    assert place_in_words(trial) == "Section 3 of 4"
    dress()


def test_the_list_of_sections_has_the_room_that_the_help_below_it_does_not_need(qtbot: QtBot) -> None:
    trial = show_form(
        qtbot, (forms() / "health-concern" / "1.2.0.json").read_bytes(), part=5, size=(808, 625)
    )
    (sections,) = trial.screen.findChildren(SectionList)
    qtbot.waitUntil(lambda: sections.height() == sections.content_height)


def test_the_list_of_sections_gives_and_takes_room_as_the_help_below_it_changes(qtbot: QtBot) -> None:
    def part(number: int) -> dict[str, object]:
        why = "It is asked for a reason. " * (9 if number % 2 else 1)
        said = question(f"why{number}", "display", why, extension=[control("help")])
        return group(f"part{number}", question(f"q{number}", "string", item=[said]))

    trial = show_form(qtbot, form(*(part(number) for number in range(12))), whole=True, size=(808, 570))
    (sections,) = trial.screen.findChildren(SectionList)
    help_ = trial.screen._form_layout._side
    trial.screen.show_part(2)
    qtbot.waitUntil(lambda: help_.height() == help_.wanted_height)
    above_short_help = sections.height()
    trial.screen.show_part(1)
    qtbot.waitUntil(lambda: sections.height() < above_short_help)
    trial.screen.show_part(2)
    qtbot.waitUntil(lambda: sections.height() == above_short_help)


def test_the_current_section_is_whole_in_sight_in_a_list_with_little_room(qtbot: QtBot) -> None:
    trial = show_form(qtbot, (forms() / "request-for-support" / "1.2.0.json").read_bytes(), size=(808, 570))
    (sections,) = trial.screen.findChildren(SectionList)

    def is_whole() -> bool:
        (entry,) = [one for one in entries(trial) if one.property("current")]
        top = entry.mapTo(sections, QPoint(0, 0)).y()
        return (
            top >= 0
            and top + entry.height() <= sections.height()
            and entry.height() >= entry.sizeHint().height()
        )

    for part in range(len(trial.state.parts)):
        trial.screen.show_part(part)
        sections.settle()
        qtbot.waitUntil(is_whole)


def test_with_large_text_the_first_field_of_a_section_is_in_sight(qtbot: QtBot) -> None:
    dress(scale=200)
    trial = show_form(
        qtbot, (forms() / "lead-check" / "1.5.0.json").read_bytes(), size=(808, 520), whole=True
    )
    for part in range(len(trial.state.parts)):
        trial.screen.show_part(part)
        shown = trial.screen._question_list.viewport()
        top = trial.focus.mapTo(shown, QPoint(0, 0)).y()
        assert top >= 0
        assert top + min(trial.focus.height(), 86) <= shown.height(), part
    dress()
