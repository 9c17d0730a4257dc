"""An entry that waits for something that was lost: the record says that there is one, and the case's page what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from prevent_desktop.casework.team.folding import RowName
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.team.case_page import WhoMaySeePage
from prevent_desktop.ui.team.not_whole_part import AT_ONCE, NotWholePart
from prevent_desktop.workflows.team.cases.not_whole import Lacks, NotWhole
from prevent_desktop.workflows.team.cases.sharing import share
from tests.gui.screens import Screens, nameless, now, shown_texts, too_wide
from tests.gui.team_words import Other, captured
from tests.gui.test_team_sharing import a_case

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def case(led: Screens) -> str:
    """A shared case with a form of Pat's, of which the beginning was lost."""
    case_id = a_case(led)
    led.read(lambda vault: share(vault, [case_id], now=now()))
    pat = Other("v-pl", led.read(lambda vault: captured(vault, case_id)))
    led.read(lambda vault: pat.goes_on_with_lost_draft(vault, case_id, at=now() - timedelta(days=1)))
    return case_id


def test_the_record_says_so_beside_with_whom_it_is_shared(led: Screens, case: str) -> None:
    person_id = led.read(lambda vault: vault.cases.get(case).person_id)
    page = led.show(RecordPage(led.tasks, led.navigator, led.library, led.clock, person_id))
    assert page.sharing.text().endswith("; 1 entry is not whole")


def test_the_page_of_the_case_shows_what_came_of_it(led: Screens, case: str) -> None:
    page = led.show(WhoMaySeePage(led.tasks, led.navigator, led.clock, case))
    led.settle()
    assert page.not_whole.isVisible()
    told = " ".join(shown_texts(page.not_whole))
    assert "Form, written by Pat Lee: how it was begun has not come." in told
    assert "Prevent screening" in told
    assert "He was calm <b>today</b>." in told
    assert nameless(page) == []
    assert too_wide(page) == 0
    other = led.show(WhoMaySeePage(led.tasks, led.navigator, led.clock, a_case(led, "Bo")))
    led.settle()
    assert not other.not_whole.isVisible()


def words_shown(part: NotWholePart) -> int:
    return sum("word " in one for one in shown_texts(part.rows))


def test_of_any_number_of_claimed_entries_some_are_shown_and_all_can_be(qtbot: QtBot) -> None:
    part = NotWholePart()
    qtbot.addWidget(part)
    entries = [
        NotWhole(
            name=RowName("notes", (f"{number}",)), what="Note", who="", at=now(), lacks=Lacks.BEGINNING,
            texts=(("", f"word {number}."),), may_go_on=True, kept_apart=False,
        )
        for number in range(2 * AT_ONCE + 1)
    ]  # fmt: skip
    part.show_entries(entries, now())
    part.show()
    for shown in (AT_ONCE, 2 * AT_ONCE, 2 * AT_ONCE + 1):
        qtbot.waitUntil(lambda shown=shown: words_shown(part) == shown)  # type: ignore[misc]  # this turn's
        assert part.more.isVisible() == (shown < len(entries))
        part.show_entries(entries, now())
        part.more.click()
