"""Settings, Ways in: the list, rehearsing the code, adding and taking away, each after the passphrase."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel

from prevent_desktop.casework.organisation import EscrowKey
from prevent_desktop.errors import WrongSecretError
from prevent_desktop.sealing import generate_identity
from prevent_desktop.ui.settings.new_code_dialog import NewCodeDialog
from prevent_desktop.ui.settings.unlock_method_dialogs import (
    AskDialog,
    MorePassphraseDialog,
    NewPinDialog,
    TryCodeDialog,
)
from prevent_desktop.ui.settings.unlock_methods_section import UnlockMethodsSection
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.vault_admin.unlock.recovery_code_panes import ShowCodePane, TypeCodePane
from prevent_desktop.ui.vault_admin.unlock.saving_code import save_code
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.vault.keys.key_slots import (
    read_slots,
    unlock_key,
    unlock_key_with_recovery,
)
from prevent_desktop.vault.keys.slots import SlotKind
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.vault_admin import recover
from tests.gui.screens import Screens, nameless, tab_order
from tests.gui.stepping_up import type_passphrase
from tests.made_vaults import renewed_code
from tests.unit.packs.reading import page_texts
from tests.unit.vault.keys.keepers import secret_service, software_tpm, why_no_secret_service, why_no_tpm

OTHER = "copper lantern eleven meadows"
COUNCIL = EscrowKey(name="Example Council", recipient=str(generate_identity().recipient))

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def shown(screens: Screens) -> UnlockMethodsSection:
    screen = screens.show(screens.settings_screen())
    screen.show_part(screen.unlock_methods.part)
    screens.qtbot.waitUntil(lambda: bool(screen.unlock_methods._ways))
    screens.settle()
    return screen.unlock_methods


@pytest.fixture
def section(screens: Screens) -> UnlockMethodsSection:
    return shown(screens)


D = TypeVar("D", bound=QDialog)


def dialog_of(screens: Screens, section: UnlockMethodsSection, kind: type[D]) -> D:
    screens.qtbot.waitUntil(lambda: isinstance(section.dialog, kind) and section.dialog.isVisible())
    found: object = section.dialog
    assert isinstance(found, kind)
    return found


def actions(screens: Screens) -> list[str]:
    return screens.read(lambda vault: [entry.action for entry in vault.audit.entries()])


def test_the_ways_in_stand_with_their_dates_and_what_cannot_be_used_is_not_offered(
    screens: Screens, section: UnlockMethodsSection
) -> None:
    texts = [label.text() for label in section.table.findChildren(QLabel)]
    assert "Passphrase" in texts
    assert "Recovery code" in texts
    assert len([text for text in texts if text.startswith("Added ")]) == 2
    assert len(section.table.links) == 2
    assert [button.isVisible() for button in (section.escrow, section.login, section.pin)] == [False] * 3
    assert not screens.failures


def test_the_recovery_code_is_rehearsed_and_nothing_changes(
    screens: Screens, section: UnlockMethodsSection
) -> None:
    code = renewed_code(screens.folder, screens.key)
    before = read_slots(screens.folder)
    section.try_code.click()
    dialog = dialog_of(screens, section, TryCodeDialog)
    dialog.act.click()
    assert dialog.field.error.text() == "Type the recovery code"
    QTest.keyClicks(dialog.line, "7Q2M4-8HJ3K")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    screens.qtbot.waitUntil(dialog.notice.isVisible)
    assert "typing mistake" in dialog.notice.text.text()
    dialog.line.setText(code)
    dialog.act.click()
    screens.qtbot.waitUntil(lambda: "opens your records" in dialog.notice.text.text())
    assert dialog.line.text() == ""
    assert read_slots(screens.folder) == before
    dialog.reject()
    assert actions(screens).count("recovery-code.tried") == 2


def test_a_passphrase_is_added_after_the_passphrase_and_taken_away_again(
    screens: Screens, section: UnlockMethodsSection
) -> None:
    section.more.click()
    type_passphrase(screens, section)
    dialog = dialog_of(screens, section, MorePassphraseDialog)
    QTest.keyClicks(dialog.label, "In the safe")
    for edit in (dialog.new_passphrase.first, dialog.new_passphrase.second):
        QTest.keyClicks(edit.line, OTHER)
    QTest.keyClick(dialog.new_passphrase.second.line, Qt.Key.Key_Return)
    screens.qtbot.waitUntil(lambda: len(section._ways) == 3)
    assert unlock_key(screens.folder, OTHER) == screens.key
    assert section.notice.text.text() == "Added."
    (way,) = (way for way in section._ways if way.label == "In the safe")
    section.table.links[way.slot_id].click()
    confirm = dialog_of(screens, section, ConfirmDialog)
    confirm.yes.click()
    type_passphrase(screens, section)
    screens.qtbot.waitUntil(lambda: len(section._ways) == 2)
    with pytest.raises(WrongSecretError):
        unlock_key(screens.folder, OTHER)
    assert actions(screens)[-3:] == ["slot.added", "step-up.passed", "slot.removed"]


def test_a_new_recovery_code_counts_only_once_it_was_typed_back(
    screens: Screens, section: UnlockMethodsSection
) -> None:
    old = read_slots(screens.folder).slot(SlotKind.RECOVERY).id
    section.new_code.click()
    type_passphrase(screens, section)
    dialog = dialog_of(screens, section, NewCodeDialog)
    assert isinstance(dialog.pane, ShowCodePane)
    code = dialog.pane.code.text()
    dialog.reject()
    assert read_slots(screens.folder).slot(SlotKind.RECOVERY).id == old
    section.new_code.click()
    type_passphrase(screens, section)
    screens.qtbot.waitUntil(
        lambda: isinstance(section.dialog, NewCodeDialog) and section.dialog is not dialog
    )
    again = section.dialog
    assert isinstance(again, NewCodeDialog)
    assert isinstance(again.pane, ShowCodePane)
    code = again.pane.code.text()
    again.pane.noted.emit()
    typed = again.pane
    assert isinstance(typed, TypeCodePane)
    typed.submitted.emit(code[:-1])
    assert "typing mistake" in typed.field.error.text()
    QTest.keyClicks(typed.line, code.lower())
    QTest.keyClick(typed.line, Qt.Key.Key_Return)
    screens.qtbot.waitUntil(section.notice.isVisible)
    assert "counts from now on" in section.notice.text.text()
    assert unlock_key_with_recovery(screens.folder, code) == screens.key
    assert len(read_slots(screens.folder).of_kind(SlotKind.RECOVERY)) == 1


def test_the_organisation_is_added_with_its_words_and_then_not_offered_again(screens: Screens) -> None:
    screens.read(lambda vault: settings.save_escrow_key(vault, COUNCIL))
    section = shown(screens)
    assert section.escrow.isVisible()
    section.escrow.click()
    confirm = dialog_of(screens, section, ConfirmDialog)
    assert "Example Council" in confirm.windowTitle()
    described = confirm.cancel.accessibleDescription()
    confirm.yes.click()
    type_passphrase(screens, section)
    screens.qtbot.waitUntil(lambda: len(section._ways) == 3)
    way = section._ways[-1]
    texts = " ".join(label.text() for label in section.table.findChildren(QLabel))
    assert "Example Council" in texts
    assert " ".join(way.fingerprint) in texts
    assert " ".join(way.fingerprint) in described
    assert not section.escrow.isVisible()


def test_the_dialogs_fit_the_smallest_window_at_the_largest_text(
    screens: Screens, section: UnlockMethodsSection, dressed: Theme
) -> None:
    dressed.choose(Appearance.LIGHT, 200)
    window = section.window()
    window.resize(1024, 700)
    dialog = NewPinDialog(parent=section)
    section._open(dialog)
    screens.qtbot.waitUntil(lambda: dialog.height() >= dialog._needed_height(dialog.width()))
    assert dialog.width() <= window.width()
    before = dialog.height()
    dialog.notice.say("The security chip takes no PIN for now. " * 3)
    screens.qtbot.waitUntil(lambda: dialog.height() > before)
    dialog.notice.say("The security chip takes no PIN for now. " * 60)
    screens.qtbot.waitUntil(lambda: dialog._area.verticalScrollBar().maximum() > 0)
    assert dialog.height() <= window.height()
    dialog.reject()


@pytest.mark.parametrize(
    ("kind", "order"),
    [
        (TryCodeDialog, ["Recovery code", "Try it", "Cancel"]),
        (NewPinDialog, ["New PIN", "The same PIN again", "Show what I type", "Add", "Cancel"]),
        (
            MorePassphraseDialog,
            ["What it is for", "New passphrase", "Offer me one: a passphrase", "The same passphrase again",
             "Show what I type", "Add", "Cancel"],
        ),
    ],
)  # fmt: skip
def test_the_dialogs_are_walked_with_tab_in_reading_order_and_every_control_has_a_name(
    screens: Screens, section: UnlockMethodsSection, kind: type[AskDialog], order: list[str]
) -> None:
    dialog = kind((), parent=section) if kind is MorePassphraseDialog else kind(parent=section)  # type: ignore[call-arg]  # each asks for its own
    section._open(dialog)
    screens.qtbot.waitUntil(dialog.isVisible)
    assert nameless(dialog) == []
    ring = tab_order(dialog)
    start = ring.index(order[0])
    assert [*ring[start:], *ring[:start]] == order
    dialog.reject()


def test_a_second_pin_that_differs_is_typed_anew(screens: Screens, section: UnlockMethodsSection) -> None:
    dialog = NewPinDialog(parent=section)
    section._open(dialog)
    screens.qtbot.waitUntil(dialog.isVisible)
    QTest.keyClicks(dialog.first.line, "2468 lamp")
    QTest.keyClicks(dialog.second.line, "2468 damp")
    dialog.submit()
    QTest.keyClicks(dialog.second.line, "2468 lamp")
    assert dialog.second.text == "2468 lamp"
    dialog.reject()


def test_every_way_in_has_its_own_name_for_taking_it_away(
    screens: Screens, section: UnlockMethodsSection
) -> None:
    names = {link.accessibleName() for link in section.table.links.values()}
    assert names == {"Take away: Passphrase", "Take away: Recovery code"}
    ring = tab_order(section)
    start = ring.index("Take away: Passphrase")
    assert (ring[start:] + ring)[:5] == [  # it is a ring, wherever it is begun
        "Take away: Passphrase", "Take away: Recovery code", "Try my recovery code…", "New recovery code…",
        "Add a passphrase…",
    ]  # fmt: skip
    assert not screens.failures


def test_without_the_passphrase_nothing_is_added(screens: Screens, section: UnlockMethodsSection) -> None:
    section.more.click()
    screens.qtbot.waitUntil(lambda: section.dialog is not None and section.dialog.isVisible())
    assert section.dialog is not None
    section.dialog.reject()
    screens.settle()
    assert len(read_slots(screens.folder).slots) == 2


@pytest.mark.skipif(bool(why_no_tpm()), reason=why_no_tpm())
def test_a_pin_is_added_where_there_is_a_chip(screens: Screens, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(prefix="pd-") as name, software_tpm(Path(name)) as tcti:
        monkeypatch.setenv("TPM2TOOLS_TCTI", tcti)
        section = shown(screens)
        screens.qtbot.waitUntil(section.pin.isVisible)
        section.pin.click()
        type_passphrase(screens, section)
        dialog = dialog_of(screens, section, NewPinDialog)
        for pin, second, words in (("246", "246", "too short"), ("2468 lamp", "2468 lamp", "")):
            dialog.first.line.setText(pin)
            dialog.second.line.setText(second)
            dialog.act.click()
            if words:
                screens.qtbot.waitUntil(dialog.notice.isVisible)
                assert words in dialog.notice.text.text()
        screens.qtbot.waitUntil(lambda: len(section._ways) == 3)
        assert recover.derive_key_from_pin(screens.folder, "2468 lamp") == screens.key


@pytest.mark.skipif(bool(why_no_secret_service()), reason=why_no_secret_service())
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_this_computers_login_is_added_where_there_is_a_store_and_goes_with_its_secret(
    screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(prefix="pd-") as name, secret_service(Path(name)) as reached:
        for variable, value in reached.items():
            monkeypatch.setenv(variable, value)
        section = shown(screens)
        screens.qtbot.waitUntil(section.login.isVisible)
        section.login.click()
        confirm = dialog_of(screens, section, ConfirmDialog)
        assert "Other programs" in confirm.cancel.accessibleDescription()
        confirm.yes.click()
        type_passphrase(screens, section)
        screens.qtbot.waitUntil(lambda: len(section._ways) == 3)
        assert recover.derive_key_from_login(screens.folder) == screens.key
        section.table.links[section._ways[-1].slot_id].click()
        again = section.dialog
        assert isinstance(again, ConfirmDialog)
        again.yes.click()
        type_passphrase(screens, section)
        screens.qtbot.waitUntil(lambda: len(section._ways) == 2)
        screens.settle()
        assert not screens.failures


@pytest.mark.parametrize("practice", [False, True])
def test_the_saved_sheet_of_a_practice_vault_says_that_it_is_one(
    screens: Screens, tmp_path: Path, practice: bool
) -> None:
    if practice:
        screens.read(settings.mark_as_practice)
    pane, path = ShowCodePane("7Q2M4-ABCDE"), tmp_path / "recovery-code.pdf"
    screens.qtbot.addWidget(pane)
    save_code(screens.tasks, "7Q2M4-ABCDE", path, pane)
    screens.qtbot.waitUntil(path.exists)
    screens.settle()
    (text,) = page_texts(path.read_bytes())
    assert ("PRACTICE: nobody in it is real" in text) is practice
