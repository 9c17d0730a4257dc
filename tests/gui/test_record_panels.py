"""What stands below a tab of a record is made when it is first shown, and nobody can tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl

from prevent_desktop.casework.pathway import Next, NextStep, Step
from prevent_desktop.ui.components.next_steps import next_words
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.record.view import Tab
from tests.gui.dropping import drag
from tests.gui.letters import letter_of, shared_letters, underlined
from tests.gui.screens import Screens, passed_by_tab, reachable, shown_texts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def record(demo: Screens) -> RecordPage:
    return RecordPage(demo.tasks, demo.navigator, demo.library, demo.clock, demo.person("AB"))


def test_only_what_was_shown_is_made(demo: Screens) -> None:
    page = demo.show(record(demo))
    assert set(page.panels.made) == {Tab.CHRONOLOGY}
    page.show_tab(Tab.PACKS)
    assert set(page.panels.made) == {Tab.CHRONOLOGY, Tab.PACKS}
    page.show_tab(Tab.CHRONOLOGY)
    assert set(page.panels.made) == {Tab.CHRONOLOGY, Tab.PACKS}
    assert [name for name, panel in page.panels.made.items() if panel.isVisibleTo(page)] == [Tab.CHRONOLOGY]


@pytest.mark.parametrize("tab", Tab)
def test_what_is_shown_later_shows_what_was_read_before(demo: Screens, tab: Tab) -> None:
    before, later = record(demo), record(demo)
    before.panels.panel(tab)
    for page in (before, later):
        demo.show(page)
        page.show_tab(tab)
        demo.settle()
    assert shown_texts(later.panels.made[tab]) == shown_texts(before.panels.made[tab])
    assert later.tabs.tabText(later.tabs.currentIndex()) == before.tabs.tabText(before.tabs.currentIndex())


@pytest.mark.parametrize("tab", Tab)
def test_tab_goes_from_the_tabs_into_a_panel_that_is_made_then_and_out_of_it(demo: Screens, tab: Tab) -> None:
    page = demo.show(record(demo))
    page.show_tab(tab)
    demo.settle()
    passed = passed_by_tab(page.tabs)
    panel = page.panels.made[tab]
    inside = [panel.isAncestorOf(one) for one in passed[1:]]
    expected = len(list(reachable(panel)))
    assert inside == [True] * expected + [False] * (len(inside) - expected)
    assert expected


def test_who_comes_back_to_a_part_has_it_made_as_it_was_left(demo: Screens) -> None:
    page = record(demo)
    page.return_within(f"{Tab.KEEPING} ")
    demo.show(page)
    assert page.place_within() == f"{Tab.KEEPING} "
    assert page.panels.keeping.isVisibleTo(page)
    assert set(page.panels.made) == {Tab.CHRONOLOGY, Tab.KEEPING}


def test_where_nothing_may_be_added_no_file_is_asked_for_either(demo: Screens, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("words")
    page = demo.show(record(demo))
    assert drag(page, QUrl.fromLocalFile(str(file)))
    page.add.setEnabled(False)  # as the house does it where records are open for reading only
    assert not drag(page, QUrl.fromLocalFile(str(file)))


@pytest.mark.parametrize("tab", Tab)
def test_no_letter_of_a_panel_is_that_of_a_next_step(demo: Screens, tab: Tab) -> None:
    """Of two buttons with one letter Alt presses neither; any step may be the next one, whatever tab is open."""
    page = demo.show(record(demo))
    page.show_tab(tab)
    demo.settle()
    steps = {letter_of(next_words(NextStep(what, Step.NOTICED))) for what in Next}
    assert list(shared_letters(page)) == []
    assert steps.isdisjoint(letter_of(words) for words in underlined(page.panels.made[tab]))
