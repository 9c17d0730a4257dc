"""The card about cover: days, who, which cases; refused in words, and ended by whoever is back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from prevent_desktop.ui.team.cover_card import CoverCard
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.cases.owning import give_case
from prevent_desktop.workflows.team.cases.sharing import share
from prevent_desktop.workflows.team.members.absences import absences
from tests.gui.cared_for import colleague
from tests.gui.screens import Screens, nameless, now, press, tab_order
from tests.gui.team_made import make_team

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def led(screens: Screens, tmp_path: Path) -> Screens:
    """A lead who shares two cases with a deputy."""
    screens.read(lambda vault: make_team(vault, tmp_path / "team"))
    screens.read(_share_two)
    return screens


def _share_two(vault: Vault) -> None:
    added = (
        add_person(vault, forenames=name, surname="Bell", birth_date=None, now=now())
        for name in ("Ada", "Ben")
    )
    share(vault, [case.id for _person, case in added], now=now())


def card_of(screens: Screens) -> CoverCard:
    card = screens.show(CoverCard(screens.tasks, screens.clock))
    card.refresh()
    screens.settle()
    return card


def fill(card: CoverCard, first: int, last: int) -> None:
    today = now().astimezone().date()
    card.first.set_text((today + timedelta(days=first)).isoformat())
    card.last.set_text((today + timedelta(days=last)).isoformat())


def test_without_a_team_there_is_no_card(screens: Screens) -> None:
    assert card_of(screens).isHidden()


def test_days_and_who_set_a_cover_and_it_is_ended_again(led: Screens) -> None:
    card = card_of(led)
    assert card.by.currentText() == "Pat Lee, deputy"
    assert "for 2 shared cases" in card.told.text()
    fill(card, 5, 12)
    card.set.setFocus()
    press(Qt.Key.Key_Space)
    led.settle()
    assert card.notice.text.text() == "Pat Lee covers 2 cases."
    (end,) = card.ends
    assert end.text() == "Take it back"
    end.click()
    led.settle()
    assert card.ends == []
    assert led.read(lambda vault: absences(vault, until=now().date())) == ()


def test_only_some_of_the_cases_are_covered_where_they_are_ticked(led: Screens) -> None:
    card = card_of(led)
    card.some.button.click()
    assert card.cases is not None
    assert card.cases.isVisible()
    next(iter(card.cases.buttons.values())).click()
    fill(card, 0, 3)
    card.set.click()
    led.settle()
    assert card.notice.text.text() == "Pat Lee covers 1 case."
    assert card.ends[0].text() == "I am back"


def test_days_that_cannot_be_are_told_where_they_stand(led: Screens) -> None:
    card = card_of(led)
    card.set.click()
    assert card.fields["first"].error.text() == "Give day, month and year"
    assert card.first.day.hasFocus()
    fill(card, 9, 2)
    card.set.click()
    led.settle()
    assert "last day is before the first one" in card.notice.text.text()


def test_tab_goes_from_top_to_bottom_and_everything_has_a_name(led: Screens) -> None:
    card = card_of(led)
    assert nameless(card) == []
    assert tab_order(card) == [
        "Me", "First day: Day", "First day: Month", "First day: Year", "Last day: Day", "Last day: Month", "Last day: Year",
        "Pat Lee, deputy", "Only some of the cases", "Set cover",
    ]  # fmt: skip


def test_a_colleague_sets_it_for_whoever_is_ill_and_ends_it_again(led: Screens) -> None:
    led.read(_pat_owns_one)
    card = card_of(led)
    card.away.setCurrentIndex(card.away.findText("Pat Lee, deputy"))
    assert card.by.currentText() == "Me"
    assert card.told.text().startswith("You may decide and sign for 1 shared case")
    fill(card, 0, 3)
    card.set.click()
    led.settle()
    assert [end.text() for end in card.ends] == ["Pat Lee is back"]
    card.ends[0].click()
    led.settle()
    assert card.ends == []


def _pat_owns_one(vault: Vault) -> None:
    case = vault.cases.open_cases()[0]
    give_case(vault, case.id, colleague(vault), why="Pat knows the family", now=now())
