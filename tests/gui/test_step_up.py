"""The passphrase again: by keyboard, judged by the vault's own slots, written down, and nothing of it is left."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.signing_keys import KeyRequest
from prevent_desktop.packs.tokens.cards import CardKey
from prevent_desktop.ui.components.step_up_dialog import (
    Asking,
    StepUpDialog,
    require_step_up,
    require_step_up_to_sign,
)
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.window.blank_screen import BlankScreen
from prevent_desktop.vault.audit.audit_chain import AuditEntry
from prevent_desktop.workflows.organisation.signing_identity import keep_card_key
from prevent_desktop.workflows.vault_admin.step_up import Purpose
from tests.gui.running_app import PASSPHRASE
from tests.gui.screens import Screens, nameless, press, shown_texts, tab_order, wait_for
from tests.gui.stepping_up import type_passphrase

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

ASKING = Asking(
    purpose=Purpose.SIGN,
    heading="Sign this pack",
    reason="Your key signs a pack for: Front door.",
    act="&Sign and queue",
    subject="case-1",
)


@dataclass
class Trial:
    """A page with something half typed, and the dialog above it."""

    screens: Screens
    page: QWidget
    line: QLineEdit
    done: list[str] = field(default_factory=list)

    def ask(self) -> StepUpDialog:
        dialog = require_step_up(self.page, self.screens.tasks, ASKING, lambda: self.done.append("signed"))
        wait_for(self.screens.qtbot, lambda: QApplication.focusWidget() is dialog.passphrase.line)
        return dialog

    def noted(self) -> list[tuple[str, str, str]]:
        entries: tuple[AuditEntry, ...] = self.screens.read(lambda vault: vault.audit.entries())
        return [(e.action, e.subject, e.detail) for e in entries if e.action.startswith("step-up.")]


@pytest.fixture
def trial(screens: Screens) -> Trial:
    page, line = QWidget(), QLineEdit()
    QVBoxLayout(page).addWidget(line)
    screens.show(page)
    line.setFocus()
    QTest.keyClicks(line, "half a wo")
    return Trial(screens, page, line)


def test_the_right_passphrase_does_it_once_and_gives_the_keyboard_back(trial: Trial) -> None:
    dialog = trial.ask()
    type_passphrase(trial.screens, trial.page)
    wait_for(trial.screens.qtbot, lambda: not isValid(dialog))
    assert trial.done == ["signed"]
    assert trial.noted() == [("step-up.passed", "case-1", "sign")]
    trial.page.activateWindow()
    wait_for(trial.screens.qtbot, lambda: QApplication.focusWidget() is trial.line)
    QTest.keyClicks(trial.line, "rd")
    assert trial.line.text() == "half a word"


def test_a_wrong_one_says_so_beside_the_field_is_written_down_and_can_be_mended(trial: Trial) -> None:
    dialog = trial.ask()
    type_passphrase(trial.screens, trial.page, "violet tractor lamp sixteen")
    assert dialog.field.error.text().startswith("This is not the passphrase of this vault.")
    assert dialog.passphrase.line.accessibleDescription().startswith("Error: This is not the passphrase")
    assert QApplication.focusWidget() is dialog.passphrase.line
    assert trial.done == []
    assert trial.noted() == [("step-up.refused", "case-1", "sign")]
    type_passphrase(trial.screens, trial.page)
    wait_for(trial.screens.qtbot, lambda: trial.done == ["signed"])


@pytest.mark.parametrize("percent", [100, 200])
def test_its_line_keeps_its_height_while_the_words_of_the_check_stand_below(
    trial: Trial, dressed: Theme, percent: int
) -> None:
    dressed.choose(Appearance.LIGHT, percent)
    trial.page.resize(1366, 768)
    reason = "Your key signs a pack for: Your safeguarding lead. It is closed in the weaker way, and saved in the folder that you chose."
    dialog = require_step_up(trial.page, trial.screens.tasks, replace(ASKING, reason=reason), lambda: None)
    trial.screens.settle()
    before = dialog.passphrase.line.height()
    dialog.busy.show()  # as it does once the check has gone on for a moment
    trial.screens.settle()
    assert dialog.busy.height() > 0
    assert dialog.passphrase.line.height() == before


def test_nothing_typed_asks_for_it(trial: Trial) -> None:
    dialog = trial.ask()
    press(Qt.Key.Key_Return)
    assert dialog.field.error.text() == "Type the passphrase with which you unlock"
    assert trial.done == []


def test_escape_does_nothing_also_while_it_is_judged(trial: Trial) -> None:
    dialog = trial.ask()
    QTest.keyClicks(dialog.passphrase.line, "violet tractor lamp seventeen")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    trial.screens.settle()
    assert not isValid(dialog)
    assert trial.done == []
    assert trial.noted() == []


def test_a_passed_step_up_counts_for_one_act_alone(trial: Trial) -> None:
    trial.ask()
    type_passphrase(trial.screens, trial.page)
    wait_for(trial.screens.qtbot, lambda: trial.done == ["signed"])
    second = trial.ask()
    trial.screens.settle()
    assert second.isVisible()
    assert trial.done == ["signed"]


def test_a_blanked_screen_forgets_what_was_typed_and_brings_the_question_back(trial: Trial) -> None:
    dialog = trial.ask()
    QTest.keyClicks(dialog.passphrase.line, "violet tractor lamp seventeen")
    blank = BlankScreen(trial.page)
    blank.blank()
    assert not dialog.isVisible()
    blank.uncover()
    assert dialog.isVisible()
    assert dialog.passphrase.text == ""
    assert trial.line.text() == "half a wo"


def test_the_passphrase_is_hidden_and_every_control_is_named_in_order(trial: Trial) -> None:
    dialog = trial.ask()
    assert not dialog.passphrase.line.shown
    assert nameless(dialog) == []
    assert sorted(tab_order(dialog)) == sorted(
        ["Your passphrase", "Show what I type", "Sign and queue", "Cancel"]
    )
    assert "Your key signs a pack for: Front door." in shown_texts(dialog)


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_at_twice_the_size_it_fits_a_small_screen(
    trial: Trial, dressed: Theme, appearance: Appearance
) -> None:
    dressed.choose(appearance, 200)
    trial.page.resize(1024, 700)
    dialog = trial.ask()
    type_passphrase(trial.screens, trial.page, "violet tractor lamp sixteen")
    trial.screens.settle()
    assert dialog.width() <= 1024
    assert dialog.height() <= 700
    error = dialog.field.error
    assert error.height() >= error.heightForWidth(error.width())
    assert dialog.passphrase.line.height() >= dialog.passphrase.line.sizeHint().height()


def test_whoever_signs_with_a_card_types_its_pin_too_and_it_goes_to_the_signing_alone(trial: Trial) -> None:
    request = KeyRequest.create(name="Sam Field", organisation="Example School")
    certificate = Authority.create("Council").issue(request.request_pem).decode()
    card = CardKey(module="/card.so", label="Card", serial="01", key_id="a1", certificate_pem=certificate)
    trial.screens.read(lambda vault: keep_card_key(vault, card))
    dialog = require_step_up_to_sign(trial.page, trial.screens.tasks, ASKING, trial.done.append)
    wait_for(trial.screens.qtbot, dialog.pin_field.isVisible)
    assert tab_order(dialog)[:3] == ["Your passphrase", "Show what I type", "PIN of your card"]
    QTest.keyClicks(dialog.passphrase.line, PASSPHRASE)
    QTest.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    assert dialog.pin_field.error.text() == "Type the PIN of your card"
    QTest.keyClicks(dialog.pin.line, "493817")
    QTest.keyClick(dialog.pin.line, Qt.Key.Key_Return)
    wait_for(trial.screens.qtbot, lambda: trial.done == ["493817"])
    assert trial.noted() == [("step-up.passed", "case-1", "sign")]
    assert not isValid(dialog) or not dialog.take_pin()


def test_where_no_card_signs_no_pin_is_asked_for(trial: Trial) -> None:
    dialog = require_step_up_to_sign(trial.page, trial.screens.tasks, ASKING, trial.done.append)
    trial.screens.settle()
    assert dialog.pin_field.isHidden()
    type_passphrase(trial.screens, trial.page)
    wait_for(trial.screens.qtbot, lambda: trial.done == [""])
