"""Records that a colleague wants to go stand on My work: one press keeps each, and leads hear who announces many."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from prevent_desktop.casework.team.disposal_steps import Objection
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.retention.case_page import CaseKeepingPage
from prevent_desktop.ui.routing.routes import CaseKeeping
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.cases.sharing import share
from prevent_desktop.workflows.team.cases.team_disposal import TeamDisposal, standing_of
from tests.gui.announcing import colleague_announces
from tests.gui.screens import Screens, nameless, now, shown_texts, tab_order, too_wide
from tests.gui.team_made import make_team

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def announced(screens: Screens, store: Path, number: int = 1) -> list[str]:
    """The ids of so many shared cases that Pat Lee wants to go, in the vault of Sam Field, the lead."""

    def make(vault: Vault) -> list[str]:
        make_team(vault, store)
        ids = [
            add_person(vault, forenames=f"Ada{place}", surname="Bell", birth_date=None, now=now())[1].id
            for place in range(number)
        ]
        share(vault, ids, now=now())
        colleague_announces(vault, ids)
        return ids

    return screens.read(make)


def home(screens: Screens) -> HomePage:
    return screens.show(
        HomePage(screens.tasks, screens.navigator, screens.get_spool, screens.library, screens.clock)
    )


def standing(screens: Screens, case_id: str) -> TeamDisposal:
    found = screens.read(lambda vault: standing_of(vault, case_id, now=now()))
    assert found is not None
    return found


def test_it_is_not_there_while_nothing_was_announced(screens: Screens) -> None:
    assert not home(screens).going.isVisible()


def test_it_says_who_wants_what_to_go_and_a_press_keeps_it(screens: Screens, tmp_path: Path) -> None:
    [case_id] = announced(screens, tmp_path)
    page = home(screens)
    [row] = page.going.rows
    texts = " ".join(shown_texts(page.going))
    assert "Pat Lee announced on" in texts
    assert "“The record was given to another organisation”" in texts
    assert "It stays until a second person agrees. That can be you" in texts
    assert "Confirmed so far: Pat Lee (Office laptop 2)." in texts
    assert not page.going.many.isVisibleTo(page)
    assert nameless(page.going) == []
    assert too_wide(page) == 0
    order = tab_order(page)
    place = next(number for number, name in enumerate(order) if name.startswith("Say no: it stays. "))
    assert order[place + 1].startswith("Look at it. ")
    row.no.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(row.no, Qt.Key.Key_Space)
    screens.settle()
    assert not page.going.isVisibleTo(page)
    objection = standing(screens, case_id).announced.objection
    assert objection is not None
    assert objection.reason == Objection.SAID_NO


def test_look_at_it_leads_to_where_one_agrees(screens: Screens, tmp_path: Path) -> None:
    [case_id] = announced(screens, tmp_path)
    asked: list[object] = []
    screens.navigator.asked.connect(asked.append)
    home(screens).going.rows[0].look.click()
    assert asked == [CaseKeeping(case_id)]
    page = screens.show(CaseKeepingPage(screens.tasks, screens.navigator, screens.clock, case_id))
    assert "It stays until a second person agrees: Sam Field." in page.team.words.text()
    assert not page.team.withdraw.isVisibleTo(page)
    assert page.team.say_no.isVisibleTo(page)
    page.team.agree.click()
    screens.settle()
    assert not page.team.agree.isVisibleTo(page)
    assert standing(screens, case_id).confirmed == (
        "Pat Lee (Office laptop 2)",
        "Sam Field (Office laptop 1)",
    )


def test_a_lead_hears_in_one_sentence_who_announced_many(screens: Screens, tmp_path: Path) -> None:
    announced(screens, tmp_path, number=6)
    page = home(screens)
    assert page.going.many.text().startswith("Pat Lee announced 6 records in one day")
    assert len(page.going.rows) == 4
    page.going.more.click()
    assert len(page.going.rows) == 6
    assert page.going.rows[4].look.hasFocus()


def test_five_in_a_day_are_not_many(screens: Screens, tmp_path: Path) -> None:
    announced(screens, tmp_path, number=5)
    assert home(screens).going.many.text() == ""
