"""A file of a shared case that has not come: told among the attachments and on the case's page, with the next step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from prevent_desktop.ui.components.people_words import found_view
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.record.view import Tab
from prevent_desktop.ui.retention.disposal_page import DisposalPage
from prevent_desktop.ui.team.case_page import WhoMaySeePage
from prevent_desktop.workflows.people.find import find
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.team.cases.sharing import share
from tests.gui.screens import Screens, nameless, now, press, shown_texts, table_texts, too_wide, wait_for
from tests.gui.team_words import Other, captured
from tests.gui.test_team_sharing import a_case

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
ASK = "Ask Pat Lee to open the app on “Office laptop 2”, or add the file again."


@pytest.fixture
def case(led: Screens) -> str:
    """A shared case to which Pat added a letter, whose bytes have not come."""
    case_id = a_case(led)
    led.read(lambda vault: share(vault, [case_id], now=now()))
    pat = Other("v-pl", led.read(lambda vault: captured(vault, case_id)))
    led.read(lambda vault: pat.adds_file(vault, case_id, "Letter.pdf", at=now() - timedelta(days=1)))
    return case_id


def record(led: Screens, case_id: str) -> RecordPage:
    person_id = led.read(lambda vault: vault.cases.get(case_id).person_id)
    return led.show(RecordPage(led.tasks, led.navigator, led.library, led.clock, person_id))


def test_it_stands_among_the_attachments_and_says_whom_to_ask(led: Screens, case: str) -> None:
    page = record(led, case)
    page.show_tab(Tab.ATTACHMENTS)
    (row,) = table_texts(page.panels.attachments.table)
    assert row[0].startswith("Letter.pdf")
    assert f"Its file has not come. {ASK}" in row[0]
    assert row[1] == "184 kB"
    assert nameless(page) == []
    assert too_wide(page) == 0


def test_the_keyboard_opens_what_is_known_of_it_and_escape_leads_back(led: Screens, case: str) -> None:
    page = record(led, case)
    page.show_tab(Tab.ATTACHMENTS)
    page.panels.attachments.table.setFocus()
    press(Qt.Key.Key_Return)
    led.settle()
    entry = page.panels.attachments.entry
    assert entry.isVisible()
    assert entry.close_link.hasFocus()
    told = " ".join(shown_texts(entry))
    for words in (
        "Letter.pdf",
        "What stands in it is not on this laptop.",
        ASK,
        "Letter from the school",
        "Pat Lee",
    ):
        assert words in told, (words, told)
    press(Qt.Key.Key_Escape)
    assert not entry.isVisible()
    assert page.panels.attachments.table.hasFocus()


def test_the_page_of_the_case_says_it_too(led: Screens, case: str) -> None:
    page = led.show(WhoMaySeePage(led.tasks, led.navigator, led.clock, case))
    led.settle()
    assert page.files.text.text() == f"The file “Letter.pdf”, which Pat Lee added, has not come. {ASK}"
    other = led.show(WhoMaySeePage(led.tasks, led.navigator, led.clock, a_case(led, "Bo")))
    led.settle()
    assert not other.files.isVisible()


def test_search_and_the_page_before_a_disposal_tell_of_it(led: Screens, case: str) -> None:
    found = led.read(lambda vault: find(vault, "Letter"))
    view = found_view(found, now().date())
    (row,) = view.texts
    assert any("Its file has not come." in f"{cell.text} {cell.detail}" for cell in row.cells)
    person_id = led.read(lambda vault: vault.cases.get(case).person_id)
    target = Target(person_id=person_id, case_id=case)
    page = led.show(DisposalPage(led.tasks, led.navigator, led.get_spool, led.clock, target))
    wait_for(led.qtbot, lambda: any("1 file that has not come" in text for text in shown_texts(page)))
