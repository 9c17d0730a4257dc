"""Notes and events: kept with each keystroke, in the record once finished."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from prevent_desktop.casework.notes import Source
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.ui.record.event_page import EventPage
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.routing.routes import Record
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.record.writing import unfinished
from tests.gui.screens import Screens, nameless, now, tab_order, too_wide

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def case_id(screens: Screens) -> str:
    added = screens.read(
        lambda vault: add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())
    )
    return added[1].id


def note(screens: Screens, case_id: str) -> NotePage:
    return screens.show(NotePage(screens.tasks, screens.navigator, case_id, screens.clock))


def event(screens: Screens, case_id: str) -> EventPage:
    return screens.show(EventPage(screens.tasks, screens.navigator, case_id, screens.clock))


def test_a_note_stands_in_the_record_with_its_source(screens: Screens, case_id: str) -> None:
    page = note(screens, case_id)
    QTest.keyClicks(page.text, "Says the video was sent round.")
    page.source.radios.buttons[Source.TOLD.value].click()
    QTest.keyClicks(page.source.detail, "form tutor")
    with screens.qtbot.waitSignal(screens.navigator.asked) as kept:
        page.save.click()
    (written,) = screens.read(lambda vault: vault.notes.of_case(case_id))
    assert kept.args == [Record(screens.person("AB"), f"note:{written.id}")]
    assert written.text == "Says the video was sent round."
    assert (written.source, written.source_detail) == (Source.TOLD, "form tutor")
    assert screens.read(unfinished) == ()


def test_steady_typing_is_kept_while_it_goes_on(screens: Screens, case_id: str) -> None:
    page = note(screens, case_id)
    kept: list[str] = []
    screens.navigator.told.connect(kept.append)
    for _second in range(6):
        QTest.keyClicks(page.text, "word ")
        screens.qtbot.wait(100)
    assert kept
    assert kept[0].startswith("Saved ")


def test_a_lock_in_the_middle_of_a_word_loses_no_keystroke(screens: Screens, case_id: str) -> None:
    page = note(screens, case_id)
    QTest.keyClicks(page.text, "Heard at the gate: I kno")
    page.source.radios.buttons[Source.DIRECT.value].click()
    screens.lock_and_unlock(page)
    again = note(screens, case_id)
    assert again.text.toPlainText() == "Heard at the gate: I kno"
    assert again.source.source == Source.DIRECT.value


def test_notes_about_two_people_do_not_mix(screens: Screens, case_id: str) -> None:
    other = screens.read(
        lambda vault: add_person(vault, forenames="Cy", surname="Dale", birth_date=None, now=now())
    )[1].id
    page = note(screens, case_id)
    QTest.keyClicks(page.text, "about Ada")
    page.flush()
    assert note(screens, other).text.toPlainText() == ""
    assert note(screens, case_id).text.toPlainText() == "about Ada"


def test_an_empty_note_says_what_is_missing_and_keeps_nothing(screens: Screens, case_id: str) -> None:
    page = note(screens, case_id)
    page.save.click()
    assert [link.text() for link in page.errors.links] == [
        "Write what was seen, heard or said",
    ]
    page.errors.links[0].click()
    assert page.text.hasFocus()
    assert screens.read(lambda vault: vault.notes.of_case(case_id)) == ()


def test_what_is_discarded_is_gone(screens: Screens, case_id: str) -> None:
    page = note(screens, case_id)
    QTest.keyClicks(page.text, "not meant")
    with screens.qtbot.waitSignals([screens.navigator.undoable, screens.navigator.asked]):
        page.throw_away.click()
    assert screens.read(unfinished) == ()
    assert note(screens, case_id).text.toPlainText() == ""


def test_an_event_stands_on_its_day(screens: Screens, case_id: str) -> None:
    page = event(screens, case_id)
    QTest.keyClicks(page.when.month, "11")
    QTest.keyClicks(page.when.year, "2026")
    page.approximate.button.click()
    QTest.keyClicks(page.text, "Older pupils waited at the bus stop and took the bag of the person.")
    QTest.keyClicks(page.own_words, "They always do it")
    page.source.radios.buttons[Source.TOLD.value].click()
    with screens.qtbot.waitSignal(screens.navigator.asked):
        page.save.click()
    (written,) = screens.read(lambda vault: vault.events.of_case(case_id))
    assert written.when == PartialDate(2026, 11)
    assert written.approximate
    assert written.own_words == "They always do it"
    assert written.label == "Older pupils waited at the bus stop and…"


def test_a_date_that_is_not_one_is_kept_and_named(screens: Screens, case_id: str) -> None:
    page = event(screens, case_id)
    QTest.keyClicks(page.when.day, "31")
    QTest.keyClicks(page.when.month, "2")
    QTest.keyClicks(page.when.year, "2026")
    QTest.keyClicks(page.text, "Something")
    page.source.radios.buttons[Source.DIRECT.value].click()
    page.save.click()
    assert "a date that exists" in page.errors.links[0].text()
    assert page.when.text == "2026-02-31"
    screens.lock_and_unlock(page)
    assert event(screens, case_id).when.text == "2026-02-31"


def test_leaving_keeps_what_was_typed(screens: Screens, case_id: str) -> None:
    page = event(screens, case_id)
    QTest.keyClicks(page.text, "half")
    with screens.qtbot.waitSignal(screens.navigator.asked) as left:
        page.way.chosen.emit("record")
    page.flush()
    assert left.args == [Record(screens.person("AB"))]
    assert event(screens, case_id).text.toPlainText() == "half"


def test_tab_goes_from_top_to_bottom_with_the_errors_first(screens: Screens, case_id: str) -> None:
    page = note(screens, case_id)
    page.save.click()
    assert tab_order(page) == [
        "AB, age not known",
        "1 thing to fix",
        "Write what was seen, heard or said",
        "What was seen, heard or said",
        *(source.label for source in Source),
        "Keep this note",
        "Discard",
    ]


@pytest.mark.parametrize("make", [note, event])
def test_every_control_has_a_name(screens: Screens, case_id: str, make: type) -> None:
    assert nameless(make(screens, case_id)) == []


@pytest.mark.parametrize("make", [note, event])
def test_nothing_is_cut_off_at_the_side_at_twice_the_size(
    screens: Screens, dressed: Theme, case_id: str, make: type
) -> None:
    dressed.choose(Appearance.LIGHT, 200)
    page = make(screens, case_id)
    page.resize(808, 560)
    screens.settle()
    assert too_wide(page) == 0
