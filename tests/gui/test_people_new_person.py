"""Adding a person: what is typed outlives a lock, errors say what to do, repeats are seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.ui.people import known_offers
from prevent_desktop.ui.people.new_person_form import AGE, BIRTH_DATE, FORENAMES, SURNAME, Typed
from prevent_desktop.ui.people.pages import NewPersonPage
from prevent_desktop.ui.routing.routes import Record
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.settings import save_practitioner
from prevent_desktop.workflows.people.people import add_person
from tests.gui.screens import Screens, nameless, press, shown_texts, tab_order

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
LEAD = Practitioner(name="Ms Lead", role="Lead", organisation="School", kinds=("lead",))


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def new_person(screens: Screens) -> NewPersonPage:
    return screens.show(NewPersonPage(screens.tasks, screens.navigator, screens.clock))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (Typed(), FORENAMES),
        (Typed(forenames="  "), FORENAMES),
        (Typed(surname="B", birth_date="31/2/2012"), BIRTH_DATE),
        (Typed(surname="B", birth_date="2026-11-25"), BIRTH_DATE),
        (Typed(surname="B", birth_date="1899"), BIRTH_DATE),
        (Typed(surname="B", age="about ten"), AGE),
        (Typed(forenames="A" * 151, surname="B"), FORENAMES),
        (Typed(surname="B" * 151), SURNAME),
        (Typed(surname="B", age="121"), AGE),
        (Typed(surname="B", age="-1"), AGE),
    ],
)
def test_what_cannot_be_is_named_with_its_field(typed: Typed, field: str) -> None:
    assert [name for name, _sentence in typed.problems(TODAY)] == [field]


@pytest.mark.parametrize(
    "typed",
    [
        Typed(forenames="A"),
        Typed(surname="B", birth_date="2012"),
        Typed(surname="B", birth_date="2012-05"),
        Typed(surname="B", birth_date="2026-11-24"),
        Typed(surname="B", age=" 14 "),
    ],
)
def test_what_is_known_in_part_will_do(typed: Typed) -> None:
    assert typed.problems(TODAY) == ()


def test_a_person_is_added_by_keyboard_alone(screens: Screens) -> None:
    page = new_person(screens)
    page.form.forenames.setFocus()
    QTest.keyClicks(page.form.forenames, "Ada Grace")
    press(Qt.Key.Key_Tab)
    QTest.keyClicks(page.form.surname, "Bell")
    press(Qt.Key.Key_Tab)
    for box, text in zip(
        (page.form.birth_date.day, page.form.birth_date.month, page.form.birth_date.year),
        ("3", "5", "2012"),
        strict=True,
    ):
        assert box.hasFocus()
        QTest.keyClicks(box, text)
        press(Qt.Key.Key_Tab)
    assert page.form.age.hasFocus()
    with screens.qtbot.waitSignal(screens.navigator.asked) as added:
        press(Qt.Key.Key_Return)
    person = screens.read(lambda vault: vault.people.get(added.args[0].person_id))
    assert (person.forenames, person.surname) == ("Ada Grace", "Bell")
    assert person.birth_date == PartialDate(2012, 5, 3)
    assert len(screens.read(lambda vault: vault.cases.of_person(person.id))) == 1


def test_enter_goes_on_to_the_field_that_follows_and_adds_once_none_is_empty(screens: Screens) -> None:
    """Who types a name, Enter and a surname once added somebody by the name alone, and lost the surname."""
    page = new_person(screens)
    page.form.birth_date.day.setFocus()
    for number in ("3", "5", "2012"):
        QTest.keyClicks(focus(), number)
        if number != "2012":
            press(Qt.Key.Key_Return)
    page.form.forenames.setFocus()
    QTest.keyClicks(page.form.forenames, "Ada")
    press(Qt.Key.Key_Return)
    QTest.keyClicks(focus(), "Bell")
    with screens.qtbot.waitSignal(screens.navigator.asked) as added:
        press(Qt.Key.Key_Return)
    person = screens.read(lambda vault: vault.people.get(added.args[0].person_id))
    assert (person.forenames, person.surname) == ("Ada", "Bell")
    assert person.birth_date == PartialDate(2012, 5, 3)


def test_enter_in_an_empty_surname_adds_whoever_is_known_by_one_name(screens: Screens) -> None:
    page = new_person(screens)
    page.form.forenames.setFocus()
    QTest.keyClicks(page.form.forenames, "Ada")
    press(Qt.Key.Key_Return)
    assert page.form.surname.hasFocus()
    with screens.qtbot.waitSignal(screens.navigator.asked):
        press(Qt.Key.Key_Return)


def test_an_error_is_listed_on_top_and_next_to_its_field(screens: Screens) -> None:
    page = new_person(screens)
    QTest.keyClicks(page.form.surname, "Bell")
    QTest.keyClicks(page.form.birth_date.year, "3012")
    page.form.save.click()
    sentence = page.form.fields[BIRTH_DATE].error.text()
    assert "future" in sentence
    assert page.form.errors.hasFocus()
    assert [link.text() for link in page.form.errors.links] == [sentence]
    page.form.errors.links[0].click()
    assert page.form.birth_date.day.hasFocus()
    assert page.form.surname.text() == "Bell"


def test_what_was_typed_outlives_a_lock_in_the_middle_of_a_word(screens: Screens) -> None:
    page = new_person(screens)
    QTest.keyClicks(page.form.forenames, "Ada Gr")
    QTest.keyClicks(page.form.birth_date.day, "3")
    screens.lock_and_unlock(page)
    again = new_person(screens)
    assert again.form.forenames.text() == "Ada Gr"
    assert again.form.birth_date.day.text() == "3"


def test_nothing_is_left_of_a_person_once_added(screens: Screens) -> None:
    page = new_person(screens)
    QTest.keyClicks(page.form.surname, "Bell")
    screens.qtbot.waitUntil(lambda: page.settled)
    with screens.qtbot.waitSignal(screens.navigator.asked):
        page.form.save.click()
    assert new_person(screens).form.surname.text() == ""


def test_somebody_already_recorded_is_offered(demo: Screens) -> None:
    page = new_person(demo)
    QTest.keyClicks(page.form.surname, "Broo")
    demo.settle()
    assert page.form.alike.isVisibleTo(page)
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        page.form.alike.links[0].click()
    assert wanted.args == [Record(demo.person("AB"))]
    assert "Brook" not in " ".join(shown_texts(page))


def test_one_letter_offers_nobody(demo: Screens) -> None:
    page = new_person(demo)
    QTest.keyClicks(page.form.surname, "B")
    demo.settle()
    assert not page.form.alike.isVisibleTo(page)


def test_tab_reaches_who_is_alike_after_the_surname(demo: Screens) -> None:
    page = new_person(demo)
    QTest.keyClicks(page.form.surname, "Broo")
    demo.settle()
    assert tab_order(page)[:4] == ["Forenames", "Surname", "Open AB, 14", "Date of birth (optional): Day"]


def lead_with(screens: Screens, *names: tuple[str, str]) -> None:
    """The vault is a lead's, and holds people of these names who were born on one day."""

    def work(vault: Vault) -> None:
        save_practitioner(vault, LEAD)
        for forenames, surname in names:
            add_person(
                vault, forenames=forenames, surname=surname, birth_date=PartialDate(2012, 5, 3), now=NOW
            )

    screens.read(work)


def type_somebody(screens: Screens, page: NewPersonPage, forenames: str, surname: str) -> None:
    QTest.keyClicks(page.form.forenames, forenames)
    QTest.keyClicks(page.form.surname, surname)
    for box, figures in zip(
        (page.form.birth_date.day, page.form.birth_date.month, page.form.birth_date.year),
        ("3", "5", "2012"),
        strict=True,
    ):
        QTest.keyClicks(box, figures)
    screens.settle()


def test_a_lead_is_offered_whoever_is_spelt_another_way_with_the_reasons(screens: Screens) -> None:
    lead_with(screens, ("Łukasz", "Kowalczyk"))
    page = new_person(screens)
    type_somebody(screens, page, "Lukasz", "Kowalcyk")
    words = "Same name, spelt another way · Same date of birth"
    assert [reasons.text() for reasons in page.form.alike.reasons] == [words]
    assert page.form.alike.links[0].accessibleDescription() == words
    assert page.form.surname.text() == "Kowalcyk"
    assert page.form.save.isEnabled()


def test_five_are_offered_first_and_the_rest_by_keyboard(screens: Screens) -> None:
    lead_with(
        screens,
        *[
            (f"Mohammed {middle}", "Khan")
            for middle in ["Ali", "Bilal", "Omar", "Zain", "Imran", "Adil", "Hamza"]
        ],
    )
    page = new_person(screens)
    type_somebody(screens, page, "Muhammad", "Khan")
    assert len(page.form.alike.links) == 5
    assert page.form.alike.more.text() == "More of this name (2)"
    page.form.alike.more.setFocus()
    press(Qt.Key.Key_Return)
    assert len(page.form.alike.links) == 7
    assert page.form.alike.links[5].hasFocus()
    assert not page.form.alike.more.isVisibleTo(page)


def test_a_screen_reader_hears_how_many_are_offered_once(
    screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(known_offers, "announce", lambda _widget, words: heard.append(words))
    lead_with(screens, ("Łukasz", "Kowalczyk"))
    page = new_person(screens)
    type_somebody(screens, page, "Lukasz", "Kowalcyk")
    QTest.keyClicks(page.form.birth_date.year, " ")
    screens.settle()
    assert heard[-1] == "1 person is perhaps the same"


def test_a_reporter_is_told_nothing_of_another_spelling(screens: Screens) -> None:
    lead_with(screens, ("Łukasz", "Kowalczyk"))
    screens.read(lambda vault: save_practitioner(vault, replace(LEAD, role="Teacher", kinds=("teacher",))))
    page = new_person(screens)
    type_somebody(screens, page, "Lukasz", "Kowalcyk")
    assert not page.form.alike.isVisibleTo(page)


def test_every_control_has_a_name(screens: Screens) -> None:
    assert nameless(new_person(screens)) == []
