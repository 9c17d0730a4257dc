"""The Team page over a real vault: who is in the team, what is shared, and what each of them may see of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import ChooseCases, Settings, Team, TeamMember
from prevent_desktop.ui.team.page import TeamPage, TeamReading
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.cases.sharing import open_cases, share, share_new, shares_new
from prevent_desktop.workflows.team.change_sets.round_state import NotCome, TeamState
from prevent_desktop.workflows.team.joining.members import TeamFacts, team_facts
from tests.gui.running_app import App
from tests.gui.screens import Screens, nameless, now, press, shown_texts, tab_order, table_texts, too_wide
from tests.gui.stepping_up import type_passphrase
from tests.gui.team_made import change_team, kim_left, with_kim

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def team_page(screens: Screens) -> TeamPage:
    return screens.show(TeamPage(screens.tasks, screens.navigator, screens.clock))


def test_without_a_team_it_says_what_one_is_and_leads_to_the_profile(screens: Screens) -> None:
    page = team_page(screens)
    assert "In a team, the lead and the deputies keep cases together" in shown_texts(page)
    assert not page.bring.isVisible()
    page.alone.profile.setFocus()
    with screens.qtbot.waitSignal(screens.navigator.asked) as wanted:
        press(Qt.Key.Key_Space)
    assert isinstance(wanted.args[0], Settings)


def test_each_member_has_a_role_in_words_what_they_see_and_a_laptop(led: Screens) -> None:
    page = team_page(led)
    assert page.head.subtitle.text() == "Example School · safeguarding · 1 lead, 1 deputy, 2 reporters"
    rows = table_texts(page.table)
    assert [row[:4] for row in rows] == [
        ["SF (you), Sam Field", "Lead", "All cases", "This laptop"],
        ["PL, Pat Lee", "Deputy", "No case is shared yet", "Office laptop 2, Not heard of yet"],
        ["AM, Ash Moor", "Reporter", "What AM reported", "Staff laptop 7"],
        ["RT, Rita Thorne", "Reporter", "What RT reported", "Staff laptop 9"],
    ]
    assert [row[4] for row in rows] == ["", "Change", "Change", "Change"]


def a_case(screens: Screens, name: str = "Ada") -> str:
    """A new open case."""
    return screens.read(
        lambda vault: add_person(vault, forenames=name, surname="Bell", birth_date=None, now=now())[1].id
    )


def test_what_is_shared_is_counted_and_who_sees_it(led: Screens) -> None:
    case = a_case(led)
    a_case(led, "Bo")
    led.read(lambda vault: share(vault, [case], now=now()))
    page = team_page(led)
    assert page.share.title.text() == "1 case shared with 1 person"
    assert page.share.alone.text() == "Your 1 other case stays on this laptop until you share it."
    assert table_texts(page.table)[1][2] == "The 1 shared case"
    page.show_state(TeamState(up_to_date_at=now()))
    led.settle()
    assert page.share.title.text().startswith("1 case shared with 1 person, all copies up to date at ")


def test_where_none_is_shared_no_other_ones_are_told_of(led: Screens) -> None:
    a_case(led)
    a_case(led, "Bo")
    page = team_page(led)
    assert page.share.title.text() == "No case is shared yet"
    assert page.share.alone.text() == "Your 2 cases stay on this laptop until you share them."


def test_what_a_store_withholds_is_told_and_nothing_is_called_up_to_date(led: Screens) -> None:
    case = a_case(led)
    led.read(lambda vault: share(vault, [case], now=now()))
    page = team_page(led)
    page.show_state(
        TeamState(
            up_to_date_at=now(),
            not_come=(NotCome(who="PL", number=2),),
            files_not_come=1,
            doubts=("A doubt",),
        )
    )
    led.settle()
    assert page.missing.text.text().endswith(" A doubt.")
    assert "1 file of the team has not come." in page.missing.text.text()
    assert page.missing.text.text().startswith(
        "2 changes of PL have not come. Ask them to open their laptop."
    )
    assert "up to date" not in page.share.title.text()


def test_a_leaver_whose_laptop_holds_cases_is_a_notice_until_it_is_handed_in(
    led: Screens,
) -> None:
    case = a_case(led)
    led.read(lambda vault: change_team(vault, with_kim))
    led.read(lambda vault: share(vault, [case], now=now()))
    led.read(lambda vault: change_team(vault, kim_left))
    page = team_page(led)
    told = [text for text in shown_texts(page) if "Kim" in text]
    assert told == ["Kim left on 20 Nov. That laptop still holds 1 case."]
    assert "It gets nothing new. What it holds stays readable there" in " ".join(shown_texts(page))
    page.leavers[0].click()
    page.dialog.yes.click()
    type_passphrase(led, page)
    led.settle()
    assert page.leavers == []
    assert not any("Kim" in text for text in shown_texts(page))


def test_whoever_has_left_is_told_what_stays_here_and_nothing_is_offered_to_them(led: Screens) -> None:
    page = team_page(led)
    facts = led.read(team_facts)
    assert facts is not None
    assert facts.own is not None
    gone = replace(facts.own, member=replace(facts.own.member, left=now().date()))
    members = tuple(gone if one == facts.own else one for one in facts.members)
    page.show_reading(TeamReading(facts=replace(facts, members=members)))
    assert page.alone.heading.text() == "You have left the team"
    assert any("What stands here stays" in text for text in shown_texts(page))
    assert not page.bring.isVisible()
    assert not page.share.isVisible()
    assert nameless(page) == []


def test_another_member_is_opened_by_the_keyboard_and_oneself_is_not(led: Screens) -> None:
    page = team_page(led)
    page.table.setFocus()
    with led.qtbot.assertNotEmitted(led.navigator.asked, wait=10):
        page.table.selectRow(0)
        press(Qt.Key.Key_Return)
    with led.qtbot.waitSignal(led.navigator.asked) as wanted:
        page.table.selectRow(1)
        press(Qt.Key.Key_Return)
    team = led.read(team_facts)
    assert team is not None
    assert wanted.args[0] == TeamMember(team.present[1].member.id)


def test_new_cases_are_shared_once_that_is_wished(led: Screens) -> None:
    page = team_page(led)
    page.share.shares_new.button.click()
    led.settle()
    assert led.read(shares_new)
    case = a_case(led)
    later = now() + timedelta(minutes=16)
    assert led.read(lambda vault: share_new(vault, now=now())) == 0, "time to keep it from somebody"
    assert led.read(lambda vault: share_new(vault, now=later)) == 1
    assert [one.case.id for one in led.read(open_cases) if one.shared] == [case]


def test_a_deputy_sees_the_same_and_changes_nobody(led: Screens) -> None:
    page = team_page(led)
    page.show_reading(TeamReading(facts=led.read(team_facts)))
    assert [row[4] for row in table_texts(page.table)] == ["", "See", "See", "See"]
    assert not page.invite.isVisible()
    assert not page.by_words.isVisible()


def test_choosing_cases_is_one_key_away(led: Screens) -> None:
    page = team_page(led)
    page.share.choose.setFocus()
    with led.qtbot.waitSignal(led.navigator.asked) as wanted:
        press(Qt.Key.Key_Space)
    assert wanted.args[0] == ChooseCases()


def test_a_reporter_sees_their_leads_and_no_members(led: Screens) -> None:
    facts = led.read(team_facts)
    assert facts is not None
    as_reporter = TeamFacts(
        organisation=facts.organisation,
        members=tuple(replace(one, is_self=one.member.name == "Ash Moor") for one in facts.members),
    )
    page = team_page(led)
    page.show_reading(TeamReading(facts=as_reporter))
    words = " ".join(shown_texts(page))
    assert "You report to Sam Field (lead) and Pat Lee (deputy). You share no cases" in words
    assert not page.table.isVisible()
    assert not page.bring.isVisible()
    assert "You have reported nothing yet" in words


@pytest.mark.parametrize("width", [1150, 560])
def test_everything_has_a_name_an_order_and_room(led: Screens, width: int) -> None:
    led.read(lambda vault: change_team(vault, with_kim))
    led.read(lambda vault: change_team(vault, kim_left))
    page = team_page(led)
    page.resize(width, 700)
    led.settle()
    assert nameless(page) == []
    assert too_wide(page) == 0
    order = tab_order(page)
    assert order.index("Bring up to date now") < order.index("Members")
    assert order.index("Members") < order.index("Choose cases that you share")


def test_my_work_says_what_a_person_should_see_to_and_nothing_else(led: Screens) -> None:
    page = led.show(HomePage(led.tasks, led.navigator, led.get_spool, led.library, led.clock))
    page.show_team_state(TeamState(up_to_date_at=now(), waiting=3))
    assert page.team.isHidden()
    doubt = "Nothing has come from Office laptop 2 of Pat Lee since Monday"
    page.show_team_state(TeamState(not_come=(NotCome(who="PL", number=2),), doubts=(doubt,), differing=1))
    assert page.team.text() == (
        f"2 changes of PL have not come. {doubt}. 1 difference to settle in shared cases"
    )
    page.team.setFocus()
    with led.qtbot.waitSignal(led.navigator.asked) as wanted:
        press(Qt.Key.Key_Space)
    assert wanted.args == [Team()]


def test_how_the_copies_stand_reaches_my_work_and_the_team_page_in_the_window(app: App) -> None:
    app.open()
    assert app.desktop.team_service is not None
    app.desktop.team_service.told.disconnect(
        app.unlocked.pages.team.tell_state
    )  # what it tells comes whenever it likes
    pages = app.unlocked.pages
    home = pages.main_view.go(NavSection.MY_WORK)
    assert isinstance(home, HomePage)
    pages.team.tell_state(TeamState(not_come=(NotCome(who="PL", number=2),)))
    assert home.team.text() == "2 changes of PL have not come"
    page = pages.main_view.go(NavSection.TEAM)
    assert isinstance(page, TeamPage)
    app.wait(page.alone.isVisible)
    assert page._state.not_come
    with app.qtbot.waitSignal(pages.team.round_wanted):
        page.bring.click()


def test_what_stands_in_the_way_is_read_out_once_and_again_after_it_had_gone(
    led: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault: it was read out with every round, each five seconds to a minute."""
    page = team_page(led)
    said: list[str] = []
    monkeypatch.setattr(
        "prevent_desktop.ui.widgets.notices.announce", lambda _widget, text: said.append(text)
    )
    trouble = TeamState(trouble="The team’s mailbox is full", trouble_in_full="It is full. Ask for room.")
    for state in (trouble, trouble, TeamState(), trouble):
        page.show_state(state)
        led.settle()
    assert said == ["It is full. Ask for room."] * 2
