"""A lead's copy by the Team page: for whom, where it was saved, taken, and what is said where it is not for this laptop."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from prevent_desktop.formatting import long_day
from prevent_desktop.ui.team.copy_card import CopyCard
from prevent_desktop.ui.team.member_page import MemberPage
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.sharing import share
from prevent_desktop.workflows.team.change_sets.copies_made import copies as copies_of
from prevent_desktop.workflows.team.change_sets.copies_made import makes_by_itself, note_asks, scope
from prevent_desktop.workflows.team.change_sets.copies_told import Asking
from prevent_desktop.workflows.team.change_sets.round_state import NotCome, TeamState
from prevent_desktop.workflows.team.change_sets.snapshots import Taken
from prevent_desktop.workflows.team.circles.statements import begin_main_circle
from prevent_desktop.workflows.team.joining.members import team_facts
from prevent_desktop.workflows.team.rounds.copies import Checked
from tests.gui.screens import Screens, nameless, now, press, shown_texts, too_wide, wait_for
from tests.gui.test_team_page import a_case, team_page

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def copies(screens: Screens) -> CopyCard:
    card = team_page(screens).copies
    screens.settle()
    return card


def test_a_lead_chooses_the_laptop_saves_the_copy_and_is_told_where_and_to_whom_it_is_sealed(
    led: Screens, tmp_path: Path
) -> None:
    case = a_case(led)
    led.read(lambda vault: share(vault, [case], now=now()))
    page = team_page(led)
    led.settle()
    card = page.copies
    assert card.isVisible()
    card.make.setFocus()
    press(Qt.Key.Key_Space)
    assert list(card.whom.buttons) == ["v-pl"]
    assert card.whom.value == "v-pl", "there is one alone"
    assert nameless(card) == []
    assert too_wide(page) == 0
    card.whom.buttons["v-pl"].setFocus()
    card.make.click()
    assert card.make.hasFocus(), "what had the keyboard is gone"
    card.make.click()
    chosen = card._chosen
    assert chosen is not None
    target = tmp_path / chosen.file_name
    card.make_it(chosen, target)
    wait_for(led.qtbot, lambda: "holds 1 case" in card.notice.text.text())
    words = card.notice.text.text()
    assert "sealed to Pat Lee, Office laptop 2. Nobody else can open it." in words
    assert str(tmp_path) in words
    assert target.read_bytes().startswith(b"age-encryption.org/v1")
    assert card.make.isEnabled()
    card.take_it(target)
    wait_for(led.qtbot, lambda: "This copy" in " ".join(shown_texts(card.notice)))


def test_a_copy_that_is_stopped_says_so_and_leaves_no_file(led: Screens, tmp_path: Path) -> None:
    cases = [a_case(led, name) for name in ("Ada", "Bo", "Cy")]
    led.read(lambda vault: share(vault, cases, now=now()))
    card = copies(led)
    chosen = card._facts.makes_for[0]
    card.make_it(chosen, tmp_path / "copy.age")
    card._stop.set()
    wait_for(led.qtbot, lambda: "stopped" in " ".join(shown_texts(card.notice)))
    assert list(tmp_path.glob("copy*")) == []


def test_what_came_is_told_with_who_checked_it_and_what_was_left_out(led: Screens) -> None:
    card = copies(led)
    taken = Taken(circle="c", cases=2, sets=9, refused=1, made_by="Sam Field", made_at=now())
    with led.qtbot.waitSignal(card.taken):
        card._took(taken)
    day = long_day(now().astimezone().date())
    assert f"Each change in them was checked by Sam Field on {day}" in card.notice.text.text()
    assert "1 change did not hold, and was left out." in card.notice.text.text()


def test_without_a_team_nothing_of_copies_is_shown(screens: Screens) -> None:
    assert not copies(screens).isVisible()


def test_a_members_page_says_by_whom_their_history_was_checked(led: Screens) -> None:
    facts = led.read(team_facts)
    assert facts is not None
    pat = facts.present[1].member.id
    page = led.show(MemberPage(led.tasks, led.navigator, led.clock, pat))
    page.show_facts(facts, True, (Checked(by="Sam Field", number=12, last_at=now()),))
    day = long_day(now().astimezone().date())
    assert f"12 changes, checked by Sam Field on {day}" in shown_texts(page)


def test_what_the_mailbox_gives_no_more_is_told_with_the_next_step_which_leads_to_the_copy(
    led: Screens,
) -> None:
    page = team_page(led)
    led.settle()
    assert not page.copy_wanted.isVisible()
    page.show_state(TeamState(up_to_date_at=now(), copy_wanted=True))
    led.settle()
    assert page.copy_wanted.text.text().endswith("Ask a lead for a copy of the shared cases.")
    assert not page.missing.isVisible()
    page.show_state(TeamState(copy_wanted=True, not_come=(NotCome(who="PL", number=2),)))
    led.settle()
    assert page.copy_wanted.text.text().startswith(
        "2 changes of PL have not come. Your colleagues have changes"
    )
    assert not page.missing.isVisible(), "there is one next step, and no other beside it"
    assert nameless(page) == []
    assert too_wide(page) == 0
    page.resize(900, 420)
    led.settle()
    assert page.copies.take.visibleRegion().isEmpty(), "it stands further down"
    page.take_copy.setFocus()
    press(Qt.Key.Key_Space)
    assert page.copies.take.hasFocus()
    assert not page.copies.take.visibleRegion().isEmpty()
    page.copies._took(Taken(circle="c", cases=2, sets=9, refused=0, made_by="Sam Field", made_at=now()))
    led.settle()
    assert not page.copy_wanted.isVisible(), "until the next round finds otherwise"


def asks(screens: Screens) -> str:
    """Pat's laptop asks the lead for a copy, as the circle's hint says; its id."""

    def note(vault: Vault) -> str:
        found = scope(vault)
        assert found is not None
        to = next(one.id for one in found.team.sharing if one.id != found.found.own.id)
        note_asks(vault, {found.book.names.copy(to, 1)}, now=now())
        return to

    return screens.read(note)


def test_whose_laptop_asks_for_a_copy_is_told_with_a_yes_and_a_no_by_the_keyboard_too(led: Screens) -> None:
    led.read(lambda vault: begin_main_circle(vault, now=now()))
    to = asks(led)
    page = team_page(led)
    led.settle()
    part = page.asked_copies
    assert any("laptop seems to ask for a copy of the shared cases." in one for one in shown_texts(part))
    assert any("That laptop has not signed this." in one for one in shown_texts(part))
    yes, no = part.buttons
    assert (yes.text(), no.text()) == ("Make it", "Not now")
    assert "seems to ask for a copy" in yes.accessibleDescription()
    assert nameless(page) == []
    assert too_wide(page) == 0
    yes.setFocus()
    with led.qtbot.waitSignal(page.round_wanted):
        press(Qt.Key.Key_Space)
    led.settle()
    assert led.read(copies_of).yes == (to,)
    (back,) = part.buttons
    assert back.text() == "Take it back"
    back.click()
    led.settle()
    assert led.read(copies_of).yes == ()
    assert not part.isVisible()


def test_of_a_laptop_that_signed_that_it_asks_nothing_else_is_said(led: Screens) -> None:
    page = team_page(led)
    led.settle()
    part, words = page.asked_copies, "Pat Lee’s laptop asks for a copy of the shared cases"
    part.show_asked((Asking(vault_id="v-pl", name="Pat Lee", words=words, waits=True),), "")
    led.settle()
    assert f"{words}." in shown_texts(part)
    assert not any("has not signed" in one for one in shown_texts(part))


def test_copies_are_made_without_a_yes_where_that_is_ticked(led: Screens) -> None:
    card = copies(led)
    assert "for 90 days at most" in card.days.text()
    assert not led.read(makes_by_itself)
    card.by_itself.button.click()
    led.settle()
    assert led.read(makes_by_itself)
    assert card.by_itself.button.isChecked()


def test_how_far_a_copy_is_stands_in_place_of_asking_for_one(led: Screens) -> None:
    page = team_page(led)
    led.settle()
    on_its_way = "A lead’s copy is on its way: 1 of 3 parts are here."
    page.show_state(TeamState(copy_wanted=True, copies=(on_its_way,)))
    led.settle()
    assert page.copy_wanted.text.text().endswith(on_its_way)
    assert not page.asked_copies.isVisible()
    page.show_state(TeamState(copies=(on_its_way,)))
    led.settle()
    assert on_its_way in shown_texts(page.asked_copies)
