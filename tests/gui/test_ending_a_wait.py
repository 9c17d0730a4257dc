"""A lead ends a wait on the Team page: what is missing since when, a plain question, a reason, and what all read afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from prevent_desktop.casework.team.roster import Role, Team
from prevent_desktop.formatting import long_day, short_day
from prevent_desktop.ui.team.page import TeamPage
from prevent_desktop.ui.team.waits_part import StopWaitingDialog
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.sharing import share
from prevent_desktop.workflows.team.circles.statements import circles
from tests.gui.screens import Screens, nameless, now, press, shown_texts, tab_order, too_wide, wait_for
from tests.gui.team_made import change_team
from tests.gui.test_team_page import a_case, team_page

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
BEFORE = timedelta(days=6)


def told_of_more(vault: Vault) -> None:
    """Six days ago somebody told of two changes of Pat's laptop that nobody gives."""
    (circle,) = circles(vault)
    number = vault.team.number_of(circle, "v-pl") + 2
    vault.team.was_told(circle, "v-pl", number, by="", at=now() - BEFORE)


def with_another_deputy(team: Team) -> Team:
    return replace(
        team, members=tuple(replace(one, role=Role.DEPUTY) if one.id == "am" else one for one in team.members)
    )


def test_a_wait_by_the_word_of_a_colleague_says_whose_it_is(led: Screens) -> None:
    case = a_case(led)
    led.read(lambda vault: share(vault, [case], now=now()))

    def told_by_another(vault: Vault) -> None:
        (circle,) = circles(vault)
        vault.team.was_told(circle, "v-pl", 2**53 - 1, by="v-am", at=now() - BEFORE)

    led.read(lambda vault: change_team(vault, with_another_deputy))
    led.read(told_by_another)
    page = team_page(led)
    led.settle()
    says = [one for one in shown_texts(page.waits) if "laptop says so" in one]
    assert says == [
        "Ash Moor’s laptop says so. Ask Ash Moor about it. Can nobody bring what is missing? Then you can stop waiting."
    ]
    assert asked(page, led).windowTitle() == f"Stop waiting for {2**53 - 1} changes of Pat Lee?"
    assert too_wide(page) == 0


def test_what_one_colleagues_laptop_tells_of_many_is_ended_in_one_press_with_the_reason_once(
    led: Screens,
) -> None:
    case = a_case(led)
    led.read(lambda vault: share(vault, [case], now=now()))

    def told_by_another(vault: Vault) -> None:
        (circle,) = circles(vault)
        for each in range(3):
            vault.team.was_told(circle, f"v-pl~{each:08x}", 1, by="v-am", at=now() - BEFORE)

    led.read(lambda vault: change_team(vault, with_another_deputy))
    led.read(told_of_more)
    led.read(told_by_another)
    page = team_page(led)
    led.settle()
    title = "The next 3 are the word of Ash Moor’s laptop alone"
    assert title in shown_texts(page.waits)
    every = next(one for one in page.waits.buttons if one.text() == "Stop waiting for all of these…")
    assert every.accessibleDescription() == title
    assert len(page.waits.buttons) == 5, (
        "each can be ended by itself, and what Pat’s own laptop tells of stays apart"
    )
    assert nameless(page) == []
    assert too_wide(page) == 0
    every.setFocus()
    press(Qt.Key.Key_Space)
    led.settle()
    dialog = page.waits.dialog
    assert dialog is not None
    assert dialog.windowTitle() == "Stop waiting for all that Ash Moor’s laptop tells of?"
    dialog.why.setText("Pat never wrote them.")
    with led.qtbot.waitSignal(page.round_wanted):
        dialog.stop.click()
    wait_for(led.qtbot, lambda: len(page.waits.buttons) == 1)
    wait_for(led.qtbot, lambda: any("Pat never wrote them." in one for one in shown_texts(page.waits)))
    assert too_wide(page) == 0


@pytest.fixture
def page(led: Screens) -> TeamPage:
    case = a_case(led)
    led.read(lambda vault: share(vault, [case], now=now()))
    led.read(told_of_more)
    made = team_page(led)
    led.settle()
    return made


def asked(page: TeamPage, led: Screens) -> StopWaitingDialog:
    """The question, by the keyboard."""
    page.waits.buttons[0].setFocus()
    press(Qt.Key.Key_Space)
    led.settle()
    dialog = page.waits.dialog
    assert dialog is not None
    return dialog


def test_a_wait_stands_with_whose_it_is_and_since_when(page: TeamPage, led: Screens) -> None:
    day = long_day((now() - BEFORE).astimezone().date())
    texts = shown_texts(page.waits)
    title = f"2 changes of Pat Lee have been missing since {day}"
    assert title in texts
    assert (
        "“Office laptop 2” wrote more than has come. Can nobody bring it? Then you can stop waiting." in texts
    )
    (button,) = page.waits.buttons
    assert button.accessibleDescription() == title
    assert nameless(page) == []
    assert too_wide(page) == 0
    names = tab_order(page)
    assert names.index("Stop waiting for these changes…") < names.index("Members")
    button.setFocus()
    page.refresh()
    led.settle()
    assert button.hasFocus(), "each round reads the page again"


def test_a_lead_ends_it_by_the_keyboard_with_a_reason_and_all_can_read_it(
    page: TeamPage, led: Screens
) -> None:
    dialog = asked(page, led)
    assert dialog.windowTitle() == "Stop waiting for 2 changes of Pat Lee?"
    assert any("What still comes counts all the same" in text for text in shown_texts(dialog))
    assert QApplication.focusWidget() is dialog.why
    assert nameless(dialog) == []
    press(Qt.Key.Key_Tab)
    assert dialog.stop.hasFocus()
    press(Qt.Key.Key_Space)
    assert dialog.field.error.text() == "Write why, so that the others know."
    assert dialog.why.hasFocus()
    dialog.why.setText("Both laptops are gone.")
    with led.qtbot.waitSignal(page.round_wanted):
        dialog.stop.click()
    day = short_day(now().date())
    words = f"Sam Field said on {day} that nobody needs to wait for 2 changes of Pat Lee any more. They still count if they come. Sam Field wrote: “Both laptops are gone.”"
    wait_for(led.qtbot, lambda: words in shown_texts(page.waits))
    assert page.waits.buttons == []
    assert page.window().focusWidget() is page.bring, "what had the keyboard is gone"
    assert too_wide(page) == 0


def test_escape_changes_nothing(page: TeamPage, led: Screens) -> None:
    dialog = asked(page, led)
    dialog.why.setText("Both laptops are gone.")
    press(Qt.Key.Key_Escape)
    led.settle()
    page.refresh()
    led.settle()
    assert len(page.waits.buttons) == 1


def test_where_it_has_come_meanwhile_that_is_said(page: TeamPage, led: Screens) -> None:
    dialog = asked(page, led)
    dialog.why.setText("Both laptops are gone.")
    led.read(lambda vault: vault.database.run("DELETE FROM team_heads WHERE vault = 'v-pl'"))
    dialog.stop.click()
    wait_for(led.qtbot, lambda: "This cannot be ended now" in page.notice.text.text())


def as_role(role: Role) -> Callable[[Team], Team]:
    def change(team: Team) -> Team:
        first, *others = team.members
        other = replace(others[0], role=Role.LEAD)
        return replace(team, members=(replace(first, role=role), other, *others[1:]))

    return change


def test_a_deputy_is_offered_nothing(led: Screens) -> None:
    case = a_case(led)
    led.read(lambda vault: share(vault, [case], now=now()))
    led.read(told_of_more)
    led.read(lambda vault: change_team(vault, as_role(Role.DEPUTY)))
    page = team_page(led)
    led.settle()
    assert page.waits.buttons == []
    assert not page.waits.isVisible()
