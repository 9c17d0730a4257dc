"""The first screen: create, unlock, recover, somebody else; with real vaults at the lowest cost of deriving a key."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.casework.roles import Role
from prevent_desktop.errors import PreventDesktopError, WrongSecretError
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.vault_admin.first_run.pane import FirstRunPane
from prevent_desktop.ui.vault_admin.first_run.passphrase_card import PassphraseCard
from prevent_desktop.ui.vault_admin.unlock.new_passphrase import strength_words
from prevent_desktop.ui.vault_admin.unlock.pin_pane import PinPane
from prevent_desktop.ui.vault_admin.unlock.recovering import RecoverPane
from prevent_desktop.ui.vault_admin.unlock.recovery_code_panes import (
    ChoosePassphrasePane,
    TypeCodePane,
)
from prevent_desktop.ui.vault_admin.unlock.unlock_pane import UnlockPane
from prevent_desktop.ui.vault_admin.unlock.unlock_screen import UnlockScreen
from prevent_desktop.ui.vault_admin.unlock.vault_list import VaultList
from prevent_desktop.ui.vault_admin.unlock.vaults_pane import VaultsPane, vault_label
from prevent_desktop.uptime import system_uptime
from prevent_desktop.vault.creation import CreatedVault
from prevent_desktop.vault.keys.key_slots import VaultKey, put_slot, unlock_key
from prevent_desktop.vault.keys.passphrases import Strength
from prevent_desktop.vault.keys.system_store import SystemStore
from prevent_desktop.vault.keys.tpm import Tpm
from prevent_desktop.vault.keys.wrong_tries import TRIES_NAME
from prevent_desktop.workflows.demo.demo_organisation import PROFILE, open_demo_organisation
from prevent_desktop.workflows.vault_admin import recover
from prevent_desktop.workflows.vault_admin.first_run import SetUp
from prevent_desktop.workflows.vault_admin.recover import OtherMethods
from prevent_desktop.workflows.vault_admin.unlock_methods import Material, new_pin, new_system
from tests.e2e.main_job import KEY_PASSWORD, key_file
from tests.gui.dropping import drop
from tests.made_vaults import copied_vault
from tests.patience import PATIENCE
from tests.unit.vault.keys.keepers import (
    lock_all,
    secret_service,
    software_tpm,
    why_no_secret_service,
    why_no_tpm,
)

PASSPHRASE = "violet tractor lamp seventeen"
OTHER = "copper lantern eleven meadows"

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

P = TypeVar("P", bound=QWidget)


def make(folder: Path, passphrase: str) -> CreatedVault:
    return copied_vault(folder, passphrase)


class First:
    """The first screen over a folder of vaults, and what it told."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.vault_list = VaultList(folder)
        self.failures: list[PreventDesktopError] = []
        self.tasks = Tasks(self.failures.append)
        self.asked: list[tuple[SetUp, str, str]] = []
        self.screen = UnlockScreen(self.tasks, self.vault_list, practise=lambda: None, make_vault=self._make)
        self.unlocked: list[tuple[Path, VaultKey, str]] = []
        self.screen.unlocked.connect(lambda *told: self.unlocked.append(told))
        qtbot.addWidget(self.screen)
        self.screen.resize(1366, 700)
        with qtbot.waitActive(self.screen):
            self.screen.show()
            self.screen.activateWindow()

    def _make(self, folder: Path, passphrase: str, code: str, said: SetUp) -> CreatedVault:
        self.asked.append((said, passphrase, code))
        return make(folder, PASSPHRASE)

    def pane(self, kind: type[P]) -> P:
        self.qtbot.waitUntil(lambda: isinstance(self.screen.pane, kind))
        pane: object = self.screen.pane
        assert isinstance(pane, kind)
        return pane

    def type_twice(self, pane: ChoosePassphrasePane, first: str, second: str) -> None:
        for edit, words in ((pane.new_passphrase.first, first), (pane.new_passphrase.second, second)):
            edit.clear()
            QTest.keyClicks(edit.line, words)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CreatedVault]:
    folder = tmp_path_factory.mktemp("made") / "a1b2c3"
    return folder, make(folder, PASSPHRASE)


@pytest.fixture
def empty(qtbot: QtBot, tmp_path: Path) -> Iterator[First]:
    first = First(qtbot, tmp_path / "vaults")
    yield first
    first.tasks.close()


@pytest.fixture
def with_vault(qtbot: QtBot, tmp_path: Path, made_once: tuple[Path, CreatedVault]) -> Iterator[First]:
    shutil.copytree(made_once[0], tmp_path / "vaults" / "a1b2c3")
    first = First(qtbot, tmp_path / "vaults")
    yield first
    first.tasks.close()


@pytest.fixture
def with_pin(
    qtbot: QtBot, tmp_path: Path, made_once: tuple[Path, CreatedVault], monkeypatch: pytest.MonkeyPatch
) -> Iterator[First]:
    """A vault with a way in by the PIN "2468 lamp" on a TPM in software."""
    if reason := why_no_tpm():
        pytest.skip(reason)
    folder = tmp_path / "vaults" / "a1b2c3"
    shutil.copytree(made_once[0], folder)
    with tempfile.TemporaryDirectory(prefix="pd-") as name, software_tpm(Path(name)) as tcti:
        monkeypatch.setenv("TPM2TOOLS_TCTI", tcti)
        tpm = Tpm.here()
        assert tpm is not None
        put_slot(folder, new_pin(Material(folder, made_once[1].key), tpm, "2468 lamp", at=datetime.now(UTC)))
        first = First(qtbot, tmp_path / "vaults")
        yield first
        first.tasks.close()


# -- create


def say_who(empty: First) -> FirstRunPane:
    pane = empty.pane(FirstRunPane)
    QTest.keyClicks(pane.who.name_field.control, "Ashley Moor")
    QTest.keyClicks(pane.who.organisation_field.control, "Example School")
    pane.who.role_choice.parts[Role.REPORTER].button.click()
    pane.who.go_on.click()
    return pane


def at_passphrase(empty: First) -> PassphraseCard:
    pane = say_who(empty)
    pane.file.none.click()
    pane.file.go_on.click()
    assert pane.secret is not None
    return pane.secret


def own_passphrase(empty: First, first: str, second: str) -> PassphraseCard:
    card = at_passphrase(empty)
    card.offered.own.click()
    for edit, words in ((card.own.new.first, first), (card.own.new.second, second)):
        QTest.keyClicks(edit.line, words)
    card.kept.set_checked(True)
    card.go_on.click()
    return card


def test_where_there_is_no_vault_three_steps_make_one(empty: First) -> None:
    card = at_passphrase(empty)
    words = card.offered.words.text()
    assert empty.screen.window().focusWidget() is card.offered.typed.line
    QTest.keyClicks(card.offered.typed.line, words.upper())
    QTest.keyClick(card.offered.typed.line, Qt.Key.Key_Return)
    assert empty.screen.window().focusWidget() is card.kept.button
    card.kept.set_checked(True)
    card.go_on.click()
    empty.qtbot.waitUntil(lambda: bool(empty.unlocked))
    folder, _key, how = empty.unlocked[0]
    assert how == "created"
    assert list(empty.vault_list.vaults()) == [folder]
    said, passphrase, code = empty.asked[0]
    assert (said.name, said.organisation) == ("Ashley Moor", "Example School")
    assert said.roles == {Role.REPORTER}
    assert (passphrase, code) == (words, card.shown_code.text())
    assert not said.profile
    assert not empty.failures


def test_nothing_is_chosen_for_anybody_and_each_step_says_what_it_misses(empty: First) -> None:
    pane = empty.pane(FirstRunPane)
    assert not pane.who.roles
    pane.who.go_on.click()
    assert pane.who.name_field.error.text() == "Enter your name"
    assert pane.who.role_error.text() == "Tick at least one role"
    pane = say_who(empty)
    assert not pane.file.yes.isChecked()
    assert not pane.file.none.isChecked()
    pane.file.go_on.click()
    assert pane.file.notice.text.text() == "Say whether you have the file"
    pane.file.yes.click()
    pane.file.go_on.click()
    assert pane.file.notice.text.text().startswith("Choose the file")


def test_a_key_that_cannot_be_used_says_why_and_its_password_is_typed_anew(
    empty: First, tmp_path: Path
) -> None:
    organisation = open_demo_organisation(tmp_path / "organisation")
    file = key_file(organisation, tmp_path / "key.p12")
    pane = say_who(empty)
    pane.file.take_file(tmp_path / "organisation" / PROFILE)
    part = pane.file.key_part
    empty.qtbot.waitUntil(part.isVisible)
    QTest.keyClicks(part.password.line, "another word")
    part.take_file(file)
    empty.qtbot.waitUntil(lambda: bool(part.field.error.text()))
    assert part.field.error.text().startswith("The password does not open the file. Type the password again.")
    QTest.keyClicks(part.password.line, KEY_PASSWORD)
    assert part.password.text == KEY_PASSWORD
    part.take_file(file)
    empty.qtbot.waitUntil(lambda: part.key is not None)


def test_enter_on_a_tick_or_a_radio_button_goes_on(empty: First) -> None:
    pane = empty.pane(FirstRunPane)
    role = pane.who.role_choice.parts[Role.REPORTER].button
    role.setFocus()
    QTest.keyClick(role, Qt.Key.Key_Return)
    assert pane.who.name_field.error.text() == "Enter your name"
    assert not role.isChecked(), "Space ticks, Enter goes on"
    say_who(empty)
    pane.file.none.setFocus()
    QTest.keyClick(pane.file.none, Qt.Key.Key_Return)
    assert pane.file.none.isChecked(), "nothing else was chosen"
    assert pane.secret is not None
    assert pane.secret.isVisible()


def test_the_code_must_be_on_paper_first(empty: First) -> None:
    card = at_passphrase(empty)
    QTest.keyClicks(card.offered.typed.line, card.offered.words.text())
    card.go_on.click()
    assert "I have it on paper" in card.notice.text.text()
    assert not empty.asked


def test_other_words_than_those_that_were_offered_are_refused(empty: First) -> None:
    card = at_passphrase(empty)
    first = card.offered.words.text()
    assert len(first.split()) == 5
    card.offered.other.click()
    assert card.offered.words.text() != first
    QTest.keyClicks(card.offered.typed.line, first)
    card.go_on.click()
    assert "not the words above" in card.offered.field.error.text()
    QTest.keyClicks(card.offered.typed.line, card.offered.words.text())
    assert card.offered.chosen() == card.offered.words.text(), (
        "what is typed next takes the place of what was refused"
    )


def test_a_code_is_copied_and_the_steps_can_be_gone_back(empty: First) -> None:
    card = at_passphrase(empty)
    card.copy.click()
    assert QGuiApplication.clipboard().text() == card.shown_code.text()
    pane = empty.pane(FirstRunPane)
    card.back.click()
    assert pane.file.isVisible()
    pane.file.back.click()
    assert pane.who.isVisible()
    assert pane.who.name == "Ashley Moor"


def test_tab_reaches_all_of_each_step_and_comes_round(empty: First) -> None:
    pane = empty.pane(FirstRunPane)
    assert stops(empty) == [
        *pane.who.tab_stops[:2],
        *others(pane),
        pane.who.go_on,
        pane.practise,
        pane.restore,
    ]
    pane = say_who(empty)
    pane.file.none.click()
    assert stops(empty) == [
        pane.file.yes,
        pane.file.choose,
        *pane.file.tab_stops[-2:],
        pane.practise,
        pane.restore,
    ]
    pane.file.go_on.click()
    assert pane.secret is not None
    seen, typed = set(stops(empty)), pane.secret.offered
    assert {
        typed.other,
        typed.own,
        typed.typed.line,
        pane.secret.copy,
        pane.secret.go_on,
        pane.practise,
    } <= seen


def others(pane: FirstRunPane) -> list[QWidget]:
    return [tick.button for tick in pane.who.role_choice.parts.values()]


def stops(empty: First) -> list[QWidget]:
    """What Tab reaches, from the first field round to it again."""
    found: list[QWidget] = []
    widget = QApplication.focusWidget()
    while widget is not None and widget not in found:
        found.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
    del empty
    return found


def test_a_file_counts_once_its_words_were_compared(empty: First, tmp_path: Path) -> None:
    organisation = open_demo_organisation(tmp_path / "organisation")
    pane = say_who(empty)
    pane.file.take_file(tmp_path / "organisation" / PROFILE)
    empty.qtbot.waitUntil(pane.file.offer.isVisible)
    pane.file.go_on.click()
    assert "Compare the words" in pane.file.notice.text.text()
    pane.file.offer.compared.set_checked(True)
    pane.file.go_on.click()
    assert pane.secret is not None
    assert pane.file.profile == organisation.signed_profile
    assert pane.file.compared == pane.file.offer.words.text()


def test_a_file_that_is_none_is_refused_in_words(empty: First, tmp_path: Path) -> None:
    (tmp_path / "none.pdprofile").write_text("nonsense")
    pane = say_who(empty)
    pane.file.take_file(tmp_path / "none.pdprofile")
    empty.qtbot.waitUntil(lambda: bool(pane.file.notice.text.text()))
    assert not pane.file.profile
    pane.file.none.click()
    pane.file.go_on.click()
    assert pane.secret is not None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only: pipes with a name in a folder")
def test_a_pipe_that_is_dropped_is_told_and_never_waited_for(empty: First, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ours.pdprofile")
    pane = say_who(empty)
    drop(pane.file, tmp_path / "ours.pdprofile")
    empty.qtbot.waitUntil(lambda: "ours.pdprofile" in pane.file.notice.text.text())


def test_a_weak_passphrase_is_refused_with_the_reason_in_words(empty: First) -> None:
    card = own_passphrase(empty, "password1234", "password1234")
    assert card.own.new.first_field.error.text().startswith("Too easy to guess.")
    assert not empty.asked


def test_two_different_passphrases_are_refused(empty: First) -> None:
    card = own_passphrase(empty, PASSPHRASE, PASSPHRASE + "x")
    assert "not the same" in card.own.new.second_field.error.text()


def test_what_gets_the_keyboard_is_in_sight_at_the_largest_text(empty: First, dressed: Theme) -> None:
    dressed.choose(Appearance.LIGHT, 200)
    empty.screen.resize(1024, 640)
    card = at_passphrase(empty)
    empty.qtbot.waitUntil(lambda: empty.screen.verticalScrollBar().maximum() > 0)
    card.kept.setFocus(Qt.FocusReason.TabFocusReason)
    line, viewport = card.kept.button, empty.screen.viewport()

    def in_sight() -> bool:
        top = line.mapTo(viewport, line.rect().topLeft()).y()
        return top >= 0 and top + line.height() <= viewport.height()

    scroll = empty.screen.verticalScrollBar()
    empty.qtbot.waitUntil(lambda: scroll.value() > 0 and in_sight())


def test_the_strength_is_told_while_typing(empty: First) -> None:
    card = at_passphrase(empty)
    card.offered.own.click()
    new = card.own.new
    QTest.keyClicks(new.first.line, "abc")
    empty.qtbot.waitUntil(lambda: new.strength.text().startswith("Too easy"))
    QTest.keyClicks(new.first.line, " violet tractor lamp")
    empty.qtbot.waitUntil(lambda: "ard to guess" in new.strength.text())


@pytest.mark.parametrize(
    ("score", "acceptable", "words"),
    [(4, True, "Very hard"), (3, True, "Hard to"), (3, False, "Not long"), (1, False, "Too easy")],
)
def test_strength_is_said_in_words(score: int, acceptable: bool, words: str) -> None:
    strength = Strength(score=score, warning="", suggestions=(), acceptable=acceptable)
    assert strength_words(strength).startswith(words)


def test_the_recovery_sheet_is_a_pdf_with_the_code(empty: First, tmp_path: Path) -> None:
    card = at_passphrase(empty)
    card.save_code(tmp_path / "code.pdf")
    empty.qtbot.waitUntil(card.notice.isVisible)
    assert "Print it, then delete the file" in card.notice.text.text()
    assert (tmp_path / "code.pdf").read_bytes().startswith(b"%PDF-")


def test_a_folder_that_cannot_be_written_is_told(empty: First, tmp_path: Path) -> None:
    card = at_passphrase(empty)
    card.save_code(tmp_path / "no such folder" / "code.pdf")
    empty.qtbot.waitUntil(card.notice.isVisible)
    assert "could not be saved" in card.notice.text.text()


# -- unlock


def test_the_right_passphrase_unlocks_with_the_keyboard_alone(
    with_vault: First, made_once: tuple[Path, CreatedVault]
) -> None:
    pane = with_vault.pane(UnlockPane)
    assert with_vault.screen.window().focusWidget() is pane.passphrase.line
    QTest.keyClicks(pane.passphrase.line, PASSPHRASE)
    QTest.keyClick(pane.passphrase.line, Qt.Key.Key_Return)
    assert not pane.unlock.isEnabled()
    with_vault.qtbot.waitUntil(lambda: bool(with_vault.unlocked))
    folder, key, how = with_vault.unlocked[0]
    assert (folder.name, key, how) == ("a1b2c3", made_once[1].key, "passphrase")


def test_a_wrong_passphrase_is_said_next_to_the_field(with_vault: First) -> None:
    pane = with_vault.pane(UnlockPane)
    QTest.keyClicks(pane.passphrase.line, "not this one at all")
    pane.unlock.click()
    with_vault.qtbot.waitUntil(pane.field.error.isVisible)
    assert "passphrase" in pane.field.error.text()
    assert pane.unlock.isEnabled()
    assert pane.passphrase.line.accessibleDescription() == f"Error: {pane.field.error.text()}"
    assert not with_vault.unlocked


def test_no_passphrase_is_not_tried(with_vault: First) -> None:
    pane = with_vault.pane(UnlockPane)
    pane.unlock.click()
    assert pane.field.error.text() == "Type your passphrase"


def test_the_screen_names_nobody(with_vault: First) -> None:
    texts = {label.text() for label in with_vault.screen.findChildren(QLabel)}
    assert "Your records · on this computer only" in texts
    assert not any("a1b2c3" in text for text in texts)


# -- wrong tries


def test_after_three_wrong_passphrases_the_screen_counts_down_and_goes_on_by_itself(
    with_vault: First, made_once: tuple[Path, CreatedVault]
) -> None:
    pane = with_vault.pane(UnlockPane)
    for _try in range(3):
        pane.passphrase.clear()
        pane.field.set_error("")
        QTest.keyClicks(pane.passphrase.line, "not this one at all")
        pane.unlock.click()
        with_vault.qtbot.waitUntil(pane.field.error.isVisible)
    with_vault.qtbot.waitUntil(pane.wait_line.isVisible)
    assert "can be tried in" in pane.wait_line.text()
    assert not pane.unlock.isEnabled()
    pane.passphrase.clear()
    QTest.keyClicks(pane.passphrase.line, PASSPHRASE)
    QTest.keyClick(pane.passphrase.line, Qt.Key.Key_Return)
    assert not with_vault.unlocked
    with_vault.qtbot.waitUntil(pane.unlock.isEnabled)
    assert not pane.wait_line.isVisible()
    QTest.keyClick(pane.passphrase.line, Qt.Key.Key_Return)
    with_vault.qtbot.waitUntil(lambda: bool(with_vault.unlocked))
    assert with_vault.unlocked[0][1] == made_once[1].key


def test_a_wait_is_shown_at_the_next_start_too(
    qtbot: QtBot, tmp_path: Path, made_once: tuple[Path, CreatedVault]
) -> None:
    folder = tmp_path / "vaults" / "a1b2c3"
    shutil.copytree(made_once[0], folder)
    kept = {
        "format": "prevent-desktop wrong tries",
        "version": 1,
        "count": 9,
        "at": time.time(),
        "uptime": system_uptime(),
    }
    (folder / TRIES_NAME).write_text(json.dumps(kept))
    first = First(qtbot, tmp_path / "vaults")
    pane = first.pane(UnlockPane)
    qtbot.waitUntil(pane.wait_line.isVisible)
    assert "2 minutes" in pane.wait_line.text()
    assert not pane.unlock.isEnabled()
    first.tasks.close()


# -- what else this computer unlocks with


def test_what_this_computer_does_not_have_is_not_offered(with_vault: First) -> None:
    pane = with_vault.pane(UnlockPane)
    with_vault.qtbot.wait(150)
    assert not pane.login.isVisible()
    assert not pane.pin.isVisible()


def test_a_pin_unlocks_and_a_wrong_one_is_said_with_its_count(
    with_pin: First, made_once: tuple[Path, CreatedVault]
) -> None:
    (folder,) = with_pin.vault_list.vaults()
    pane = with_pin.pane(UnlockPane)
    with_pin.qtbot.waitUntil(pane.pin.isVisible)
    pane.pin.click()
    pins = with_pin.pane(PinPane)
    QTest.keyClicks(pins.pin.line, "1357 lamp")
    QTest.keyClick(pins.pin.line, Qt.Key.Key_Return)
    with_pin.qtbot.waitUntil(pins.field.error.isVisible)
    assert "security chip counts wrong PINs" in pins.field.error.text()
    QTest.keyClicks(pins.pin.line, "2468 lamp")
    QTest.keyClick(pins.pin.line, Qt.Key.Key_Return)
    with_pin.qtbot.waitUntil(lambda: bool(with_pin.unlocked))
    assert with_pin.unlocked[0] == (folder, made_once[1].key, "PIN")


@pytest.mark.skipif(bool(why_no_secret_service()), reason=why_no_secret_service())
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_this_computers_login_unlocks_and_when_it_is_shut_the_passphrase_still_does(
    qtbot: QtBot, tmp_path: Path, made_once: tuple[Path, CreatedVault], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "vaults" / "a1b2c3"
    shutil.copytree(made_once[0], folder)
    with tempfile.TemporaryDirectory(prefix="pd-") as name, secret_service(Path(name)) as reached:
        for variable, value in reached.items():
            monkeypatch.setenv(variable, value)
        store = SystemStore.here()
        assert store is not None
        put_slot(folder, new_system(Material(folder, made_once[1].key), store, at=datetime.now(UTC)))
        first = First(qtbot, tmp_path / "vaults")
        pane = first.pane(UnlockPane)
        qtbot.waitUntil(pane.login.isVisible)
        pane.login.click()
        qtbot.waitUntil(lambda: bool(first.unlocked))
        assert first.unlocked[0] == (folder, made_once[1].key, "login")
        first.screen.show_start()
        pane = first.pane(UnlockPane)
        qtbot.waitUntil(pane.login.isVisible)
        lock_all(reached["DBUS_SESSION_BUS_ADDRESS"])
        pane.login.click()
        qtbot.waitUntil(pane.field.error.isVisible)
        assert "does not answer" in pane.field.error.text()
        assert "passphrase, which always works" in pane.field.error.text()
        QTest.keyClicks(pane.passphrase.line, PASSPHRASE)
        QTest.keyClick(pane.passphrase.line, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: len(first.unlocked) == 2)
        first.tasks.close()


def test_a_system_that_does_not_answer_hinders_no_passphrase(
    with_vault: First, made_once: tuple[Path, CreatedVault], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answer = threading.Event(), threading.Event()

    def waits_for_a_person(_folder: Path) -> VaultKey:
        asked.set()
        answer.wait(PATIENCE)
        return VaultKey(bytes(32))

    monkeypatch.setattr(recover, "derive_key_from_login", waits_for_a_person)
    pane = with_vault.pane(UnlockPane)
    pane.show_methods(OtherMethods(by_login=True))
    pane.login.click()
    with_vault.qtbot.waitUntil(asked.is_set)
    QTest.keyClicks(pane.passphrase.line, PASSPHRASE)
    QTest.keyClick(pane.passphrase.line, Qt.Key.Key_Return)
    with_vault.qtbot.waitUntil(lambda: bool(with_vault.unlocked))
    answer.set()
    with_vault.qtbot.wait(50)
    assert [(key, how) for _folder, key, how in with_vault.unlocked] == [(made_once[1].key, "passphrase")]


# -- recover


def test_the_recovery_code_leads_to_a_new_passphrase(
    with_vault: First, made_once: tuple[Path, CreatedVault]
) -> None:
    with_vault.pane(UnlockPane).forgotten.emit()
    typed = with_vault.pane(TypeCodePane)
    QTest.keyClicks(typed.line, made_once[1].recovery_code)
    typed.submit.click()
    choose = with_vault.pane(ChoosePassphrasePane)
    with_vault.type_twice(choose, OTHER, OTHER)
    QTest.keyClick(choose.new_passphrase.second.line, Qt.Key.Key_Return)
    with_vault.qtbot.waitUntil(lambda: bool(with_vault.unlocked))
    folder, key, how = with_vault.unlocked[0]
    assert how == "recovery code"
    assert unlock_key(folder, OTHER) == key == made_once[1].key


def test_whoever_remembers_the_passphrase_after_all_goes_back_and_changes_nothing(
    with_vault: First, made_once: tuple[Path, CreatedVault]
) -> None:
    with_vault.pane(UnlockPane).forgotten.emit()
    typed = with_vault.pane(TypeCodePane)
    QTest.keyClicks(typed.line, made_once[1].recovery_code)
    typed.submit.click()
    with_vault.pane(ChoosePassphrasePane).back.click()
    with_vault.pane(UnlockPane)
    (folder,) = with_vault.vault_list.vaults()
    with pytest.raises(WrongSecretError):
        unlock_key(folder, OTHER)


def test_a_pin_leads_to_a_new_passphrase_too(with_pin: First, made_once: tuple[Path, CreatedVault]) -> None:
    (folder,) = with_pin.vault_list.vaults()
    with_pin.pane(UnlockPane).forgotten.emit()
    pane = with_pin.pane(RecoverPane)
    assert not pane.login.isVisible()
    with_pin.qtbot.waitUntil(pane.pin.isVisible)
    pane.pin.click()
    pins = with_pin.pane(PinPane)
    QTest.keyClicks(pins.pin.line, "2468 lamp")
    QTest.keyClick(pins.pin.line, Qt.Key.Key_Return)
    choose = with_pin.pane(ChoosePassphrasePane)
    with_pin.type_twice(choose, OTHER, OTHER)
    QTest.keyClick(choose.new_passphrase.second.line, Qt.Key.Key_Return)
    with_pin.qtbot.waitUntil(lambda: bool(with_pin.unlocked))
    assert with_pin.unlocked[0] == (folder, made_once[1].key, "PIN, new passphrase")
    assert unlock_key(folder, OTHER) == made_once[1].key


def test_a_wrong_recovery_code_is_said_next_to_the_field(with_vault: First) -> None:
    with_vault.pane(UnlockPane).forgotten.emit()
    typed = with_vault.pane(TypeCodePane)
    QTest.keyClicks(typed.line, "7Q2M4-8HJ3K-XW9PT-R5VBN-C6DFG-AZ1YE")
    typed.submit.click()
    with_vault.qtbot.waitUntil(typed.field.error.isVisible)
    assert isinstance(with_vault.screen.pane, TypeCodePane)


# -- somebody else


def test_others_are_told_apart_by_their_last_use_only(
    with_vault: First, made_once: tuple[Path, CreatedVault]
) -> None:
    other = with_vault.vault_list.place_for_new()
    shutil.copytree(made_once[0], other)
    other = with_vault.vault_list.confirm(other)
    for number, folder in enumerate(with_vault.vault_list.vaults()):
        for file in folder.iterdir():
            os.utime(file, (1_700_000_000 + number * 86_400,) * 2)
    with_vault.pane(UnlockPane).other_wanted.emit()
    pane = with_vault.pane(VaultsPane)
    labels = [button.accessibleName() for button in pane.vaults.buttons.values()]
    assert len(labels) == 2
    assert all(label.startswith("Records ") for label in labels)
    assert other.name not in " ".join(labels)
    pane.vaults.set_value(str(other))
    pane._use()
    QTest.keyClicks(with_vault.pane(UnlockPane).passphrase.line, PASSPHRASE)
    with_vault.pane(UnlockPane).unlock.click()
    with_vault.qtbot.waitUntil(lambda: bool(with_vault.unlocked))
    assert with_vault.unlocked[0][0] == other


def test_a_folder_without_a_vault_is_told(with_vault: First, tmp_path: Path) -> None:
    with_vault.pane(UnlockPane).other_wanted.emit()
    pane = with_vault.pane(VaultsPane)
    pane.take_folder(tmp_path)
    with_vault.qtbot.waitUntil(pane.notice.isVisible)
    assert isinstance(with_vault.screen.pane, VaultsPane)


def test_the_label_of_a_vault_is_its_place_and_day(tmp_path: Path) -> None:
    (tmp_path / "slots.json").write_text("{}")
    os.utime(tmp_path / "slots.json", (1_795_600_000, 1_795_600_000))
    assert vault_label(2, tmp_path).startswith("Records 2, last used 2")


def test_every_field_of_every_pane_has_a_name(with_vault: First) -> None:
    for pane in (
        with_vault.pane(UnlockPane),
        FirstRunPane(with_vault.tasks, can_go_back=True, practise=lambda: None),
        TypeCodePane("Type the code back", "From your copy", "Confirm"),
        ChoosePassphrasePane(),
        PinPane(),
    ):
        with_vault.qtbot.addWidget(pane)
        for line in pane.findChildren(QLineEdit):
            assert line.accessibleName()


def test_a_disk_that_takes_no_vault_is_told_and_the_pane_goes_on(empty: First, tmp_path: Path) -> None:
    (tmp_path / "vaults").write_text("a file in the way")
    card = own_passphrase(empty, PASSPHRASE, PASSPHRASE)
    empty.qtbot.waitUntil(card.notice.isVisible)
    assert card.go_on.isEnabled()
    assert not empty.failures
