"""No answer, and why: one small link on the label line, its key, and what stands where the answer would."""

from __future__ import annotations

import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from prevent_desktop.data_files import forms
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.values import Absent, AbsentReason
from prevent_desktop.ui.forms.questions.not_known import NotKnown
from prevent_desktop.ui.forms.questions.view import QuestionView
from prevent_desktop.ui.forms.state.asking import reasons_offered
from prevent_desktop.ui.forms.state.place import Place
from tests.gui.every_control import every_control
from tests.gui.form_trial import OUR, FormTrial, find, form, group, options, question, show_form

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

CTRL = Qt.KeyboardModifier.ControlModifier
NO_ABSENT = {"url": OUR + "no-absent", "valueBoolean": True}
RECORD = OUR + "StructureDefinition/record#outcome.choice"


def required(link_id: str, kind: str, text: str = "", **more: Any) -> dict[str, Any]:
    return question(link_id, kind, text, required=True, **more)


def asked(qtbot: QtBot, *items: dict[str, Any], **more: Any) -> FormTrial:
    return show_form(qtbot, form(group("g", *items)), **more)


def reason(trial: FormTrial, link_id: str) -> str:
    return str(trial.answer(link_id)[0]["extension"][0]["valueCode"])


def texts(view: QuestionView) -> list[str]:
    return [one.accessibleName() for one in view.findChildren(QRadioButton) if one.isVisible()]


class TestChoosing:
    def test_two_keys_say_not_known_and_change_brings_the_words_back(self, qtbot: QtBot) -> None:
        trial = asked(qtbot, required("first", "string", "What?"))
        trial.type("half a word")
        trial.say_why_not(0)
        assert reason(trial, "first") == "unknown"
        assert trial.focus.accessibleName() == "Change: What?"
        assert trial.focus.accessibleDescription() == "Not known"
        trial.press(Qt.Key.Key_Return)
        assert trial.answer("first") == [{"valueString": "half a word"}]
        assert isinstance(trial.focus, QLineEdit), "the keyboard is where the answer is typed"
        trial.type("!")
        assert trial.answer("first") == [{"valueString": "half a word!"}]

    def test_not_asked_takes_the_reason_in_ones_own_words(self, qtbot: QtBot) -> None:
        trial = asked(qtbot, required("first", "string", "What?"))
        trial.say_why_not(1)
        assert trial.focus.accessibleName() == "Not asked, because: What?"
        trial.type("they were in tears")
        assert "they were in tears" in json.dumps(trial.answer("first"))
        assert reason(trial, "first") == "not-asked"

    def test_it_can_be_said_why_it_is_not_known_and_rubbed_out_again(self, qtbot: QtBot) -> None:
        trial = asked(qtbot, required("first", "string", "What?"))
        trial.say_why_not(2)
        assert trial.focus.accessibleName() == "Not known, because: What?"
        trial.type("x")
        assert '"x"' in json.dumps(trial.answer("first"))
        trial.press(Qt.Key.Key_Backspace)
        trial.type("nobody was there")
        assert "nobody was there" in json.dumps(trial.answer("first"))
        assert reason(trial, "first") == "unknown"

    def test_undo_brings_the_answer_back_and_the_keyboard_with_it(self, qtbot: QtBot) -> None:
        trial = asked(qtbot, required("first", "string"))
        trial.type("words")
        trial.say_why_not(0)
        trial.press(Qt.Key.Key_Z, CTRL)
        assert trial.answer("first") == [{"valueString": "words"}]
        assert isinstance(trial.focus, QLineEdit)

    def test_a_choice_gives_way_to_it_and_comes_back(self, qtbot: QtBot) -> None:
        trial = asked(qtbot, required("q", "choice", answerOption=options("red", "blue")))
        assert texts(trial.row("q")) == ["Red", "Blue"], "the reasons are no options"
        trial.press(Qt.Key.Key_Space)
        trial.say_why_not(0)
        assert reason(trial, "q") == "unknown"
        assert texts(trial.row("q")) == []
        trial.press(Qt.Key.Key_Space)
        assert trial.answer("q")[0]["valueCoding"]["code"] == "red"

    def test_in_a_table_too_each_question_has_it(self, qtbot: QtBot) -> None:
        sheet = every_control()
        find(sheet["item"], "sleep")[0]["required"] = True
        trial = show_form(qtbot, sheet, part=2)
        trial.screen.go_to((("tables", 0), ("habits", 0), ("sleep", 0)))
        trial.say_why_not(1)
        trial.type("asleep")
        assert "asleep" in json.dumps(trial.answer("sleep"))

    def test_what_it_set_aside_comes_back_after_a_lock(self, qtbot: QtBot) -> None:
        items = [required("words", "string"), required("amount", "decimal")]
        trial = asked(qtbot, *items)
        trial.type("said it twice")
        trial.say_why_not(0)
        trial.screen.go_to((("g", 0), ("amount", 0)))
        trial.type("1.25")
        trial.say_why_not(0)
        trial.screen.flush()
        content, place = trial.drafts[-1][:2]
        again = asked(qtbot, *items, saved=content, place=Place.read(place))
        for link_id in ("words", "amount"):
            again.screen.go_to((("g", 0), (link_id, 0)))
            again.press(Qt.Key.Key_Return)
        assert again.answer("words") == [{"valueString": "said it twice"}]
        assert "1.25" in again.state.response.to_json()

    def test_a_reason_that_is_not_offered_any_more_is_shown_and_can_be_changed(self, qtbot: QtBot) -> None:
        trial = asked(qtbot, question("first", "string"))
        assert trial.screen.findChildren(NotKnown) == []
        trial.screen._apply(trial.state.say_absent((("g", 0), ("first", 0)), Absent(AbsentReason.DECLINED)))
        assert trial.focus.accessibleDescription() == "Asked, declined to say"
        trial.press(Qt.Key.Key_Return)
        assert trial.answer("first") == []
        assert isinstance(trial.focus, QLineEdit)


class TestTheCaret:
    @pytest.mark.parametrize("kind", ["string", "text"])
    def test_what_is_typed_after_a_change_of_section_goes_behind_what_stands_there(
        self, qtbot: QtBot, kind: str
    ) -> None:
        sheet = form(group("one", question("first", "string")), group("two", question("name", kind)))
        trial = show_form(qtbot, sheet)
        trial.screen._apply(trial.state.answer((("two", 0), ("name", 0)), ("Alex",)))
        trial.press(Qt.Key.Key_PageDown, CTRL)
        trial.type(" Brook")
        assert trial.answer("name") == [{"valueString": "Alex Brook"}]

    def test_by_tab_too_and_nothing_is_replaced(self, qtbot: QtBot) -> None:
        trial = asked(qtbot, question("first", "string"), question("name", "string"))
        trial.screen._apply(trial.state.answer((("g", 0), ("name", 0)), ("Alex",)))
        trial.press(Qt.Key.Key_Tab)
        trial.type(" Brook")
        assert trial.answer("name") == [{"valueString": "Alex Brook"}]


class TestWhereItIsOffered:
    @pytest.mark.parametrize(
        "item",
        [
            question("q", "string"),
            required("q", "string", extension=[NO_ABSENT]),
            required("noticed.danger", "boolean"),
            required("q", "choice", answerOption=options("refer", "keep"), definition=RECORD),
        ],
        ids=["optional", "no-absent", "danger", "decision"],
    )
    def test_none_on_what_is_optional_dangerous_or_a_decision(
        self, qtbot: QtBot, item: dict[str, Any]
    ) -> None:
        trial = asked(qtbot, item)
        assert trial.screen.findChildren(NotKnown) == []
        trial.press(Qt.Key.Key_F8)
        assert trial.menu() is None

    def test_a_choice_with_its_own_not_known_offers_no_second_one(self, qtbot: QtBot) -> None:
        trial = asked(qtbot, required("q", "choice", answerOption=options("red", "not-known")))
        trial.press(Qt.Key.Key_F8)
        menu = trial.menu()
        assert menu is not None
        assert [action.text() for action in menu.actions()] == ["Not asked, because …"]

    def test_no_bundled_form_offers_it_for_danger_or_a_decision(self) -> None:
        offered = [
            (file.parent.name, item.link_id)
            for file in sorted(forms().glob("*/*.json"))
            for item in load_questionnaire(file.read_bytes()).by_link_id.values()
            if reasons_offered(item)
            and (not item.required or item.link_id.endswith(".danger") or item.definition.endswith(".choice"))
        ]
        assert offered == []


class TestTabStops:
    """How often Tab stops from the first question of a section to the one after its last."""

    def test_the_first_section_of_the_screening_has_no_stop_for_it(self, qtbot: QtBot) -> None:
        """Two boxes under each question made 55 stops of these 23: 32 of them were for no answer."""
        sheet = json.loads((forms() / "screening-tool" / "1.1.0.json").read_text("utf-8"))
        trial = show_form(qtbot, sheet)
        in_text = [
            line.item
            for line in trial.state.lines
            if line.item is not None and line.item.is_question and not line.item.read_only
        ]
        stops = trial.stops_of_section()
        assert not [one for one in stops if isinstance(one, QCheckBox) and "Not" in one.text()]
        assert len(stops) <= sum(5 if "date" in item.type else 2 for item in in_text)

    def test_each_question_is_one_stop_where_it_was_three(self, qtbot: QtBot) -> None:
        trial = asked(qtbot, *(required(f"q{number}", "string") for number in range(16)))
        assert len(trial.stops_of_section()) == 16
