"""A copy of the whole record, in the window: looked through by keyboard, kept over a lock, saved after the passphrase."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from prevent_desktop.ui.subject_access.page import SubjectAccessPage
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.workflows.subject_access.review import Ground, What
from tests.gui.screens import (
    Screens,
    nameless,
    press,
    shown_texts,
    table_texts,
    too_wide,
    wait_for,
)
from tests.gui.stepping_up import step_up, type_passphrase

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def copy_page(screens: Screens, folder: Path | None = None) -> SubjectAccessPage:
    def ask_folder(_parent: QWidget) -> Path | None:
        return folder

    page = SubjectAccessPage(
        screens.tasks,
        screens.navigator,
        screens.library,
        screens.clock,
        screens.person("AB"),
        ask_folder=ask_folder,
    )
    screens.show(page)
    wait_for(screens.qtbot, lambda: bool(page.table.rows_model.rows))
    return page


def decide(page: SubjectAccessPage, name: str, what: What, reason: str, ground: Ground | None = None) -> None:
    """Decide about every place of one name."""
    page.table.opened.emit(name)
    card = page.place
    card.what.set_value(what.value)
    card.ground.set_value(None if ground is None else ground.value)
    card.reason.setPlainText(reason)
    (card.all if card.all.isVisibleTo(card) else card.one).click()


def keep_all(page: SubjectAccessPage) -> None:
    for row in page.table.rows_model.rows:
        decide(page, row.key, What.KEEP, "Known to the person")


def test_everybody_else_in_the_record_is_listed_and_nothing_is_decided(demo: Screens) -> None:
    page = copy_page(demo)
    rows = table_texts(page.table)
    assert len(rows) >= 3
    assert all("to decide" in row[-1] for row in rows)
    assert not page.save.isEnabled()
    assert "not decided yet" in page.why_not.text()


def test_a_place_shows_its_text_and_is_decided_by_keyboard(demo: Screens) -> None:
    page = copy_page(demo)
    page.table.setFocus()
    press(Qt.Key.Key_Return)
    card = page.place
    place = card.place
    assert card.isVisibleTo(page)
    assert place is not None
    assert place.words in card.text.accessibleName()
    buttons = list(card.what.buttons.values())
    buttons[0].setFocus()
    press(Qt.Key.Key_Space)
    QTest.keyClicks(card.reason, "Known to the person")
    card.one.click()
    wait_for(demo.qtbot, lambda: page.settled)
    assert page._review.rulings[place.key].what is What.KEEP


def test_what_is_missing_is_said_beside_the_field(demo: Screens) -> None:
    page = copy_page(demo)
    page.table.opened.emit(page.table.rows_model.rows[0].key)
    card = page.place
    card.one.click()
    assert card.what_field.error.text() == "Choose what becomes of it"
    card.what.set_value(What.NAME.value)
    card.one.click()
    assert card.ground_field.error.text() == "Choose the ground"
    assert card.reason_field.error.text() == "Say why it is removed"
    assert not page._review.rulings


def test_decisions_and_a_half_typed_reason_are_in_the_vault_and_come_back(demo: Screens) -> None:
    page = copy_page(demo)
    name = page.table.rows_model.rows[0].key
    decide(page, name, What.NAME, "Has not agreed", Ground.OTHER_PERSON)
    page.table.opened.emit(page.table.rows_model.rows[1].key)
    page.place.reason.setPlainText("half a rea")
    page.flush()  # as a lock does; what is in the vault then is what comes back
    wait_for(demo.qtbot, lambda: page.settled)
    again = copy_page(demo)
    assert again.place.reason.toPlainText() == "half a rea"
    assert table_texts(again.table)[0][-1] == "Removed"


def test_words_of_ones_own_are_looked_for_until_they_are_dropped(demo: Screens) -> None:
    page = copy_page(demo)
    page.words.setText("screening")
    page.add_words.click()
    wait_for(demo.qtbot, lambda: "screening" in page._groups)
    assert page.words.text() == ""
    page.table.opened.emit("screening")
    page.place.drop.click()
    wait_for(demo.qtbot, lambda: "screening" not in page._groups)
    page.table.opened.emit(page.table.rows_model.rows[0].key)
    assert page.place.drop.isHidden()


def test_the_copy_is_saved_after_the_passphrase_whole_and_written_down(demo: Screens, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    page = copy_page(demo, stick)
    first = page.table.rows_model.rows[0].key
    keep_all(page)
    decide(page, first, What.NAME, "Has not agreed", Ground.OTHER_PERSON)
    assert page.save.isEnabled()
    page.save.click()
    assert "will not be encrypted" in " ".join(shown_texts(step_up(page)))
    assert list(stick.iterdir()) == []
    with demo.qtbot.waitSignal(page.controller.saved):
        type_passphrase(demo, page)
    (folder,) = stick.iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["record.json", "record.pdf"]
    document = json.loads((folder / "record.json").read_bytes())
    assert first not in json.dumps(document, ensure_ascii=False)
    assert "not encrypted" in page.notice.text.text()
    actions = demo.read(lambda vault: [entry.action for entry in vault.audit.entries()[-4:]])
    assert "step-up.passed" in actions
    assert "person.exported" in actions


def test_that_it_was_saved_is_in_sight_though_the_page_is_long(demo: Screens, tmp_path: Path) -> None:
    page = copy_page(demo, tmp_path)
    page.resize(1170, 650)
    keep_all(page)
    page.table.setFocus()
    demo.settle()
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    page.save.click()  # by its letter: the keyboard stays where it is
    with demo.qtbot.waitSignal(page.controller.saved):
        type_passphrase(demo, page)
    demo.settle()
    assert not page.notice.text.visibleRegion().isEmpty()


def test_stopping_leaves_nothing(demo: Screens, tmp_path: Path) -> None:
    page = copy_page(demo, tmp_path)
    keep_all(page)
    before = sorted(tmp_path.iterdir())
    page.controller.began.connect(page.controller.stop, Qt.ConnectionType.QueuedConnection)
    page.save.click()
    with demo.qtbot.waitSignal(page.controller.stopped):
        type_passphrase(demo, page)
    demo.settle()
    assert sorted(tmp_path.iterdir()) == before
    assert "Nothing of the copy was left" in page.notice.text.text()


def test_the_copy_is_saved_though_the_page_is_left_meanwhile(demo: Screens, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    page = copy_page(demo, stick)
    keep_all(page)
    controller = page.controller
    controller.save(demo.person("AB"), page._review, stick)
    page.deleteLater()
    wait_for(demo.qtbot, lambda: not isValid(controller))
    assert [path.name for folder in stick.iterdir() for path in folder.glob("*.pdf")] == ["record.pdf"]


@pytest.mark.parametrize("scale", [100, 200])
def test_it_fits_a_small_screen_and_every_control_has_a_name(
    demo: Screens, dressed: Theme, scale: int
) -> None:
    dressed.choose(Appearance.DARK, scale)
    page = copy_page(demo)
    page.table.opened.emit(page.table.rows_model.rows[0].key)
    page.resize(808, 560)
    demo.settle()
    assert too_wide(page) == 0
    assert nameless(page) == []
