"""What the form does while somebody fills it in: follows the answers, keeps everything, undoes, checks, remembers."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from prevent_desktop.errors import DiskFullError
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.ui.forms.filling.drafts import WITHIN_MS
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.forms.questions.help_card import HelpCard
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.place import Place
from prevent_desktop.ui.widgets import Text
from prevent_desktop.ui.widgets.accessible_roles import tell_roles
from tests.gui.form_trial import (
    OUR,
    FormTrial,
    control,
    dress,
    form,
    group,
    options,
    question,
    show_form,
)

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

LOCAL = datetime.now(UTC).astimezone().tzinfo
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier

EXCLUSIVE = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive"

TWO_SECTIONS = form(
    group("one", question("first", "string", "First"), question("second", "text", "Second"), text="One"),
    group("two", question("third", "string", "Third"), text="Two"),
)


def visible_texts(trial: FormTrial) -> list[str]:
    return [text.text() for text in trial.screen.findChildren(Text) if text.isVisible()]


class TestNextMissing:
    """Ctrl+Enter goes to the next question that must be answered."""

    FORM = form(
        group(
            "one",
            question("first", "string", "First", required=True),
            question("rest", "string", "Rest"),
            question("told", "boolean", "Told?", required=True),
            text="One",
        ),
        group("two", question("third", "text", "Third", required=True), text="Two"),
    )

    def test_it_passes_over_what_may_be_left_and_into_the_next_section(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, self.FORM)
        trial.type("one")
        trial.press(Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: trial.focus.accessibleName() == "Yes")
        trial.press(Qt.Key.Key_Space)
        trial.press(Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: trial.focus.accessibleName() == "Third")
        assert trial.state.title == "Two"

    def test_it_comes_back_to_what_was_passed_over_and_ends_at_the_check(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, self.FORM, part=1)
        trial.type("three")
        trial.press(Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: trial.focus.accessibleName() == "First")
        trial.type("one")
        trial.press(Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: trial.focus.accessibleName() == "Yes")
        trial.press(Qt.Key.Key_Space)
        with qtbot.waitSignal(trial.screen.finish_wanted):
            trial.press(Qt.Key.Key_Return, CTRL)


class TestFollowing:
    DEPENDENT = form(
        group(
            "g",
            question("told", "boolean", "Were you told?"),
            question(
                "who",
                "string",
                "Who told you?",
                enableWhen=[{"question": "told", "operator": "=", "answerBoolean": True}],
            ),
            question("where", "string", "Where?"),
        )
    )

    def test_a_question_comes_and_goes_with_the_answer_it_depends_on(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, self.DEPENDENT)
        assert trial.shown() == ["told", "where"]
        trial.press(Qt.Key.Key_Space)
        assert trial.shown() == ["told", "who", "where"]
        trial.press(Qt.Key.Key_Down)
        assert trial.shown() == ["told", "where"]

    def test_what_was_typed_in_a_hidden_question_is_in_the_draft_and_comes_back(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, self.DEPENDENT)
        trial.press(Qt.Key.Key_Space)
        trial.tab_to("Who told you?")
        trial.type("a friend")
        trial.tab_to("Yes", back=True)
        trial.press(Qt.Key.Key_Down)
        trial.screen.flush()
        assert trial.answer("who") == []
        assert "a friend" in trial.saved_texts
        trial.press(Qt.Key.Key_Up)
        box = trial.tab_to("Who told you?")
        assert isinstance(box, QLineEdit)
        assert box.text() == "a friend"

    def test_the_focus_stays_where_it_is_when_questions_appear_above_and_below(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, self.DEPENDENT)
        before = trial.focus
        trial.press(Qt.Key.Key_Space)
        assert trial.focus is before


class TestTicks:
    def test_among_ticks_an_exclusive_option_stands_alone(self, qtbot: QtBot) -> None:
        exclusive = {"url": EXCLUSIVE, "valueBoolean": True}
        offered = options("red", "blue", "none")
        offered[2]["extension"] = [exclusive]
        trial = show_form(
            qtbot, form(group("g", question("q", "choice", repeats=True, answerOption=offered)))
        )
        trial.press(Qt.Key.Key_Space)
        trial.tab_to("None")
        trial.press(Qt.Key.Key_Space)
        assert [one["valueCoding"]["code"] for one in trial.answer("q")] == ["none"]
        trial.tab_to("Blue", back=True)
        trial.press(Qt.Key.Key_Space)
        assert [one["valueCoding"]["code"] for one in trial.answer("q")] == ["blue"]


class TestMovingOn:
    DATED = form(group("g", question("when", "date", "When?"), question("next", "string", "Next?")))

    def test_a_wrong_value_is_told_beside_the_question_only_when_one_moves_on(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, self.DATED)
        trial.type("31")
        trial.tab_to("When?: Month")
        trial.type("2")
        trial.tab_to("When?: Year")
        trial.type("2026")
        assert not trial.state.marks((("g", 0), ("when", 0)))
        trial.tab_to("Next?")
        problem = trial.state.marks((("g", 0), ("when", 0)))[0].message
        assert problem in visible_texts(trial)
        row = trial.row("when")
        assert problem in row.editor.focus_target().accessibleDescription()

    def test_what_was_typed_stays_though_it_is_wrong_and_is_in_the_draft(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, self.DATED)
        trial.type("31")
        trial.tab_to("When?: Month")
        trial.type("2")
        trial.tab_to("Next?")
        trial.screen.flush()
        again = show_form(qtbot, self.DATED, saved=trial.drafts[-1][0])
        boxes = [box.text() for box in again.row("when").findChildren(QLineEdit)]
        assert boxes == ["31", "2", ""]

    def test_mending_it_takes_the_error_away_when_one_moves_on_again(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, self.DATED)
        trial.tab_to("When?: Month")
        trial.type("13")
        trial.tab_to("Next?")
        assert trial.state.marks((("g", 0), ("when", 0)))
        box = trial.tab_to("When?: Month", back=True)
        assert isinstance(box, QLineEdit)
        box.selectAll()
        trial.type("12")
        trial.tab_to("When?: Year")
        trial.type("2026")
        trial.tab_to("Next?")
        assert not trial.state.marks((("g", 0), ("when", 0)))

    def test_an_empty_question_is_left_in_peace_until_the_answers_are_checked(self, qtbot: QtBot) -> None:
        trial = show_form(
            qtbot, form(group("g", question("a", "string", required=True), question("b", "string")))
        )
        trial.tab_to("b")
        assert not trial.state.marks((("g", 0), ("a", 0)))

    def test_leaving_the_section_counts_as_moving_on(self, qtbot: QtBot) -> None:
        both = form(group("g", question("when", "date")), group("h", question("x", "string")))
        trial = show_form(qtbot, both)
        trial.type("31")
        trial.press(Qt.Key.Key_PageDown, CTRL)
        trial.press(Qt.Key.Key_PageUp, CTRL)
        assert trial.state.marks((("g", 0), ("when", 0)))[0].message in visible_texts(trial)


class TestUndo:
    def test_one_word_at_a_time_and_across_fields(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS)
        trial.type("one two")
        trial.tab_to("Second")
        trial.type("three")
        trial.press(Qt.Key.Key_Z, CTRL)
        assert trial.answer("second") == []
        trial.press(Qt.Key.Key_Z, CTRL)
        assert trial.answer("first") == [{"valueString": "one "}]
        assert trial.focus.accessibleName() == "First"
        trial.press(Qt.Key.Key_Z, CTRL)
        assert trial.answer("first") == []
        for _redo in range(3):
            trial.press(Qt.Key.Key_Z, CTRL | SHIFT)
        assert trial.answer("first") == [{"valueString": "one two"}]
        assert trial.answer("second") == [{"valueString": "three"}]

    def test_it_leads_back_to_the_section_where_it_was_typed(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS)
        trial.type("one")
        trial.press(Qt.Key.Key_PageDown, CTRL)
        trial.press(Qt.Key.Key_Z, CTRL)
        assert trial.state.title == "One"
        assert trial.answer("first") == []

    def test_a_new_word_forgets_what_was_undone(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS)
        trial.type("one")
        trial.press(Qt.Key.Key_Z, CTRL)
        trial.type("two")
        trial.press(Qt.Key.Key_Z, CTRL | SHIFT)
        assert trial.answer("first") == [{"valueString": "two"}]


class TestRepeating:
    EVENTS = form(
        group(
            "g",
            group("event", question("what", "string", "What?"), text="Event", repeats=True),
            text="Events",
        )
    )

    def test_another_event_is_added_filled_in_and_taken_away_and_brought_back(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, self.EVENTS)
        trial.type("first event")
        trial.tab_to("Add another: Event")
        trial.press(Qt.Key.Key_Space)
        assert trial.focus.accessibleName() == "What?"
        trial.type("second event")
        assert [one["valueString"] for one in self.whats(trial)] == ["first event", "second event"]
        trial.tab_to("Remove Event 1", back=True)
        trial.press(Qt.Key.Key_Space)
        assert [one["valueString"] for one in self.whats(trial)] == ["second event"]
        box = trial.tab_to("What?")
        assert isinstance(box, QLineEdit)
        assert box.text() == "second event"
        trial.press(Qt.Key.Key_Z, CTRL)
        assert [one["valueString"] for one in self.whats(trial)] == ["first event", "second event"]
        trial.press(Qt.Key.Key_Z, CTRL | SHIFT)
        assert [one["valueString"] for one in self.whats(trial)] == ["second event"]

    def test_undoing_an_added_event_and_redoing_it_loses_no_word(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, self.EVENTS)
        trial.type("first")
        trial.tab_to("Add another: Event")
        trial.press(Qt.Key.Key_Space)
        trial.type("second")
        for _undo in range(3):
            trial.press(Qt.Key.Key_Z, CTRL)
        assert self.whats(trial) == []
        for _redo in range(3):
            trial.press(Qt.Key.Key_Z, CTRL | SHIFT)
        assert [one["valueString"] for one in self.whats(trial)] == ["first", "second"]

    @staticmethod
    def whats(trial: FormTrial) -> list[dict[str, str]]:
        from tests.gui.form_trial import find

        found = find(json.loads(trial.state.response.to_json()), "what")
        return [answer for item in found for answer in item.get("answer", [])]


class TestDrafts:
    def test_a_draft_comes_within_half_a_second_and_holds_several_keystrokes(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS)
        with qtbot.waitSignal(trial.screen.drafts.draft_ready):
            trial.type("said so")
        assert len(trial.drafts) == 1
        assert trial.saved_texts == ["said so"]

    def test_steady_typing_is_saved_too_and_in_order(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS)
        begin = time.monotonic()
        while time.monotonic() - begin < 4 * WITHIN_MS / 1000:
            trial.type("x")
            QTest.qWait(20)
        lengths = [draft[0].count("x") for draft in trial.drafts]
        assert len(lengths) >= 3
        assert lengths == sorted(lengths)

    def test_a_lock_in_the_middle_of_a_word_loses_no_key(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS)
        trial.tab_to("Second")
        trial.type("They sai")
        trial.screen.flush()
        content, place, _done, _total = trial.drafts[-1]
        again = show_form(qtbot, TWO_SECTIONS, saved=content, place=Place.read(place))
        assert again.focus.accessibleName() == "Second"
        again.type("d so")
        assert again.answer("second") == [{"valueString": "They said so"}]

    def test_a_flush_with_nothing_new_hands_nothing_out(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS)
        trial.screen.flush()
        before = len(trial.drafts)
        trial.screen.flush()
        assert len(trial.drafts) == before

    def test_saved_is_said_only_after_the_commit_was_told_back(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS)
        told: list[str] = []
        trial.screen.drafts.told.connect(told.append)
        trial.type("x")
        trial.screen.flush()
        assert told == []
        assert not trial.screen.settled
        trial.screen.drafts.saved(datetime(2026, 11, 24, 14, 3, 22, tzinfo=LOCAL))
        assert told == ["Saved 14:03:22"]
        assert trial.screen.settled

    def test_a_failed_save_is_said_and_offered_again(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS)
        told: list[str] = []
        trial.screen.drafts.told.connect(told.append)
        trial.type("x")
        trial.screen.flush()
        with qtbot.waitSignal(trial.screen.drafts.draft_ready):
            trial.screen.drafts.save_failed(DiskFullError("The disk is full", "", ""))
        assert told == ["Not saved. The disk is full."]
        assert trial.saved_texts == ["x"]

    def test_once_all_is_handed_out_nothing_follows(self, qtbot: QtBot) -> None:
        """The form may be frozen by then, and a draft would be refused with an error."""
        trial = show_form(
            qtbot,
            form(
                group("one", question("first", "string", required=True), text="One"),
                group("two", question("second", "string", required=True), text="Two"),
            ),
        )
        trial.type("words")
        trial.screen.drafts.flush()  # its own clock, while the sections are not counted again yet
        trial.screen.flush()
        assert trial.drafts[-1][2:] == (1, 2)
        trial.screen._sections.refresh()
        assert not trial.screen.drafts.pending

    def test_the_sections_done_are_counted(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS)
        trial.press(Qt.Key.Key_PageDown, CTRL)
        trial.tab_to("Third")
        trial.type("x")
        trial.screen.flush()
        assert trial.drafts[-1][2:] == (1, 2)


class TestPlace:
    LONG = form(group("g", *(question(f"q{number}", "string") for number in range(100))))

    def test_section_question_cursor_and_scroll_are_as_they_were(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, self.LONG)
        trial.screen.go_to((("g", 0), ("q60", 0)))
        trial.type("some words")
        for _left in range(5):
            trial.press(Qt.Key.Key_Left)
        trial.screen.flush()
        top = trial.screen._question_list.anchor()
        again = show_form(qtbot, self.LONG, saved=trial.drafts[-1][0], place=Place.read(trial.drafts[-1][1]))
        assert again.focus.accessibleName() == "q60"
        again.type("!")
        assert again.answer("q60") == [{"valueString": "some !words"}]
        assert again.screen._question_list.anchor() == top

    @pytest.mark.parametrize(
        "text", ["", "{}", "seen", '{"section": 3}', '{"section":"x","focus":[["a"]]}', "[]"]
    )
    def test_an_older_or_damaged_place_leads_to_the_start(self, text: str) -> None:
        assert Place.read(text).focus == ()

    def test_a_place_in_a_question_that_is_gone_leads_to_the_start_of_its_section(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS, place=Place("two", "Two", (("two", 0), ("gone", 0)), 3))
        assert trial.state.title == "Two"
        assert trial.focus.accessibleName() == "Third"


class TestKeys:
    def test_the_sections_turn_with_ctrl_page_down_and_up(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS)
        trial.press(Qt.Key.Key_PageDown, CTRL)
        assert trial.state.title == "Two"
        assert trial.focus.accessibleName() == "Third"
        trial.press(Qt.Key.Key_PageUp, CTRL)
        assert trial.state.title == "One"

    def test_from_inside_a_text_too(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS)
        trial.tab_to("Second")
        trial.press(Qt.Key.Key_PageDown, CTRL)
        assert trial.state.title == "Two"

    def test_continue_leads_on_and_after_the_last_section_to_the_check(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS)
        trial.press(Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda: trial.state.title == "Two")
        with qtbot.waitSignal(trial.screen.finish_wanted):
            trial.press(Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)

    def test_f1_goes_to_the_help_and_the_help_leads_to_the_guidance(self, qtbot: QtBot) -> None:
        asides = [
            question("why", "display", "It matters.", extension=[control("help")]),
            question("ask", "display", "Is it so?", extension=[control("prompt")]),
        ]
        guidance = {"url": OUR + "guidance", "valueString": "writing-evidence"}
        trial = show_form(
            qtbot, form(group("g", question("q", "string", item=asides, extension=[guidance]), text="One"))
        )
        trial.press(Qt.Key.Key_F1)
        assert trial.focus.accessibleName() == "Help. It matters. Is it so?"
        trial.press(Qt.Key.Key_Tab)
        with qtbot.waitSignal(trial.screen.guidance_wanted) as page:
            trial.press(Qt.Key.Key_Space)
        assert page.args == ["writing-evidence"]

    def test_the_help_of_the_first_question_is_there_before_any_has_the_keyboard(self, qtbot: QtBot) -> None:
        def asked(name: str) -> dict[str, Any]:
            why = question(f"why-{name}", "display", f"{name} matters.", extension=[control("help")])
            return question(name, "string", item=[why])

        loaded = load_questionnaire(
            form(
                group("one", asked("first"), asked("second"), text="One"),
                group("two", asked("third"), text="Two"),
            )
        )
        screen = FormScreen(FormState(Response.start(loaded)), about="AB, 14", form="A form")
        qtbot.addWidget(screen)
        card = screen.findChildren(HelpCard)[0]
        assert card.accessibleName() == "Help. first matters."
        screen.show_part(1)
        assert card.accessibleName() == "Help. third matters."

    def test_tab_order_is_reading_order_and_back_again(self, qtbot: QtBot) -> None:
        questions = [question(f"q{number}", "string") for number in range(30)]
        trial = show_form(qtbot, form(group("g", *questions)))
        seen = [trial.focus.accessibleName()]
        for _press in range(29):
            trial.press(Qt.Key.Key_Tab)
            seen.append(trial.focus.accessibleName())
        assert [name for name in seen if name] == [f"q{number}" for number in range(30)]
        for _press in range(29):
            trial.press(Qt.Key.Key_Backtab)
        assert trial.focus.accessibleName() == "q0"

    def test_coming_back_to_options_one_lands_on_the_chosen_one_or_else_the_first(self, qtbot: QtBot) -> None:
        both = [question("q", "choice", answerOption=options("red", "blue")), question("after", "string")]
        trial = show_form(qtbot, form(group("g", *both)))
        trial.screen.go_to((("g", 0), ("after", 0)))
        trial.press(Qt.Key.Key_Backtab)
        assert trial.focus.accessibleName() == "Red"
        again = show_form(qtbot, form(group("g", *both)))
        blue = again.state.response.questionnaire.by_link_id["q"].answer_options[1].value
        again.screen._apply(again.state.answer((("g", 0), ("q", 0)), (blue,)))
        again.screen.go_to((("g", 0), ("after", 0)))
        again.press(Qt.Key.Key_Backtab)
        assert again.focus.accessibleName() == "Blue"

    def test_the_sections_are_one_stop_and_the_arrows_go_through_them(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, TWO_SECTIONS)
        trial.tab_to("One", back=True)
        trial.press(Qt.Key.Key_Down)
        assert trial.focus.accessibleName() == "Two"
        trial.press(Qt.Key.Key_Return)
        assert trial.state.title == "Two"


class TestLaziness:
    MANY = form(group("g", *(question(f"q{number}", "string") for number in range(4_000))))

    def test_only_what_is_seen_and_a_little_around_it_is_built(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, self.MANY)
        QTest.qWait(300)
        assert len(trial.screen._question_list.built_rows()) < 30

    def test_scrolling_far_drops_rows_but_never_the_one_with_the_focus(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, self.MANY)
        box = trial.focus
        trial.type("half")
        bar = trial.screen._question_list.verticalScrollBar()
        for step in range(1, 40):
            bar.setValue(step * bar.maximum() // 40)
            QTest.qWait(5)
        qtbot.waitUntil(lambda: len(trial.screen._question_list.built_rows()) < 60)
        assert trial.focus is box
        trial.type(" a word")
        assert trial.answer("q0") == [{"valueString": "half a word"}]

    def test_the_last_question_of_four_thousand_is_reached_by_its_link(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, self.MANY)
        trial.screen.go_to((("g", 0), ("q3999", 0)))
        trial.type("here")
        assert trial.answer("q3999") == [{"valueString": "here"}]
        question_list = trial.screen._question_list
        assert (
            question_list.viewport()
            .rect()
            .contains(trial.focus.mapTo(question_list.viewport(), trial.focus.rect().center()))
        )


class TestAccessibility:
    def test_a_box_is_named_by_its_question_and_described_by_its_hint(self, qtbot: QtBot) -> None:
        hint = question("h", "display", "In their own words.", extension=[control("flyover")])
        trial = show_form(qtbot, form(group("g", question("q", "text", "What was said?", item=[hint]))))
        interface = QAccessible.queryAccessibleInterface(trial.focus)
        assert interface.text(QAccessible.Text.Name) == "What was said?"
        assert interface.text(QAccessible.Text.Description) == "In their own words."
        assert interface.role() == QAccessible.Role.EditableText

    def test_options_are_radio_buttons_in_a_group_named_by_the_question(self, qtbot: QtBot) -> None:
        tell_roles()
        trial = show_form(
            qtbot, form(group("g", question("q", "choice", "Which?", answerOption=options("red", "blue"))))
        )
        interface = QAccessible.queryAccessibleInterface(trial.focus)
        assert interface.role() == QAccessible.Role.RadioButton
        assert interface.text(QAccessible.Text.Name) == "Red"
        holder = interface.parent()
        while holder.role() != QAccessible.Role.Grouping:
            holder = holder.parent()
        assert holder.text(QAccessible.Text.Name) == "Which?"

    def test_rows_stand_in_reading_order_for_a_screen_reader_however_one_scrolled(self, qtbot: QtBot) -> None:
        trial = show_form(
            qtbot, form(group("g", *(question(f"q{number}", "string") for number in range(60))))
        )
        trial.screen.go_to((("g", 0), ("q50", 0)))
        trial.screen.go_to((("g", 0), ("q10", 0)))
        QTest.qWait(200)
        held = trial.screen._question_list.widget()
        assert held is not None
        page = QAccessible.queryAccessibleInterface(held)
        tops = [page.child(number).rect().top() for number in range(page.childCount())]
        assert len(tops) > 5
        assert tops == sorted(tops)

    def test_larger_text_gives_larger_rows_and_keeps_the_question(self, qtbot: QtBot) -> None:
        sixty = form(group("g", *(question(f"q{number}", "string") for number in range(60))))
        trial = show_form(qtbot, sixty)
        trial.screen.go_to((("g", 0), ("q30", 0)))
        before = trial.row("q30").height()
        dress(scale=200)
        qtbot.waitUntil(lambda: trial.row("q30").height() > 1.3 * before)
        assert trial.focus.accessibleName() == "q30"
        viewport = trial.screen._question_list.viewport()
        assert viewport.rect().contains(trial.focus.mapTo(viewport, trial.focus.rect().center()))
        above = [
            row for _key, row in trial.screen._question_list.built_rows() if row.y() < trial.row("q30").y()
        ]
        assert max(row.y() + row.height() for row in above) <= trial.row("q30").y()

    def test_a_long_text_grows_and_its_cursor_stays_in_sight(self, qtbot: QtBot) -> None:
        trial = show_form(
            qtbot, form(group("g", *(question(f"q{number}", "text") for number in range(6)))), size=(900, 420)
        )
        trial.tab_to("q2")
        area = trial.focus
        assert isinstance(area, QPlainTextEdit)
        before = area.height()
        for _line in range(9):
            trial.type("A line of it.")
            trial.press(Qt.Key.Key_Return)
        QTest.qWait(50)
        assert area.height() > before
        viewport = trial.screen._question_list.viewport()
        cursor = area.viewport().mapTo(viewport, area.cursorRect().center())
        assert viewport.rect().contains(cursor)
