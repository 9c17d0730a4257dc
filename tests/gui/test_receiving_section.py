"""The settings in which a vault becomes a receiving desk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prevent_desktop.packs.authority import Authority
from prevent_desktop.ui.settings.receiving_section import PUBLIC_FILE, ReceivingSection
from prevent_desktop.ui.settings.state import read_state
from prevent_desktop.workflows.receiving.desk import desk_of, keys_of, receiving_end_of
from tests.gui.screens import Screens, nameless, now, shown_texts, wait_for
from tests.unit.packs.making import make_key

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def section(screens: Screens) -> ReceivingSection:
    shown = screens.show(ReceivingSection(screens.tasks))
    shown.show_state(screens.read(lambda vault: read_state(vault, screens.library)))
    screens.settle()
    return shown


def make(section: ReceivingSection, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    section.name.setText("Front door")
    section.folders.setPlainText(str(folder))
    section.save.click()


def test_before_it_is_a_desk_there_are_no_keys_to_show(section: ReceivingSection) -> None:
    assert not section.keys.isVisible()
    assert not nameless(section)


def test_a_name_and_a_folder_make_the_vault_a_desk(
    section: ReceivingSection, screens: Screens, tmp_path: Path
) -> None:
    with screens.qtbot.waitSignal(section.changed):
        make(section, tmp_path / "in")
    section.show_state(screens.read(lambda vault: read_state(vault, screens.library)))
    wait_for(screens.qtbot, section.keys.isVisible)
    desk = screens.read(desk_of)
    assert desk is not None
    assert (desk.name, desk.folders) == ("Front door", (tmp_path / "in",))
    words = screens.read(keys_of)
    assert {words.seal_words, words.receipt_words} <= set(shown_texts(section.keys))
    assert len(words.seal_words.split()) == 6


def test_a_folder_that_is_not_there_is_told_and_nothing_is_made(
    section: ReceivingSection, screens: Screens, tmp_path: Path
) -> None:
    section.name.setText("Front door")
    section.folders.setPlainText(str(tmp_path / "nowhere"))
    section.save.click()
    assert "cannot be found" in section.notice.text.text()
    assert screens.read(desk_of) is None


def test_what_senders_need_is_saved_with_nothing_secret_in_it(
    section: ReceivingSection, screens: Screens, tmp_path: Path
) -> None:
    with screens.qtbot.waitSignal(section.changed):
        make(section, tmp_path / "in")
    section.save_public(tmp_path / PUBLIC_FILE)
    wait_for(screens.qtbot, (tmp_path / PUBLIC_FILE).exists)
    text = (tmp_path / PUBLIC_FILE).read_text(encoding="utf-8")
    assert json.loads(text)["kind"] == "receiving-desk"
    assert "SECRET" not in text


def test_a_key_file_of_the_organisation_signs_the_receipts(
    section: ReceivingSection, screens: Screens, tmp_path: Path
) -> None:
    with screens.qtbot.waitSignal(section.changed):
        make(section, tmp_path / "in")
    key = make_key(Authority.create("Council authority", now=now()), now=now())
    (tmp_path / "key.p12").write_bytes(key.to_pkcs12("secret"))
    section.password.line.setText("wrong")
    section.load_key(tmp_path / "key.p12")
    wait_for(screens.qtbot, lambda: section.notice.property("tone") == "danger")
    section.password.line.setText("secret")
    with screens.qtbot.waitSignal(section.changed):
        section.load_key(tmp_path / "key.p12")
    assert (
        screens.read(lambda vault: receiving_end_of(vault, now=now())).receipt_certificate
        == key.certificate_pem
    )


def test_what_is_typed_stays_over_a_lock(section: ReceivingSection) -> None:
    section.name.setText("Half a na")
    unsaved = section.unsaved()
    section.name.clear()
    section.restore(unsaved)
    assert section.name.text() == "Half a na"
