"""Who decides about a pack is chosen in one line; what is somebody's is taken with a reason, on a page of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.ui.components.assign_box import AssignBox
from prevent_desktop.ui.record.hand_over_page import HandOverPage
from prevent_desktop.ui.routing.routes import HandOver
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.cases.handing_over import to_hand_over
from prevent_desktop.workflows.team.cases.owning import care_of
from tests.gui.cared_for import colleague, make_cases
from tests.gui.cut_off import cut_off
from tests.gui.screens import Screens, nameless, now

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def cases(screens: Screens, tmp_path: Path) -> dict[str, str]:
    return screens.read(lambda vault: make_cases(vault, tmp_path / "team"))


def box(screens: Screens, case_id: str) -> AssignBox:
    made = screens.show(AssignBox(screens.tasks, screens.navigator, screens.clock))
    made.look(case_id)
    screens.settle()
    return made


def owner(vault: Vault, case_id: str) -> str:
    cared = care_of(vault, [case_id], today=now().date())[case_id]
    return "" if cared.owner is None else cared.owner.name


def test_what_nobody_owns_is_somebody_s_by_one_choice_and_one_press(
    screens: Screens, cases: dict[str, str]
) -> None:
    made = box(screens, cases["nobodys"])
    assert (made.to.currentText(), made.act.isEnabled(), nameless(made)) == ("Nobody yet", False, [])
    made.to.setCurrentText("Pat Lee")
    with screens.qtbot.waitSignal(made.assigned):
        made.act.click()
    screens.settle()
    assert screens.read(lambda vault: owner(vault, cases["nobodys"])) == "Pat Lee"
    assert (made.to.currentText(), made.act.isEnabled()) == ("Pat Lee", False)


def test_what_is_somebody_s_leads_to_the_page_that_asks_why_with_the_same_person_chosen(
    screens: Screens, cases: dict[str, str]
) -> None:
    made = box(screens, cases["own"])
    made.to.setCurrentText("Pat Lee")
    with screens.qtbot.waitSignal(screens.navigator.asked) as wanted:
        made.act.click()
    assert wanted.args == [HandOver(cases["own"])]
    pat = screens.read(colleague).member
    assert wanted.args[0].to == pat
    assert screens.read(lambda vault: owner(vault, cases["own"])) == "Sam Field", "nothing is done yet"
    found = screens.read(lambda vault: to_hand_over(vault, cases["own"], now=now()))
    page = screens.show(HandOverPage(screens.tasks, screens.navigator, found, screens.clock, to=pat))
    assert page.to.value == pat


def test_without_a_team_nothing_of_it_is_shown(screens: Screens) -> None:
    _person, case = screens.read(
        lambda vault: add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())
    )
    assert box(screens, case.id).isHidden()


@pytest.mark.parametrize("scale", [100, 200])
def test_the_chosen_name_is_whole_in_the_narrow_card_beside_a_pack(
    screens: Screens, cases: dict[str, str], dressed: Theme, scale: int
) -> None:
    dressed.choose(Appearance.LIGHT, scale)
    made = box(screens, cases["own"])
    made.resize(336 * scale // 100, made.sizeHint().height())
    screens.settle()
    assert made.to.currentText() == "Me (Sam Field)"
    assert list(cut_off(made)) == []
