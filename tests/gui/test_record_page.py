"""The record: nobody named until asked, every part of it by keyboard, files only in and out on purpose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.notes import Note, Source
from prevent_desktop.casework.record_kind import Entered
from prevent_desktop.casework.record_kinds import NOTES
from prevent_desktop.data_files import forms
from prevent_desktop.ui.record.file_page import FilePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.record.panels import MOST_ROWS
from prevent_desktop.ui.record.view import Tab
from prevent_desktop.ui.routing.routes import AttachedFile, Form, FormChoice, PreparePack, StartForm
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from tests.gui.screens import (
    Screens,
    nameless,
    now,
    press,
    shown_texts,
    tab_order,
    table_texts,
    too_wide,
)
from tests.gui.stepping_up import step_up, type_passphrase

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def record(screens: Screens, initials: str = "AB", *, target: Path | None = None) -> RecordPage:
    def ask_target(_parent: QWidget, _name: str) -> Path | None:
        return target

    page = RecordPage(
        screens.tasks,
        screens.navigator,
        screens.library,
        screens.clock,
        screens.person(initials),
        ask_target=ask_target,
    )
    return screens.show(page)


def file_page(demo: Screens, page: RecordPage, target: Path) -> FilePage:
    """The newest file of the record, as Enter in the list opens it."""
    page.show_tab(Tab.ATTACHMENTS)
    page.panels.attachments.table.setFocus()
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        press(Qt.Key.Key_Return)
    (route,) = wanted.args
    key = page.panels.attachments.table.rows_model.rows[0].key
    assert route == AttachedFile(key, demo.person("AB"))
    return demo.show(
        FilePage(demo.tasks, demo.navigator, demo.clock, key, ask_target=lambda _parent, _name: target)
    )


def openings(screens: Screens, initials: str) -> int:
    person_id = screens.person(initials)
    return screens.read(
        lambda vault: sum(
            entry.action == "record.viewed" and entry.subject == person_id for entry in vault.audit.entries()
        )
    )


def test_the_head_shows_initials_age_and_facts_but_no_name(demo: Screens) -> None:
    page = record(demo)
    assert page.head.heading.text() == "AB, 14"
    assert page.head.subtitle.text() == (
        "Born 3 May 2012 · Year 9 · Lives with mother and brother · Opened 12 Nov 2026"
    )
    assert "Brook" not in " ".join(shown_texts(page))


def test_the_name_shows_when_asked_and_hides_again(demo: Screens) -> None:
    page = record(demo)
    page.show_name.click()
    assert page.head.heading.text() == "Alex Brook (AB, 14)"
    page.show_name.click()
    assert page.head.heading.text() == "AB, 14"


def test_opening_is_written_down_once_and_looking_again_is_not(demo: Screens) -> None:
    before = openings(demo, "AB")
    page = record(demo)
    page.refresh()
    demo.settle()
    assert openings(demo, "AB") == before + 1
    page.show_tab(Tab.SEEN)
    demo.settle()
    seen = [row[2:] for row in table_texts(page.panels.seen.table)[:2]]
    assert seen == [["Looked at who has seen this", "You"], ["Record opened", "You"]]


def test_the_chronology_is_newest_first_as_a_table_and_oldest_first_as_a_picture(demo: Screens) -> None:
    page = record(demo)
    rows = table_texts(page.panels.chronology.table)
    assert rows[0][1] == "Receipt"
    assert rows[-1][0] == "12 Nov"
    picture = page.panels.chronology.timeline.accessibleDescription().splitlines()
    assert picture[0] == "12 Nov: Bullying reported"
    assert picture[-1].endswith("Receipt, from others")
    assert len(picture) == len(rows)


def test_tabs_tell_how_many_and_move_by_arrow_keys(demo: Screens) -> None:
    page = record(demo)
    assert [page.tabs.tabText(n) for n in range(page.tabs.count())] == [
        "Chronology", "Details", "Forms 4", "Attachments 2", "Decisions 2", "Packs 2", "Keeping", "Who has seen this",
    ]  # fmt: skip
    page.tabs.setFocus()
    press(Qt.Key.Key_Right)
    assert page.panels.details.isVisibleTo(page)
    press(Qt.Key.Key_Right)
    assert page.panels.forms.isVisibleTo(page)
    assert not page.panels.chronology.isVisibleTo(page)


def test_enter_on_a_form_opens_it(demo: Screens) -> None:
    page = record(demo)
    page.show_tab(Tab.FORMS)
    page.panels.forms.table.setFocus()
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        press(Qt.Key.Key_Return)
    opened = demo.read(lambda vault: vault.responses.get(wanted.args[0].response_id))
    assert opened.title == table_texts(page.panels.forms.table)[0][0].split(",")[0]


def test_a_line_of_the_chronology_opens_what_it_tells_of(demo: Screens) -> None:
    page = record(demo)
    keys = {row.key.partition(":")[0]: row.key for row in page.panels.chronology.table.rows_model.rows}
    with demo.qtbot.waitSignal(demo.navigator.asked):
        page.panels.chronology.table.opened.emit(keys["receipt"])
    with demo.qtbot.waitSignal(demo.navigator.asked):
        page.panels.chronology.table.opened.emit(keys["form"])
    page.panels.chronology.table.opened.emit(keys["note"])
    demo.settle()
    card = page.panels.chronology.entry
    assert any("sent round by someone in Year 11" in text for text in shown_texts(card))
    assert card.close_link.hasFocus()
    press(Qt.Key.Key_Escape)
    assert card.isHidden()
    assert not any("Year 11" in text for text in shown_texts(card))
    assert page.panels.chronology.table.hasFocus()


def test_every_form_of_a_practitioner_can_be_added_and_all_others_be_chosen(demo: Screens) -> None:
    page = record(demo)
    others = {
        "receiver-decision",
        "channel-support-plan",
        "channel-review",
        "note-for-lead",
    }  # the last is begun by nobody
    assert set(page.menu.form_actions) == {path.name for path in forms().iterdir() if path.is_dir()} - others
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        page.menu.all_forms.trigger()
    assert wanted.args == [FormChoice(demo.case("AB"))]
    for form_id, action in page.menu.form_actions.items():
        with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
            action.trigger()
        assert wanted.args == [StartForm(demo.case("AB"), form_id)]
    with demo.qtbot.waitSignal(demo.navigator.asked):
        page.menu.actions()[0].trigger()
    with demo.qtbot.waitSignal(demo.navigator.asked):
        page.menu.actions()[1].trigger()
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        page.menu.pack.trigger()
    assert wanted.args == [PreparePack(demo.case("AB"))]


def test_a_file_goes_in_sealed_and_nothing_readable_is_left(demo: Screens, tmp_path: Path) -> None:
    letter = tmp_path / "from-school.txt"
    letter.write_bytes(b"canary in a letter")
    page = record(demo)
    page.files.adder.add(letter, demo.case("AB"))
    with demo.qtbot.waitSignal(page.files.adder.added):
        pass
    letter.unlink()
    demo.settle()
    assert table_texts(page.panels.attachments.table)[0][0] == "from-school.txt"
    assert "encrypted" in page.notice.text.text()
    for file in demo.folder.rglob("*"):
        assert not file.is_file() or b"canary in a letter" not in file.read_bytes()


def test_a_file_that_is_stopped_leaves_nothing(demo: Screens, tmp_path: Path) -> None:
    letter = tmp_path / "from-school.txt"
    letter.write_bytes(b"x" * 100_000)
    page = record(demo)
    before = sorted((demo.folder / "attachments").iterdir())
    page.files.adder.add(letter, demo.case("AB"))
    page.files.adder.stop()
    with demo.qtbot.waitSignal(page.files.adder.ended):
        pass
    assert sorted((demo.folder / "attachments").iterdir()) == before
    assert page.busy.isHidden()
    assert page.notice.text.text() == "Not added: from-school.txt."


def test_a_file_goes_in_though_the_page_is_left_meanwhile(demo: Screens, tmp_path: Path) -> None:
    letter = tmp_path / "from-school.txt"
    letter.write_bytes(b"x" * 1_000_000)
    page, case_id = record(demo), demo.case("AB")
    page.files.adder.add(letter, case_id)
    page.deleteLater()
    demo.settle()
    names = demo.read(lambda vault: [each.file_name for each in vault.attachments.of_case(case_id)])
    assert "from-school.txt" in names


def test_a_file_that_cannot_be_read_is_named(demo: Screens, tmp_path: Path) -> None:
    page = record(demo)
    page.files.adder.add(tmp_path / "gone.txt", demo.case("AB"))
    with demo.qtbot.waitSignal(page.files.adder.ended):
        pass
    assert "gone.txt" in page.notice.text.text()


def test_a_copy_leaves_only_after_the_passphrase_and_is_written_down(demo: Screens, tmp_path: Path) -> None:
    target = tmp_path / "copy.txt"
    page = record(demo)
    file = file_page(demo, page, target)
    file.copy.click()
    assert "will not be encrypted" in " ".join(shown_texts(step_up(file)))
    assert not target.exists()
    with demo.qtbot.waitSignal(file.files.controller.saved):
        type_passphrase(demo, file)
    key = page.panels.attachments.table.rows_model.rows[0].key
    assert target.read_bytes() == demo.read(lambda vault: vault.attachments.read(key))
    demo.settle()
    page.refresh()
    page.show_tab(Tab.SEEN)
    demo.settle()
    assert any(row[2].startswith("Copy saved outside") for row in table_texts(page.panels.seen.table))
    assert sorted(path.name for path in tmp_path.glob("*copy*")) == ["copy.txt"]


def test_a_no_leaves_no_copy(demo: Screens, tmp_path: Path) -> None:
    file = file_page(demo, record(demo), tmp_path / "copy.txt")
    file.copy.click()
    step_up(file).cancel.click()
    demo.settle()
    assert not (tmp_path / "copy.txt").exists()


def test_an_empty_record_says_in_each_part_what_to_do(screens: Screens) -> None:
    screens.read(lambda vault: add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now()))
    page = record(screens)
    assert page.head.heading.text() == "AB, age not known"
    assert page.panels.chronology.timeline.isHidden()
    for tab in page.panels.names:
        page.show_tab(tab)
    assert set(page.panels.tables) == set(page.panels.names) - {Tab.DETAILS, Tab.KEEPING, Tab.SEEN}
    for tab, panel in page.panels.tables.items():
        page.show_tab(tab)
        assert panel.empty.isVisibleTo(page)


def test_tab_goes_from_top_to_bottom(demo: Screens) -> None:
    page = record(demo)
    page.show_tab(Tab.ATTACHMENTS)
    assert tab_order(page) == [
        "Show name", "Print the chronology", "Change owner of this case", "Add", "See the pack", "Attachments 2", "Add a file", "Attachments",
    ]  # fmt: skip
    page.show_tab(Tab.CHRONOLOGY)
    page.panels.chronology.table.opened.emit(page.panels.chronology.table.rows_model.rows[-1].key)
    demo.settle()
    assert tab_order(page)[-3:] == ["Close this entry", "Print this entry", "Chronology"]


def test_of_very_many_lines_the_newest_show_until_all_are_asked_for(demo: Screens) -> None:
    case_id = demo.case("KM")

    def write(vault: Vault) -> None:
        with vault.transaction():
            for number in range(MOST_ROWS + 20):
                vault.notes.add(
                    Note(
                        id=f"note-{number}", case_id=case_id, text=f"Note {number}", source=Source.DIRECT,
                        author="Lead", written_at=now(),
                    )
                )  # fmt: skip

    demo.read(write)
    page = record(demo, "KM")
    count = int(page.panels.chronology.more.text().split()[1])
    assert count >= 20
    assert len(table_texts(page.panels.chronology.table)) == MOST_ROWS
    assert table_texts(page.panels.chronology.table)[0][2] == f"Note {MOST_ROWS + 19}"
    page.panels.chronology.more.click()
    assert len(table_texts(page.panels.chronology.table)) == MOST_ROWS + count
    assert page.panels.chronology.more.isHidden()


def test_every_control_has_a_name(demo: Screens) -> None:
    page = record(demo)
    for tab in Tab:
        page.show_tab(tab)
        assert nameless(page) == []


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_off_at_the_side_on_a_small_screen(demo: Screens, dressed: Theme, scale: int) -> None:
    dressed.choose(Appearance.DARK, scale)
    page = record(demo)
    page.resize(808, 560)
    for tab in Tab:
        page.show_tab(tab)
        demo.settle()
        assert too_wide(page) == 0


def test_enter_presses_a_button_as_space_does(demo: Screens) -> None:
    page = record(demo)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        page.rail.action.setFocus()
        with demo.qtbot.waitSignal(demo.navigator.asked):
            press(key)


def not_read_yet(screens: Screens) -> RecordPage:
    page = RecordPage(screens.tasks, screens.navigator, screens.library, screens.clock, screens.person("AB"))
    screens.qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    screens.settle()
    return page


def test_the_menu_to_add_opens_as_soon_as_the_record_is_there(demo: Screens) -> None:
    page = not_read_yet(demo)
    opened: list[bool] = []

    def close() -> None:
        opened.append(True)
        QTimer.singleShot(0, page.menu.close)

    page.menu.aboutToShow.connect(close)
    page.add.click()
    assert not opened
    page.refresh()
    demo.settle()
    demo.qtbot.waitUntil(lambda: opened == [True])
    assert page.menu.form_actions


def test_who_left_the_record_before_it_was_read_is_not_called_back(demo: Screens) -> None:
    page = not_read_yet(demo)
    opened: list[bool] = []
    page.menu.aboutToShow.connect(lambda: opened.append(True))
    page.add.click()
    page.hide()
    page.refresh()
    demo.settle()
    assert opened == []


def test_a_kind_whose_declaration_names_columns_has_a_tab_and_opens_in_full(
    demo: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = tuple(
        replace(one, label=lambda: "Written")
        if one.column == "written_at"
        else replace(one, label=lambda: "Words")
        for one in NOTES.fields
    )
    shown = replace(
        NOTES, fields=fields, tab=("written_at", "text"), entered=Entered(what="text", by="author")
    )
    monkeypatch.setattr(
        record_kinds, "KINDS", tuple(shown if kind is NOTES else kind for kind in record_kinds.KINDS)
    )
    page = record(demo)
    page.show_tab("note")
    rows = table_texts(page.panels.tables["note"].table)
    assert rows
    assert page.tabs.tabText(page.tabs.count() - 1) == f"Notes {len(rows)}"
    page.panels.tables["note"].table.setFocus()
    press(Qt.Key.Key_Return)
    demo.settle()
    assert page.panels.tables["note"].entry.isVisibleTo(page)
    assert page.place_within().startswith("note record:")


def _origins(page: RecordPage) -> dict[str, list[str]]:
    """What “Where it comes from” says, by the kind of line."""
    found: dict[str, list[str]] = {}
    for row in page.panels.chronology.table.rows_model.rows:
        found.setdefault(row.cells[1].text, []).append(row.cells[-1].spoken)
    return found


def test_each_line_says_where_it_comes_from(demo: Screens) -> None:
    said = _origins(record(demo))
    assert all(words for several in said.values() for words in several)
    assert any(words.startswith("From Screening tool") for words in said["Event"])
    assert any(words.startswith("From the receipt of pack P-") for words in said["Receipt"])
    assert any("Signed by" in words for words in said["Receipt"])


def test_a_link_in_the_table_leads_to_the_source_by_mouse_and_by_keyboard(demo: Screens) -> None:
    page = record(demo)
    table = page.panels.chronology.table
    rows = table.rows_model.rows
    place = next(n for n, row in enumerate(rows) if row.cells[1].text == "Event" and row.link is not None)
    cell = table.visualRect(table.rows_model.index(place, 3))
    with demo.qtbot.waitSignal(demo.navigator.asked) as by_mouse:
        at = next(
            QPoint(cell.left() + 20, y)
            for y in range(cell.top(), cell.bottom())
            if table.link_at(QPoint(cell.left() + 20, y))
        )
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert isinstance(by_mouse.args[0], Form)
    table.setFocus()
    table.selectRow(place)
    press(Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    with demo.qtbot.waitSignal(demo.navigator.asked) as by_key:
        QTest.keyClick(menu, Qt.Key.Key_Return)
    assert by_key.args == by_mouse.args


def test_an_open_entry_leads_to_where_it_comes_from(demo: Screens) -> None:
    page = record(demo)
    row = next(
        row
        for row in page.panels.chronology.table.rows_model.rows
        if row.cells[1].text == "Event" and row.link
    )
    page.panels.chronology.table.opened.emit(row.key)
    demo.settle()
    [link] = page.panels.chronology.entry.links
    with demo.qtbot.waitSignal(demo.navigator.asked) as asked:
        link.click()
    assert isinstance(asked.args[0], Form)


def test_where_it_comes_from_stands_below_the_entry_where_the_page_is_narrow(demo: Screens) -> None:
    page = record(demo)
    table = page.panels.chronology.table
    assert not table.isColumnHidden(3)
    assert table.columnWidth(3) == 20 * table.fontInfo().pixelSize()
    page.resize(800, 700)
    demo.settle()
    assert table.rows_model.folded == 3
    assert table.isColumnHidden(3)
    row = table.rows_model.rows[0]
    assert [line.text for line in table.rows_model.lines_in(row, 2)] == [row.cells[2].text, row.cells[3].text]
    said = table.rows_model.data(table.rows_model.index(0, 2), Qt.ItemDataRole.AccessibleTextRole)
    assert f"Where it comes from: {row.cells[3].text}" in str(said)


def test_the_dots_of_what_others_signed_are_hollow_and_the_legend_says_so(demo: Screens) -> None:
    page = record(demo)
    hollow = [point.label for point in page.panels.chronology.timeline._points if point.hollow]
    assert set(hollow) <= {"Receipt", "Outcome", "Request for more information"}
    assert hollow
    page.resize(1250, 700)
    demo.settle()
    shown = []
    for tab in (Tab.CHRONOLOGY, Tab.FORMS):
        page.show_tab(tab)
        shown.append(page.parts.legend.isVisibleTo(page))
    assert shown == [True, False]
