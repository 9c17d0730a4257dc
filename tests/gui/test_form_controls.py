"""Every control that a form can ask for: filled by keyboard, named for a screen reader, and never losing an answer."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QRadioButton,
    QSlider,
    QTabBar,
)
from pytestqt.qtbot import QtBot

from prevent_desktop.questionnaire.validation import validate
from prevent_desktop.questionnaire.values import Unparsed
from prevent_desktop.ui.forms.editors.choices import AnswerGroup
from prevent_desktop.ui.forms.editors.files import limit_words
from prevent_desktop.ui.forms.editors.lists import SearchEditor
from prevent_desktop.ui.forms.questions.help_card import HelpCard
from prevent_desktop.ui.forms.rows.tabs import TabsRow, tab_words
from prevent_desktop.ui.forms.state.lines import LineKind
from prevent_desktop.ui.forms.state.place import Place
from prevent_desktop.ui.widgets import Heading, RichText, Text
from prevent_desktop.ui.widgets.pictures import Picture, read_picture
from prevent_desktop.ui.widgets.rich_text import loads_nothing
from tests.gui.every_control import CORE, SDC, every_control, extension, many, sdc
from tests.gui.form_trial import FormTrial, control, form, group, options, question, show_form

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
CHOICES, NUMBERS, TABLES, PARTS = range(4)


def at(*link_ids: str) -> tuple[tuple[str, int], ...]:
    return tuple((link_id, 0) for link_id in link_ids)


def asked(qtbot: QtBot, *items: dict[str, Any], **more: Any) -> FormTrial:
    return show_form(qtbot, form(group("g", *items)), **more)


def codes(trial: FormTrial, link_id: str) -> list[str]:
    return [answer["valueCoding"]["code"] for answer in trial.answer(link_id)]


def said(trial: FormTrial) -> str:
    texts = [text.text() for text in trial.screen.findChildren(Text) if text.isVisible()]
    return " | ".join(texts)


def offered_at(trial: FormTrial, link_id: str) -> list[str]:
    buttons = trial.row(link_id).findChildren(QRadioButton)
    return [button.accessibleName() for button in buttons if button.isVisible()]


def box_of(trial: FormTrial, link_id: str) -> QLineEdit:
    box = trial.row(link_id).findChild(QLineEdit)
    assert box is not None
    return box


def go(trial: FormTrial, *link_ids: str) -> None:
    trial.screen.go_to(at(*link_ids))


class TestOptions:
    def test_options_stand_side_by_side_where_the_form_says_so(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control())
        tops = {
            name: {
                button.mapTo(trial.screen, button.pos()).y()
                for button in trial.row(name).findChildren(QRadioButton)
            }
            for name in ("radio", "beside")
        }
        assert len(tops["radio"]) == 2
        assert len(tops["beside"]) == 1

    def test_an_exclusive_tick_takes_the_others_away_in_words_and_undo_brings_them_back(
        self, qtbot: QtBot
    ) -> None:
        trial = show_form(qtbot, every_control())
        go(trial, "choices", "ticks")
        trial.press(Qt.Key.Key_Space)
        trial.tab_to("Blue")
        trial.press(Qt.Key.Key_Space)
        trial.tab_to("None")
        trial.press(Qt.Key.Key_Space)
        assert codes(trial, "ticks") == ["none"]
        assert "Taken away: “Red”, “Blue”. Ctrl+Z brings it back." in said(trial)
        trial.press(Qt.Key.Key_Z, CTRL)
        assert codes(trial, "ticks") == ["red", "blue"]

    def test_a_prefix_is_shown_and_an_ordinal_value_never(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control())
        labels = [button.accessibleName() for button in trial.row("radio").findChildren(QRadioButton)]
        assert labels[:2] == ["(a) First", "(b) Second"]
        assert "7" not in said(trial)

    def test_an_answer_that_is_no_longer_offered_stays_chosen_and_says_so(self, qtbot: QtBot) -> None:
        red, blue = options("red", "blue")
        toggle = {
            "url": f"{SDC}sdc-questionnaire-answerOptionsToggleExpression",
            "extension": [
                {"url": "option", **red},
                extension(
                    "expression",
                    valueExpression={
                        "language": "text/fhirpath",
                        "expression": "%resource.item.item.where(linkId='warm').answer.value = true",
                    },
                ),
            ],
        }
        warm = question("warm", "boolean", "Is it warm?")
        trial = asked(qtbot, warm, question("q", "choice", answerOption=[red, blue], extension=[toggle]))
        trial.press(Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: "Red" in offered_at(trial, "q"))
        go(trial, "g", "q")
        trial.press(Qt.Key.Key_Space)
        assert codes(trial, "q") == ["red"]
        go(trial, "g", "warm")
        held = trial.focus
        trial.press(Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: "No longer offered here." in said(trial))
        assert trial.focus is not held
        assert codes(trial, "q") == ["red"]
        assert offered_at(trial, "q")[:2] == ["Blue", "Red"]

    def test_options_come_and_go_in_place_and_the_focus_stays(self, qtbot: QtBot) -> None:
        trial = asked(qtbot, question("q", "choice", answerOption=options("red", "blue")))
        view = trial.row("q")
        go(trial, "g", "q")
        trial.press(Qt.Key.Key_Down)
        trial.press(Qt.Key.Key_Space)
        held = trial.focus
        assert held.accessibleName() == "Blue"
        offered = view._question.choices
        view.say("q", offered[1:])
        assert trial.focus is held
        assert offered_at(trial, "q")[0] == "Blue"
        view.say("q", offered[:1])
        qtbot.wait(20)
        names = [one.accessibleName() for one in view.findChildren(QRadioButton) if one.isVisible()]
        assert names == ["Red", "Blue"]
        assert "No longer offered here." in said(trial), "what is chosen stays, with a sentence"


class TestLists:
    def test_letters_find_an_option_and_arrow_keys_step(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control())
        go(trial, "choices", "drop")
        assert isinstance(trial.focus, QComboBox)
        trial.type("fr")
        assert codes(trial, "drop") == ["friend"]
        trial.press(Qt.Key.Key_Up)
        assert codes(trial, "drop") == ["father"]
        trial.press(Qt.Key.Key_Home)
        assert trial.answer("drop") == []

    def test_a_long_list_is_searched_by_any_part_and_chosen_by_keyboard(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control())
        go(trial, "choices", "search")
        trial.type("0027")
        box = box_of(trial, "search")
        popup = box.completer().popup()
        assert popup is not None
        qtbot.waitUntil(popup.isVisible)
        assert box.completer().completionModel().rowCount() == 11
        QTest.keyClick(popup, Qt.Key.Key_Down)
        QTest.keyClick(popup, Qt.Key.Key_Return)
        assert codes(trial, "search") == ["p27"]

    def test_own_words_are_an_answer_where_the_form_is_open(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control())
        go(trial, "choices", "search")
        trial.type("my aunt's shop")
        assert trial.answer("search") == [{"valueString": "my aunt's shop"}]
        assert "Another place: write it in your own words" in said(trial)

    def test_other_words_in_a_closed_list_stay_and_are_said_to_be_wrong(self, qtbot: QtBot) -> None:
        trial = asked(qtbot, question("q", "choice", answerOption=many(40)), question("after", "string"))
        trial.type("nowhere")
        trial.tab_to("after")
        assert trial.state.answers(at("g", "q")) == (Unparsed("nowhere"),)
        assert box_of(trial, "q").text() == "nowhere"
        assert trial.state.marks(at("g", "q"))

    def test_twenty_thousand_options_are_searched_without_lag(self, qtbot: QtBot) -> None:
        trial = asked(qtbot, question("q", "choice", answerOption=many(20_000)))
        begin = time.process_time()
        trial.type("Place 019")
        assert (time.process_time() - begin) / 9 < 0.2
        editor = trial.row("q").editor
        assert isinstance(editor, SearchEditor)
        assert editor._found.rowCount() == 100


class TestNumbers:
    def test_an_axis_and_its_number_say_the_same(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=NUMBERS)
        go(trial, "numbers", "slider")
        trial.type("40")
        axis = trial.row("slider").findChild(QSlider)
        assert axis is not None
        assert axis.value() == 4
        trial.tab_to("How sure are you of what you heard?: on an axis")
        trial.press(Qt.Key.Key_Right)
        assert trial.answer("slider") == [{"valueInteger": 50}]
        assert box_of(trial, "slider").text() == "50"

    def test_up_and_down_step_within_the_ends(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=NUMBERS)
        go(trial, "numbers", "spinner")
        trial.press(Qt.Key.Key_Up)
        assert trial.answer("spinner") == [{"valueInteger": 0}]
        trial.press(Qt.Key.Key_Up)
        trial.press(Qt.Key.Key_Up)
        assert trial.answer("spinner") == [{"valueInteger": 2}]
        for _press in range(4):
            trial.press(Qt.Key.Key_Down)
        assert trial.answer("spinner") == [{"valueInteger": 0}]

    def test_a_wrong_number_stays_as_it_was_typed(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=NUMBERS)
        go(trial, "numbers", "slider")
        trial.type("four")
        trial.tab_to("How many people were there?")
        assert trial.state.answers(at("numbers", "slider")) == (Unparsed("four"),)
        assert box_of(trial, "slider").text() == "four"
        assert trial.state.marks(at("numbers", "slider"))

    def test_a_unit_is_chosen_beside_its_number(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=NUMBERS)
        go(trial, "numbers", "weight")
        trial.type("70")
        trial.tab_to("Unit: Weight")
        trial.type("p")
        assert trial.answer("weight")[0]["valueQuantity"]["unit"] == "pounds"

    def test_what_files_are_taken_is_said_beforehand(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=NUMBERS)
        go(trial, "numbers", "file")
        assert trial.focus.accessibleDescription() == "PDF or PNG files, 5 MB at most"
        assert limit_words(("image/*", "application/msword"), None) == "picture or DOC files"


class TestTables:
    def test_a_row_for_each_repetition_and_one_more_by_key(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=TABLES)
        go(trial, "tables", "contacts", "name")
        assert trial.focus.accessibleName() == "Name, Who was there 1"
        trial.type("Sam")
        trial.tab_to("Add another: Who was there")
        trial.press(Qt.Key.Key_Return)
        assert trial.focus.accessibleName() == "Name, Who was there 2"
        trial.type("Ali")
        names = [row["item"][0]["answer"][0]["valueString"] for row in _rows(trial, "contacts")]
        assert names == ["Sam", "Ali"]
        trial.tab_to("Remove Who was there 1", back=True)
        trial.press(Qt.Key.Key_Return)
        assert [row["item"][0]["answer"][0]["valueString"] for row in _rows(trial, "contacts")] == ["Ali"]
        trial.press(Qt.Key.Key_Z, CTRL)
        assert len(_rows(trial, "contacts")) == 2

    def test_columns_of_a_table_stand_under_each_other(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=TABLES)
        trial.screen.state.add((("tables", 0), ("contacts", 1)))
        trial.screen._apply(trial.state.fit(60))
        QTest.qWait(50)
        views = [
            view
            for _key, row in trial.screen._question_list.built_rows()
            for view in getattr(row, "views", {}).values()
            if view.item.link_id == "role"
        ]
        assert len({view.mapTo(trial.screen, view.rect().topLeft()).x() for view in views}) == 1

    def test_shared_answers_are_columns_and_their_row_says_its_question(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=TABLES)
        go(trial, "tables", "habits", "alone")
        assert isinstance(trial.focus, QRadioButton)
        assert trial.focus.accessibleName() == "Daily"
        assert trial.focus.accessibleDescription() == "", "what the group says is not said again"
        trial.press(Qt.Key.Key_Right)
        trial.press(Qt.Key.Key_Space)
        assert codes(trial, "alone") == ["weekly"]
        group_box = trial.row("alone").findChild(AnswerGroup)
        assert group_box is not None
        interface = QAccessible.queryAccessibleInterface(group_box)
        assert interface.text(QAccessible.Text.Name) == "Spends the day alone"

    def test_questions_stand_side_by_side_and_a_grid_names_its_rows(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=TABLES)
        go(trial, "tables", "before", "school")
        home, school = trial.row("home"), trial.row("school")
        assert home.mapTo(trial.screen, home.pos()).y() == school.mapTo(trial.screen, school.pos()).y()
        go(trial, "tables", "parents", "father", "f.told")
        assert trial.focus.accessibleName() == "Told?, Father"
        trial.type("y")
        assert trial.answer("f.told") == [{"valueBoolean": True}]

    @pytest.mark.parametrize("size", [(400, 690), (1150, 690)])
    def test_a_table_is_stacked_where_it_does_not_fit(self, qtbot: QtBot, size: tuple[int, int]) -> None:
        trial = show_form(qtbot, every_control(), part=TABLES, size=size)
        QTest.qWait(50)
        kinds = {line.kind for line in trial.state.lines}
        assert (LineKind.TABLE_ROW in kinds) is (size[0] == 1150)
        assert {"name", "alone", "school", "f.told"} <= set(trial.shown())

    def test_what_is_typed_in_a_table_is_there_when_it_is_stacked(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=TABLES)
        go(trial, "tables", "contacts", "name")
        trial.type("Sam")
        trial.screen._apply(trial.state.fit(0))
        go(trial, "tables", "contacts", "name")
        box = trial.focus
        assert isinstance(box, QLineEdit)
        assert box.text() == "Sam"

    def test_an_error_stands_in_its_cell(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=TABLES)
        go(trial, "tables", "contacts", "age")
        trial.type("ten")
        go(trial, "tables", "contacts", "name")
        view = trial.row("age")
        errors = [text for text in view.findChildren(Text) if text.property("kind") == "error"]
        assert len(errors) == 1
        assert box_of(trial, "age").accessibleDescription() == f"Error: {errors[0].text()}"

    def test_a_cell_comes_and_goes_with_another_of_its_row_and_the_focus_stays(self, qtbot: QtBot) -> None:
        told = {"question": "told", "operator": "=", "answerBoolean": True}
        table = group(
            "rows", question("told", "boolean"), question("who", "string", enableWhen=[told]),
            repeats=True, extension=[control("gtable")],
        )  # fmt: skip
        trial = asked(qtbot, table)
        assert trial.shown() == ["told"]
        go(trial, "g", "rows", "told")
        held = trial.focus
        trial.type("y")
        assert trial.shown() == ["told", "who"]
        assert trial.focus is held
        trial.press(Qt.Key.Key_Down)
        assert trial.shown() == ["told"]


def _rows(trial: FormTrial, link_id: str) -> list[dict[str, Any]]:
    draft = json.loads(trial.state.response.to_json(keep_disabled=True))
    found: list[dict[str, Any]] = [
        item for section in draft["item"] for item in section.get("item", []) if item["linkId"] == link_id
    ]
    return found


class TestParts:
    def test_tabs_are_gone_through_by_arrow_keys_and_say_what_is_to_be_mended(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=PARTS)
        bar = trial.screen.findChild(QTabBar)
        assert bar is not None
        assert trial.shown()[0] == "t1.q"
        bar.setFocus()
        trial.press(Qt.Key.Key_Right)
        assert trial.shown()[:2] == ["t2.q", "t2.n"]
        assert trial.focus is bar
        trial.tab_to("How often?")
        trial.type("often")
        trial.tab_to("What was done?", back=True)
        assert bar.tabText(1) == "At home (1 to fix)"
        assert tab_words("At home", 2) == "At home (2 to fix)"

    def test_going_to_a_question_opens_its_tab_and_what_is_folded(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=PARTS)
        go(trial, "parts", "tabs", "t2", "t2.n")
        assert trial.focus.accessibleName() == "How often?"
        assert "fold.q" not in trial.shown()
        go(trial, "parts", "folded", "fold.q")
        assert trial.focus.accessibleName() == "Anything else?"

    def test_one_comes_back_to_the_tab_that_one_was_in(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=PARTS)
        go(trial, "parts", "tabs", "t2", "t2.n")
        trial.type("7")
        trial.screen.flush()
        content, place = trial.drafts[-1][:2]
        again = show_form(qtbot, every_control(), saved=content, place=Place.read(place))
        assert again.focus.accessibleName() == "How often?"

    def test_a_fold_is_opened_and_closed_by_key(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=PARTS)
        button = trial.tab_to("Show: More, if you have it")
        trial.press(Qt.Key.Key_Return)
        assert "fold.q" in trial.shown()
        assert button.accessibleName() == "Hide: More, if you have it"
        trial.press(Qt.Key.Key_Return)
        assert "fold.q" not in trial.shown()

    def test_headers_stand_on_top_of_each_section_and_footers_below(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control())
        for part in range(4):
            trial.screen.show_part(part)
            notes = [
                line.item.link_id for line in trial.state.lines if line.item and line.kind is LineKind.NOTE
            ]
            assert notes[0] == "top"
            assert notes[-1] == "bottom"
            assert trial.state.lines[-1].kind is LineKind.END

    def test_pages_inside_a_section_are_shown_one_at_a_time(self, qtbot: QtBot) -> None:
        pages = [
            group(name, question(f"{name}.q", "string"), extension=[control("page")]) for name in ("a", "b")
        ]
        trial = asked(qtbot, *pages)
        assert trial.shown() == ["a.q"]
        assert trial.screen.findChild(TabsRow) is not None
        go(trial, "g", "b", "b.q")
        assert trial.shown() == ["b.q"]


class TestWords:
    def test_markup_is_shown_plain_words_are_said_and_nothing_is_loaded(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=PARTS)
        go(trial, "parts", "rich")
        assert trial.focus.accessibleName() == "Use their own words"
        label = next(text for text in trial.row("rich").findChildren(RichText) if "own" in text.text())
        assert label.textFormat() is Qt.TextFormat.RichText
        assert "img" not in label.text()

    @pytest.mark.parametrize(
        "markup",
        [
            "<img src='file:///etc/passwd'>", "<a href='http://example.org'>x</a>", "<p style='background:url(x)'>x</p>",
            "<link rel=stylesheet>", "<object data=x>", "<b", "<table background='x'>", "<style>@import 'x'</style>",
        ],
    )  # fmt: skip
    def test_markup_that_could_load_or_open_anything_is_shown_as_plain_words(
        self, qtbot: QtBot, markup: str
    ) -> None:
        assert not loads_nothing(markup)
        label = RichText(markup, "plain")
        qtbot.addWidget(label)
        assert (label.text(), label.textFormat()) == ("plain", Qt.TextFormat.PlainText)

    def test_a_picture_that_the_form_carries_is_shown_and_called_by_its_words(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), part=PARTS)
        go(trial, "parts", "picture")
        shown = trial.row("picture").findChild(Picture)
        assert shown is not None
        assert (shown.pixmap().width(), shown.accessibleName()) == (120, "What is in the picture?")

    @pytest.mark.parametrize(
        "address", ["http://127.0.0.1/x.png", "file:///etc/passwd", "data:image/png;base64,????", "data:image/svg+xml;base64,PHN2Zy8+"]
    )  # fmt: skip
    def test_a_picture_that_is_elsewhere_or_broken_is_no_picture(self, qtbot: QtBot, address: str) -> None:
        del qtbot
        assert read_picture(address, 100) is None

    def test_the_help_of_a_group_is_shown_with_that_of_its_question(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control())
        go(trial, "choices", "radio")
        card = trial.screen.findChild(HelpCard)
        assert card is not None
        shown = [text.text() for text in card.findChildren(Text) if text.isVisible()]
        assert shown[0] == "One answer holds."
        assert "choices" in shown[1]
        go(trial, "choices", "drop")
        headings = [heading.text() for heading in card.findChildren(Heading) if heading.isVisible()]
        assert headings == ["About “Choices”"]

    def test_the_guidance_page_is_named_and_opened_by_key_and_other_links_are_only_shown(
        self, qtbot: QtBot
    ) -> None:
        trial = show_form(qtbot, every_control(), part=PARTS)
        go(trial, "parts", "linked")
        wanted: list[str] = []
        trial.screen.guidance_wanted.connect(wanted.append)
        trial.press(Qt.Key.Key_F1, CTRL)
        assert wanted == ["consent-and-sharing"]
        card = trial.screen.findChild(HelpCard)
        assert card is not None
        assert card._link.text() == "Read more: Consent and sharing (Ctrl+F1)"
        assert "https://example.org/consent" in said(trial)

    def test_help_stands_once_for_a_part_where_it_is_among_the_questions(self, qtbot: QtBot) -> None:
        trial = show_form(qtbot, every_control(), size=(620, 690))
        links = {name: trial.row(name)._why for name in ("radio", "beside", "ticks")}
        offered = [name for name, link in links.items() if link is not None and link.isVisible()]
        assert offered == ["radio"]


class TestWorkedOut:
    SUM = question(
        "sum", "integer", "Both together", readOnly=True,
        extension=[
            sdc("calculatedExpression", valueExpression={
                "language": "text/fhirpath",
                "expression": "%resource.descendants().where(linkId='a').answer.value + 1",
            })
        ],
    )  # fmt: skip

    def test_a_worked_out_answer_says_so_and_keeps_up_once_nobody_types(self, qtbot: QtBot) -> None:
        trial = asked(qtbot, question("a", "integer", "A"), self.SUM)
        trial.type("41")
        box = box_of(trial, "sum")
        qtbot.waitUntil(lambda: box.text() == "42")
        assert box.isReadOnly()
        assert "Worked out from your answers" in said(trial)
        assert box.accessibleDescription() == "Worked out from your answers"

    def test_what_was_written_over_it_stays_until_the_worked_out_answer_is_wanted_again(
        self, qtbot: QtBot
    ) -> None:
        own = {**self.SUM, "readOnly": False}
        trial = asked(qtbot, question("a", "integer", "A"), own)
        trial.type("1")
        box = box_of(trial, "sum")
        qtbot.waitUntil(lambda: box.text() == "2")
        trial.tab_to("Both together")
        trial.press(Qt.Key.Key_A, CTRL)
        trial.type("7")
        go(trial, "g", "a")
        trial.type("1")
        QTest.qWait(400)
        assert trial.answer("sum") == [{"valueInteger": 7}]
        trial.tab_to("Use the worked-out answer again")
        trial.press(Qt.Key.Key_Return)
        assert trial.answer("sum") == [{"valueInteger": 12}]
        assert box.text() == "12"

    def test_what_reads_everything_is_never_worked_out_on_the_key_itself(self, qtbot: QtBot) -> None:
        expression = "%resource.descendants().where(value.exists()).count()"
        count = {
            **self.SUM,
            "extension": [
                sdc(
                    "calculatedExpression",
                    valueExpression={"expression": expression, "language": "text/fhirpath"},
                )
            ],
        }
        trial = asked(qtbot, question("a", "integer", "A"), question("b", "string", "B"), count)
        qtbot.waitUntil(lambda: not trial.state.response.is_behind)
        trial.type("4")
        assert trial.state.response.is_behind
        trial.screen._deferred.finish()
        assert trial.answer("sum")


class TestRules:
    @staticmethod
    def rule(expression: str, human: str) -> dict[str, Any]:
        parts = [
            {"url": "key", "valueId": "one"}, {"url": "severity", "valueCode": "error"},
            {"url": "expression", "valueString": expression}, {"url": "human", "valueString": human},
        ]  # fmt: skip
        return {"url": f"{CORE}questionnaire-constraint", "extension": parts}

    def test_a_rule_of_the_form_is_said_beside_its_question_in_the_words_of_the_form(
        self, qtbot: QtBot
    ) -> None:
        rule = self.rule("answer.value < 100", "Fewer than a hundred, please")
        trial = asked(
            qtbot, question("q", "integer", "How many?", extension=[rule]), question("after", "string")
        )
        trial.type("300")
        trial.tab_to("after")
        assert "Fewer than a hundred, please" in said(trial)
        assert "Fewer than a hundred" in box_of(trial, "q").accessibleDescription()
        assert box_of(trial, "q").text() == "300"
        go(trial, "g", "q")
        trial.press(Qt.Key.Key_Backspace)
        trial.press(Qt.Key.Key_Backspace)
        trial.tab_to("after")
        assert "Fewer than a hundred, please" not in said(trial)

    def test_what_is_wrong_with_a_group_stands_under_its_heading_until_it_is_mended(
        self, qtbot: QtBot
    ) -> None:
        rule = self.rule("item.where(linkId='a').answer.exists()", "Say who it was")
        inner = group("inner", question("a", "string", "Who?"), text="Who it was", extension=[rule])
        trial = asked(qtbot, inner, question("after", "string"))
        trial.screen.show_problems(validate(trial.state.response))
        assert said(trial).count("Say who it was") == 1
        go(trial, "g", "inner", "a")
        trial.type("Sam")
        trial.tab_to("after")
        assert "Say who it was" not in said(trial)


class TestNothingIsLost:
    def test_a_question_that_stays_in_sight_while_it_is_not_asked_cannot_be_answered(
        self, qtbot: QtBot
    ) -> None:
        shown = {
            "url": "http://hl7.org/fhir/5.0/StructureDefinition/extension-Questionnaire.item.disabledDisplay",
            "valueCode": "protected",
        }
        told = {"question": "told", "operator": "=", "answerBoolean": True}
        item = question("who", "string", enableWhen=[told], extension=[shown])
        trial = asked(qtbot, question("told", "boolean"), item)
        box = box_of(trial, "who")
        assert box.isReadOnly()
        go(trial, "g", "told")
        trial.press(Qt.Key.Key_Space)
        assert not box_of(trial, "who").isReadOnly()
