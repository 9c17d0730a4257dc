"""A child's file is sent to a new school by the page, over the sender's real vault, the new school's own, and the folder between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from prevent_desktop.casework.file_move import FileMoveKind
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.ui.packs.move_page import MoveFilePage
from prevent_desktop.ui.packs.school_finder import SchoolFinder
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.workflows.organisation.profile.taking import take_profile
from prevent_desktop.workflows.receiving.desk import public_part
from prevent_desktop.workflows.school_move.directory import (
    ListedSchool,
    choose_school,
    listed_from_desk,
    new_directory,
    sign_directory,
    take_directory,
)
from prevent_desktop.workflows.school_move.moving import Went, read_move
from prevent_desktop.workflows.school_move.schools import known_schools
from tests.gui.conftest import MadeScreens
from tests.gui.screens import Screens, nameless, now, press, shown_texts, too_wide, wait_for
from tests.gui.stepping_up import type_passphrase
from tests.lead_desk import LEAD, LeadDesk, exchange, lead_desk
from tests.profiles import Administrator, a_profile, a_receiver, change_profile

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
WORDS = "Channel support goes on. Call Kim first."


@pytest.fixture
def school(demo: Screens, demo_screens_once: MadeScreens, tmp_path: Path) -> Iterator[LeadDesk]:
    """The new school's lead, whom no profile of ours names."""
    assert demo_screens_once.organisation is not None
    del demo  # it is made first
    with lead_desk(tmp_path, demo_screens_once.organisation) as made:
        yield made


def page_of(
    screens: Screens, person_id: str, card: Path | None = None, folder: Path | None = None
) -> MoveFilePage:
    page = MoveFilePage(
        screens.tasks, screens.navigator, screens.library, screens.get_spool, screens.clock, screens.wake, person_id,
        ask_file=lambda _parent: card, ask_folder=lambda _parent: folder,
    )  # fmt: skip
    return screens.show(page)


def went(screens: Screens, person_id: str) -> tuple[Went, ...]:
    return screens.read(lambda vault: read_move(vault, person_id, now=now())).went


def compare(screens: Screens, page: MoveFilePage) -> None:
    """Read the card that was chosen, find its words the same on the phone."""
    page.choice.read.click()
    assert len(page.choice.words.text().split()) == len(page.choice.receipt_words.text().split()) == 6
    assert page.choice.school is None, "nothing is chosen before the words were compared"
    page.choice.same.click()
    assert screens.read(known_schools) == (), (
        "whoever sits at an open laptop cannot say that they were compared"
    )
    type_passphrase(screens, page)
    page.activateWindow()
    wait_for(screens.qtbot, lambda: page.choice.school is not None and page.isActiveWindow())


def test_that_a_page_was_sent_ahead_is_said_in_sight_of_whoever_pressed_further_down(
    demo: Screens, school: LeadDesk, tmp_path: Path
) -> None:
    card = tmp_path / "school.json"
    card.write_text(public_part(school.vault), encoding="utf-8")
    page = page_of(demo, demo.person("AB"), card)
    compare(demo, page)
    page.left_on.set_text("2026-11-27")
    page.left_on.edited.emit(page.left_on.text)
    page.words.setPlainText(WORDS)
    page.resize(1150, 420)
    page.ahead.setFocus()
    demo.settle()
    assert page.head.visibleRegion().isEmpty()
    page.ahead.click()
    demo.settle()
    type_passphrase(demo, page)
    wait_for(demo.qtbot, lambda: len(page.rows) == 1)
    demo.settle()
    assert page.notice.visibleRegion().boundingRect() == page.notice.rect()


def test_card_words_compared_told_ahead_sent_arrived_and_asked_back(
    demo: Screens, school: LeadDesk, tmp_path: Path
) -> None:
    card = tmp_path / "school.json"
    card.write_text(public_part(school.vault), encoding="utf-8")
    person = demo.person("AB")
    page = page_of(demo, person, card)
    assert not page.send.isEnabled()
    assert "Choose first, above, who it goes to." in shown_texts(page), "two grey buttons said nothing"
    compare(demo, page)
    assert "Choose first, above, who it goes to." not in shown_texts(page)
    assert "To tell them ahead, write first what they should know." in shown_texts(page)
    page.left_on.set_text("2026-11-27")
    page.left_on.edited.emit(page.left_on.text)
    assert "4 December 2026" in page.due.text()
    assert not page.ahead.isEnabled(), "a page ahead has words"
    page.words.setPlainText(WORDS)
    assert page.needs.isHidden()
    page.ahead.click()
    demo.settle()
    type_passphrase(demo, page)
    wait_for(demo.qtbot, lambda: len(page.rows) == 1)
    page.send.click()
    demo.settle()
    type_passphrase(demo, page)
    wait_for(demo.qtbot, lambda: len(page.rows) == 2)
    assert [one.kind for one in went(demo, person)] == [FileMoveKind.AHEAD, FileMoveKind.FILE]
    assert demo.woken == 2

    demo.read(lambda vault: exchange(vault, demo.spool))
    assert len(school.take_in()) == 2
    demo.read(lambda vault: exchange(vault, demo.spool))
    page.refresh()
    demo.settle()
    assert all(one.arrived for one in went(demo, person))

    page.rows[1].wrong.click()
    (dialog,) = page.findChildren(ConfirmDialog)
    assert LEAD in dialog.windowTitle()
    dialog.yes.click()
    demo.settle()
    type_passphrase(demo, page)
    wait_for(demo.qtbot, lambda: len(page.rows) == 3)
    assert went(demo, person)[2].kind is FileMoveKind.DELETE
    assert nameless(page) == []
    assert too_wide(page) == 0


def test_words_that_differ_keep_no_card(demo: Screens, school: LeadDesk, tmp_path: Path) -> None:
    card = tmp_path / "school.json"
    card.write_text(public_part(school.vault), encoding="utf-8")
    page = page_of(demo, demo.person("AB"), card)
    page.choice.read.click()
    page.choice.differ.click()
    demo.settle()
    assert page.choice.school is None
    assert "not kept" in page.choice.notice.text.text()
    assert demo.read(lambda vault: vault.settings.get("schools")) is None


def test_another_file_than_a_card_says_what_to_ask_for(demo: Screens, tmp_path: Path) -> None:
    card = tmp_path / "school.json"
    card.write_text("{}", encoding="utf-8")
    page = page_of(demo, demo.person("AB"), card)
    page.choice.read.click()
    assert "inbox" in page.choice.notice.text.text()


def test_a_school_without_the_program_gets_a_password_and_a_slip(demo: Screens, tmp_path: Path) -> None:
    person = demo.person("AB")
    page = page_of(demo, person, folder=tmp_path)
    page.choice.without.click()
    page.choice.use.click()
    assert page.choice.name_field.error.text(), "it needs a name"
    QTest.keyClicks(page.choice.name, "Elm Road School")
    page.choice.use.click()
    told: list[object] = []
    page.passwords_made.connect(told.append)
    page.send.click()
    demo.settle()
    type_passphrase(demo, page)
    wait_for(demo.qtbot, lambda: bool(told))
    (one,) = went(demo, person)
    assert one.pack.status is PackStatus.SAVED
    assert list(tmp_path.glob("P-*.pdf"))
    assert not page.rows[0].slip.isHidden()
    page.rows[0].slip.click()
    wait_for(demo.qtbot, lambda: bool(page.findChildren(ConfirmDialog)))
    (dialog,) = page.findChildren(ConfirmDialog)
    assert "slip" in dialog.windowTitle()
    dialog.reject()


def test_what_was_typed_outlives_a_lock(demo: Screens) -> None:
    person = demo.person("AB")
    page = page_of(demo, person)
    page.words.setPlainText(WORDS)
    page.flush()
    demo.lock_and_unlock(page)
    again = page_of(demo, person)
    assert again.words.toPlainText() == WORDS


def test_a_school_is_found_in_the_council_s_directory_and_chosen_by_the_keyboard(
    screens: Screens, tmp_path: Path
) -> None:
    council = Administrator.create()
    several = tuple(
        ListedSchool(
            name=name, urn=urn, lead=lead, seal_to=a_receiver().seal_to, endpoint=a_receiver().endpoint,
            receipt_certificate=a_receiver().receipt_certificate,
        )
        for name, urn, lead in (("Elm Road School", "123456", "Kim Hale"), ("Oak Hill School", "654321", ""))
    )  # fmt: skip
    file = tmp_path / "schools.pdschools"
    file.write_bytes(sign_directory(new_directory("Example Council", 1, several, now=now()), council.key))
    screens.read(
        lambda vault: take_profile(vault, council.sign(a_profile()), now=now(), compared=council.words)
    )
    finder = screens.show(SchoolFinder(screens.tasks, lambda _parent: file))
    assert not finder.field.isVisible()
    finder.bring.click()
    screens.settle()
    wait_for(screens.qtbot, finder.field.isVisible)
    assert "Example Council, 2 schools" in finder.field.hint.text()
    finder.words.setFocus()
    QTest.keyClicks(finder.words, "school")
    assert [button.text() for button in finder.found] == [
        "Elm Road School · 123456 · Kim Hale",
        "Oak Hill School · 654321",
    ]
    QTest.keyClicks(finder.words, " kim")
    assert finder.told.text() == "1 school is found."
    screens.settle()
    assert nameless(finder) == []
    press(Qt.Key.Key_Tab)
    assert finder.found[0].hasFocus()
    with screens.qtbot.waitSignal(finder.chosen) as chosen:
        press(Qt.Key.Key_Space)
    assert chosen.args[0].name == "Elm Road School"
    finder.words.setText("nothing of this name")
    assert finder.told.text() == "0 schools are found."


def asked(screens: Screens, page: MoveFilePage) -> ConfirmDialog:
    """What the page asks before it seals the whole file."""

    def shown() -> list[ConfirmDialog]:
        return [one for one in page.findChildren(ConfirmDialog) if one.isVisible()]

    page.send.click()
    wait_for(screens.qtbot, lambda: bool(shown()))
    return shown()[0]


def test_a_school_that_a_newer_directory_does_not_have_is_told_before_anything_is_sealed_to_it(
    demo: Screens, school: LeadDesk, tmp_path: Path
) -> None:
    council, file = Administrator.create(), tmp_path / "schools.pdschools"
    listed = listed_from_desk(public_part(school.vault).encode(), {"name": "Elm Road School"})
    other = ListedSchool(
        name="Oak Hill School", seal_to=a_receiver().seal_to, endpoint=a_receiver().endpoint,
        receipt_certificate=a_receiver().receipt_certificate,
    )  # fmt: skip

    def signed(version: int, *several: ListedSchool) -> bytes:
        return sign_directory(new_directory("Example Council", version, several, now=now()), council.key)

    demo.read(lambda vault: change_profile(vault, authority=(council.authority.certificate_pem.decode(),)))
    demo.read(lambda vault: take_directory(vault, signed(1, listed, other), now=now()))
    chosen = demo.read(lambda vault: choose_school(vault, listed))
    file.write_bytes(signed(2, other))
    person = demo.person("AB")
    page = page_of(demo, person, file)
    page.choice.schools.buttons[chosen.id].click()
    assert page.send.isEnabled()
    assert not page.choice.not_listed.isVisible()

    page.choice.finder.bring.click()
    wait_for(demo.qtbot, page.choice.not_listed.isVisible)
    assert "Elm Road School was chosen in the council’s directory and is no longer in it" in (
        page.choice.not_listed.text()
    )
    button = page.choice.schools.buttons[chosen.id]
    assert button.accessibleName() == "Elm Road School (no longer in the directory)"
    assert page.choice.school == chosen, "it stays chosen, and is told"
    assert nameless(page) == []
    assert too_wide(page) == 0
    dialog = asked(demo, page)
    assert dialog.windowTitle() == "Send it to Elm Road School all the same?"
    dialog.cancel.click()
    demo.settle()
    assert went(demo, person) == ()
    asked(demo, page).yes.click()
    demo.settle()
    type_passphrase(demo, page)
    wait_for(demo.qtbot, lambda: len(page.rows) == 1)
    again = page_of(demo, person)
    wait_for(demo.qtbot, lambda: "no longer" in again.choice.schools.buttons[chosen.id].accessibleName())


def test_another_address_in_a_newer_directory_is_asked_about_and_taken_after_the_question(
    demo: Screens, school: LeadDesk, tmp_path: Path
) -> None:
    council, file = Administrator.create(), tmp_path / "schools.pdschools"
    listed = listed_from_desk(public_part(school.vault).encode(), {"name": "Elm Road School"})
    moved = replace(listed, endpoint="https://new.example/files")

    def signed(version: int, *several: ListedSchool) -> bytes:
        return sign_directory(new_directory("Example Council", version, several, now=now()), council.key)

    demo.read(lambda vault: change_profile(vault, authority=(council.authority.certificate_pem.decode(),)))
    demo.read(lambda vault: take_directory(vault, signed(1, listed), now=now()))
    chosen = demo.read(lambda vault: choose_school(vault, listed))
    file.write_bytes(signed(2, moved))
    page = page_of(demo, demo.person("AB"), file)
    page.choice.schools.buttons[chosen.id].click()
    part = page.choice.changed_part
    assert not part.isVisible()

    page.choice.finder.bring.click()
    wait_for(demo.qtbot, part.isVisible)
    told = f"Address that it is sent to: {chosen.endpoint} is kept, https://new.example/files is in the directory."
    assert told in part.words.text()
    assert page.choice.school == chosen, "nothing is taken in silence"
    assert nameless(page) == []
    assert too_wide(page) == 0
    before = asked(demo, page)
    assert before.windowTitle() == "Send it to Elm Road School all the same?"
    before.cancel.click()
    demo.settle()
    part.take.click()
    (question,) = part.findChildren(ConfirmDialog)
    assert question.windowTitle() == "Is this really Elm Road School?"
    question.yes.click()
    wait_for(demo.qtbot, lambda: not part.isVisible())
    demo.settle()
    assert page.choice.school == moved.receiver
