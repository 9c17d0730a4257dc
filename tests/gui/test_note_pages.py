"""Notes and events: kept with each keystroke, in the record once finished."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from prevent_desktop.casework.notes import Source
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.ui.navigation.routes import Record
from prevent_desktop.ui.note.event_page import EventPage
from prevent_desktop.ui.note.note_page import NotePage
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.workflows.people import add_person
from prevent_desktop.workflows.writing import unfinished
from tests.gui.rooms import Rooms, nameless, now, tab_order, too_wide

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def case_id(rooms: Rooms) -> str:
    added = rooms.read(
        lambda vault: add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())
    )
    return added[1].id


def note(rooms: Rooms, case_id: str) -> NotePage:
    return rooms.show(NotePage(rooms.tasks, rooms.navigator, case_id, rooms.clock))


def event(rooms: Rooms, case_id: str) -> EventPage:
    return rooms.show(EventPage(rooms.tasks, rooms.navigator, case_id, rooms.clock))


def test_a_note_stands_in_the_record_with_its_source(rooms: Rooms, case_id: str) -> None:
    page = note(rooms, case_id)
    QTest.keyClicks(page.text, "Says the video was sent round.")
    page.source.radios.buttons[Source.TOLD.value].click()
    QTest.keyClicks(page.source.detail, "form tutor")
    with rooms.qtbot.waitSignal(rooms.navigator.asked) as kept:
        page.save.click()
    (written,) = rooms.read(lambda vault: vault.notes.of_case(case_id))
    assert kept.args == [Record(rooms.person("AB"), f"note:{written.id}")]
    assert written.text == "Says the video was sent round."
    assert (written.source, written.source_detail) == (Source.TOLD, "form tutor")
    assert rooms.read(unfinished) == ()


def test_steady_typing_is_kept_while_it_goes_on(rooms: Rooms, case_id: str) -> None:
    page = note(rooms, case_id)
    kept: list[str] = []
    rooms.navigator.told.connect(kept.append)
    for _second in range(6):
        QTest.keyClicks(page.text, "word ")
        rooms.qtbot.wait(100)
    assert kept
    assert kept[0].startswith("Saved ")


def test_a_lock_in_the_middle_of_a_word_loses_no_keystroke(rooms: Rooms, case_id: str) -> None:
    page = note(rooms, case_id)
    QTest.keyClicks(page.text, "Heard at the gate: I kno")
    page.source.radios.buttons[Source.DIRECT.value].click()
    rooms.lock_and_unlock(page)
    again = note(rooms, case_id)
    assert again.text.toPlainText() == "Heard at the gate: I kno"
    assert again.source.source == Source.DIRECT.value


def test_notes_about_two_people_do_not_mix(rooms: Rooms, case_id: str) -> None:
    other = rooms.read(
        lambda vault: add_person(vault, forenames="Cy", surname="Dale", birth_date=None, now=now())
    )[1].id
    page = note(rooms, case_id)
    QTest.keyClicks(page.text, "about Ada")
    page.flush()
    assert note(rooms, other).text.toPlainText() == ""
    assert note(rooms, case_id).text.toPlainText() == "about Ada"


def test_an_empty_note_says_what_is_missing_and_keeps_nothing(rooms: Rooms, case_id: str) -> None:
    page = note(rooms, case_id)
    page.save.click()
    assert [link.text() for link in page.errors.links] == [
        "Write what was seen, heard or said",
    ]
    page.errors.links[0].click()
    assert page.text.hasFocus()
    assert rooms.read(lambda vault: vault.notes.of_case(case_id)) == ()


def test_throwing_away_asks_first(rooms: Rooms, case_id: str) -> None:
    page = note(rooms, case_id)
    QTest.keyClicks(page.text, "not meant")
    page.throw_away.click()
    (dialog,) = page.findChildren(ConfirmDialog)
    rooms.qtbot.waitUntil(dialog.cancel.hasFocus)
    with rooms.qtbot.waitSignal(rooms.navigator.asked):
        dialog.yes.click()
    rooms.settle()
    assert rooms.read(unfinished) == ()
    assert note(rooms, case_id).text.toPlainText() == ""


def test_saying_no_keeps_what_was_written(rooms: Rooms, case_id: str) -> None:
    page = note(rooms, case_id)
    QTest.keyClicks(page.text, "meant")
    page.throw_away.click()
    (dialog,) = page.findChildren(ConfirmDialog)
    dialog.cancel.click()
    page.flush()
    rooms.settle()
    assert page.settled
    assert len(rooms.read(unfinished)) == 1


def test_an_event_stands_on_its_day(rooms: Rooms, case_id: str) -> None:
    page = event(rooms, case_id)
    QTest.keyClicks(page.when.month, "11")
    QTest.keyClicks(page.when.year, "2026")
    page.approximate.button.click()
    QTest.keyClicks(page.text, "Older pupils waited at the bus stop and took the bag of the person.")
    QTest.keyClicks(page.own_words, "They always do it")
    page.source.radios.buttons[Source.TOLD.value].click()
    with rooms.qtbot.waitSignal(rooms.navigator.asked):
        page.save.click()
    (written,) = rooms.read(lambda vault: vault.events.of_case(case_id))
    assert written.when == PartialDate(2026, 11)
    assert written.approximate
    assert written.own_words == "They always do it"
    assert written.label == "Older pupils waited at the bus stop and…"


def test_a_date_that_is_not_one_is_kept_and_named(rooms: Rooms, case_id: str) -> None:
    page = event(rooms, case_id)
    QTest.keyClicks(page.when.day, "31")
    QTest.keyClicks(page.when.month, "2")
    QTest.keyClicks(page.when.year, "2026")
    QTest.keyClicks(page.text, "Something")
    page.source.radios.buttons[Source.DIRECT.value].click()
    page.save.click()
    assert "a date that exists" in page.errors.links[0].text()
    assert page.when.text == "2026-02-31"
    rooms.lock_and_unlock(page)
    assert event(rooms, case_id).when.text == "2026-02-31"


def test_leaving_keeps_what_was_typed(rooms: Rooms, case_id: str) -> None:
    page = event(rooms, case_id)
    QTest.keyClicks(page.text, "half")
    with rooms.qtbot.waitSignal(rooms.navigator.asked) as left:
        page.way.chosen.emit("record")
    page.flush()
    assert left.args == [Record(rooms.person("AB"))]
    assert event(rooms, case_id).text.toPlainText() == "half"


def test_tab_goes_from_top_to_bottom_with_the_errors_first(rooms: Rooms, case_id: str) -> None:
    page = note(rooms, case_id)
    page.save.click()
    assert tab_order(page) == [
        "AB, age not known",
        "1 thing to mend",
        "Write what was seen, heard or said",
        "What was seen, heard or said",
        *(source.label for source in Source),
        "Keep this note",
        "Throw away",
    ]


@pytest.mark.parametrize("make", [note, event])
def test_every_control_has_a_name(rooms: Rooms, case_id: str, make: type) -> None:
    assert nameless(make(rooms, case_id)) == []


@pytest.mark.parametrize("make", [note, event])
def test_nothing_is_cut_off_at_the_side_at_twice_the_size(
    rooms: Rooms, dressed: Theme, case_id: str, make: type
) -> None:
    dressed.choose(Appearance.LIGHT, 200)
    page = make(rooms, case_id)
    page.resize(808, 560)
    rooms.settle()
    assert too_wide(page) == 0
