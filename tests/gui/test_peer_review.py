"""A draft goes to the lead and comes back with comments: two vaults, the pages of both, and a folder between them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.organisation import Colleague
from prevent_desktop.casework.peer_review import Comment, Comments, PeerReview, ReviewDirection
from prevent_desktop.data_files import forms
from prevent_desktop.errors import ProfileError
from prevent_desktop.ui.forms.check.screen import CheckScreen
from prevent_desktop.ui.forms.filling.comments_card import CommentsCard
from prevent_desktop.ui.forms.filling.controller import FormController
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.peer_review.comment_page import CommentPage
from prevent_desktop.ui.peer_review.list_page import ReviewListPage
from prevent_desktop.ui.peer_review.returned_page import ReturnedReviewPage
from prevent_desktop.ui.peer_review.send_page import SendForReviewPage
from prevent_desktop.ui.routing.routes import Check, Drafts, HandOn
from prevent_desktop.ui.widgets import LinkButton
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import words_for_keys
from prevent_desktop.workflows.forms.fill_form import go_on_or_start, open_form
from prevent_desktop.workflows.forms.form_library import SCREENING, FormLibrary
from prevent_desktop.workflows.organisation.answer_key import answer_recipient
from prevent_desktop.workflows.organisation.profile.making import colleague_from_card
from prevent_desktop.workflows.organisation.signing_identity import signing_key
from prevent_desktop.workflows.peer_review.commenting import ToComment, decision_choices
from prevent_desktop.workflows.peer_review.returned_comments import (
    CommentBeside,
    ReturnedReview,
    comments_beside,
)
from prevent_desktop.workflows.record.writing import Writing, writing
from tests.gui.reading_order import out_of_order
from tests.gui.running_app import App
from tests.gui.screens import (
    Screens,
    nameless,
    shown_texts,
    tab_order,
    too_wide,
    wait_for,
)
from tests.gui.stepping_up import type_passphrase
from tests.profiles import change_profile

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

AUTHOR, LEAD = "Jo Turner", "Pat Lead"


def _colleague(vault: Vault, name: str) -> Colleague:
    return Colleague(
        name=name, role="Head teacher", recipient=answer_recipient(vault),
        certificate=signing_key(vault).certificate_pem.decode(),
    )  # fmt: skip


@pytest.fixture
def stick(demo: Screens, lead: Screens, tmp_path: Path) -> Path:
    """The folder between the two, who know each other by the organisation's profile."""
    colleagues = (
        demo.read(lambda vault: _colleague(vault, AUTHOR)),
        lead.read(lambda vault: _colleague(vault, LEAD)),
    )
    for screens in (demo, lead):
        screens.read(lambda vault: change_profile(vault, colleagues=colleagues))
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def _picture(page: QWidget, name: str) -> None:
    if pictures := os.environ.get("HANDING_PICTURES"):
        page.grab().save(f"{pictures}/{name}.png")


def _sound(page: QWidget) -> None:
    assert not nameless(page)
    assert not too_wide(page)  # type: ignore[arg-type]
    assert not list(out_of_order(page))


def _a_draft(screens: Screens) -> str:
    """The draft of the demo cases in which most is answered."""
    return screens.read(_draft_id)


def _draft_id(vault: Vault) -> str:
    return max(vault.responses.drafts(), key=lambda form: len(form.content)).id


def _hand_on(screens: Screens, folder: Path) -> Path:
    def ask(_parent: QWidget) -> Path:
        return folder

    page = screens.show(
        SendForReviewPage(
            screens.tasks,
            screens.navigator,
            screens.library,
            screens.clock,
            _a_draft(screens),
            ask_folder=ask,
        ),
        (1100, 1400),
    )
    wait_for(screens.qtbot, page.save.isEnabled)
    QTest.keyClicks(page.message, "Is this fair?")
    _picture(page, "hand-on")
    _sound(page)
    page.save.click()
    type_passphrase(screens, page)
    wait_for(screens.qtbot, lambda: "Only Pat Lead can open it" in page.notice.text.text())
    (path,) = folder.glob("D-*.draft.age")
    return path


def _opened(screens: Screens, path: Path) -> PeerReview:
    """Open a file by the page of drafts."""

    def ask(_parent: QWidget) -> Path:
        return path

    page = screens.show(ReviewListPage(screens.tasks, screens.navigator, screens.clock, ask_file=ask))
    with screens.qtbot.waitSignal(screens.navigator.asked) as wanted:
        page.open.click()
    page.refresh()
    screens.settle()
    _picture(page, f"list-{'lead' if path.name.endswith('.draft.age') else 'author'}")
    _sound(page)
    draft_id = wanted.args[0].draft_id
    return screens.read(lambda vault: vault.peer_reviews.get(draft_id))


def _comment(screens: Screens, record: PeerReview, folder: Path) -> Path:
    def ask(_parent: QWidget) -> Path:
        return folder

    choices = decision_choices(screens.library)
    page = screens.show(
        CommentPage(
            screens.tasks,
            screens.navigator,
            ToComment(record=record, choices=choices),
            screens.clock,
            ask_folder=ask,
        ),
        (1100, 1400),
    )
    wait_for(screens.qtbot, lambda: page.is_whole)
    assert not page.give.isEnabled()
    for line, words in zip(list(page.lines.values())[:2], ("Who told you?", "Say when."), strict=True):
        line.begin()
        assert line.area is not None
        QTest.keyClicks(line.area, words)
    QTest.keyClicks(page.overall, "Fair.")
    page.decision.buttons["Find out more first"].click()
    page.flush()
    wait_for(screens.qtbot, lambda: page.settled)
    _picture(page, "comment")
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    _picture(page, "comment-end")
    _sound(page)
    page.give.click()
    type_passphrase(screens, page)
    wait_for(screens.qtbot, lambda: f"Only {AUTHOR} can open it" in page.notice.text.text())
    return folder / f"{record.id}.comments.age"


def test_a_draft_goes_to_the_lead_and_the_comments_stand_beside_its_questions(
    demo: Screens, lead: Screens, stick: Path
) -> None:
    before = demo.read(lambda vault: vault.responses.get(_draft_id(vault))).content
    handed = _opened(lead, _hand_on(demo, stick))
    assert (handed.direction, handed.colleague, handed.draft.message) == (
        ReviewDirection.RECEIVED, AUTHOR, "Is this fair?",
    )  # fmt: skip
    back = _comment(lead, handed, stick)
    record = _opened(demo, back)
    beside = demo.read(lambda vault: comments_beside(vault, demo.library, record))
    assert [one.comment.text for one in beside] == ["Who told you?", "Say when."]

    seen: list[tuple[object, ...]] = []
    returned = ReturnedReview(record=record, comments=beside)
    page = demo.show(
        ReturnedReviewPage(
            demo.tasks, demo.navigator, returned, demo.clock, lambda *question: seen.append(question)
        ),
        (1100, 900),
    )
    page.links[0].click()
    assert seen == [(beside[0].response_id, beside[0].path)]
    _picture(page, "came-back")
    _sound(page)
    assert {"Find out more first", "Fair.", "Who told you?", "Say when."} <= set(shown_texts(page))
    page.done[0].set_checked(True)
    demo.settle()
    assert len(demo.read(lambda vault: vault.peer_reviews.get(record.id)).to_do) == 1

    opened = demo.read(lambda vault: open_form(vault, demo.library, record.responses[0]))
    assert opened.filled.content == before
    screen = demo.show(FormController(demo.tasks, opened, demo.clock).screen, (1100, 800))
    card = screen.comments
    assert card.isVisible()
    path = beside[0].path
    assert path is not None
    screen.go_to(path)
    demo.settle()
    assert [one.comment.text for one in card.here] == ["Who told you?"]
    assert card.heading.text() == "Pat Lead says"
    (tick,) = card.ticks
    assert tick.checked
    _picture(screen, "form")
    card.next.click()
    demo.settle()
    assert [one.comment.text for one in card.here] == ["Say when."]
    (tick,) = card.ticks
    tick.button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(tick.button, Qt.Key.Key_Space)
    demo.settle()
    assert not demo.read(lambda vault: vault.peer_reviews.get(record.id)).to_do
    screen.resize(640, 700)
    demo.settle()
    assert card.isVisible()
    _picture(screen, "form-narrow")


def test_my_work_leads_to_drafts_and_says_what_waits_there(demo: Screens, lead: Screens, stick: Path) -> None:
    home = demo.show(HomePage(demo.tasks, demo.navigator, demo.get_spool, demo.library, demo.clock))
    assert home.drafts.text() == "Open a draft or comments…"
    with demo.qtbot.waitSignal(demo.navigator.asked):
        home.drafts.click()
    _opened(lead, _hand_on(demo, stick))
    theirs = lead.show(HomePage(lead.tasks, lead.navigator, lead.get_spool, lead.library, lead.clock))
    assert theirs.drafts.text() == "Drafts for comment: 1 draft of a colleague to read"


def test_tab_comes_to_whom_and_what_before_it_comes_to_what_signs(demo: Screens, stick: Path) -> None:
    """The fault: what is made once the vault was read came last."""
    assert stick.is_dir()
    page = demo.show(
        SendForReviewPage(demo.tasks, demo.navigator, demo.library, demo.clock, _a_draft(demo)), (1100, 1400)
    )
    wait_for(demo.qtbot, page.save.isEnabled)
    names = tab_order(page)
    whom = next(name for name in names if name.startswith(LEAD))
    details = next(name for name in names if name.startswith("Show the name and details"))
    parts = [whom, details, "What do you want to ask them?", page.save.text().replace("&", "")]
    assert sorted(parts, key=names.index) == parts


def test_a_file_that_is_no_draft_is_told_in_words_and_nothing_is_kept(lead: Screens, stick: Path) -> None:
    (stick / "letter.age").write_bytes(b"age-encryption.org/v1\nnonsense")

    def ask(_parent: QWidget) -> Path:
        return stick / "letter.age"

    page = lead.show(ReviewListPage(lead.tasks, lead.navigator, lead.clock, ask_file=ask))
    page.open.click()
    wait_for(lead.qtbot, lambda: bool(page.notice.text.text()))
    assert page.open.isEnabled()
    assert lead.read(lambda vault: vault.peer_reviews.all()) == ()


def test_what_is_typed_to_a_colleague_outlives_a_lock_and_shown_sections_are_what_goes(
    demo: Screens, stick: Path
) -> None:
    del stick
    response_id = _a_draft(demo)
    page = demo.show(
        SendForReviewPage(demo.tasks, demo.navigator, demo.library, demo.clock, response_id), (1100, 1400)
    )
    wait_for(demo.qtbot, page.save.isEnabled)
    group = page.sections[response_id]
    first = next(iter(group.buttons.values()))
    first.click()
    demo.settle()
    assert "1 section is not shown." in shown_texts(page)
    assert page.chosen.hidden[response_id] == {0}
    page.forms[response_id].set_checked(False)
    assert not page.save.isEnabled()
    QTest.keyClicks(page.message, "Half a thought")
    page.flush()
    wait_for(demo.qtbot, lambda: page.settled)
    case_id = demo.read(lambda vault: vault.responses.get(response_id).case_id)
    kept = demo.read(lambda vault: writing(vault, Writing.HAND_ON, case_id))
    assert kept == {"text": "Half a thought", "form": response_id}
    again = demo.show(SendForReviewPage(demo.tasks, demo.navigator, demo.library, demo.clock, response_id))
    wait_for(demo.qtbot, lambda: again.message.toPlainText() == "Half a thought")


def test_a_long_comment_is_cut_at_a_word_beside_the_question_and_read_whole_on_request(
    demo: Screens,
) -> None:
    text = "reads well " * 60
    comment = CommentBeside(
        draft_id="D-000000000000", colleague=LEAD, response_id="x", comment=Comment(0, "a:0", text), question="Who?",
        answers=("Yes",), path=(("a", 0),), changed=True, done=False,
    )  # fmt: skip
    card = demo.show(CommentsCard(), (260, 700))
    card.show_comments((comment,))
    assert card.next.text() == "1 more comment: go to it"
    card.show_at((("a", 0),))
    demo.settle()
    assert text not in shown_texts(card)
    assert any(words.endswith(("well …", "reads …")) for words in shown_texts(card))
    assert "You have changed this answer since." in shown_texts(card)
    (more,) = (link for link in card.findChildren(LinkButton) if link.text() == "Read all of it")
    more.click()
    assert text in shown_texts(card)


def test_the_pages_lead_to_each_other_in_the_running_program(app: App) -> None:
    app.open()

    def begin(vault: Vault) -> str:
        (case,) = vault.cases.open_cases()
        library = FormLibrary(forms())
        return go_on_or_start(
            vault, library, form_id=SCREENING, case_id=case.id, now=app.unlocked.pages._clock()
        ).id

    response_id = app.find(begin)
    pages = app.unlocked.pages
    pages.navigator.open(Check(response_id))
    app.wait(lambda: isinstance(app.page, CheckScreen))
    assert isinstance(app.page, CheckScreen)
    app.unlocked.pages.navigator.open(HandOn(response_id))
    page = app.page
    assert isinstance(page, SendForReviewPage)
    app.wait(lambda: bool(page.forms))
    app.wait(page.nobody.isVisible)
    assert not page.save.isEnabled()
    page.way.chosen.emit("back")
    app.wait(lambda: isinstance(app.page, FormScreen))
    pages.navigator.open(Drafts())
    listed = app.page
    assert isinstance(listed, ReviewListPage)
    app.wait(lambda: not listed.nothing_of_theirs.isHidden())


def test_the_keys_that_a_profile_needs_are_saved_and_taken(lead: Screens, tmp_path: Path) -> None:
    def ask(_parent: QWidget, name: str) -> Path:
        return tmp_path / name

    page = lead.show(ReviewListPage(lead.tasks, lead.navigator, lead.clock, ask_target=ask))
    page.card.click()
    wait_for(lead.qtbot, lambda: "nothing secret" in page.notice.text.text())
    found = colleague_from_card((tmp_path / "colleague.json").read_bytes())
    assert found == lead.read(lambda vault: _colleague(vault, LEAD))
    assert words_for_keys((found.recipient,)) in page.notice.text.text()
    assert not nameless(page)
    for wrong in (
        b"[]",
        b'{"kind":"colleague","version":1,"name":"x"}',
        b'{"kind":"receiving-desk","version":1}',
    ):
        with pytest.raises(ProfileError):
            colleague_from_card(wrong)


def test_a_long_draft_is_shown_bit_by_bit_and_no_comment_is_lost_meanwhile(
    demo: Screens, lead: Screens, stick: Path
) -> None:
    handed = _opened(lead, _hand_on(demo, stick))
    places = [line.place for line in handed.draft.forms[0].lines() if line.answers]
    said = Comments(overall="So far", comments=(Comment(0, places[-1], "The last one."),))
    page = CommentPage(
        lead.tasks, lead.navigator, ToComment(record=replace(handed, comments=said), choices=()), lead.clock
    )
    assert not page.is_whole
    assert page.comments == said
    lead.show(page)
    wait_for(lead.qtbot, lambda: page.is_whole)
    assert [place for _form, place in page.lines] == places
    assert page.comments == said
    names = tab_order(page)
    assert names.index("Your comment on: " + page.lines[0, places[-1]].question) < names.index(
        "What do you say to all of it?"
    )
