"""My work: what needs somebody today, is ready to send, to finish, or waits for others, by mouse and by keyboard."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.casework.answer import Answer, AnswerKind, AnswerRecord, Direction
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.ui.components.conversation_words import ANSWERS_ENTRY
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.routing.routes import Call, Note, Record
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import start_form
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.record.open_record import open_record
from prevent_desktop.workflows.record.writing import Writing, keep_writing
from tests.gui.screens import (
    Screens,
    nameless,
    now,
    press,
    reachable,
    shown_texts,
    tab_order,
    table_texts,
    too_wide,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def home(screens: Screens) -> HomePage:
    return screens.show(
        HomePage(screens.tasks, screens.navigator, screens.get_spool, screens.library, screens.clock)
    )


def test_an_empty_vault_says_what_to_do_first(screens: Screens) -> None:
    page = home(screens)
    texts = shown_texts(page)
    assert "Nothing to finish, and nothing waits for others" in texts
    assert any(text.startswith("Nothing needs you today") for text in texts)
    assert not page.who_missing.isHidden()
    assert page.to_finish.isHidden()
    assert page.waiting.isHidden()
    assert page.ready.isHidden()


def test_what_is_not_there_yet_stops_sending_only_where_it_does(screens: Screens, lead: Screens) -> None:
    """The fault: “Until then, you can record” stood beside a pack that was on its way."""
    until_then, now_already = (
        "Until then, you can record and prepare.",
        "You can send now. Set the rest when you have time.",
    )
    assert until_then in shown_texts(home(screens).checklist)
    told = shown_texts(home(lead).checklist)
    assert "Backup" in told
    assert now_already in told
    assert until_then not in told


def test_each_draft_says_whose_it_is_and_where_it_was_left(demo: Screens) -> None:
    rows = table_texts(home(demo).to_finish.table)
    assert ["AB, 14", "Screening tool", "What was seen or heard · 2 of 9 sections", "Draft"] in rows
    assert ["JT, 16", "National referral", "Waits for your check and signature", "To check"] in rows


def test_an_outbox_that_cannot_be_opened_hides_no_work_and_nothing_is_said_that_nobody_knows(
    demo: Screens, tmp_path: Path
) -> None:
    """The fault: “Nothing needs you today” and an empty list, where the disk was read-only."""
    no_folder = tmp_path / "no-outbox"
    no_folder.write_bytes(b"a file")
    page = demo.show(
        HomePage(demo.tasks, demo.navigator, lambda: Spool.open(no_folder), demo.library, demo.clock)
    )
    texts = shown_texts(page)
    assert "JT, 16" in texts
    assert page.notice.isVisible()
    assert "outbox" in page.notice.text.text()
    assert not any(text.startswith("Nothing needs you today") for text in texts)
    assert not any("goes into the outbox next" in text for text in texts)


def test_nothing_is_said_to_be_done_before_it_was_read(screens: Screens) -> None:
    page = HomePage(screens.tasks, screens.navigator, screens.get_spool, screens.library, screens.clock)
    screens.qtbot.addWidget(page)
    page.show()
    assert not any(text.startswith("Nothing") for text in shown_texts(page))
    page.refresh()
    screens.settle()
    assert any(text.startswith("Nothing needs you today") for text in shown_texts(page))


def test_a_pack_waits_with_the_person_first_and_its_code_last(demo: Screens) -> None:
    rows = table_texts(home(demo).waiting.table)
    assert rows
    for row in rows:
        assert re.match(r"[A-Z]{2}, \d+$", row[0])
        assert re.search(r"→ .* · P-[0-9A-Z]{4}$", row[1])
    assert {row[2] for row in rows} <= {"Queued", "Delivered"}


def test_no_name_of_a_person_stands_on_the_page(demo: Screens) -> None:
    words = " ".join(shown_texts(home(demo)))
    people = demo.read(lambda vault: vault.people.all())
    assert people
    for person in people:
        assert person.surname not in words
        assert person.forenames not in words


def test_enter_on_a_draft_opens_that_form(demo: Screens) -> None:
    page = home(demo)
    page.to_finish.table.setFocus()
    press(Qt.Key.Key_Down)
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        press(Qt.Key.Key_Return)
    draft = demo.read(lambda vault: vault.responses.get(wanted.args[0].response_id))
    assert draft.title == table_texts(page.to_finish.table)[1][1]


def test_a_note_that_was_not_finished_is_to_finish(screens: Screens) -> None:
    def write(vault: Vault) -> tuple[str, str]:
        person, case = add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())
        keep_writing(vault, Writing.NOTE, case.id, {"text": "half a"}, now=now())
        return case.id, person.initials

    case_id, initials = screens.read(write)
    page = home(screens)
    row = table_texts(page.to_finish.table)[0]
    assert row[0].startswith(initials)
    assert row[1] == "Note"
    assert "half a" not in " ".join(row)
    page.to_finish.table.setFocus()
    with screens.qtbot.waitSignal(screens.navigator.asked) as wanted:
        press(Qt.Key.Key_Return)
    assert wanted.args == [Note(case_id)]


def in_a_week(screens: Screens) -> HomePage:
    """My work, a week from now: answers are overdue."""
    later = now() + timedelta(days=7)
    return screens.show(
        HomePage(screens.tasks, screens.navigator, screens.get_spool, screens.library, lambda: later)
    )


def test_an_overdue_answer_names_the_number_and_its_button_notes_the_call(demo: Screens) -> None:
    page = in_a_week(demo)
    row = next(row for row in page.today.rows if "has not answered" in row.button.accessibleName())
    assert "I have called…" in row.button.accessibleName()
    assert re.search(r"call 01632 960 \d{3}$", row.button.accessibleName())
    assert row.button.accessibleDescription().startswith("Overdue by ")
    row.button.setFocus()
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        press(Qt.Key.Key_Return)
    assert isinstance(wanted.args[0], Call)


def test_what_needs_somebody_today_is_met_first_by_tab_at_any_width(demo: Screens) -> None:
    page = in_a_week(demo)
    first = page.today.buttons[0].accessibleName()
    for width in (1150, 560):
        page.resize(width, 700)
        demo.settle()
        order = tab_order(page)
        assert order.index(first) == 2, "after the two buttons of the head"
        assert page.today.mapTo(page, QPoint(0, 0)).y() < page.to_finish.mapTo(page, QPoint(0, 0)).y()


@pytest.mark.parametrize("width", [1150, 560])
def test_tab_comes_to_all_of_the_page_and_to_each_once(demo: Screens, width: int) -> None:
    """From the last of what is new it once led back to the lists, and never on to the rest of the window."""
    page = in_a_week(demo)
    page.resize(width, 700)
    demo.settle()
    page.write_note.setFocus()
    stops = list(reachable(page))
    met = []
    for _stop in stops:
        met.append(QApplication.focusWidget())
        press(Qt.Key.Key_Tab)
    assert set(met) == set(stops)
    assert page.write_note.hasFocus()


def test_of_sixty_drafts_all_can_be_reached(screens: Screens) -> None:
    def begin(vault: Vault) -> None:
        _person, case = add_person(vault, forenames="Ada", surname="Bell", birth_date=None, now=now())
        form = next(iter(screens.library.form_ids()))
        begun = start_form(vault, screens.library, form_id=form, case_id=case.id, now=now())
        for number in range(59):
            vault.responses.add(replace(begun, id=f"draft-{number}"))

    screens.read(begin)
    page = home(screens)
    assert len(table_texts(page.to_finish.table)) == 12
    assert page.to_finish.more.text() == "Show 48 more"
    page.to_finish.more.setFocus()
    press(Qt.Key.Key_Return)
    assert len(table_texts(page.to_finish.table)) == 60
    assert page.to_finish.more.isHidden()
    assert page.to_finish.table.currentIndex().row() == 12
    assert page.to_finish.table.hasFocus()


def test_recording_and_writing_are_two_buttons_and_a_key(demo: Screens) -> None:
    page = home(demo)
    with demo.qtbot.waitSignal(demo.navigator.asked):
        page.record_concern.click()
    with demo.qtbot.waitSignal(demo.navigator.asked):
        page.write_note.click()
    with demo.qtbot.waitSignal(demo.navigator.asked):
        page.start_new()


def test_every_control_has_a_name(demo: Screens) -> None:
    assert nameless(home(demo)) == []


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_off_at_the_side_on_a_small_screen(demo: Screens, dressed: Theme, scale: int) -> None:
    dressed.choose(Appearance.DARK, scale)
    page = home(demo)
    page.resize(808, 560)
    demo.settle()
    assert too_wide(page) == 0


def test_pills_stand_at_the_right_edge_of_their_column(demo: Screens, dressed: Theme) -> None:
    table = home(demo).to_finish.table
    ground = dressed.tokens.colours["info_back"]
    shown = table.viewport().grab().toImage()
    drafts = [number for number, row in enumerate(table_texts(table)) if row[3] == "Draft"]
    assert drafts
    for number in drafts:
        middle = table.visualRect(table.rows_model.index(number, 3)).center().y()
        found = [x for x in range(shown.width()) if shown.pixelColor(x, middle).name() == ground]
        assert shown.width() - max(found) < 12


def told(demo: Screens, kind: AnswerKind) -> None:
    """An answer comes to the pack that was delivered, as the outbox brings it."""

    def come(vault: Vault) -> None:
        pack = next(pack for pack in vault.packs.all() if pack.receipt_at is not None)
        answer = Answer(kind=kind, number=7, at=now(), text="Your dates were what helped most.")
        record = AnswerRecord(
            case_id=pack.case_id, pack_id=pack.id, direction=Direction.RECEIVED, answer=answer, jws="signed",
            recorded_at=now(),
        )  # fmt: skip
        with vault.transaction():
            vault.answers.add(record)
            vault.audit.append("answer.received", pack.id, hashlib.sha256(b"signed").hexdigest())

    demo.read(come)


def test_feedback_that_came_is_new_on_my_work_leads_to_it_and_goes_once_it_was_looked_at(
    demo: Screens,
) -> None:
    before = len(home(demo).news.rows)
    told(demo, AnswerKind.FEEDBACK)
    page = home(demo)
    first = page.news.rows[0]
    assert re.match(r"[A-Z]{2}, \d+, Feedback from ", first.accessibleName())
    assert re.search(r" · P-[0-9A-Z]{4}$", first.accessibleDescription())
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        QTest.keyClick(first, Qt.Key.Key_Return)
    route = wanted.args[0]
    assert isinstance(route, Record)
    assert route.entry == ANSWERS_ENTRY
    demo.read(lambda vault: open_record(vault, route.person_id, now=now()))
    page.refresh()
    demo.settle()
    assert not any("Feedback" in row.accessibleName() for row in page.news.rows)
    assert len(page.news.rows) <= before


def test_nothing_new_is_no_card_and_who_has_seen_all_can_take_that_back(demo: Screens) -> None:
    told(demo, AnswerKind.FEEDBACK)
    page = home(demo)
    assert page.news.isVisible()
    assert "I have seen these" in tab_order(page)
    with demo.qtbot.waitSignal(demo.navigator.undoable) as marked:
        page.news.seen.click()
    demo.settle()
    assert not page.news.isVisible()
    assert "I have seen these" not in tab_order(page)
    marked.args[0].undo()
    demo.settle()
    assert page.news.isVisible()
    assert "Feedback from" in page.news.rows[0].accessibleName()


def test_what_needs_somebody_comes_before_what_is_new_by_tab(demo: Screens) -> None:
    told(demo, AnswerKind.QUESTION)
    page = home(demo)
    order = tab_order(page)
    asked = next(at for at, name in enumerate(order) if name.startswith("Answer… "))
    new = next(at for at, name in enumerate(order) if name == page.news.rows[0].accessibleName())
    assert asked < new
    assert order[new : new + len(page.news.rows)] == [row.accessibleName() for row in page.news.rows]
    assert nameless(page) == []


def test_in_one_column_what_is_new_stands_below_today_and_above_all_else_by_tab_too(
    demo: Screens, dressed: Theme
) -> None:
    told(demo, AnswerKind.FEEDBACK)
    page = home(demo)

    def top(part: QWidget) -> int:
        return part.mapTo(page, QPoint(0, 0)).y()

    for scale, width in ((200, 1024), (100, 1366), (100, 560)):
        dressed.choose(Appearance.LIGHT, scale)
        page.resize(width, 700)
        demo.settle()
        order = tab_order(page)
        new, draft = (order.index(name) for name in (page.news.rows[0].accessibleName(), "To finish"))
        is_stacked = width < 1366
        assert (new < draft) is is_stacked, (scale, width, order)
        assert (top(page.today) < top(page.news) < top(page.to_finish)) is is_stacked, (scale, width)
