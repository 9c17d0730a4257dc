"""Joining the copy from another laptop as a person does it, and settling what differs."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from prevent_desktop.casework.merge_conflict import Choice
from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.routing.routes import TeamDifferences
from prevent_desktop.ui.settings.merge_section import MergeSection
from prevent_desktop.ui.settings.state import read_state
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.vault_admin.merge.conflict_page import ConflictPage
from prevent_desktop.ui.vault_admin.merge.conflicts_page import ConflictsPage
from prevent_desktop.ui.widgets import ScrollPage
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.form_marks import enabled_nodes
from prevent_desktop.workflows.people import people
from tests.gui.screens import Screens, nameless, now, press, shown_texts, table_texts, too_wide, wait_for
from tests.profiles import change_profile


@pytest.fixture
def other(demo: Screens, tmp_path: Path) -> Path:
    """The folder of the copy on the other laptop, where somebody worked as well as here."""
    demo.tasks.wait_for_vault(5)
    demo.lock_and_unlock()
    copied = tmp_path / "other laptop"
    # What is being written beside its place at this moment has its name the next.
    shutil.copytree(demo.folder, copied, ignore=shutil.ignore_patterns(".*.part"))
    with Vault.open(copied, demo.key) as vault:
        vault.settings.set("laptop", "SCHOOL-LAPTOP-7")
        work(vault, demo.library, "there")
    demo.read(lambda vault: work(vault, demo.library, "here"))
    return copied


def work(vault: Vault, library: FormLibrary, where: str) -> bool:
    vault.audit.append("vault.unlocked", "")
    person = min(vault.people.all(), key=lambda one: one.created_at)
    people.change_person(
        vault,
        replace(person, school={"here": "Riverside School", "there": "Hillside Academy"}[where]),
        now=now(),
    )
    draft = next(one for one in vault.responses.drafts() if not one.kept_apart)
    response = fill_form.open_form(vault, library, draft.id).response
    prose = [node for node in enabled_nodes(response) if node.item.type is ItemType.TEXT]
    response.set_answers(prose[0].path, [f"Written {where}: he was quiet all morning and left early."])
    fill_form.save_draft(
        vault, draft.id, content=response.to_json(keep_disabled=True), place="", sections_done=1, sections_total=5,
        now=now(),
    )  # fmt: skip
    change_profile(vault, lawful_basis=f"As {where}")
    return True


class Hosted(ScrollPage):
    """A page with the section on it alone."""

    def __init__(self, demo: Screens) -> None:
        super().__init__()
        self.section = MergeSection(demo.tasks, demo.navigator)
        self.column.addWidget(self.section)


def look(demo: Screens, other: Path) -> Hosted:
    page = demo.show(Hosted(demo))
    section = page.section
    section.look_at(other)
    wait_for(demo.qtbot, section.join.isVisible)
    return page


def joined(demo: Screens, other: Path) -> Hosted:
    page = look(demo, other)
    page.section.join.click()
    wait_for(demo.qtbot, page.section.to_settle.hasFocus)
    return page


def test_what_is_in_the_copy_is_told_before_anything_is_joined(demo: Screens, other: Path) -> None:
    before = demo.read(lambda vault: vault.audit.last())
    page = look(demo, other)
    section = page.section
    assert section.heading.text().startswith("From SCHOOL-LAPTOP-7, apart since")
    words = section.news.text()
    assert "2 things were changed on both laptops" in words
    assert "left as they are here: The organisation’s file" in words
    assert demo.read(lambda vault: vault.audit.last()) == before
    assert section.join.hasFocus()
    assert not section.choose.isVisible()
    section.leave.click()
    assert section.choose.isVisible()
    assert not section.join.isVisible()


def test_joining_tells_what_came_and_leads_to_what_is_to_be_settled(demo: Screens, other: Path) -> None:
    page = joined(demo, other)
    section = page.section
    assert section.to_settle.text() == "2 differences between your laptops wait for you"
    assert section.to_settle.hasFocus()
    assert not (demo.folder / ".joining").exists()
    with demo.qtbot.waitSignal(demo.navigator.asked):
        press(Qt.Key.Key_Space)
    home = demo.show(HomePage(demo.tasks, demo.navigator, demo.get_spool, demo.library, demo.clock))
    assert home.differences.text() == "2 differences between your laptops wait for you"
    with demo.qtbot.waitSignal(demo.navigator.asked):
        home.differences.click()


def test_what_waits_in_shared_cases_has_a_line_of_its_own(demo: Screens) -> None:
    def differ(vault: Vault) -> bool:
        case_id = vault.cases.open_cases()[0].id
        vault.database.insert(
            "team_conflicts", id="1", case_id=case_id, record_table="cases", record_key=f'["{case_id}"]', unit="*",
            sides="[]", found_at="2026-11-24T09:30:15.000000+00:00",
        )  # fmt: skip
        return True

    demo.read(differ)
    page = demo.show(Hosted(demo))
    section = page.section
    section.show_state(demo.read(lambda vault: read_state(vault, demo.library)))
    wait_for(demo.qtbot, section.to_settle_shared.isVisible)
    assert section.to_settle_shared.text() == "1 difference in shared cases waits for you or a colleague"
    assert not section.to_settle.isVisible()
    assert not section.nothing.isVisible()
    with demo.qtbot.waitSignal(demo.navigator.asked) as asked:
        section.to_settle_shared.click()
    assert asked.args == [TeamDifferences()]


def test_a_folder_without_a_copy_gets_a_plain_sentence(demo: Screens, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    page = demo.show(Hosted(demo))
    section = page.section
    section.look_at(tmp_path / "empty")
    wait_for(demo.qtbot, section.notice.isVisible)
    assert "no copy of the vault in that folder" in section.notice.text.text()
    assert section.choose.isEnabled()


def test_a_stop_changes_nothing(demo: Screens, other: Path) -> None:
    before = demo.read(lambda vault: vault.audit.last())
    page = demo.show(Hosted(demo))
    section = page.section
    section.controller.moved.connect(lambda _words: section.controller.stop())
    section.look_at(other)
    wait_for(demo.qtbot, section.notice.isVisible)
    assert section.notice.text.text() == "Stopped. Nothing was joined, and nothing was changed."
    assert demo.read(lambda vault: vault.audit.last()) == before


class TestSettling:
    def page_of(self, demo: Screens, other: Path, kind: str) -> ConflictPage:
        joined(demo, other)
        conflict = demo.read(lambda vault: next(c.id for c in vault.merge_conflicts.open() if c.kind == kind))
        return demo.show(ConflictPage(demo.tasks, demo.navigator, demo.library, demo.clock, conflict))

    def test_the_list_leads_to_each(self, demo: Screens, other: Path) -> None:
        joined(demo, other)
        page = demo.show(ConflictsPage(demo.tasks, demo.navigator, demo.clock))
        rows = table_texts(page.table)
        assert {row[2] for row in rows} == {"Details of the person", "Draft written on both"}
        assert nameless(page) == []
        page.table.setFocus()
        with demo.qtbot.waitSignal(demo.navigator.asked):
            press(Qt.Key.Key_Return)

    def test_nothing_to_settle_says_so(self, demo: Screens) -> None:
        page = demo.show(ConflictsPage(demo.tasks, demo.navigator, demo.clock))
        assert "Nothing waits to be settled" in shown_texts(page)

    def test_a_detail_shows_both_values_and_takes_the_other(self, demo: Screens, other: Path) -> None:
        page = self.page_of(demo, other, "person")
        words = "\n".join(shown_texts(page))
        assert "Hillside Academy" in words
        assert "Riverside School" in words
        assert "this laptop" in words
        assert nameless(page) == []
        stands = demo.read(lambda vault: min(vault.people.all(), key=lambda one: one.created_at).school)
        with demo.qtbot.waitSignal(demo.navigator.asked):
            page.choices[Choice.TAKE_OTHER].click()
        taken = demo.read(lambda vault: min(vault.people.all(), key=lambda one: one.created_at).school)
        assert {stands, taken} == {"Hillside Academy", "Riverside School"}

    def test_a_draft_shows_the_answers_that_differ_and_keeps_one(self, demo: Screens, other: Path) -> None:
        page = self.page_of(demo, other, "draft")
        words = "\n".join(shown_texts(page))
        assert "Written here: he was quiet" in words
        assert "Written there: he was quiet" in words
        with demo.qtbot.waitSignal(demo.navigator.asked):
            page.links[1].click()
        drafts = demo.read(lambda vault: len(vault.responses.drafts()))
        with demo.qtbot.waitSignal(demo.navigator.asked):
            page.choices[Choice.KEEP].click()
        assert demo.read(lambda vault: len(vault.responses.drafts())) == drafts - 1

    def test_it_fits_a_small_window_with_large_text(self, demo: Screens, other: Path, dressed: Theme) -> None:
        dressed.choose(Appearance.DARK, 200)
        page = self.page_of(demo, other, "draft")
        page.resize(760, 600)
        demo.settle()
        assert too_wide(page) == 0
