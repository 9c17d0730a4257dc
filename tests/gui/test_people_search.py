"""People are found as one types; a list never names them; everything by keyboard."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.packs.authority import Authority
from prevent_desktop.sealing import generate_identity
from prevent_desktop.ui.people.new_person_form import NewPersonForm
from prevent_desktop.ui.people.pages import ChoosePersonPage, PeoplePage
from prevent_desktop.ui.routing.routes import Record
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.joining.invitation_codes import CodeKeys, new_code
from prevent_desktop.workflows.team.joining.invitation_file import (
    InvitationFile,
    InvitationHead,
    Invited,
    close_entry,
)
from prevent_desktop.workflows.team.joining.joining_team import ask_to_join, give_up, look_at_invitation
from tests.gui.letters import shared_letters
from tests.gui.screens import Screens, nameless, now, press, shown_texts, table_texts, too_wide

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def people(screens: Screens) -> PeoplePage:
    page = screens.show(PeoplePage(screens.tasks, screens.navigator, screens.clock))
    page.focus_search()
    return page


def look_for(screens: Screens, page: PeoplePage | ChoosePersonPage, text: str) -> None:
    page.search.field.clear()
    QTest.keyClicks(page.search.field, text)
    screens.settle()


def first_column(page: PeoplePage) -> list[str]:
    return [row[0] for row in table_texts(page.search.people)]


def test_an_empty_vault_says_what_to_do_first(screens: Screens) -> None:
    assert "Nobody is recorded yet" in shown_texts(people(screens))


def test_whoever_waits_to_join_a_team_is_told_that_its_cases_come_and_not_to_add_somebody(
    screens: Screens, tmp_path: Path
) -> None:
    """The fault: a second laptop said “Add a person first” while the team, which knows them, let it in."""
    head = InvitationHead(
        id=new_id(), organisation="Example School", by="Sam Field", team=new_id(), mailbox=tmp_path.as_uri(),
        authority=Authority.create("Example School").certificate_pem.decode(), seal_to=str(generate_identity().recipient),
        made_at=now(), expires_at=now() + timedelta(days=30),
    )  # fmt: skip
    code = new_code()
    keys = CodeKeys.of(code)
    entry = close_entry(head, keys, Invited(member=new_id(), name="Sam Field", role=Role.LEAD))
    file = InvitationFile(head=head, entries={keys.entry: entry}).content
    opened = look_at_invitation(file, code, now=now())
    screens.read(lambda vault: ask_to_join(vault, opened, "Laptop at home", now=now()))
    page = people(screens)
    shown = " ".join(shown_texts(page))
    assert "You wait to join the team of Example School" in shown
    assert "cases come here once you are in" in shown
    assert "Add a person first" not in shown
    screens.read(give_up)
    page.search.search()
    screens.settle()
    assert "Nobody is recorded yet" in shown_texts(page)


def test_everybody_who_changed_last_is_listed_before_anything_is_typed(demo: Screens) -> None:
    count = len(demo.read(lambda vault: vault.people.all()))
    assert len(first_column(people(demo))) == count


def test_each_letter_narrows_the_list(demo: Screens) -> None:
    page = people(demo)
    before = len(first_column(page))
    look_for(demo, page, "Broo")
    assert first_column(page) == ["AB, 14"]
    assert before > 1


def test_the_list_shows_initials_and_age_and_no_name(demo: Screens) -> None:
    page = people(demo)
    words = " ".join(shown_texts(page))
    for person in demo.read(lambda vault: vault.people.all()):
        assert person.surname not in words
        assert person.initials in words


def test_up_down_and_enter_work_while_typing(demo: Screens) -> None:
    page = people(demo)
    rows = page.search.people.rows_model.rows
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Up)
    assert page.search.people.chosen_row == 0
    press(Qt.Key.Key_Down)
    assert page.search.field.hasFocus()
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        press(Qt.Key.Key_Return)
    assert wanted.args == [Record(rows[1].key)]


def test_enter_before_the_search_has_answered_waits_for_it_and_opens_nobody_found_before(
    demo: Screens,
) -> None:
    page = people(demo)
    look_for(demo, page, "Marsh")
    assert first_column(page) == ["KM, 9"]
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        page.search.field.clear()
        QTest.keyClicks(page.search.field, "Brook")
        press(Qt.Key.Key_Return)
    assert wanted.args == [Record("demo-person-ab")]


def test_down_goes_on_from_people_into_the_records(demo: Screens) -> None:
    page = people(demo)
    look_for(demo, page, "AB")
    total = len(page.search.people.rows_model.rows) + len(page.search.texts.rows_model.rows)
    assert page.search.texts.rows_model.rows
    for _step in range(total + 3):
        press(Qt.Key.Key_Down)
    assert page.search.texts.chosen_row == len(page.search.texts.rows_model.rows) - 1


def test_words_of_a_note_are_found_with_the_text_around_them(demo: Screens) -> None:
    page = people(demo)
    look_for(demo, page, "sent round by someone")
    found = table_texts(page.search.texts)
    assert any(row[1] == "Note" and "sent round by someone" in row[2] for row in found)
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        press(Qt.Key.Key_Return)
    assert wanted.args == [Record(demo.person("AB"))]


def test_the_words_that_were_looked_for_are_marked_where_they_were_found(demo: Screens) -> None:
    page = people(demo)
    look_for(demo, page, "sent roun")
    [cell] = [
        row.cells[2] for row in page.search.texts.rows_model.rows if "sent round by" in row.cells[2].text
    ][:1]
    marked = [cell.text[start : start + length] for start, length in cell.marks]
    assert {"sent", "round"} <= set(marked)
    assert all(word.startswith(("sent", "roun")) for word in map(str.lower, marked))


def test_what_cannot_be_found_says_what_to_try(demo: Screens) -> None:
    page = people(demo)
    look_for(demo, page, "zzzz")
    assert "Nothing was found" in shown_texts(page)


def test_a_name_that_is_not_found_is_added_by_enter_or_by_its_button(demo: Screens) -> None:
    page = people(demo)
    look_for(demo, page, "Robin Newman")
    assert page.search.add.text() == "Add “Robin Newman”"
    assert list(shared_letters(page)) == []
    with demo.qtbot.waitSignal(demo.navigator.asked) as by_enter:
        press(Qt.Key.Key_Return)
    with demo.qtbot.waitSignal(demo.navigator.asked) as by_button:
        page.search.add.click()
    assert by_enter.args[0].name == by_button.args[0].name == "Robin Newman"
    look_for(demo, page, "Broo")
    assert page.search.add.isHidden()


def test_somebody_new_begins_with_the_name_that_was_looked_for(screens: Screens) -> None:
    page = screens.show(ChoosePersonPage(screens.tasks, screens.navigator, screens.clock, "Write a note"))
    page.focus_search()
    look_for(screens, page, "Robin Newman")
    press(Qt.Key.Key_Return)
    screens.settle()
    assert page.form is not None
    assert (page.form.forenames.text(), page.form.surname.text()) == ("Robin", "Newman")


def test_what_was_looked_for_is_not_typed_twice_where_others_of_that_name_were_found(demo: Screens) -> None:
    """The button on top began with empty fields, and Alt+A pressed neither of two that had it."""
    page = demo.show(ChoosePersonPage(demo.tasks, demo.navigator, demo.clock, "Record a concern"))
    page.focus_search()
    look_for(demo, page, "Alex Broo")
    assert page.search.people.rows_model.rows
    page.add.click()
    demo.settle()
    assert page.form is not None
    assert (page.form.forenames.text(), page.form.surname.text()) == ("Alex", "Broo")
    listed = people(demo)
    look_for(demo, listed, "Alex")
    with demo.qtbot.waitSignal(demo.navigator.asked) as asked:
        listed.add.click()
    assert asked.args[0].name == "Alex"


def test_of_305_people_all_can_be_reached(screens: Screens) -> None:
    def fill(vault: Vault) -> None:
        with vault.transaction():
            for number in range(305):
                add_person(vault, forenames="Ada", surname=f"Bell{number}", birth_date=None, now=now())

    screens.read(fill)
    page = people(screens)
    assert len(first_column(page)) == 50
    assert page.search.more.text() == "Show all 305 people"
    page.search.more.setFocus()
    press(Qt.Key.Key_Return)
    screens.settle()
    assert len(first_column(page)) == 305
    assert page.search.more.isHidden()
    assert page.search.people.chosen_row == 50
    assert page.search.people.hasFocus()


@pytest.mark.parametrize("text", ['"', "AND OR (", "*", "names:", "-"])
def test_signs_of_the_index_are_only_letters_here(demo: Screens, text: str) -> None:
    look_for(demo, people(demo), text)


def test_only_the_last_search_is_shown(demo: Screens) -> None:
    page = people(demo)
    page.search.field.setText("zzzz")
    page.search.field.setText("Broo")
    demo.settle()
    assert first_column(page) == ["AB, 14"]


def test_choosing_somebody_recorded_goes_on_with_them(demo: Screens) -> None:
    page = demo.show(ChoosePersonPage(demo.tasks, demo.navigator, demo.clock, "Start a screening"))
    page.focus_search()
    look_for(demo, page, "Broo")
    with demo.qtbot.waitSignal(page.chosen) as chosen:
        press(Qt.Key.Key_Return)
    assert chosen.args == [demo.person("AB")]


def test_choosing_somebody_new_adds_them_and_goes_on(screens: Screens) -> None:
    page = screens.show(
        ChoosePersonPage(screens.tasks, screens.navigator, screens.clock, "Start a screening")
    )
    page.add.click()
    assert page.form is not None
    QTest.keyClicks(page.form.surname, "Newman")
    with screens.qtbot.waitSignal(page.chosen) as chosen:
        page.form.save.click()
    assert screens.read(lambda vault: vault.people.get(str(chosen.args[0]))).surname == "Newman"


def test_cancelling_somebody_new_goes_back_to_the_search(screens: Screens) -> None:
    page = screens.show(
        ChoosePersonPage(screens.tasks, screens.navigator, screens.clock, "Start a screening")
    )
    page.add.click()
    (form,) = page.findChildren(NewPersonForm)
    form.cancel.click()
    assert form.isHidden()
    assert page.search.isVisibleTo(page)
    screens.settle()
    assert screens.read(lambda vault: vault.people.all()) == ()


def test_every_control_has_a_name(demo: Screens) -> None:
    page = people(demo)
    look_for(demo, page, "AB")
    assert nameless(page) == []


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_off_at_the_side_on_a_small_screen(demo: Screens, dressed: Theme, scale: int) -> None:
    dressed.choose(Appearance.LIGHT, scale)
    page = people(demo)
    page.resize(808, 560)
    look_for(demo, page, "AB")
    assert too_wide(page) == 0
