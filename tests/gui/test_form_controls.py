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
    QCheckBox,
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
from prevent_desktop.ui.forms.help_card import HelpCard
from prevent_desktop.ui.forms.lines import LineKind
from prevent_desktop.ui.forms.place import Place
from prevent_desktop.ui.forms.tabs_row import TabsRow, tab_words
from prevent_desktop.ui.widgets import Heading, RichText, Text
from prevent_desktop.ui.widgets.pictures import Picture, read_picture
from prevent_desktop.ui.widgets.rich_text import loads_nothing
from tests.gui.every_control import CORE, SDC, every_control, extension, many, sdc
from tests.gui.form_trial import Desk, control, form, group, options, put_on_desk, question

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
CHOICES, NUMBERS, TABLES, PARTS = range(4)


def at(*link_ids: str) -> tuple[tuple[str, int], ...]:
    return tuple((link_id, 0) for link_id in link_ids)


def asked(qtbot: QtBot, *items: dict[str, Any], **more: Any) -> Desk:
    return put_on_desk(qtbot, form(group("g", *items)), **more)


def codes(desk: Desk, link_id: str) -> list[str]:
    return [answer["valueCoding"]["code"] for answer in desk.answer(link_id)]


def said(desk: Desk) -> str:
    texts = [text.text() for text in desk.screen.findChildren(Text) if text.isVisible()]
    return " | ".join(texts)


def offered_at(desk: Desk, link_id: str) -> list[str]:
    buttons = desk.row(link_id).findChildren(QRadioButton)
    return [button.accessibleName() for button in buttons if button.isVisible()]


def box_of(desk: Desk, link_id: str) -> QLineEdit:
    box = desk.row(link_id).findChild(QLineEdit)
    assert box is not None
    return box


def tick(desk: Desk, words: str) -> None:
    """Tab to the tick box of these words and press it."""
    for _press in range(40):
        if isinstance(desk.focus, QCheckBox) and desk.focus.text() == words:
            desk.press(Qt.Key.Key_Space)
            return
        desk.press(Qt.Key.Key_Tab)
    raise AssertionError(words)


def go(desk: Desk, *link_ids: str) -> None:
    desk.screen.go_to(at(*link_ids))


class TestOptions:
    def test_options_stand_side_by_side_where_the_form_says_so(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control())
        tops = {
            name: {
                button.mapTo(desk.screen, button.pos()).y()
                for button in desk.row(name).findChildren(QRadioButton)
            }
            for name in ("radio", "beside")
        }
        assert len(tops["radio"]) == 4
        assert len(tops["beside"]) == 2, "four answers in one row, the two reasons for none in the next"

    def test_an_exclusive_tick_takes_the_others_away_in_words_and_undo_brings_them_back(
        self, qtbot: QtBot
    ) -> None:
        desk = put_on_desk(qtbot, every_control())
        go(desk, "choices", "ticks")
        desk.press(Qt.Key.Key_Space)
        desk.tab_to("Blue")
        desk.press(Qt.Key.Key_Space)
        desk.tab_to("None")
        desk.press(Qt.Key.Key_Space)
        assert codes(desk, "ticks") == ["none"]
        assert "Taken away: “Red”, “Blue”. Ctrl+Z brings it back." in said(desk)
        desk.press(Qt.Key.Key_Z, CTRL)
        assert codes(desk, "ticks") == ["red", "blue"]

    def test_a_prefix_is_shown_and_an_ordinal_value_never(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control())
        labels = [button.accessibleName() for button in desk.row("radio").findChildren(QRadioButton)]
        assert labels[:2] == ["(a) First", "(b) Second"]
        assert "7" not in said(desk)

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
        desk = asked(qtbot, warm, question("q", "choice", answerOption=[red, blue], extension=[toggle]))
        desk.press(Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: "Red" in offered_at(desk, "q"), timeout=5000)
        go(desk, "g", "q")
        desk.press(Qt.Key.Key_Space)
        assert codes(desk, "q") == ["red"]
        go(desk, "g", "warm")
        held = desk.focus
        desk.press(Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: "No longer offered here." in said(desk), timeout=5000)
        assert desk.focus is not held
        assert codes(desk, "q") == ["red"]
        assert offered_at(desk, "q")[:2] == ["Blue", "Red"]

    def test_options_come_and_go_in_place_and_the_focus_stays(self, qtbot: QtBot) -> None:
        desk = asked(qtbot, question("q", "choice", answerOption=options("red", "blue")))
        view = desk.row("q")
        go(desk, "g", "q")
        desk.press(Qt.Key.Key_Down)
        desk.press(Qt.Key.Key_Space)
        held = desk.focus
        assert held.accessibleName() == "Blue"
        offered = view._question.choices
        view.say("q", offered[1:])
        assert desk.focus is held
        assert offered_at(desk, "q")[0] == "Blue"
        view.say("q", offered[:1])
        qtbot.wait(20)
        names = [one.accessibleName() for one in view.findChildren(QRadioButton) if one.isVisible()]
        assert names == ["Red", "Blue", "Not known", "Not asked, because …"]
        assert "No longer offered here." in said(desk), "what is chosen stays, with a sentence"


class TestLists:
    def test_letters_find_an_option_and_arrow_keys_step(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control())
        go(desk, "choices", "drop")
        assert isinstance(desk.focus, QComboBox)
        desk.type("fr")
        assert codes(desk, "drop") == ["friend"]
        desk.press(Qt.Key.Key_Up)
        assert codes(desk, "drop") == ["father"]
        desk.press(Qt.Key.Key_Home)
        assert desk.answer("drop") == []

    def test_a_long_list_is_searched_by_any_part_and_chosen_by_keyboard(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control())
        go(desk, "choices", "search")
        desk.type("0027")
        box = box_of(desk, "search")
        popup = box.completer().popup()
        assert popup is not None
        qtbot.waitUntil(popup.isVisible)
        assert box.completer().completionModel().rowCount() == 11
        QTest.keyClick(popup, Qt.Key.Key_Down)
        QTest.keyClick(popup, Qt.Key.Key_Return)
        assert codes(desk, "search") == ["p27"]

    def test_own_words_are_an_answer_where_the_form_is_open(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control())
        go(desk, "choices", "search")
        desk.type("my aunt's shop")
        assert desk.answer("search") == [{"valueString": "my aunt's shop"}]
        assert "Another place: write it in your own words" in said(desk)

    def test_other_words_in_a_closed_list_stay_and_are_said_to_be_wrong(self, qtbot: QtBot) -> None:
        desk = asked(qtbot, question("q", "choice", answerOption=many(40)), question("after", "string"))
        desk.type("nowhere")
        desk.tab_to("after")
        assert desk.state.answers(at("g", "q")) == (Unparsed("nowhere"),)
        assert box_of(desk, "q").text() == "nowhere"
        assert desk.state.marks(at("g", "q"))

    def test_twenty_thousand_options_are_searched_without_lag(self, qtbot: QtBot) -> None:
        desk = asked(qtbot, question("q", "choice", answerOption=many(20_000)))
        begin = time.process_time()
        desk.type("Place 019")
        assert (time.process_time() - begin) / 9 < 0.2
        editor = desk.row("q").editor
        assert isinstance(editor, SearchEditor)
        assert editor._found.rowCount() == 100


class TestNumbers:
    def test_an_axis_and_its_number_say_the_same(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=NUMBERS)
        go(desk, "numbers", "slider")
        desk.type("40")
        axis = desk.row("slider").findChild(QSlider)
        assert axis is not None
        assert axis.value() == 4
        desk.tab_to("How sure are you of what you heard?: on an axis")
        desk.press(Qt.Key.Key_Right)
        assert desk.answer("slider") == [{"valueInteger": 50}]
        assert box_of(desk, "slider").text() == "50"

    def test_up_and_down_step_within_the_ends(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=NUMBERS)
        go(desk, "numbers", "spinner")
        desk.press(Qt.Key.Key_Up)
        assert desk.answer("spinner") == [{"valueInteger": 0}]
        desk.press(Qt.Key.Key_Up)
        desk.press(Qt.Key.Key_Up)
        assert desk.answer("spinner") == [{"valueInteger": 2}]
        for _press in range(4):
            desk.press(Qt.Key.Key_Down)
        assert desk.answer("spinner") == [{"valueInteger": 0}]

    def test_a_wrong_number_stays_as_it_was_typed(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=NUMBERS)
        go(desk, "numbers", "slider")
        desk.type("four")
        desk.tab_to("How many people were there?")
        assert desk.state.answers(at("numbers", "slider")) == (Unparsed("four"),)
        assert box_of(desk, "slider").text() == "four"
        assert desk.state.marks(at("numbers", "slider"))

    def test_a_unit_is_chosen_beside_its_number(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=NUMBERS)
        go(desk, "numbers", "weight")
        desk.type("70")
        desk.tab_to("Unit: Weight")
        desk.type("p")
        assert desk.answer("weight")[0]["valueQuantity"]["unit"] == "pounds"

    def test_what_files_are_taken_is_said_beforehand(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=NUMBERS)
        go(desk, "numbers", "file")
        assert desk.focus.accessibleDescription() == "PDF or PNG files, 5 MB at most"
        assert limit_words(("image/*", "application/msword"), None) == "picture or DOC files"


class TestTables:
    def test_a_row_for_each_repetition_and_one_more_by_key(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=TABLES)
        go(desk, "tables", "contacts", "name")
        assert desk.focus.accessibleName() == "Name, Who was there 1"
        desk.type("Sam")
        desk.tab_to("Add another: Who was there")
        desk.press(Qt.Key.Key_Return)
        assert desk.focus.accessibleName() == "Name, Who was there 2"
        desk.type("Ali")
        names = [row["item"][0]["answer"][0]["valueString"] for row in _rows(desk, "contacts")]
        assert names == ["Sam", "Ali"]
        desk.tab_to("Remove Who was there 1", back=True)
        desk.press(Qt.Key.Key_Return)
        assert [row["item"][0]["answer"][0]["valueString"] for row in _rows(desk, "contacts")] == ["Ali"]
        desk.press(Qt.Key.Key_Z, CTRL)
        assert len(_rows(desk, "contacts")) == 2

    def test_columns_of_a_table_stand_under_each_other(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=TABLES)
        desk.screen.state.add((("tables", 0), ("contacts", 1)))
        desk.screen._apply(desk.state.fit(60))
        QTest.qWait(50)
        views = [
            view
            for _key, row in desk.screen._paper.built_rows()
            for view in getattr(row, "views", {}).values()
            if view.item.link_id == "role"
        ]
        assert len({view.mapTo(desk.screen, view.rect().topLeft()).x() for view in views}) == 1

    def test_shared_answers_are_columns_and_their_row_says_its_question(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=TABLES)
        go(desk, "tables", "habits", "alone")
        assert isinstance(desk.focus, QRadioButton)
        assert desk.focus.accessibleName() == "Daily"
        assert desk.focus.accessibleDescription() == "", (
            "a group whose name is said again with it is not said"
        )
        desk.press(Qt.Key.Key_Right)
        desk.press(Qt.Key.Key_Space)
        assert codes(desk, "alone") == ["weekly"]
        group_box = desk.row("alone").findChild(AnswerGroup)
        assert group_box is not None
        interface = QAccessible.queryAccessibleInterface(group_box)
        assert interface.text(QAccessible.Text.Name) == "Spends the day alone"

    def test_not_asked_in_a_table_takes_its_reason(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=TABLES)
        go(desk, "tables", "habits", "sleep")
        for _step in range(4):
            desk.press(Qt.Key.Key_Right)
        desk.press(Qt.Key.Key_Space)
        assert desk.focus.accessibleName() == "Why it was not asked"
        desk.type("asleep")
        assert "asleep" in json.dumps(desk.answer("sleep"))

    def test_questions_stand_side_by_side_and_a_grid_names_its_rows(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=TABLES)
        go(desk, "tables", "before", "school")
        home, school = desk.row("home"), desk.row("school")
        assert home.mapTo(desk.screen, home.pos()).y() == school.mapTo(desk.screen, school.pos()).y()
        go(desk, "tables", "parents", "father", "f.told")
        assert desk.focus.accessibleName() == "Told?, Father"
        desk.type("y")
        assert desk.answer("f.told") == [{"valueBoolean": True}]

    @pytest.mark.parametrize("size", [(400, 690), (1150, 690)])
    def test_a_table_is_stacked_where_it_does_not_fit(self, qtbot: QtBot, size: tuple[int, int]) -> None:
        desk = put_on_desk(qtbot, every_control(), part=TABLES, size=size)
        QTest.qWait(50)
        kinds = {line.kind for line in desk.state.lines}
        assert (LineKind.TABLE_ROW in kinds) is (size[0] == 1150)
        assert {"name", "alone", "school", "f.told"} <= set(desk.shown())

    def test_what_is_typed_in_a_table_is_there_when_it_is_stacked(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=TABLES)
        go(desk, "tables", "contacts", "name")
        desk.type("Sam")
        desk.screen._apply(desk.state.fit(0))
        go(desk, "tables", "contacts", "name")
        box = desk.focus
        assert isinstance(box, QLineEdit)
        assert box.text() == "Sam"

    def test_an_error_stands_in_its_cell(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=TABLES)
        go(desk, "tables", "contacts", "age")
        desk.type("ten")
        go(desk, "tables", "contacts", "name")
        view = desk.row("age")
        errors = [text for text in view.findChildren(Text) if text.property("kind") == "error"]
        assert len(errors) == 1
        assert box_of(desk, "age").accessibleDescription() == f"Error: {errors[0].text()}"

    def test_a_cell_comes_and_goes_with_another_of_its_row_and_the_focus_stays(self, qtbot: QtBot) -> None:
        told = {"question": "told", "operator": "=", "answerBoolean": True}
        table = group(
            "rows", question("told", "boolean"), question("who", "string", enableWhen=[told]),
            repeats=True, extension=[control("gtable")],
        )  # fmt: skip
        desk = asked(qtbot, table)
        assert desk.shown() == ["told"]
        go(desk, "g", "rows", "told")
        held = desk.focus
        desk.type("y")
        assert desk.shown() == ["told", "who"]
        assert desk.focus is held
        desk.press(Qt.Key.Key_Down)
        assert desk.shown() == ["told"]


def _rows(desk: Desk, link_id: str) -> list[dict[str, Any]]:
    draft = json.loads(desk.state.response.to_json(keep_disabled=True))
    found: list[dict[str, Any]] = [
        item for section in draft["item"] for item in section.get("item", []) if item["linkId"] == link_id
    ]
    return found


class TestParts:
    def test_tabs_are_gone_through_by_arrow_keys_and_say_what_is_to_be_mended(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=PARTS)
        bar = desk.screen.findChild(QTabBar)
        assert bar is not None
        assert desk.shown()[0] == "t1.q"
        bar.setFocus()
        desk.press(Qt.Key.Key_Right)
        assert desk.shown()[:2] == ["t2.q", "t2.n"]
        assert desk.focus is bar
        desk.tab_to("How often?")
        desk.type("often")
        desk.tab_to("What was done?", back=True)
        assert bar.tabText(1) == "At home (1 to mend)"
        assert tab_words("At home", 2) == "At home (2 to mend)"

    def test_going_to_a_question_opens_its_tab_and_what_is_folded(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=PARTS)
        go(desk, "parts", "tabs", "t2", "t2.n")
        assert desk.focus.accessibleName() == "How often?"
        assert "fold.q" not in desk.shown()
        go(desk, "parts", "folded", "fold.q")
        assert desk.focus.accessibleName() == "Anything else?"

    def test_one_comes_back_to_the_tab_that_one_was_in(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=PARTS)
        go(desk, "parts", "tabs", "t2", "t2.n")
        desk.type("7")
        desk.screen.flush()
        content, place = desk.drafts[-1][:2]
        again = put_on_desk(qtbot, every_control(), saved=content, place=Place.read(place))
        assert again.focus.accessibleName() == "How often?"

    def test_a_fold_is_opened_and_closed_by_key(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=PARTS)
        button = desk.tab_to("Show: More, if you have it")
        desk.press(Qt.Key.Key_Return)
        assert "fold.q" in desk.shown()
        assert button.accessibleName() == "Hide: More, if you have it"
        desk.press(Qt.Key.Key_Return)
        assert "fold.q" not in desk.shown()

    def test_headers_stand_on_top_of_each_section_and_footers_below(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control())
        for part in range(4):
            desk.screen.show_part(part)
            notes = [
                line.item.link_id for line in desk.state.lines if line.item and line.kind is LineKind.NOTE
            ]
            assert notes[0] == "top"
            assert notes[-1] == "bottom"
            assert desk.state.lines[-1].kind is LineKind.END

    def test_pages_inside_a_section_are_shown_one_at_a_time(self, qtbot: QtBot) -> None:
        pages = [
            group(name, question(f"{name}.q", "string"), extension=[control("page")]) for name in ("a", "b")
        ]
        desk = asked(qtbot, *pages)
        assert desk.shown() == ["a.q"]
        assert desk.screen.findChild(TabsRow) is not None
        go(desk, "g", "b", "b.q")
        assert desk.shown() == ["b.q"]


class TestWords:
    def test_markup_is_shown_plain_words_are_said_and_nothing_is_loaded(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), part=PARTS)
        go(desk, "parts", "rich")
        assert desk.focus.accessibleName() == "Use their own words"
        label = next(text for text in desk.row("rich").findChildren(RichText) if "own" in text.text())
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
        desk = put_on_desk(qtbot, every_control(), part=PARTS)
        go(desk, "parts", "picture")
        shown = desk.row("picture").findChild(Picture)
        assert shown is not None
        assert (shown.pixmap().width(), shown.accessibleName()) == (120, "What is in the picture?")

    @pytest.mark.parametrize(
        "address", ["http://127.0.0.1/x.png", "file:///etc/passwd", "data:image/png;base64,????", "data:image/svg+xml;base64,PHN2Zy8+"]
    )  # fmt: skip
    def test_a_picture_that_is_elsewhere_or_broken_is_no_picture(self, qtbot: QtBot, address: str) -> None:
        del qtbot
        assert read_picture(address, 100) is None

    def test_the_help_of_a_group_is_shown_with_that_of_its_question(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control())
        go(desk, "choices", "radio")
        card = desk.screen.findChild(HelpCard)
        assert card is not None
        shown = [text.text() for text in card.findChildren(Text) if text.isVisible()]
        assert shown[0] == "One answer holds."
        assert "choices" in shown[1]
        go(desk, "choices", "drop")
        headings = [heading.text() for heading in card.findChildren(Heading) if heading.isVisible()]
        assert headings == ["About “Choices”"]

    def test_the_guidance_page_is_named_and_opened_by_key_and_other_links_are_only_shown(
        self, qtbot: QtBot
    ) -> None:
        desk = put_on_desk(qtbot, every_control(), part=PARTS)
        go(desk, "parts", "linked")
        wanted: list[str] = []
        desk.screen.guidance_wanted.connect(wanted.append)
        desk.press(Qt.Key.Key_F1, CTRL)
        assert wanted == ["consent-and-sharing"]
        card = desk.screen.findChild(HelpCard)
        assert card is not None
        assert card._link.text() == "Read more: Consent and sharing (Ctrl+F1)"
        assert "https://example.org/consent" in said(desk)

    def test_help_stands_once_for_a_part_where_it_is_among_the_questions(self, qtbot: QtBot) -> None:
        desk = put_on_desk(qtbot, every_control(), size=(620, 690))
        links = {name: desk.row(name)._why for name in ("radio", "beside", "ticks")}
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
        desk = asked(qtbot, question("a", "integer", "A"), self.SUM)
        desk.type("41")
        box = box_of(desk, "sum")
        qtbot.waitUntil(lambda: box.text() == "42", timeout=5000)
        assert box.isReadOnly()
        assert "Worked out from your answers" in said(desk)
        assert box.accessibleDescription() == "Worked out from your answers"

    def test_what_was_written_over_it_stays_until_the_worked_out_answer_is_wanted_again(
        self, qtbot: QtBot
    ) -> None:
        own = {**self.SUM, "readOnly": False}
        desk = asked(qtbot, question("a", "integer", "A"), own)
        desk.type("1")
        box = box_of(desk, "sum")
        qtbot.waitUntil(lambda: box.text() == "2", timeout=5000)
        desk.tab_to("Both together")
        desk.press(Qt.Key.Key_A, CTRL)
        desk.type("7")
        go(desk, "g", "a")
        desk.type("1")
        QTest.qWait(400)
        assert desk.answer("sum") == [{"valueInteger": 7}]
        desk.tab_to("Use the worked-out answer again")
        desk.press(Qt.Key.Key_Return)
        assert desk.answer("sum") == [{"valueInteger": 12}]
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
        desk = asked(qtbot, question("a", "integer", "A"), question("b", "string", "B"), count)
        qtbot.waitUntil(lambda: not desk.state.response.is_behind, timeout=5000)
        desk.type("4")
        assert desk.state.response.is_behind
        desk.screen._deferred.finish()
        assert desk.answer("sum")


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
        desk = asked(
            qtbot, question("q", "integer", "How many?", extension=[rule]), question("after", "string")
        )
        desk.type("300")
        desk.tab_to("after")
        assert "Fewer than a hundred, please" in said(desk)
        assert "Fewer than a hundred" in box_of(desk, "q").accessibleDescription()
        assert box_of(desk, "q").text() == "300"
        go(desk, "g", "q")
        desk.press(Qt.Key.Key_Backspace)
        desk.press(Qt.Key.Key_Backspace)
        desk.tab_to("after")
        assert "Fewer than a hundred, please" not in said(desk)

    def test_what_is_wrong_with_a_group_stands_under_its_heading_until_it_is_mended(
        self, qtbot: QtBot
    ) -> None:
        rule = self.rule("item.where(linkId='a').answer.exists()", "Say who it was")
        inner = group("inner", question("a", "string", "Who?"), text="Who it was", extension=[rule])
        desk = asked(qtbot, inner, question("after", "string"))
        desk.screen.show_problems(validate(desk.state.response))
        assert said(desk).count("Say who it was") == 1
        go(desk, "g", "inner", "a")
        desk.type("Sam")
        desk.tab_to("after")
        assert "Say who it was" not in said(desk)


class TestNothingIsLost:
    def test_what_not_known_set_aside_comes_back_after_a_lock(self, qtbot: QtBot) -> None:
        items = [question("words", "string"), question("amount", "decimal")]
        desk = asked(qtbot, *items)
        desk.type("said it twice")
        tick(desk, "Not known")
        go(desk, "g", "amount")
        desk.type("1.25")
        tick(desk, "Not known")
        desk.screen.flush()
        content, place = desk.drafts[-1][:2]
        again = asked(qtbot, *items, saved=content, place=Place.read(place))
        for link_id in ("words", "amount"):
            go(again, "g", link_id)
            tick(again, "Not known")
        assert again.answer("words") == [{"valueString": "said it twice"}]
        assert "1.25" in again.state.response.to_json()

    def test_a_question_that_stays_in_sight_while_it_is_not_asked_cannot_be_answered(
        self, qtbot: QtBot
    ) -> None:
        shown = {
            "url": "http://hl7.org/fhir/5.0/StructureDefinition/extension-Questionnaire.item.disabledDisplay",
            "valueCode": "protected",
        }
        told = {"question": "told", "operator": "=", "answerBoolean": True}
        item = question("who", "string", enableWhen=[told], extension=[shown])
        desk = asked(qtbot, question("told", "boolean"), item)
        box = box_of(desk, "who")
        assert box.isReadOnly()
        go(desk, "g", "told")
        desk.press(Qt.Key.Key_Space)
        assert not box_of(desk, "who").isReadOnly()
