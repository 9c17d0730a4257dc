"""What was said about packs: shown on the record, answered by a desk after the passphrase, and calls noted; by keyboard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.casework.answer import (
    Answer,
    AnswerKind,
    AnswerRecord,
    AnswerSetAside,
    Direction,
)
from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.working_days import WorkingDays
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.sealing import generate_identity
from prevent_desktop.ui.answers.call_page import CallPage
from prevent_desktop.ui.answers.typed_call import TypedCall
from prevent_desktop.ui.components.conversation_card import ConversationCard
from prevent_desktop.ui.components.conversation_words import ANSWERS_ENTRY, Step, conversations_about_received
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.receiving.answer_cover import AnswerCover
from prevent_desktop.ui.receiving.answer_fields import ASKED, NOTE, TOLD
from prevent_desktop.ui.receiving.decision_card import DecisionCard
from prevent_desktop.ui.receiving.typed_answer import DAY, OUTCOME, REASON, TEXT, TypedAnswer
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.record.view import Tab
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.take_answers import record_answer
from prevent_desktop.workflows.forms.fill_form import start_form
from prevent_desktop.workflows.people.people import open_case
from prevent_desktop.workflows.receiving.desk import Desk, make_desk, receiving_end_of
from prevent_desktop.workflows.receiving.inbox import open_pack
from tests.gui.running_app import App
from tests.gui.screens import (
    Screens,
    nameless,
    now,
    pick,
    press,
    shown_texts,
    table_texts,
    too_wide,
    wait_for,
)
from tests.gui.stepping_up import step_up, type_passphrase
from tests.profiles import change_profile
from tests.unit.vault.examples import a_decision
from tests.unit.workflows.correspondence import receive
from tests.unit.workflows.team.circles import as_a_team

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

QUESTION = "Which school does he go to?"


def delivered(screens: Screens, initials: str = "AB") -> PackRecord:
    case_id = screens.case(initials)
    return screens.read(
        lambda vault: next(pack for pack in vault.packs.of_case(case_id) if pack.receipt_at is not None)
    )


def say(screens: Screens, pack: PackRecord, kind: AnswerKind, number: int, **more: object) -> None:
    """An answer to our pack is in the record."""
    said = Answer(kind=kind, number=number, at=now(), receiver=pack.recipient_name, **more)  # type: ignore[arg-type]
    record = AnswerRecord(
        case_id=pack.case_id,
        pack_id=pack.id,
        direction=Direction.RECEIVED,
        answer=said,
        jws="",
        recorded_at=now(),
    )

    def keep(vault: Vault) -> bool:
        record_answer(vault, record, now=now())
        return True

    screens.read(keep)


def record(screens: Screens, initials: str = "AB") -> RecordPage:
    page = RecordPage(
        screens.tasks,
        screens.navigator,
        screens.library,
        screens.clock,
        screens.person(initials),
        entry=ANSWERS_ENTRY,
    )
    return screens.show(page)


def card(page: RecordPage, receiver: str) -> ConversationCard:
    return next(one for one in page.panels.packs.conversations.cards if receiver in one.words.title)


class TestSender:
    def test_the_record_opens_at_what_was_said_and_tells_what_is_due(self, demo: Screens) -> None:
        pack = delivered(demo)
        page = record(demo)
        shown = card(page, pack.recipient_name)
        assert page.panels.packs.isVisible()
        assert list(shown.steps) == [Step.CALLED]
        assert "Answer due" in shown.state.text() or "Overdue by" in shown.state.text()
        say(demo, pack, AnswerKind.QUESTION, 1, text=QUESTION)
        page.refresh()
        demo.settle()
        shown = card(page, pack.recipient_name)
        assert list(shown.steps) == [Step.ADDENDUM]
        assert {QUESTION, "Request for more information"} <= set(shown_texts(page))
        with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
            shown.steps[Step.ADDENDUM].setFocus()
            press(Qt.Key.Key_Space)
        assert wanted.args == [routes.Addendum(pack.case_id, pack_id=pack.id)]

    def test_what_comes_meanwhile_leaves_the_keyboard_where_it_was(self, demo: Screens) -> None:
        """The fault: a page read anew gave it to the top line, and Space opened the search in place of the answer."""
        pack = delivered(demo)
        page = record(demo)
        card(page, pack.recipient_name).steps[Step.CALLED].setFocus()
        aside = AnswerSetAside(
            case_id=pack.case_id, pack_id=pack.id, number=2, digest="ab" * 32, reason="Its signature does not hold.",
            found_at=now(),
        )  # fmt: skip
        demo.read(lambda vault: vault.answers.set_aside(aside))
        page.refresh()
        demo.settle()
        assert "Its signature does not hold." in shown_texts(page)
        assert card(page, pack.recipient_name).steps[Step.CALLED].hasFocus()
        say(demo, pack, AnswerKind.QUESTION, 1, text=QUESTION)
        page.refresh()
        demo.settle()
        assert card(page, pack.recipient_name).steps[Step.ADDENDUM].hasFocus(), "the first that is there"

    def test_a_decision_ends_the_waiting_and_what_is_no_answer_is_told(self, demo: Screens) -> None:
        pack = delivered(demo)
        say(
            demo, pack, AnswerKind.DECISION, 1, outcome=Outcome.SIGNPOSTED, reason="A club is near.", text="Thank you."
        )  # fmt: skip
        aside = AnswerSetAside(
            case_id=pack.case_id, pack_id=pack.id, number=2, digest="ab" * 32, reason="Its signature does not hold.",
            found_at=now(),
        )  # fmt: skip
        demo.read(lambda vault: vault.answers.set_aside(aside))
        page = record(demo)
        shown = card(page, pack.recipient_name)
        assert (shown.state.text(), dict(shown.steps)) == ("Decided", {})
        texts = shown_texts(page)
        assert "Decision: Signposted to other help" in texts
        assert "A club is near.\n\nThank you." in texts
        assert "Something that is not an answer came, and was set aside" in texts
        assert "Its signature does not hold." in texts

    def test_a_call_is_noted_with_the_day_to_ask_again_and_outlives_a_lock(self, demo: Screens) -> None:
        pack = delivered(demo)

        def call() -> CallPage:
            return demo.show(
                CallPage(demo.tasks, demo.navigator, pack, "01632 960 010", demo.clock, WorkingDays())
            )

        page = call()
        QTest.keyClicks(page.text, "They will look")
        demo.lock_and_unlock(page)
        home = demo.show(HomePage(demo.tasks, demo.navigator, demo.get_spool, demo.library, demo.clock))
        assert ["AB, 14", "Call"] in [row[:2] for row in table_texts(home.to_finish.table)]
        page = call()
        wait_for(demo.qtbot, lambda: page.text.toPlainText() == "They will look")
        page.day.set_text("")
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert [link.text() for link in page.errors.links] == ["Give day, month and year"]
        page.day.set_text("2027-02-31")
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert [link.text() for link in page.errors.links] == ["There is no such day. Check day and month"]
        next_day = (now() + timedelta(days=30)).date()
        page.day.set_text(next_day.isoformat())
        page.text.setFocus()
        with demo.qtbot.waitSignal(demo.navigator.asked):
            press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        chases = demo.read(lambda vault: vault.answers.chases([pack.case_id]))
        assert chases[pack.id].day == next_day
        events = demo.read(lambda vault: vault.events.of_case(pack.case_id))
        assert "They will look" in [event.what for event in events]

    def test_my_work_goes_on_with_a_call(self, demo: Screens) -> None:
        pack = delivered(demo)
        page = demo.show(CallPage(demo.tasks, demo.navigator, pack, "", demo.clock, WorkingDays()))
        QTest.keyClicks(page.text, "Half a")
        page.flush()
        demo.settle()
        home = demo.show(HomePage(demo.tasks, demo.navigator, demo.get_spool, demo.library, demo.clock))
        place = [row[1] for row in table_texts(home.to_finish.table)].index("Call")
        with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
            home.to_finish.opened.emit(home.to_finish.table.rows_model.rows[place].key)
        assert wanted.args == [routes.Call(pack.id)]


@dataclass
class Desked:
    """Pages over a vault that is a receiving desk that has a pack in a case."""

    screens: Screens
    mailbox: FolderMailbox
    pack: ReceivedPack

    def page(self, kind: AnswerKind, cover: AnswerCover | None = None) -> DecisionCard:
        screens, clock = self.screens, self.screens.clock
        card = DecisionCard(
            screens.tasks,
            screens.navigator,
            clock,
            screens.library,
            self.pack.id,
            cover=cover or AnswerCover(),
        )
        screens.show(card, (420, 760))
        card.show_pack(screens.read(lambda vault: open_pack(vault, self.pack.id, now=now())))
        card.take_forms(())
        card.ask(kind)
        screens.settle()
        return card

    def decide_in_form(self, choice: str, reason: str) -> None:
        """A finished form of the case decided so."""
        case_id, library = self.pack.case_id or "", self.screens.library

        def add(vault: Vault) -> None:
            form = start_form(vault, library, form_id="screening-tool", case_id=case_id, now=now())
            case = vault.cases.get(case_id)
            vault.decisions.add(replace(a_decision(case, form.id), choice=choice, reason=reason))

        self.screens.read(add)

    def given(self) -> list[AnswerRecord]:
        case_id = self.pack.case_id or ""
        return list(self.screens.read(lambda vault: vault.answers.of_case(case_id)))


@pytest.fixture
def desked(screens: Screens, tmp_path: Path) -> Desked:
    mailbox = FolderMailbox.create(tmp_path / "mailbox")

    def make(vault: Vault) -> ReceivedPack:
        make_desk(vault, Desk(name="Front door", folders=(mailbox.folder,)), now=now())
        receiver = receiving_end_of(vault, now=now())
        key = str(generate_identity().recipient)
        return receive(vault, receiver, mailbox, "P-ABCDEFGHJKMN", "ab" * 32, key)

    return Desked(screens, mailbox, screens.read(make))


def wheel_over(widget: QWidget) -> None:
    here, down = QPointF(5, 5), QPoint(0, -120)
    none, begins = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(here, widget.mapToGlobal(here), QPoint(), down, Qt.MouseButton.NoButton, none, begins, False)  # fmt: skip
    QApplication.sendEvent(widget, event)


class TestReceiver:
    def test_a_question_is_signed_after_the_passphrase_and_not_with_another(self, desked: Desked) -> None:
        page, screens = desked.page(AnswerKind.QUESTION), desked.screens
        asked = page.answer.areas[ASKED]
        assert App.has_keyboard(asked)
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert [link.text() for link in page.errors.links] == ["Write what you need to know"]
        QTest.keyClicks(asked, QUESTION)
        page.save.click()
        assert page.errors.isHidden()
        type_passphrase(screens, page, "something else entirely")
        assert desked.given() == []
        with screens.qtbot.waitSignal(page.signed):
            type_passphrase(screens, page)
        (record,) = desked.given()
        assert (record.answer.text, record.answer.number, record.direction) == (QUESTION, 1, Direction.GIVEN)
        assert screens.read(lambda vault: len(vault.answers.to_give())) == 1

    def test_escape_from_the_passphrase_changes_nothing(self, desked: Desked) -> None:
        page = desked.page(AnswerKind.FEEDBACK)
        told = page.answer.areas[TOLD]
        QTest.keyClicks(told, "Thank you")
        page.save.click()
        QTest.keyClick(step_up(page), Qt.Key.Key_Escape)
        desked.screens.settle()
        assert desked.given() == []
        assert (told.toPlainText(), told.isEnabled(), page.save.isEnabled()) == ("Thank you", True, True)

    def test_a_decision_begins_with_what_the_form_decided(self, desked: Desked) -> None:
        desked.decide_in_form("Channel adopted", "The panel agreed.")
        page = desked.page(AnswerKind.DECISION)
        reason = page.answer.areas[REASON]
        assert (page.answer.outcome.value, reason.toPlainText()) == ("channel-adopted", "The panel agreed.")
        page.answer.outcome.set_value(None)
        reason.clear()
        page.save.click()
        assert [link.text() for link in page.errors.links] == [
            "Choose what is decided",
            "Write why, in a sentence that the referrer can follow",
        ]

    def test_what_is_decided_is_chosen_in_a_list_by_the_keyboard_alone(self, desked: Desked) -> None:
        page = desked.page(AnswerKind.DECISION)
        box = page.answer.outcome
        spoken = QAccessible.queryAccessibleInterface(box)
        assert spoken is not None
        assert App.has_keyboard(box), "the first thing to say"
        assert (box.value, box.currentText(), box.count()) == (None, "Choose …", len(Outcome) + 1)
        QTest.keyClicks(box, "sign")
        assert box.value == "signposted"
        assert spoken.role() is QAccessible.Role.ComboBox
        assert box.accessibleName() == "What is decided?"
        labels = [one.text(QAccessible.Text.Name) for one, _flag in spoken.relations()]
        assert labels == ["What is decided?"], "what Linux speaks as the name of a list"
        assert spoken.text(QAccessible.Text.Value) == "Signposted to other help"
        assert spoken.text(QAccessible.Text.Description).startswith("They see this.")
        press(Qt.Key.Key_Down)
        assert box.value == "early-help"
        wheel_over(box)
        assert box.value == "early-help", "nothing is decided in passing"
        press(Qt.Key.Key_Home)
        page.save.click()
        assert page.errors.links[0].text() == "Choose what is decided"
        assert "Choose what is decided" in spoken.text(QAccessible.Text.Description)

    def test_half_an_answer_outlives_a_lock(self, desked: Desked) -> None:
        page, screens = desked.page(AnswerKind.DECISION), desked.screens
        pick(page.answer.outcome, "signposted")
        QTest.keyClicks(page.answer.areas[REASON], "A club")
        page.answer.turn_to(AnswerKind.QUESTION)
        QTest.keyClicks(page.answer.areas[ASKED], "Which")
        page.answer.turn_to(AnswerKind.DECISION)
        screens.lock_and_unlock(page)
        again = desked.page(AnswerKind.DECISION)
        wait_for(screens.qtbot, lambda: again.answer.areas[REASON].toPlainText() == "A club")
        assert again.answer.outcome.value == "signposted"
        assert again.answer.areas[ASKED].toPlainText() == "Which", (
            "also what another kind of answer began with"
        )
        home = screens.show(
            HomePage(screens.tasks, screens.navigator, screens.get_spool, screens.library, screens.clock)
        )
        with screens.qtbot.waitSignal(screens.navigator.asked) as wanted:
            home.to_finish.opened.emit(home.to_finish.table.rows_model.rows[0].key)
        assert wanted.args == [routes.Answer(desked.pack.id, AnswerKind.DECISION)]

    def test_a_note_for_the_record_goes_to_nobody_and_each_box_says_who_sees_it(self, desked: Desked) -> None:
        page, screens = desked.page(AnswerKind.DECISION), desked.screens
        areas = page.answer.areas
        assert "They see this." in page.answer.outcome.accessibleDescription()
        assert all("They see this." in areas[name].accessibleDescription() for name in (REASON, ASKED, TOLD))
        assert "Only your record." in areas[NOTE].accessibleDescription()
        pick(page.answer.outcome, "signposted")
        QTest.keyClicks(areas[REASON], "Enough")
        QTest.keyClicks(areas[NOTE], "Read with the other case")
        page.save.click()
        with screens.qtbot.waitSignal(page.signed):
            type_passphrase(screens, page)
        (record,) = desked.given()
        assert "other case" not in record.jws
        assert "other case" not in repr(record.answer)
        (note,) = screens.read(lambda vault: vault.notes.of_case(desked.pack.case_id or ""))
        assert (note.text, note.source) == ("Read with the other case", Source.OPINION)

    def test_the_clock_stands_above_the_decision(self, desked: Desked) -> None:
        page = desked.page(AnswerKind.DECISION)
        assert page.clock_note.text.text().startswith("Decide by ")
        assert nameless(page) == []

    def test_one_passphrase_covers_answers_only_where_the_profile_says_so_and_for_no_longer(
        self, desked: Desked
    ) -> None:
        screens, seconds = desked.screens, [0.0]
        screens.read(lambda vault: as_a_team(("sf", vault)))
        cover = AnswerCover(lambda: seconds[0])
        page = desked.page(AnswerKind.FEEDBACK, cover=cover)
        QTest.keyClicks(page.answer.areas[TOLD], "Thank you")
        page.save.click()
        screens.settle()
        with screens.qtbot.waitSignal(page.signed):
            type_passphrase(screens, page)
        assert cover.holds(10)
        again = desked.page(AnswerKind.FEEDBACK, cover=cover)
        QTest.keyClicks(again.answer.areas[TOLD], "And again")
        again.save.click()
        screens.settle()
        QTest.keyClick(step_up(again), Qt.Key.Key_Escape)
        assert len(desked.given()) == 1, "without a profile each asks"
        seconds[0] = 599.0
        screens.read(lambda vault: change_profile(vault, answer_minutes=10))
        third = desked.page(AnswerKind.FEEDBACK, cover=cover)
        third.answer.areas[TOLD].setPlainText("Covered")
        with screens.qtbot.waitSignal(third.signed):
            third.save.click()
        assert len(desked.given()) == 2
        seconds[0] = 600.0
        assert not cover.holds(10)
        assert not cover.holds(0)

    def test_no_passphrase_of_before_covers_what_it_takes_two_people_for(self, desked: Desked) -> None:
        """Whoever finds the desk open would say the first word in the name of whoever answered last, and sign as the second at their own."""
        screens, cover = desked.screens, AnswerCover(lambda: 0.0)
        screens.read(lambda vault: as_a_team(("sf", vault)))
        screens.read(lambda vault: change_profile(vault, answer_minutes=10, second_closes_repeats=True))
        person_id = screens.read(lambda vault: vault.cases.get(desked.pack.case_id or "").person_id)
        opened = screens.read(lambda vault: vault.cases.get(desked.pack.case_id or "").opened_at)
        screens.read(lambda vault: open_case(vault, person_id, now=opened - timedelta(days=30)))
        cover.begin()
        page = desked.page(AnswerKind.DECISION, cover=cover)
        pick(page.answer.outcome, Outcome.NO_FURTHER_ACTION.value)
        page.answer.areas[REASON].setPlainText("Nothing new")
        page.save.click()
        screens.settle()
        QTest.keyClick(step_up(page), Qt.Key.Key_Escape)
        assert screens.read(lambda vault: vault.decisions.of_case(desked.pack.case_id or "")) == ()

    def test_the_record_of_the_desk_offers_to_answer_and_then_to_tell_the_outcome(
        self, desked: Desked
    ) -> None:
        screens, person = desked.screens, desked.screens.person("AB")
        page = screens.show(
            RecordPage(
                screens.tasks, screens.navigator, screens.library, screens.clock, person, entry=ANSWERS_ENTRY
            )
        )
        (shown,) = page.panels.packs.conversations.cards
        assert list(shown.steps) == [Step.QUESTION, Step.DECISION, Step.FEEDBACK]
        assert page.panels.packs.card.isHidden(), "no empty table of packs of our own"
        assert page.tabs.tabText(list(Tab).index(Tab.PACKS)) == "Packs"
        answer = desked.page(AnswerKind.DECISION)
        pick(answer.answer.outcome, "signposted")
        QTest.keyClicks(answer.answer.areas[REASON], "Enough")
        answer.save.click()
        with screens.qtbot.waitSignal(answer.signed):
            type_passphrase(screens, answer)
        (words,) = screens.read(lambda vault: conversations_about_received(vault, desked.pack.id, now()))
        assert words.steps == (Step.QUESTION, Step.OUTCOME, Step.FEEDBACK)
        assert "goes out as soon as the folder is there" in words.lines[-1].what


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_pages_fit_a_small_window_with_large_text_and_every_control_has_a_name(
    desked: Desked, dressed: Theme, appearance: Appearance
) -> None:
    dressed.choose(appearance, 200)
    screens, person = desked.screens, desked.screens.person("AB")
    record = screens.show(
        RecordPage(
            screens.tasks, screens.navigator, screens.library, screens.clock, person, entry=ANSWERS_ENTRY
        )
    )
    record.resize(1024 - 190, 600)
    screens.settle()
    assert nameless(record) == []
    assert too_wide(record) == 0
    for kind in (AnswerKind.QUESTION, AnswerKind.DECISION, AnswerKind.FEEDBACK):
        card = desked.page(kind)
        assert nameless(card) == []
        assert card.minimumSizeHint().width() <= 1024 - 190 - 2 * 16


def test_the_status_line_tells_once_that_an_answer_came_and_names_nobody(app: App) -> None:
    app.open()
    said = Answer(kind=AnswerKind.FEEDBACK, number=1, at=now(), text="Thank you", receiver="Front door")

    def keep(vault: Vault) -> bool:
        (case,) = vault.cases.open_cases()
        record = AnswerRecord(
            case_id=case.id, pack_id="P-ABCD", direction=Direction.RECEIVED, answer=said, jws="", recorded_at=now()
        )  # fmt: skip
        record_answer(vault, record, now=now())
        return True

    app.find(keep)
    answers, navigator = app.unlocked.pages.answers, app.unlocked.pages.navigator
    with app.qtbot.waitSignal(navigator.told) as told:
        answers.tell_news()
    assert told.args == ["1 answer has come: see My work"]
    again: list[str] = []
    navigator.told.connect(again.append)
    answers.tell_news()
    app.find(lambda vault: vault.answers.count_since(now()))  # whatever was asked before has been told by now
    assert again == []


def test_what_was_typed_is_judged_without_a_screen() -> None:
    today = now().date()
    kind = AnswerKind.QUESTION
    assert TypedAnswer(text="What?", day=today.isoformat()).problems(kind, today) == ()
    assert [name for name, _ in TypedAnswer(text="What?", day="2026-13").problems(kind, today)] == [DAY]
    past = TypedAnswer(text="What?", day="2020-01-01").problems(kind, today)
    assert [name for name, _ in past] == [DAY]
    long = TypedAnswer(outcome="signposted", reason="x" * 4_001, text="y" * 10_001)
    assert [name for name, _ in long.problems(AnswerKind.OUTCOME, today)] == [REASON, TEXT]
    assert [name for name, _ in TypedAnswer().problems(AnswerKind.DECISION, today)] == [OUTCOME, REASON]
    assert TypedCall(day="x", usual="x").as_fields() == {}
    assert [name for name, _ in TypedCall(day=today.isoformat()).problems(today)] == [DAY]
