"""The details of a person: typed once, lists that grow and shrink, and earlier values that stay in sight."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.person import Agency, HouseholdMember, Person
from prevent_desktop.casework.person_changes import FROM_SCHOOL_LIST
from prevent_desktop.casework.pupil import Pupil, PupilContact
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.ui.people.details_page import DetailsPage
from prevent_desktop.ui.record.details import details_words
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.record.view import Tab
from prevent_desktop.ui.routing.routes import Record
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.widgets import TickBox
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import (
    add_known_person,
    add_person,
    change_person,
    person_of_case,
)
from prevent_desktop.workflows.record.open_record import RecordView, read_record
from prevent_desktop.workflows.record.writing import Writing, unfinished
from tests.gui.screens import (
    Screens,
    nameless,
    now,
    passed_by_tab,
    press,
    shown_texts,
    table_texts,
    too_wide,
    wait_for,
)
from tests.gui.tab_ring import not_reached

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

DANA = HouseholdMember(name="Dana Bell", relationship="Mother")


@pytest.fixture
def case_id(screens: Screens) -> str:
    def add(vault: object) -> str:
        person, case = add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())  # type: ignore[arg-type]
        change_person(
            vault, replace(person, address="1 Example Street", household=(DANA,), interpreter_needed=False), now=now()  # type: ignore[arg-type]
        )  # fmt: skip
        return case.id

    return screens.read(add)


def details(screens: Screens, case_id: str) -> DetailsPage:
    return screens.show(DetailsPage(screens.tasks, screens.navigator, case_id, screens.clock))


def line(page: DetailsPage, part: str, list_name: str) -> QLineEdit:
    editor = page.lists[list_name].editor
    assert editor is not None
    found = editor.controls[part]
    assert isinstance(found, QLineEdit)
    return found


def keep(screens: Screens, page: DetailsPage) -> None:
    with screens.qtbot.waitSignal(screens.navigator.asked):
        page.save.click()


def test_what_is_typed_stands_in_the_record_with_the_earlier_value(screens: Screens, case_id: str) -> None:
    page = details(screens, case_id)
    assert page.address.toPlainText() == "1 Example Street"
    assert page.interpreter.value == "no"
    page.address.setPlainText("2 New Road\nExampleton")
    QTest.keyClicks(page.lines["aliases"], "Addie")
    QTest.keyClicks(page.lines["nationality"], "British")
    QTest.keyClicks(page.birth_date.year, "2012")
    page.interpreter.buttons["yes"].click()
    keep(screens, page)
    person = screens.read(lambda vault: vault.people.get(page._person_id))
    assert (person.address, person.aliases, person.nationality) == (
        "2 New Road\nExampleton",
        "Addie",
        "British",
    )
    assert (person.birth_date, person.interpreter_needed) == (PartialDate(2012), True)
    record = screens.show(
        RecordPage(screens.tasks, screens.navigator, screens.library, screens.clock, person.id)
    )
    record.show_tab(Tab.DETAILS)
    rows = [row[:3] for row in table_texts(record.panels.details.earlier)]
    assert ["Address", "1 Example Street", "2 New Road\nExampleton"] in rows
    assert ["Interpreter needed", "No", "Yes"] in rows
    assert "Dana Bell (Mother)" in shown_texts(record)
    assert nameless(record) == []


def test_changed_details_are_taken_back_but_for_what_was_changed_once_more(
    screens: Screens, case_id: str
) -> None:
    page = details(screens, case_id)
    page.address.setPlainText("2 New Road")
    QTest.keyClicks(page.lines["aliases"], "Addie")
    with screens.qtbot.waitSignal(screens.navigator.undoable) as offered:
        keep(screens, page)
    screens.read(
        lambda vault: change_person(vault, replace(person_of_case(vault, case_id), aliases="Ads"), now=now())
    )
    with screens.qtbot.waitSignal(screens.navigator.asked) as asked:
        offered.args[0].undo()
    assert asked.args[0] == Record(page._person_id)
    person = screens.read(lambda vault: person_of_case(vault, case_id))
    assert (person.address, person.aliases) == ("1 Example Street", "Ads")
    changes = screens.read(lambda vault: vault.people.changes(person.id))
    assert [(one.old_value, one.new_value) for one in changes if one.field == "address"][:2] == [
        ("2 New Road", "1 Example Street"),
        ("1 Example Street", "2 New Road"),
    ]


def test_details_that_were_not_changed_offer_no_undo(screens: Screens, case_id: str) -> None:
    page = details(screens, case_id)
    with screens.qtbot.assertNotEmitted(screens.navigator.undoable):
        keep(screens, page)


def test_members_and_agencies_are_added_changed_taken_away_and_brought_back(
    screens: Screens, case_id: str
) -> None:
    page = details(screens, case_id)
    household, agencies = page.lists["household"], page.lists["agencies"]
    household.add.click()
    QTest.keyClicks(line(page, "name", "household"), "Remy Bell")
    QTest.keyClicks(line(page, "school", "household"), "Hillside")
    QTest.keyClick(line(page, "school", "household"), Qt.Key.Key_Return)
    assert household.editor is None
    household.links["change 0"].click()
    QTest.keyClicks(line(page, "note", "household"), "Works nights")
    QTest.keyClick(line(page, "note", "household"), Qt.Key.Key_Return)
    agencies.add.click()
    QTest.keyClicks(line(page, "name", "agencies"), "Example Youth Service")
    household.links["remove 0"].click()
    assert [entry.name for entry in household.entries] == ["Remy Bell"]
    household.links["undo 0"].click()
    keep(screens, page)
    person = screens.read(lambda vault: vault.people.get(page._person_id))
    assert person.household == (
        replace(DANA, note="Works nights"),
        HouseholdMember(name="Remy Bell", relationship="", school="Hillside"),
    )
    assert person.agencies == (Agency(name="Example Youth Service"),)


def test_tab_comes_to_every_entry_and_on_to_what_keeps_them(screens: Screens, case_id: str) -> None:
    page = details(screens, case_id)
    household, agencies = page.lists["household"], page.lists["agencies"]
    links = [household.links["change 0"], household.links["remove 0"]]
    last = [household.add, agencies.add, page.save]
    assert list(not_reached(page)) == []
    assert [one for one in passed_by_tab(page.lines["forenames"]) if one in (*links, *last)] == [
        *links,
        *last,
    ]
    household.links["change 0"].click()
    screens.settle()
    assert list(not_reached(page)) == []
    assert household.editor is not None
    stops = [household.editor.controls["name"], household.editor.finish, household.editor.cancel, *last]
    assert [one for one in passed_by_tab(page.lines["forenames"]) if one in stops] == stops


def test_an_entry_that_is_wrong_is_come_to_from_what_says_so(screens: Screens, case_id: str) -> None:
    page = details(screens, case_id)
    page.lists["household"].links["change 0"].click()
    line(page, "name", "household").clear()
    line(page, "name", "household").textEdited.emit("")
    page.save.click()
    page.errors.chosen.emit("household")
    assert line(page, "name", "household").hasFocus()


def test_cancelling_an_entry_leaves_it_as_it_was(screens: Screens, case_id: str) -> None:
    page = details(screens, case_id)
    household = page.lists["household"]
    household.links["change 0"].click()
    QTest.keyClicks(line(page, "name", "household"), "xyz")
    press(Qt.Key.Key_Escape)
    household.add.click()
    press(Qt.Key.Key_Escape)
    assert household.entries == (DANA,)
    assert page.read_fields() == {}


def test_half_typed_details_outlive_a_lock_and_unchanged_ones_leave_nothing_to_finish(
    screens: Screens, case_id: str
) -> None:
    page = details(screens, case_id)
    page.flush()
    assert screens.read(unfinished) == ()
    QTest.keyClicks(page.lines["school"], "Exam")
    page.lists["household"].add.click()
    QTest.keyClicks(line(page, "name", "household"), "Rem")
    screens.lock_and_unlock(page)
    assert [piece.kind for piece in screens.read(unfinished)] == [Writing.DETAILS]
    again = details(screens, case_id)
    assert again.lines["school"].text() == "Exam"
    assert [entry.name for entry in again.lists["household"].entries] == ["Dana Bell", "Rem"]
    keep(screens, again)
    assert screens.read(unfinished) == ()


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("nhs_number", "999 123 4567", "NHS number"),
        ("approximate_age", "ten", "whole years"),
    ],
)
def test_what_cannot_be_right_is_said_and_nothing_is_cleared(
    screens: Screens, case_id: str, field: str, typed: str, words: str
) -> None:
    page = details(screens, case_id)
    page.lines[field].setMaxLength(40)
    QTest.keyClicks(page.lines[field], typed)
    page.save.click()
    assert words in page.fields[field].error.text()
    assert page.lines[field].text() == typed
    assert page.errors.isVisible()


def test_a_person_needs_a_name_and_an_entry_too(screens: Screens, case_id: str) -> None:
    page = details(screens, case_id)
    page.lines["forenames"].clear()
    page.lines["surname"].clear()
    page.lists["household"].links["change 0"].click()
    line(page, "name", "household").clear()
    line(page, "name", "household").textEdited.emit("")
    page.save.click()
    assert {name for name, field in page.fields.items() if field.error.text()} == {"forenames", "household"}


@pytest.mark.parametrize("scale", [100, 200])
def test_the_details_fit_the_smallest_window(
    screens: Screens, case_id: str, dressed: Theme, scale: int
) -> None:
    dressed.choose(Appearance.LIGHT, scale)
    page = screens.show(DetailsPage(screens.tasks, screens.navigator, case_id, screens.clock), (820, 600))
    page.lists["household"].add.click()
    page.lists["agencies"].add.click()
    assert too_wide(page) == 0
    assert nameless(page) == []


@pytest.mark.parametrize(
    ("known_from", "words"),
    [
        (FROM_SCHOOL_LIST, "From the school’s list, "),
        ("P-7EABCDEFGHJK", "From pack P-7EAB, "),
        ("", "Written when the person was added, "),
    ],
)
def test_each_detail_says_where_it_comes_from(screens: Screens, known_from: str, words: str) -> None:
    def add(vault: Vault) -> RecordView:
        added = Person(
            id=new_id(), forenames="Ada", surname="Bell", school="Hillside", household=(DANA,), created_at=now(), changed_at=now()
        )  # fmt: skip
        person, _case = add_known_person(vault, added, now=now(), known_from=known_from)
        change_person(vault, replace(person, address="1 Example Street", known_as="Addie"), now=now())
        return read_record(vault, person.id, now=now())

    record = screens.read(add)
    by_label = {detail.label: detail for detail in details_words(record, now()).details}
    for label in ("Forenames", "School", "Household and family"):
        [source] = by_label[label].sources
        assert source.startswith(words)
    assert [by_label[label].sources[0].rpartition(",")[0] for label in ("Address", "Known as")] == [
        "Typed by you"
    ] * 2
    assert by_label["Phone"].sources == ()
    page = screens.show(
        RecordPage(screens.tasks, screens.navigator, screens.library, screens.clock, record.person.id)
    )
    page.show_tab(Tab.DETAILS)
    assert by_label["School"].sources[0] in shown_texts(page)


def test_a_contact_of_the_schools_list_is_added_by_hand_and_offered_no_more(
    screens: Screens, case_id: str
) -> None:
    mother = PupilContact(name="Nadia Bell", relationship="Aunt", phone="01632 960 001")
    dana = PupilContact(name="Dana BELL", relationship="Mother")
    screens.read(
        lambda vault: vault.pupils.keep_only(
            [Pupil(id="p", forenames="Ada", surname="Bell", upn="A1", contacts=(mother, dana))]
        )
    )
    screens.read(
        lambda vault: change_person(vault, replace(person_of_case(vault, case_id), upn="A1"), now=now())
    )
    page = details(screens, case_id)
    household = page.lists["household"]
    wait_for(screens.qtbot, lambda: "offer 0" in household.links)
    assert [link for link in household.links if link.startswith("offer")] == ["offer 0"], (
        "Dana is there already"
    )
    assert household.links["offer 0"].accessibleName().endswith("Nadia Bell (Aunt, 01632 960 001)")
    household.links["offer 0"].click()
    assert household.editor is not None
    lives = household.editor.controls["lives_with"]
    assert isinstance(lives, TickBox)
    lives.button.click()
    QTest.keyClick(line(page, "name", "household"), Qt.Key.Key_Return)
    assert not [link for link in household.links if link.startswith("offer")]
    keep(screens, page)
    person = screens.read(lambda vault: person_of_case(vault, case_id))
    assert person.household == (
        DANA,
        HouseholdMember(name="Nadia Bell", relationship="Aunt", lives_with=True, note="01632 960 001"),
    )
