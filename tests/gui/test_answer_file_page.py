"""A lead without a desk answers a checked pack on a page of its own: what is missing is said first, and a sealed file is saved for the sender."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.sealing import generate_identity, open_bytes
from prevent_desktop.ui.receiving.answer_file_page import NOT_DECIDED, AnswerFilePage
from prevent_desktop.ui.receiving.typed_answer import OUTCOME, REASON, TEXT
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.workflows.answers.answer_by_file import FileToAnswer, next_number
from tests.gui.screens import Screens, nameless, shown_texts, tab_order, too_wide, wait_for
from tests.gui.stepping_up import type_passphrase

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PACK = "P-7QF2K8M4T9XW"
SENDER = generate_identity()
TO = FileToAnswer(
    pack_id=PACK, sealed_digest="ab" * 32, answer_to=str(SENDER.recipient), sender_name="Ashley Moor",
    sender_organisation="Example School",
)  # fmt: skip


def opened(demo: Screens, folder: Path | None) -> AnswerFilePage:
    def target(_page: object, name: str) -> Path | None:
        return None if folder is None else folder / name

    return demo.show(AnswerFilePage(demo.tasks, demo.navigator, demo.clock, TO, ask_target=target))


def choose(page: AnswerFilePage, key: str) -> None:
    page.outcome.set_value(key)
    page.outcome.chosen.emit(key)


def test_what_is_missing_is_said_first_and_a_reason_is_asked_for_where_something_is_decided(
    demo: Screens, tmp_path: Path
) -> None:
    page = opened(demo, tmp_path)
    assert nameless(page) == []
    assert not page.fields[REASON].isVisible()
    page.save.click()
    assert page.outcome.hasFocus()
    assert {"Choose what is decided, or that nothing is decided yet", "Write what you tell the referrer"} <= set(
        shown_texts(page)
    )  # fmt: skip
    choose(page, Outcome.EARLY_HELP.value)
    assert page.fields[REASON].isVisible()
    page.save.click()
    assert "Write why, in a sentence that the referrer can follow" in shown_texts(page)
    assert page.reason.hasFocus()


@pytest.mark.parametrize("decided", [True, False])
def test_it_is_signed_after_the_passphrase_and_saved_for_the_sender_alone(
    demo: Screens, tmp_path: Path, decided: bool
) -> None:
    page = opened(demo, tmp_path)
    choose(page, Outcome.EARLY_HELP.value if decided else NOT_DECIDED)
    page.reason.setPlainText("They know the family.")
    page.text.setPlainText("I have called home.")
    page.save.click()
    type_passphrase(demo, page)
    file = tmp_path / f"{PACK}.answer-1.age"
    wait_for(demo.qtbot, lambda: "Give it to Ashley Moor" in page.notice.text.text())
    assert b"prevent-answer" not in file.read_bytes()
    assert open_bytes(file.read_bytes(), [SENDER]).count(b".") == 2, "signed words"
    assert demo.read(lambda vault: next_number(vault, PACK)) == 2


def test_one_that_is_not_saved_uses_no_number_up(demo: Screens) -> None:
    page = opened(demo, None)
    choose(page, NOT_DECIDED)
    page.text.setPlainText("I have called home.")
    page.save.click()
    type_passphrase(demo, page)
    wait_for(demo.qtbot, lambda: "It was not saved" in page.notice.text.text())
    assert demo.read(lambda vault: next_number(vault, PACK)) == 1


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_off_and_the_keyboard_goes_down_the_page(
    demo: Screens, dressed: Theme, scale: int, tmp_path: Path
) -> None:
    dressed.choose(Appearance.DARK, scale)
    page = opened(demo, tmp_path)
    choose(page, Outcome.EARLY_HELP.value)
    page.resize(808, 560)
    demo.settle()
    assert too_wide(page) == 0
    assert set(page.fields) == {OUTCOME, REASON, TEXT}
    order = tab_order(page)
    places = [next(n for n, each in enumerate(order) if word in each) for word in ("decided?", "Why is", "tell them", "Sign and save")]  # fmt: skip
    assert places == sorted(places)
    assert page.save.focusPolicy() & Qt.FocusPolicy.TabFocus
