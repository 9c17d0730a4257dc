"""Check answers: errors on top with links, every question with its answer, and the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.values import Absent, AbsentReason
from prevent_desktop.ui.forms.check.screen import CheckScreen
from prevent_desktop.ui.forms.check.state import CheckState, check, in_letters
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Form, Record
from prevent_desktop.ui.widgets import ErrorSummary, LinkButton, PrimaryButton, Text
from tests.gui.form_trial import OUR, control, form, group, options, question

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

POSTCODE = {"url": OUR + "value-check", "valueCode": "postcode"}
APPROXIMATE = question("born.about", "boolean", "Approximate", extension=[control("check-box")])
FORM = form(
    group(
        "person",
        question("name", "string", "Name", required=True),
        question("born", "date", "Date of birth", required=True, item=[APPROXIMATE]),
        question("postcode", "string", "Postcode (optional)", extension=[POSTCODE]),
        question("travel", "text", "Travel plans"),
        text="About the person",
    ),
    group("seen", question("how", "choice", "How do you know?", required=True, answerOption=options("told"))),
)


def path(*link_ids: str) -> tuple[tuple[str, int], ...]:
    return tuple((link_id, 0) for link_id in link_ids)


def response(**answers: list[Any]) -> Response:
    live = Response.start(load_questionnaire(FORM))
    for link_id, values in answers.items():
        live.set_answers(path("seen" if link_id == "how" else "person", link_id), values)
    return live


@dataclass
class Watched:
    screen: CheckScreen
    changes: list[Any] = field(default_factory=list)
    finished: list[bool] = field(default_factory=list)

    def texts(self) -> list[str]:
        return [text.text() for text in self.screen.findChildren(Text) if text.isVisible()]

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.focus, key)

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def tab_to(self, kind: type[QWidget], name: str = "") -> None:
        for _press in range(60):
            if isinstance(self.focus, kind) and name in self.focus.accessibleName():
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never came to {name}")


def watch(qtbot: QtBot, state: CheckState, width: int = 1150, came_from: Path = ()) -> Watched:
    screen = CheckScreen(
        state, Navigator(), record=Record("p"), form_route=Form("r"), about="AB, 14", form="A form"
    )
    screen.come_back_to(came_from)
    watched = Watched(screen)
    screen.change_wanted.connect(watched.changes.append)
    screen.finish_wanted.connect(lambda: watched.finished.append(True))
    qtbot.addWidget(screen)
    screen.resize(width, 690)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return watched


class TestState:
    def test_every_question_is_listed_with_its_answer_in_words(self) -> None:
        live = response(
            name=["AB"], born=[PartialDate(2012, 5, 3)], travel=[Absent(AbsentReason.UNKNOWN)], how=[]
        )
        live.set_answers(path("person", "born", "born.about"), [True])
        lines = [line for section in check(live).sections for line in section.lines]
        assert [(line.question, line.answers) for line in lines] == [
            ("Name", ("AB",)),
            ("Date of birth", ("3 May 2012 (approximate)",)),
            ("Postcode", ("No answer",)),
            ("Travel plans", ("Not known",)),
            ("How do you know?", ("No answer yet",)),
        ]

    def test_errors_and_warnings_are_apart_and_in_reading_order(self) -> None:
        state = check(response(postcode=["ZZ"]))
        assert [problem.link_id for problem in state.errors] == ["name", "born", "how"]
        assert [problem.link_id for problem in state.warnings] == ["postcode"]
        assert state.errors_title == "Two things to fix before you finish. One section is not started."
        assert state.warnings_title == "One thing to look at again"

    def test_a_hidden_question_is_not_listed(self) -> None:
        hidden = form(
            group(
                "g",
                question("told", "boolean"),
                question(
                    "who", "string", enableWhen=[{"question": "told", "operator": "=", "answerBoolean": True}]
                ),
            )
        )
        live = Response.start(load_questionnaire(hidden))
        assert [line.question for line in check(live).sections[0].lines] == ["told"]

    def test_small_numbers_are_in_letters(self) -> None:
        assert [in_letters(number) for number in (1, 2, 9, 10, 47)] == ["One", "Two", "Nine", "10", "47"]


class TestScreen:
    def test_with_errors_it_begins_at_their_list(self, qtbot: QtBot) -> None:
        watched = watch(qtbot, check(response(travel=["None"])))
        assert isinstance(watched.focus, ErrorSummary)
        assert watched.focus.accessibleName() == (
            "Two things to fix before you finish. One section is not started."
        )

    def test_errors_stand_under_their_sections(self, qtbot: QtBot) -> None:
        watched = watch(qtbot, check(response(travel=["None"])))
        summary = watched.focus
        assert isinstance(summary, ErrorSummary)
        assert summary.accessibleDescription().splitlines()[0] == "About the person"
        assert summary.accessibleDescription().splitlines()[-2:] == ["seen", "Not started: 1 to answer"]

    def test_an_untouched_form_shows_no_wall_of_errors(self, qtbot: QtBot) -> None:
        """One calm line for each section that nobody began, and nothing red beside its questions."""
        state = check(response())
        watched = watch(qtbot, state)
        summary = watched.focus
        assert isinstance(summary, ErrorSummary)
        assert summary.property("calm") is True
        assert summary.accessibleName() == "Two sections are not started"
        assert [link.text() for link in summary.links] == [
            "Not started: 2 to answer",
            "Not started: 1 to answer",
        ]
        assert not [one for one in watched.screen.findChildren(Text) if one.property("kind") == "error"]
        assert state.to_mend == ()

    def test_coming_back_the_keyboard_is_where_it_left(self, qtbot: QtBot) -> None:
        state = check(response(travel=["None"]))
        for at in (path("person", "born"), path("person", "travel")):
            watched = watch(qtbot, state, came_from=at)
            assert isinstance(watched.focus, LinkButton)
            watched.press(Qt.Key.Key_Space)
            assert watched.changes == [at]

    def test_the_button_that_freezes_is_in_sight_whenever_it_has_the_keyboard(self, qtbot: QtBot) -> None:
        """Rows above it turn out higher than they were thought to be, and push it down."""
        long = " ".join(["word"] * 60)
        many = form(group("g", *(question(f"q{number}", "text", long) for number in range(60))))
        watched = watch(qtbot, check(Response.start(load_questionnaire(many))))
        QTest.keyClick(watched.focus, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        for _round in range(30):
            qtbot.wait(5)
            assert isinstance(watched.focus, PrimaryButton)
        assert not watched.focus.visibleRegion().isEmpty()
        watched.press(Qt.Key.Key_Space)
        assert watched.finished == [True]

    def test_space_freezes_nothing_that_is_not_on_the_screen(self, qtbot: QtBot) -> None:
        many = form(group("g", *(question(f"q{number}", "text") for number in range(60))))
        watched = watch(qtbot, check(Response.start(load_questionnaire(many))))
        QTest.keyClick(watched.focus, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        finish = watched.focus
        watched.screen._column.verticalScrollBar().setValue(0)
        assert finish.visibleRegion().isEmpty()
        watched.press(Qt.Key.Key_Space)
        assert watched.finished == []
        assert not finish.visibleRegion().isEmpty(), "it is shown first"

    def test_the_link_of_an_error_leads_to_its_question(self, qtbot: QtBot) -> None:
        watched = watch(qtbot, check(response(name=["AB"])))
        watched.press(Qt.Key.Key_Tab)
        assert isinstance(watched.focus, LinkButton)
        watched.press(Qt.Key.Key_Space)
        assert watched.changes == [path("person", "born")]

    def test_what_the_form_works_out_is_not_offered_to_be_changed(self, qtbot: QtBot) -> None:
        worked_out = {
            "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression",
            "valueExpression": {"language": "text/fhirpath", "expression": "1 + 1"},
        }
        age = question("age", "integer", "Age", readOnly=True, extension=[worked_out])
        free = question("score", "integer", "Score", extension=[worked_out])
        live = Response.start(
            load_questionnaire(form(group("g", age, free, question("name", "string", "Name"))))
        )
        watched = watch(qtbot, check(live))
        links = {
            link.accessibleName() for link in watched.screen.findChildren(LinkButton) if link.isVisible()
        }
        assert {name for name in links if name.startswith("Change: ")} == {"Change: Score", "Change: Name"}
        assert "Worked out" in watched.texts()

    def test_change_leads_to_its_question_and_says_which(self, qtbot: QtBot) -> None:
        watched = watch(qtbot, check(response()))
        watched.tab_to(LinkButton, "Change: Travel plans")
        watched.press(Qt.Key.Key_Space)
        assert watched.changes == [path("person", "travel")]

    def test_finishing_with_errors_leads_back_to_their_list(self, qtbot: QtBot) -> None:
        watched = watch(qtbot, check(response()))
        watched.tab_to(PrimaryButton)
        watched.press(Qt.Key.Key_Space)
        assert isinstance(watched.focus, ErrorSummary)
        assert watched.finished == []

    def test_warnings_do_not_stand_in_the_way(self, qtbot: QtBot) -> None:
        how = load_questionnaire(FORM).by_link_id["how"].answer_options[0].value
        watched = watch(
            qtbot, check(response(name=["AB"], born=[PartialDate(2012)], postcode=["ZZ"], how=[how]))
        )
        assert not watched.screen.findChildren(ErrorSummary)
        watched.tab_to(PrimaryButton)
        watched.press(Qt.Key.Key_Space)
        assert watched.finished == [True]

    def test_what_is_wrong_stands_beside_the_answer_too(self, qtbot: QtBot) -> None:
        state = check(response(name=["AB"], born=[PartialDate(2012)], postcode=["ZZ"]))
        watched = watch(qtbot, state)
        assert state.warnings[0].message in watched.texts()
        assert "No answer yet" in watched.texts()

    def test_answers_stand_below_their_questions_where_there_is_little_room(self, qtbot: QtBot) -> None:
        watched = watch(qtbot, check(response(name=["AB"])), width=420)
        texts = {text.text(): text for text in watched.screen.findChildren(Text)}
        question_, answer = texts["Name"], texts["AB"]
        assert (
            answer.mapTo(watched.screen, answer.rect().topLeft()).y()
            > question_.mapTo(watched.screen, question_.rect().center()).y()
        )

    def test_hundreds_of_errors_are_listed_as_far_as_one_can_read(self, qtbot: QtBot) -> None:
        asked = (question(f"q{number}", "string", required=True) for number in range(300))
        live = Response.start(load_questionnaire(form(group("g", question("begun", "string"), *asked))))
        live.set_answers(path("g", "begun"), ["yes"])
        watched = watch(qtbot, check(live))
        assert isinstance(watched.focus, ErrorSummary)
        assert len(watched.focus.links) == 50
        assert watched.focus.accessibleName() == "300 things to fix before you finish"
