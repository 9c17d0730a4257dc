"""Whose a case is: on My work, in its record, in the list of people, and on the page on which it is handed over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from prevent_desktop.casework.ownership import TeamLook
from prevent_desktop.formatting import long_day_near, short_day_near
from prevent_desktop.ui.components.person_search import PersonSearch
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.record.hand_over_page import HandOverPage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.record.view import Tab
from prevent_desktop.ui.routing.routes import HandOver, Record
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.record.writing import unfinished
from prevent_desktop.workflows.team.cases.handing_over import to_hand_over
from prevent_desktop.workflows.team.cases.owning import care_of
from tests.gui.cared_for import colleague, make_cases
from tests.gui.screens import Screens, nameless, now, press, shown_texts, tab_order, table_texts, too_wide

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def cases(screens: Screens, tmp_path: Path) -> dict[str, str]:
    return screens.read(lambda vault: make_cases(vault, tmp_path / "team"))


def home(screens: Screens) -> HomePage:
    return screens.show(
        HomePage(screens.tasks, screens.navigator, screens.get_spool, screens.library, screens.clock)
    )


def hand_over(screens: Screens, case_id: str) -> HandOverPage:
    found = screens.read(lambda vault: to_hand_over(vault, case_id, now=now()))
    return screens.show(HandOverPage(screens.tasks, screens.navigator, found, screens.clock))


def initials(page: HomePage) -> list[str]:
    return [row[0][:2] for row in table_texts(page.to_finish.table)]


def owner(screens: Screens, case_id: str) -> str:
    cared = screens.read(lambda vault: care_of(vault, [case_id], today=now().date())[case_id])
    return "" if cared.owner is None else cared.owner.name


@pytest.mark.usefixtures("cases")
def test_my_work_shows_ones_own_and_what_waits_for_anybody_and_nothing_twice(screens: Screens) -> None:
    page = home(screens)
    assert sorted(button.accessibleName() for button in page.today.buttons) == [
        "Settle… EB, age not known, Two people took this case at once: Sam Field and Pat Lee",
        "Take it DB, age not known, This case has no owner",
    ]
    assert sorted(initials(page)) == ["AB", "CB", "DB", "EB"], "Ben's is Pat's, and is not there"
    until = long_day_near(now().astimezone().date() + timedelta(days=9), now().astimezone().date())
    rows = {row[0][:2]: row for row in table_texts(page.to_finish.table)}
    assert f"For PL, away until {until}" in rows["CB"][2]
    assert "away" not in rows["AB"][2]


@pytest.mark.usefixtures("cases")
def test_the_filter_is_moved_by_the_keyboard(screens: Screens) -> None:
    page = home(screens)
    assert [page.parts.tabText(number) for number in range(3)] == [
        "For you 6",
        "Anybody’s 5",
        "Whole team 7",
    ]
    page.parts.setFocus()
    press(Qt.Key.Key_Right)
    screens.settle()
    assert sorted(initials(page)) == ["CB", "DB", "EB"]
    press(Qt.Key.Key_Right)
    screens.settle()
    rows = {row[0][:2]: row for row in table_texts(page.to_finish.table)}
    assert sorted(rows) == ["AB", "BB", "CB", "DB", "EB"]
    assert "Owner: Pat Lee" in rows["BB"][2]
    assert nameless(page) == []


def test_a_case_without_an_owner_is_taken_by_one_press(screens: Screens, cases: dict[str, str]) -> None:
    page = home(screens)
    take = next(one for one in page.today.buttons if "Take" in one.text())
    take.setFocus()
    press(Qt.Key.Key_Space)
    screens.settle()
    assert owner(screens, cases["nobodys"]) == "Sam Field"
    assert [one.text() for one in page.today.buttons if "Take" in one.text()] == []


def test_without_a_team_all_work_is_shown_and_nothing_of_owners(screens: Screens) -> None:
    screens.read(lambda vault: add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now()))
    page = home(screens)
    assert page.parts.isHidden()
    assert page.away.isHidden()
    assert initials(page) == ["AB"]


def test_a_record_says_whose_the_case_is_and_leads_to_handing_it_over(
    screens: Screens, cases: dict[str, str]
) -> None:
    pages = {
        name: screens.show(
            RecordPage(screens.tasks, screens.navigator, screens.library, screens.clock, screens.person(name))
        )
        for name in ("AB", "BB", "CB", "DB", "EB")
    }
    subtitles = {name: page.head.subtitle.text() for name, page in pages.items()}
    assert "Owner: Sam Field" in subtitles["AB"]
    assert "Owner: Pat Lee" in subtitles["BB"]
    assert "Owner: Pat Lee, covered by Sam Field until" in subtitles["CB"]
    assert "No owner" in subtitles["DB"]
    assert "who took it at once" in subtitles["EB"]
    with screens.qtbot.waitSignal(screens.navigator.asked) as wanted:
        pages["EB"].hand_over.click()
    assert wanted.args == [HandOver(cases["both"])]


def test_who_else_of_the_team_looked_in_stands_below_who_has_seen_it(
    screens: Screens, cases: dict[str, str]
) -> None:
    today = now().astimezone().date()

    def look(vault: Vault) -> None:
        pat = colleague(vault)
        for number in range(2):  # on two laptops
            vault.case_care.add_look(
                TeamLook(
                    id=f"{number}", case_id=cases["own"], looked_by=pat.name, member=pat.member, day=today, looked_at=now()
                )
            )  # fmt: skip

    screens.read(look)
    page = screens.show(
        RecordPage(screens.tasks, screens.navigator, screens.library, screens.clock, screens.person("AB"))
    )
    page.show_tab(Tab.SEEN)
    screens.settle()
    assert page.panels.seen.looks.isVisible()
    assert table_texts(page.panels.seen.looks.table.table) == [[short_day_near(today, today), "Pat Lee"]]


@pytest.mark.usefixtures("cases")
def test_the_list_of_people_names_the_owner(screens: Screens) -> None:
    search = screens.show(PersonSearch(screens.tasks, screens.clock))
    search.search()
    screens.settle()
    owners = {row[0][:2]: row[2] for row in table_texts(search.people)}
    assert (owners["AB"], owners["BB"], owners["CB"], owners["DB"]) == (
        "You",
        "Pat Lee",
        "Pat Lee",
        "No owner",
    )


def test_it_is_handed_over_to_a_colleague_with_the_reason_and_not_without(
    screens: Screens, cases: dict[str, str]
) -> None:
    page = hand_over(screens, cases["own"])
    page.save.click()
    assert [field.error.text() for field in page.fields.values() if field.error.text()] == [
        "Choose who takes care of it.",
        "Write why, for whoever takes it over.",
    ]
    page.to.buttons[next(key for key in page.to.buttons if key != "me")].click()
    page.why.setPlainText("I am on leave from Monday")
    with screens.qtbot.waitSignal(screens.navigator.asked) as wanted:
        page.save.click()
    assert wanted.args == [Record(screens.person("AB"), "")]
    assert owner(screens, cases["own"]) == "Pat Lee"
    assert screens.read(unfinished) == ()


def test_what_is_typed_outlives_a_lock(screens: Screens, cases: dict[str, str]) -> None:
    page = hand_over(screens, cases["own"])
    page.to.buttons["me"].click()
    page.why.setPlainText("Half a reason")
    screens.lock_and_unlock(page)
    again = hand_over(screens, cases["own"])
    assert (again.to.value, again.why.toPlainText()) == ("me", "Half a reason")


def test_without_a_team_anybody_can_be_named(screens: Screens) -> None:
    _person, case = screens.read(
        lambda vault: add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())
    )
    page = hand_over(screens, case.id)
    assert not page.fields["name"].isVisible()
    page.to.buttons["by-name"].click()
    assert page.fields["name"].isVisible()
    page.name.setText("Jo Hart")
    with screens.qtbot.waitSignal(screens.navigator.asked):
        page.save.click()
    assert owner(screens, case.id) == "Jo Hart"


def test_tab_goes_from_top_to_bottom_and_it_fits_at_200_per_cent(
    screens: Screens, cases: dict[str, str]
) -> None:
    page = hand_over(screens, cases["own"])
    assert nameless(page) == []
    assert tab_order(page)[-3:] == ["Why", "Change the owner", "Discard"]
    page.resize(512, 700)
    assert too_wide(page) == 0
    assert "Until now: Sam Field" in shown_texts(page)
