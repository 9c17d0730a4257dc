"""Bringing names in, by keyboard: looked at first, taken by a deliberate act, told cell by cell where it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.ui.people.new_person_form import FORENAMES
from prevent_desktop.ui.people.pages import ChoosePersonPage, NewPersonPage, PeoplePage
from prevent_desktop.ui.people.roll_page import RollPage
from prevent_desktop.ui.routing.routes import Guidance, Record
from prevent_desktop.workflows.organisation.settings import save_practitioner
from prevent_desktop.workflows.people.roll import plan_roll, take_roll
from tests.gui.screens import Screens, nameless, now, press, shown_texts, table_texts, too_wide
from tests.unit.workflows.people.rolls import csv_of, read, school

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

HEAD = ("Forename", "Surname", "Year", "Form", "DOB", "UPN", "Contact 1 Name", "Ethnicity")
AMINA = ("Amina", "Begum", "9", "9C", "14/03/2012", "B801200005001", "Nadia Begum", "…")
NIA = ("Nia", "Owen", "9", "9A", "", "A801200005001", "", "")
LEAD = Practitioner(name="Ms Lead", role="Lead", organisation="School", kinds=("lead",))


def file_of(folder: Path, *rows: tuple[str, ...]) -> Path:
    path = folder / "pupils.csv"
    path.write_bytes(csv_of(rows))
    return path


def page_of(screens: Screens) -> RollPage:
    return screens.show(RollPage(screens.tasks, screens.navigator, screens.clock))


def look_at(screens: Screens, page: RollPage, path: Path) -> None:
    page.look_at(path)
    screens.qtbot.waitUntil(page.choose.isEnabled)
    screens.settle()


def number(screens: Screens) -> int:
    return screens.read(lambda vault: vault.pupils.count())


def bring(screens: Screens, *rows: tuple[str, ...]) -> None:
    file = read(rows)
    screens.read(lambda vault: take_roll(vault, plan_roll(vault, file), now=now()))


def test_an_empty_page_says_what_to_bring_and_leads_to_how(screens: Screens) -> None:
    page = page_of(screens)
    assert page.choose.hasFocus()
    assert page.empty.isVisibleTo(page)
    assert not page.remove.isVisibleTo(page)
    with screens.qtbot.waitSignal(screens.navigator.asked) as wanted:
        press(Qt.Key.Key_Backtab)
        press(Qt.Key.Key_Space)
    assert wanted.args == [Guidance("bringing-names-in")]


def test_a_list_is_looked_at_and_taken_by_keyboard(screens: Screens, tmp_path: Path) -> None:
    screens.read(lambda vault: save_practitioner(vault, LEAD))
    page = page_of(screens)
    look_at(screens, page, file_of(tmp_path, HEAD, AMINA, NIA))
    assert "2 pupils in the file: 2 new, 0 changed, 0 gone, 0 as before" in shown_texts(page)
    assert table_texts(page.changes.table) == [
        ["New", "Amina Begum", "Year 9, 9C", ""], ["New", "Nia Owen", "Year 9, 9A", ""],
    ]  # fmt: skip
    assert "Row 3, column F (UPN): “A801200005001” is not a pupil number" in page.remarks.text()
    assert "Columns that are not taken: Ethnicity." in page.remarks.text()
    assert "1 parent or contact is named." in page.remarks.text()
    assert number(screens) == 0
    assert page.take.hasFocus()
    press(Qt.Key.Key_Space)
    screens.settle()
    assert number(screens) == 2
    assert page.notice.text.text() == "2 names are here now."
    assert page.choose.hasFocus()
    assert page.state.text().startswith("2 names are here, brought in on")


def test_the_same_list_again_changes_nothing_and_a_new_one_says_what_was_before(
    screens: Screens, tmp_path: Path
) -> None:
    screens.read(lambda vault: save_practitioner(vault, LEAD))
    bring(screens, HEAD, AMINA, NIA)
    page = page_of(screens)
    look_at(screens, page, file_of(tmp_path, HEAD, AMINA, NIA))
    assert page.heading.text() == "Nothing changes: all 2 names are here already"
    assert not page.take.isVisibleTo(page)
    assert page.leave.hasFocus()
    look_at(screens, page, file_of(tmp_path, HEAD, (*AMINA[:3], "9D", "", *AMINA[5:])))
    assert table_texts(page.changes.table) == [
        ["Changed", "Amina Begum", "Year 9, 9D", "Form was 9C; Date of birth was 14 March 2012"],
        ["Gone", "Nia Owen", "Year 9, 9A", "Not in the file"],
    ]  # fmt: skip


def test_wrong_cells_are_listed_with_row_and_column_and_nothing_is_taken(
    screens: Screens, tmp_path: Path
) -> None:
    page = page_of(screens)
    look_at(screens, page, file_of(tmp_path, HEAD, AMINA, (*NIA[:4], "31/02/2012", *AMINA[5:])))
    assert page.problems_heading.text() == "2 cells have to be put right. Nothing was taken."
    assert table_texts(page.problem_table.table) == [
        ["3", "E (DOB)", "“31/02/2012” is a day that does not exist."],
        ["3", "F (UPN)", "The pupil number B801200005001 is in row 2 too, with other details."],
    ]  # fmt: skip
    assert page.problem_table.table.hasFocus()
    assert not page.offer.isVisibleTo(page)
    assert number(screens) == 0


def test_a_file_that_is_no_list_is_refused_in_words(screens: Screens, tmp_path: Path) -> None:
    page = page_of(screens)
    path = tmp_path / "old.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    look_at(screens, page, path)
    assert "Excel file of the old kind" in page.notice.text.text()
    assert page.choose.hasFocus()


def test_reading_can_be_stopped(screens: Screens, tmp_path: Path) -> None:
    page = page_of(screens)
    page.look_at(file_of(tmp_path, *school(3_000)))
    page.stop()
    screens.settle()
    assert page.notice.text.text() == "Stopped. Nothing was taken."
    assert not page.offer.isVisibleTo(page)
    look_at(screens, page, file_of(tmp_path, HEAD, AMINA))
    assert page.offer.isVisibleTo(page)


def test_a_page_that_is_left_while_a_file_is_read_wants_nothing_more_of_it(
    screens: Screens, tmp_path: Path
) -> None:
    page = page_of(screens)
    page.look_at(file_of(tmp_path, *school(3_000)))
    page.deleteLater()
    QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)
    del page  # nobody closes what is gone
    screens.settle()
    assert number(screens) == 0


def test_a_reporter_is_told_that_only_name_year_and_form_are_kept(screens: Screens) -> None:
    page = page_of(screens)
    assert page.kept.text().startswith("Only the name, year and form of each pupil are kept")
    assert page.who.isVisibleTo(page)


def test_all_names_are_removed_and_can_be_brought_back(screens: Screens) -> None:
    bring(screens, HEAD, AMINA)
    page = page_of(screens)
    with screens.qtbot.waitSignal(screens.navigator.undoable) as removed:
        page.remove.click()
    screens.settle()
    assert number(screens) == 0
    assert page.empty.isVisibleTo(page)
    removed.args[0].undo()
    screens.settle()
    assert number(screens) == 1
    assert not page.empty.isVisibleTo(page)


def test_a_long_list_shows_its_first_lines_and_more_on_demand(screens: Screens, tmp_path: Path) -> None:
    page = page_of(screens)
    look_at(screens, page, file_of(tmp_path, *school(300)))
    assert len(page.changes.table.rows_model.rows) == 40
    assert page.changes.more.text() == "Show more: 260 lines are left"
    page.changes.more.click()
    assert len(page.changes.table.rows_model.rows) == 160
    assert page.changes.table.hasFocus()


@pytest.mark.parametrize("size", [(1150, 700), (560, 600)])
def test_the_page_fits_and_every_control_has_a_name(
    screens: Screens, tmp_path: Path, size: tuple[int, int]
) -> None:
    page = screens.show(RollPage(screens.tasks, screens.navigator, screens.clock), size)
    look_at(screens, page, file_of(tmp_path, HEAD, AMINA, NIA))
    assert too_wide(page) == 0
    assert nameless(page) == []


# -- choosing somebody of the list


def test_a_pupil_is_offered_after_three_letters_and_chosen_by_keyboard(screens: Screens) -> None:
    bring(screens, HEAD, AMINA, NIA)
    page = screens.show(ChoosePersonPage(screens.tasks, screens.navigator, screens.clock, "Write a note"))
    QTest.keyClicks(page.search.field, "Be")
    screens.settle()
    assert table_texts(page.search.pupils) == []
    QTest.keyClicks(page.search.field, "g")
    screens.settle()
    assert table_texts(page.search.pupils) == [["Amina Begum", "Year 9, 9C", "–"]]
    assert page.search.pupils.rows_model.rows[0].cells[0].marks == ((len("Amina "), len("Begum")),)
    assert page.search.summary.text() == "Found: 0 people, 0 places in records, 1 on the school’s list"
    with screens.qtbot.waitSignal(page.chosen) as chosen:
        press(Qt.Key.Key_Return)
    assert screens.read(lambda vault: vault.people.get(chosen.args[0]).full_name) == "Amina Begum"


def test_in_the_list_of_people_adding_a_pupil_is_confirmed(screens: Screens) -> None:
    bring(screens, HEAD, AMINA)
    page = screens.show(PeoplePage(screens.tasks, screens.navigator, screens.clock))
    QTest.keyClicks(page.search.field, "Begum")
    screens.settle()
    press(Qt.Key.Key_Return)
    assert screens.read(lambda vault: vault.people.search("Begum")) == ()
    dialog = page.search.dialog
    assert dialog is not None
    assert dialog.cancel.hasFocus()
    with screens.qtbot.waitSignal(screens.navigator.asked) as wanted:
        dialog.yes.click()
    assert isinstance(wanted.args[0], Record)


def test_a_pupil_is_offered_while_somebody_new_is_typed_and_nothing_typed_is_left(screens: Screens) -> None:
    bring(screens, HEAD, AMINA, NIA)
    page = screens.show(NewPersonPage(screens.tasks, screens.navigator, screens.clock))
    QTest.keyClicks(page.form.surname, "Beg")
    screens.settle()
    assert [link.text() for link in page.form.pupils.links] == ["Add Amina Begum, Year 9, 9C"]
    page.form.surname.setFocus()
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.form.pupils.links[0]
    with screens.qtbot.waitSignal(screens.navigator.asked) as wanted:
        press(Qt.Key.Key_Space)
    assert screens.read(lambda vault: vault.people.get(wanted.args[0].person_id).surname) == "Begum"
    again = screens.show(NewPersonPage(screens.tasks, screens.navigator, screens.clock))
    assert again.form.typed.fields()[FORENAMES] == ""
    assert again.form.surname.text() == ""
