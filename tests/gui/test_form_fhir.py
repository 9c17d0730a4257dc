"""Every public FHIR form opens in the real screen, is filled by keyboard, kept, read again and closed."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QTabBar,
)
from pytestqt.qtbot import QtBot

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.response import Response
from tests.gui.every_control import every_control
from tests.gui.form_trial import FormTrial, show_form

FHIR = Path(__file__).resolve().parents[3] / "shared" / "fhir"
_STEPS = 40

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]


def forms() -> list[Path]:
    """The questionnaires of the folder."""
    return [file for file in sorted(FHIR.glob("*/*.json")) if _is_form(file)]


def _is_form(file: Path) -> bool:
    found = json.loads(file.read_text(encoding="utf-8"))
    return isinstance(found, dict) and found.get("resourceType") == "Questionnaire"


def loads(questionnaire: dict[str, Any]) -> bool:
    """A form that is refused by name is another test's matter."""
    try:
        load_questionnaire(questionnaire)
    except QuestionnaireError:
        return False
    return True


def use(trial: FormTrial, chance: random.Random) -> None:
    """Do something by keyboard with whatever has the focus."""
    focus = trial.focus
    match focus:
        case QLineEdit() | QPlainTextEdit():
            if not focus.isReadOnly():
                trial.type(chance.choice(["12", "Sam", "31", "2026", "half past", "0.5", "-3"]))
        case QComboBox():
            trial.press(chance.choice([Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End]))
        case QSlider() | QTabBar():
            trial.press(chance.choice([Qt.Key.Key_Right, Qt.Key.Key_Left]))
        case QPushButton():
            if (
                not focus.accessibleName().startswith(("Add another", "Remove", "Choose"))
                or chance.random() < 0.2
            ):
                trial.press(Qt.Key.Key_Return)
        case QAbstractButton():
            trial.press(chance.choice([Qt.Key.Key_Space, Qt.Key.Key_Space, Qt.Key.Key_Down]))


def walk(trial: FormTrial, seed: int) -> None:
    """Go through the form by keyboard for a while."""
    chance = random.Random(seed)  # a walk that can be repeated, nothing secret
    for _step in range(_STEPS):
        if chance.random() < 0.8:
            use(trial, chance)
        trial.press(Qt.Key.Key_Tab if chance.random() < 0.85 else Qt.Key.Key_Backtab)
        if chance.random() < 0.05:
            trial.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        if chance.random() < 0.05:
            trial.press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        QApplication.processEvents()
        assert QApplication.focusWidget() is not None, "the keyboard was lost"
        strays = [
            one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not trial.screen
        ]
        assert all(one.windowType() is Qt.WindowType.Popup for one in strays), (
            f"a window of its own: {strays}"
        )


def fill(
    qtbot: QtBot, questionnaire: dict[str, Any], seed: int, size: tuple[int, int] = (1150, 690)
) -> FormTrial:
    trial = show_form(qtbot, questionnaire, size=size)
    walk(trial, seed)
    trial.screen._deferred.finish()
    kept = trial.state.response.to_json(keep_disabled=True)
    again = Response.read(trial.state.response.questionnaire, kept)
    assert again.to_json(keep_disabled=True) == kept
    while trial.state.undo().changed:
        pass
    trial.screen.flush()
    trial.screen.close()
    QTest.qWait(1)
    return trial


@pytest.mark.skipif(not FHIR.is_dir(), reason="the folder with public FHIR forms is not beside this one")
@pytest.mark.parametrize("file", forms(), ids=lambda file: file.stem.removeprefix("Questionnaire-")[:60])
def test_a_public_form_is_opened_filled_by_keyboard_kept_and_closed(qtbot: QtBot, file: Path) -> None:
    questionnaire = json.loads(file.read_text(encoding="utf-8"))
    if not loads(questionnaire):
        pytest.skip("the form is refused, with a sentence that names the item")
    fill(qtbot, questionnaire, seed=len(file.stem))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [(1150, 690), (620, 500)])
def test_our_own_form_with_every_control_is_walked_through(
    qtbot: QtBot, seed: int, size: tuple[int, int]
) -> None:
    fill(qtbot, every_control(), seed, size)
