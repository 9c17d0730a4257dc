"""Recording a concern, by keyboard in the whole app: danger first, one page, and what comes next."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from prevent_desktop.data_files import forms
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.ui.forms.filling.lead_card import LeadCard
from prevent_desktop.ui.forms.filling.one_page import OnePageScreen
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.forms.pages.concern_done import ConcernDonePage
from prevent_desktop.ui.forms.rows.danger import DangerPanel
from prevent_desktop.ui.forms.rows.plain import TitleRow
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.lines import LineKind
from prevent_desktop.ui.packs.to_lead_card import ToLeadCard
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.widgets import RichText, Text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import CONCERN, SCREENING
from tests.gui.form_trial import FormTrial, dress, show_form
from tests.gui.running_app import App

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
MOST_KEYS = 45


class Hand:
    """Somebody at the keyboard, whose keys beside the words are counted."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.keys = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        self.keys += 1
        QTest.keyClick(focus, key, modifier)

    def write(self, words: str, *, counts: bool = False) -> None:
        """Words of the concern; letters of a command are keys like others."""
        focus = QApplication.focusWidget()
        assert focus is not None
        self.keys += len(words) if counts else 0
        QTest.keyClicks(focus, words)

    def begin(self) -> OnePageScreen:
        """From My work to an empty concern about Alex Brook."""
        app = self.app
        self.press(Qt.Key.Key_K, CONTROL)
        palette = app.unlocked.palette.palette
        self.write("concern", counts=True)
        app.wait(lambda: not palette._is_searching)
        self.press(Qt.Key.Key_Return)
        app.wait(lambda: not palette.isVisible())
        app.wait(lambda: app.has_keyboard(app.page))
        self.write("Brook")
        self.press(Qt.Key.Key_Return)
        app.wait(lambda: isinstance(app.page, OnePageScreen) and app.has_keyboard(app.page))
        page = app.page
        assert isinstance(page, OnePageScreen)
        return page

    def say_no_danger(self) -> None:
        self.press(Qt.Key.Key_Down)
        self.press(Qt.Key.Key_Space)
        self.press(Qt.Key.Key_Tab)


def kept(app: App, form_id: str) -> Response:
    """What the vault holds of a form."""

    def read(vault: Vault) -> Response:
        case = vault.cases.open_cases()[0]
        filled = next(form for form in vault.responses.of_case(case.id) if form.form_id == form_id)
        return Response.read(app.unlocked.pages.library.for_response(vault, filled), filled.content)

    return app.find(read)


def test_a_concern_takes_at_most_45_keys_beside_its_words_and_goes_on_as_a_screening(app: App) -> None:
    app.open()
    hand = Hand(app)
    screen = hand.begin()
    hand.say_no_danger()
    for words in ("Showed two pupils a video", "They had the right idea.", "20", "11", "2026"):
        hand.write(words)
        hand.press(Qt.Key.Key_Tab)
    hand.press(Qt.Key.Key_Tab)  # approximate
    hand.write("Dinner hall")
    hand.press(Qt.Key.Key_Tab)
    hand.press(Qt.Key.Key_Space)  # I saw it
    hand.press(Qt.Key.Key_Tab)
    hand.write("Told the head of year")
    hand.press(Qt.Key.Key_Tab)
    hand.press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is screen.foot.proceed
    hand.press(Qt.Key.Key_Return)
    app.wait(lambda: isinstance(app.page, ConcernDonePage) and app.has_keyboard(app.page))
    print(f"A concern from My work: {hand.keys} keys beside its words")
    assert hand.keys <= MOST_KEYS
    page = app.page
    assert isinstance(page, ConcernDonePage)
    card = page.sending
    assert isinstance(card, ToLeadCard)
    app.wait(card.go_to_it.hasFocus)
    assert card.send.isHidden(), "nobody has said yet who signs"
    assert card.in_the_way.text().startswith("Say who you are in settings")
    assert card.more.isVisible()
    card.go_to_it.click()
    app.wait(lambda: isinstance(app.page, SettingsScreen))
    settings = app.page
    assert isinstance(settings, SettingsScreen)
    app.wait(settings.back.isVisible)
    settings.back.click()
    app.wait(lambda: isinstance(app.page, ConcernDonePage))
    page = app.page
    assert isinstance(page, ConcernDonePage)
    page.screening.click()
    app.wait(lambda: type(app.page) is FormScreen)
    known = kept(app, SCREENING).to_json()
    for words in ("Showed two pupils a video", "Dinner hall", "Told the head of year", "2026-11-20"):
        assert words in known, "nothing is typed twice"


def test_ctrl_enter_goes_through_what_is_to_answer_and_freezes_nothing(app: App) -> None:
    app.open()
    hand = Hand(app)
    screen = hand.begin()
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Space)
    for name, words in (
        ("What happened?", "A film"), ("Their own words", "They see"), ("When was it?: Day", "20"),
    ):  # fmt: skip
        hand.press(Qt.Key.Key_Return, CONTROL)
        app.wait(lambda name=name: QApplication.focusWidget().accessibleName() == name)  # type: ignore[misc, union-attr]
        hand.write(words)
    for path in ((("concern", 0), ("seen.where", 0)), (("concern", 0), ("concern.done", 0))):
        screen.answering.edit(path, ("Said so",))
    screen.answering.edit((("concern", 0), ("seen.when", 0)), (PartialDate(2026, 11, 20),))
    hand.press(Qt.Key.Key_Return, CONTROL)
    app.wait(lambda: QApplication.focusWidget().accessibleName() == "I did")  # type: ignore[union-attr]
    hand.press(Qt.Key.Key_Space)
    hand.press(Qt.Key.Key_Return, CONTROL)
    app.wait(lambda: QApplication.focusWidget() is screen.foot.proceed)
    assert app.page is screen, "only its own button finishes a concern"


def test_what_is_left_is_marked_on_the_page_and_the_keyboard_goes_to_it(app: App) -> None:
    app.open()
    hand = Hand(app)
    screen = hand.begin()
    hand.say_no_danger()
    hand.write("Showed two pupils a video")
    screen.foot.proceed.click()
    app.wait(lambda: screen.state.errors_below(()) > 0)
    assert app.page is screen
    focus = QApplication.focusWidget()
    assert isinstance(focus, QPlainTextEdit)
    assert focus.accessibleName() == "Their own words"


@pytest.fixture
def concern(qtbot: QtBot, dressed: object) -> FormTrial:
    del dressed
    return show_form(qtbot, (forms() / CONCERN / "1.2.0.json").read_bytes())


@pytest.fixture
def old_concern(qtbot: QtBot, dressed: object) -> FormTrial:
    """A concern that does not ask when the call was."""
    del dressed
    return show_form(qtbot, (forms() / CONCERN / "1.0.0.json").read_bytes())


class TestDanger:
    def test_enter_once_too_often_does_not_say_that_somebody_has_called(self, concern: FormTrial) -> None:
        concern.press(Qt.Key.Key_Return)
        (panel,) = concern.screen.findChildren(DangerPanel)
        assert concern.focus is not panel.done
        concern.press(Qt.Key.Key_Return)
        assert panel.done.text() == "I have called"
        panel.done.setFocus()
        concern.press(Qt.Key.Key_Return)
        assert panel.done.text().startswith("✓ I have called"), "whoever goes there by Tab may press Enter"

    def test_yes_shows_whom_to_call_large_and_says_it_at_once(
        self, concern: FormTrial, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said: list[str] = []
        monkeypatch.setattr(
            "prevent_desktop.ui.forms.rows.question_list.announce", lambda _widget, words: said.append(words)
        )
        assert not concern.screen.findChildren(DangerPanel)
        concern.press(Qt.Key.Key_Space)
        (panel,) = concern.screen.findChildren(DangerPanel)
        assert panel.isVisible()
        assert len(said) == 1
        assert "999: Police, ambulance or fire" in said[0]
        assert "0800 789 321: Anti-Terrorist Hotline" in said[0]
        numbers = [text for text in panel.findChildren(Text) if text.property("kind") == "number"]
        assert [text.text() for text in numbers] == ["999", "0800 789 321"]
        assert {text.fontInfo().pixelSize() for text in numbers} == {24}

    def test_a_number_to_call_is_never_broken_over_two_lines(self, qtbot: QtBot) -> None:
        panel = DangerPanel("Call now: 999, or the Anti-Terrorist Hotline on 0800 789 321. The form waits.")
        qtbot.addWidget(panel)
        (call,) = (text for text in panel.findChildren(Text) if text.property("kind") == "urgent")
        assert "0800\N{NO-BREAK SPACE}789\N{NO-BREAK SPACE}321" in call.text()
        assert "0800 789 321. The form" in panel.accessibleName(), "said as it is written"

    @pytest.mark.parametrize("scale", [100, 200])
    def test_whom_a_number_reaches_stands_beside_it_in_one_column(self, qtbot: QtBot, scale: int) -> None:
        dress(scale=scale)
        panel = DangerPanel("Call now.")
        qtbot.addWidget(panel)
        panel.resize(900, 700)
        panel.show()
        qtbot.waitExposed(panel)
        numbers = [text for text in panel.findChildren(Text) if text.property("kind") == "number"]
        beside = [
            text for text in panel.findChildren(Text) if text.text().startswith(("Police", "Anti-Terrorist"))
        ]
        assert len({text.x() for text in beside}) == 1
        assert min(text.x() for text in beside) - max(text.geometry().right() for text in numbers) >= 12
        dress()

    def test_i_have_called_answers_when_it_was_once_and_it_can_be_changed(self, concern: FormTrial) -> None:
        concern.press(Qt.Key.Key_Space)
        concern.press(Qt.Key.Key_Tab)
        (panel,) = concern.screen.findChildren(DangerPanel)
        concern.press(Qt.Key.Key_Return)
        concern.type("999, police.")
        (answer,) = concern.answer("noticed.danger.time")
        time = answer["valueTime"][:5]
        assert concern.answer("noticed.danger.done") == [{"valueString": "999, police."}]
        assert panel.done.text() == f"✓ I have called · {time}"
        panel.done.click()
        assert concern.answer("noticed.danger.time") == [answer], "once"
        panel.change_time.click()
        concern.type("07:15")
        assert concern.answer("noticed.danger.time") == [{"valueTime": "07:15:00"}]
        assert panel.done.text() == "✓ I have called · 07:15"

    def test_the_time_can_be_typed_without_the_button(self, concern: FormTrial) -> None:
        concern.press(Qt.Key.Key_Space)
        concern.tab_to("When was the call?")
        concern.type("1432")
        (panel,) = concern.screen.findChildren(DangerPanel)
        assert panel.done.text() == "✓ I have called · 14:32"

    def test_a_form_that_does_not_ask_when_gets_the_time_with_who_was_called(
        self, old_concern: FormTrial
    ) -> None:
        concern = old_concern
        concern.press(Qt.Key.Key_Space)
        concern.press(Qt.Key.Key_Tab)
        (panel,) = concern.screen.findChildren(DangerPanel)
        assert concern.focus is panel.done
        concern.press(Qt.Key.Key_Return)
        concern.type("999, police.")
        words = concern.answer("noticed.danger.done")[0]["valueString"]
        time = words.removeprefix("Called at ")[:5]
        assert words == f"Called at {time}. 999, police."
        assert panel.done.text() == f"✓ I have called · {time}"
        panel.done.click()
        assert concern.answer("noticed.danger.done")[0]["valueString"] == words, "once"
        panel.change_time.click()
        concern.type("07:15")
        assert concern.answer("noticed.danger.done")[0]["valueString"] == "Called at 07:15. 999, police."
        assert panel.done.text() == "✓ I have called · 07:15"

    def test_no_takes_the_panel_away_and_nothing_is_lost(self, concern: FormTrial) -> None:
        concern.press(Qt.Key.Key_Space)
        concern.screen.findChildren(DangerPanel)[0].done.click()
        concern.screen.go_to((("concern", 0), ("noticed.danger", 0)))
        concern.press(Qt.Key.Key_Down)
        assert not [panel for panel in concern.screen.findChildren(DangerPanel) if panel.isVisible()]
        concern.press(Qt.Key.Key_Up)
        panel = next(one for one in concern.screen.findChildren(DangerPanel) if one.isVisible())
        assert panel.done.text().startswith("✓")


def test_it_has_nine_questions_at_most() -> None:
    form = load_questionnaire((forms() / CONCERN / "1.2.0.json").read_bytes())
    beside = {"seen.when.approximate", "noticed.danger.time"}  # a tick, and what the panel’s button answers
    assert (
        len([one for one in form.by_link_id.values() if one.is_question and one.link_id not in beside]) <= 9
    )


class TestDayAndPlace:
    WHEN, WHERE = (("concern", 0), ("seen.when", 0)), (("concern", 0), ("seen.where", 0))

    @pytest.fixture
    def paired(self, qtbot: QtBot, dressed: object) -> FormTrial:
        del dressed
        screen = self._shown(qtbot, "1.2.0")
        screen.activateWindow()
        return FormTrial(qtbot, screen)

    @pytest.fixture
    def longer(self, qtbot: QtBot, dressed: object) -> OnePageScreen:
        """The version that asks “When did it happen?” and “Where did it happen?”."""
        del dressed
        screen = self._shown(qtbot, "1.1.0")
        QCoreApplication.processEvents()
        return screen

    @staticmethod
    def _shown(qtbot: QtBot, version: str) -> OnePageScreen:
        form = load_questionnaire((forms() / CONCERN / f"{version}.json").read_bytes())
        state = FormState(Response.start(form))
        state.pair_up()
        screen = OnePageScreen(state, about="AB, 14", form=form.title, beside=LeadCard())
        qtbot.addWidget(screen)
        screen.resize(1150, 800)
        screen.show()
        return screen

    def test_they_stand_side_by_side_where_there_is_room(self, paired: FormTrial) -> None:
        beside = []
        for width in (1150, 700, 420, 1150):
            paired.screen.resize(width, 800)
            QCoreApplication.processEvents()
            paired.screen.go_to(self.WHEN)
            day, place = (paired.row(path[-1][0]) for path in (self.WHEN, self.WHERE))
            tops = [view.mapTo(paired.screen, QPoint(0, 0)).y() for view in (day, place)]
            beside.append(tops[0] == tops[1])
        assert beside == [True, True, False, True]

    def test_the_words_of_each_stand_in_one_line(self, paired: FormTrial) -> None:
        paired.screen.go_to(self.WHEN)
        for path, words in ((self.WHEN, "When was it?"), (self.WHERE, "Where was it?")):
            label = next(
                text for text in paired.row(path[-1][0]).findChildren(RichText) if text.text() == words
            )
            assert label.height() < 2 * label.fontMetrics().height(), words

    def test_their_fields_are_level(self, paired: FormTrial) -> None:
        paired.screen.go_to(self.WHEN)
        fields = [paired.row(path[-1][0]).focus_target() for path in (self.WHEN, self.WHERE)]
        tops = [field.mapTo(paired.screen, QPoint(0, 0)).y() for field in fields]
        assert abs(tops[0] - tops[1]) <= 1

    def test_longer_questions_stand_below_each_other(self, longer: OnePageScreen) -> None:
        assert LineKind.SIDE_BY_SIDE not in {line.kind for line in longer.state.lines}

    def test_no_line_parts_the_first_title_from_nothing(self, longer: OnePageScreen) -> None:
        (title,) = longer.findChildren(TitleRow)
        assert title.top == 0

    def test_tab_goes_from_the_day_over_its_tick_to_the_place(self, paired: FormTrial) -> None:
        paired.screen.go_to(self.WHEN)
        heard = []
        for _press in range(5):
            heard.append(paired.focus.accessibleName().rpartition(": ")[2])
            paired.press(Qt.Key.Key_Tab)
        assert heard == ["Day", "Month", "Year", "Approximate", "Where was it?"]

    def test_the_tick_and_the_place_are_answers_of_their_own(self, paired: FormTrial) -> None:
        paired.screen.go_to(self.WHERE)
        paired.type("Dinner hall")
        paired.screen.answering.tick_beside(self.WHEN, True)
        assert paired.state.answers(self.WHERE) == ("Dinner hall",)
        assert paired.state.answers((*self.WHEN, ("seen.when.approximate", 0))) == (True,)

    def test_what_is_typed_in_a_box_goes_behind_what_stands_there(self, paired: FormTrial) -> None:
        paired.screen.go_to(self.WHEN)
        paired.type("2")
        for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            paired.press(key)
        paired.type("4")
        assert paired.focus.property("text") == "24"
