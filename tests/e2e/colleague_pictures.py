"""Pictures of what two people do with files between them: a pack to countersign, a draft to comment on, a team to join.

`remaining_pictures` takes them. The second person is the lead, with a vault and a window of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from prevent_desktop.app import AppOptions, Desktop
from prevent_desktop.casework.organisation import Colleague, Practitioner
from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.casework.roles import Role as Part
from prevent_desktop.cli.demo import DEMO_PASSPHRASE
from prevent_desktop.ui.packs.countersign_page import CountersignPage
from prevent_desktop.ui.packs.page import PackPage
from prevent_desktop.ui.packs.signed_page import SignedPackPage
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.peer_review.comment_page import CommentPage
from prevent_desktop.ui.peer_review.list_page import ReviewListPage
from prevent_desktop.ui.peer_review.returned_page import ReturnedReviewPage
from prevent_desktop.ui.peer_review.send_page import SendForReviewPage
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.team.founding_page import FoundingPage
from prevent_desktop.ui.team.invite_page import InvitePage
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import join_demo_organisation, open_demo_organisation
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.answer_key import answer_recipient
from prevent_desktop.workflows.organisation.signing_identity import signing_key
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.team.joining import joining_team
from prevent_desktop.workflows.team.joining.inviting import Invitations
from tests.e2e.manners import Manner
from tests.e2e.screen_pictures import Camera, unlock, wait_until
from tests.e2e.team_page_pictures import in_vault
from tests.gui.screens import now
from tests.gui.stepping_up import step_up
from tests.made_vaults import copied_vault
from tests.profiles import change_profile

P = TypeVar("P", bound=QWidget)

CASE, DRAFT = "demo-case-ab", "demo-form-jt-1"
AUTHOR, LEAD = "Sam Field", "Pat Lead"


@dataclass(frozen=True)
class Watched:
    """Somebody's window, and the camera before it."""

    camera: Camera
    pages: PageRegistry

    def open(self, route: routes.Route, kind: type[P]) -> P:
        """The page of `route`, once it shows what it reads."""
        self.pages.navigator.open(route)
        wait_until(lambda: isinstance(self.pages.main_view.page, kind))
        self.camera.settle()
        page = self.pages.main_view.page
        assert isinstance(page, kind)
        return page

    def give_passphrase(self, page: QWidget, name: str = "") -> None:
        """Say again who it is, where `page` asks for it; a picture of that question where it has a `name`."""
        dialog = step_up(page)
        QTest.keyClicks(dialog.passphrase.line, DEMO_PASSPHRASE)
        if name:
            self.camera.take_dialog(dialog, name)
        QTest.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
        wait_until(lambda: not isValid(dialog))


@contextmanager
def lead_beside(author: Watched, manner: Manner, data: Path) -> Iterator[Watched]:
    """The lead's window, over a vault in `data` that is of the same organisation; each knows the other's keys."""
    folder = Places.of(data).vaults / "a1b2c3"
    key = copied_vault(folder, DEMO_PASSPHRASE).key
    organisation = open_demo_organisation(author.camera.desktop.places.demo_organisation)
    owner = Practitioner(
        name=LEAD, role="Head teacher", organisation="Example Primary School", kinds=(Part.LEAD.value,)
    )
    with Vault.open(folder, key) as vault:
        join_demo_organisation(vault, organisation, owner)
        known = (
            in_vault(author.camera, lambda vault: _colleague(vault, AUTHOR)),
            _colleague(vault, LEAD),
        )
        change_profile(vault, colleagues=known)
    in_vault(author.camera, lambda vault: change_profile(vault, colleagues=known))
    options = AppOptions(data=data, appearance=manner.theme, scale=manner.scale)
    desktop = Desktop(_application(), options, fresh_process=lambda: None)
    desktop.start()
    desktop.window.resize(*manner.size)
    camera = Camera(desktop, author.camera.folder, author.camera.ending)
    camera.cut_off = author.camera.cut_off
    yield Watched(camera, unlock(desktop))
    desktop.window.close()
    desktop.window.deleteLater()


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def _colleague(vault: Vault, name: str) -> Colleague:
    return Colleague(
        name=name, role="Head teacher", recipient=answer_recipient(vault), certificate=signing_key(vault).certificate_pem.decode(),
    )  # fmt: skip


# -- a pack to countersign


def picture_countersigning(author: Watched, lead: Watched, stick: Path) -> None:
    """Asked for, seen by the author, handed over, signed by the lead, and taken in again."""
    pack_id = _sign_and_wait(author)
    author.open(routes.Pack(pack_id), SignedPackPage)
    author.camera.take("countersign-waits")
    mine = author.open(routes.Countersign(pack_id), CountersignPage)
    wait_until(mine.what.isVisible)
    author.camera.take("countersign-own")
    mine._ask_folder = lambda _parent: stick
    next(button for button in mine.hand if LEAD in button.text()).click()
    author.give_passphrase(mine, "countersign-hand-over-passphrase")
    wait_until(lambda: bool(mine.notice.text.text()))
    author.camera.take("countersign-handed-over")
    file = stick / f"{pack_id}.pdf.age"
    theirs = lead.open(routes.Countersign(), CountersignPage)
    lead.camera.take("countersign-lead")
    (stick / "letter.pdf").write_bytes(b"%PDF-1.7 nonsense")
    theirs._ask_file = lambda _parent: stick / "letter.pdf"
    theirs.choose_file()
    wait_until(lambda: bool(theirs.notice.text.text()))
    lead.camera.take("countersign-lead-refused")
    theirs._ask_file = lambda _parent: file
    theirs._ask_folder = lambda _parent: stick
    theirs.choose_file()
    wait_until(lambda: theirs.sign.isVisible() and theirs.pages.sheet.page is not None)
    lead.camera.take("countersign-lead-looks")
    file.unlink()
    theirs.countersign()
    lead.give_passphrase(theirs, "countersign-lead-passphrase")
    wait_until(lambda: bool(theirs.notice.text.text()))
    lead.camera.take("countersign-lead-done")
    mine._ask_file = lambda _parent: file
    mine.take_in()
    wait_until(lambda: "already" in mine.reason.text())
    author.camera.take("countersign-taken-in")


def _sign_and_wait(author: Watched) -> str:
    page = author.open(routes.PreparePack(CASE), PackPage)
    wait_until(lambda: bool(page.receiver_list.boxes))
    next(iter(page.receiver_list.boxes.values())).set_checked(True)
    page.before_signing.countersigned.set_checked(True)
    wait_until(
        lambda: (shown := page.preview.pages.sheet.page) is not None and "Countersignature of" in shown.words
    )  # fmt: skip
    page.ensureWidgetVisible(page.before_signing.countersigned)
    author.camera.take("countersign-asked-for")
    page.sign_and_queue()
    author.give_passphrase(page)
    wait_until(lambda: "wait" in page.notice.text.text())
    author.camera.take("countersign-signed")
    return in_vault(
        author.camera,
        lambda vault: next(pack.id for pack in vault.packs.all() if pack.status is PackStatus.AWAITING),
    )


# -- a draft to comment on


def picture_comments(author: Watched, lead: Watched, stick: Path) -> None:
    """Nobody asked yet, somebody chosen, the lead's comments, and the comments beside the questions."""
    author.open(routes.Drafts(), ReviewListPage)
    author.camera.take("drafts-empty")
    asked = author.open(routes.HandOn(DRAFT), SendForReviewPage)
    wait_until(lambda: bool(asked.forms))
    author.camera.take("ask-colleague")
    asked.colleagues.buttons[in_vault(lead.camera, answer_recipient)].click()
    wait_until(asked.save.isEnabled)
    asked.message.setPlainText("Is this fair, and is it enough?")
    next(iter(asked.sections[DRAFT].buttons.values())).click()
    bar = asked.verticalScrollBar()
    bar.setValue(bar.maximum() // 3)
    author.camera.take("ask-colleague-below")
    asked._ask_folder = lambda _parent: stick
    asked.save.click()
    author.give_passphrase(asked, "ask-colleague-passphrase")
    wait_until(lambda: bool(asked.notice.text.text()))
    author.camera.take("ask-colleague-saved")
    _comment(lead, next(stick.glob("D-*.draft.age")), stick)
    _read_comments(author, next(stick.glob("*.comments.age")))


def _taken(whose: Watched, file: Path, kind: type[P]) -> P:
    """What opens where `file` is opened on the page of drafts."""
    listed = whose.open(routes.Drafts(), ReviewListPage)
    listed._ask_file = lambda _parent: file
    listed.open.click()
    wait_until(lambda: isinstance(whose.pages.main_view.page, kind))
    page = whose.pages.main_view.page
    assert isinstance(page, kind)
    return page


def _comment(lead: Watched, file: Path, stick: Path) -> None:
    listed = lead.open(routes.Drafts(), ReviewListPage)
    (stick / "letter.age").write_bytes(b"age-encryption.org/v1\nnonsense")
    listed._ask_file = lambda _parent: stick / "letter.age"
    listed.open.click()
    wait_until(lambda: bool(listed.notice.text.text()))
    lead.camera.take("drafts-refused")
    page = _taken(lead, file, CommentPage)
    wait_until(lambda: page.is_whole)
    lead.camera.take("comment")
    for line, words in zip(list(page.lines.values())[:2], ("Who told you?", "Say when."), strict=True):
        line.begin()
        assert line.area is not None
        QTest.keyClicks(line.area, words)
    lead.camera.take("comment-typed")
    page.overall.setPlainText("Fair. Two things are to be said more exactly.")
    page.decision.buttons["Find out more first"].click()
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    lead.camera.take("comment-end")
    page._ask_folder = lambda _parent: stick
    page.give.click()
    lead.give_passphrase(page, "comment-passphrase")
    wait_until(lambda: bool(page.notice.text.text()))
    lead.camera.take("comment-given-back")
    lead.open(routes.Drafts(), ReviewListPage)
    lead.camera.take("drafts-of-lead")


def _read_comments(author: Watched, file: Path) -> None:
    page = _taken(author, file, ReturnedReviewPage)
    author.camera.take("comments-came-back")
    page.links[0].click()
    wait_until(lambda: author.pages.main_view.page is not page)
    author.camera.take("comments-beside-question")
    author.open(routes.Drafts(), ReviewListPage)
    author.camera.take("drafts-of-author")


# -- a team


def picture_beginning_team(author: Watched, lead: Watched, folder: Path) -> None:
    """A team that the organisation's file forbids, then one that is begun, its second key, its slips, and joining it."""
    author.open(routes.FoundTeam(), FoundingPage)
    author.camera.take("found-team-by-organisation")
    in_vault(author.camera, begin_without_profile)
    page = author.open(routes.FoundTeam(), FoundingPage)
    author.camera.take("found-team")
    page.begin.begin.click()
    author.camera.take("found-team-missing")
    (folder / "team").mkdir()
    page.begin.mailbox.take_folder(folder / "team")
    page.begin.holder.setText("Kim Hale")
    page.begin.begin.click()
    wait_until(page.second_key.isVisible)
    author.camera.take("second-key-not-made")
    author.open(routes.InviteToTeam(), InvitePage)
    author.camera.take("invite-too-early")
    _picture_second_key(author, folder / "second.pdkey")
    made = _picture_slips(author, folder / "staff.csv")
    _picture_joining(lead, made)


def begin_without_profile(vault: Vault) -> None:
    """The demo's profile is somebody else's: without it this laptop can begin a team."""
    vault.database.run("DROP TRIGGER IF EXISTS profiles_are_never_deleted")
    vault.database.run("DELETE FROM profiles")
    owner = Practitioner(
        name=AUTHOR, role="Safeguarding lead", organisation="Example School", kinds=(Part.LEAD.value,)
    )
    settings.save_practitioner(vault, owner)


def _picture_second_key(author: Watched, file: Path) -> None:
    page = author.open(routes.FoundTeam(), FoundingPage)
    card = page.second_key
    card.make.click()
    author.give_passphrase(card, "second-key-passphrase")
    wait_until(lambda: card.made.made is not None)
    author.camera.take("second-key-code")
    code = card.made.code.text()
    card.made.save_file(file)
    wait_until(file.exists)
    card.code.setText(code[:-1])
    card.try_file(file)
    wait_until(lambda: "typing mistake" in card.notice.text.text())
    page.ensureWidgetVisible(card.choose)
    author.camera.take("second-key-wrong")
    card.code.setText(code)
    card.try_file(file)
    wait_until(page.ready.isVisible)
    page.verticalScrollBar().setValue(0)
    author.camera.take("second-key-works")


def _picture_slips(author: Watched, staff: Path) -> Invitations:
    page = author.open(routes.InviteToTeam(), InvitePage)
    author.camera.take("invite")
    staff.write_text("Name,Role\nAsh Moor,Reporter\n,Lead\n", encoding="utf-8")
    page.look_at(staff)
    wait_until(lambda: "Row 3" in page.notice.text.text())
    author.camera.take("invite-list-wrong")
    staff.write_text("Name,Role\nKim Hale,Deputy\nAsh Moor,Reporter\n", encoding="utf-8")
    page.look_at(staff)
    wait_until(page.plan.isVisible)
    author.camera.take("invite-list")
    page.make.click()
    author.give_passphrase(page, "invite-passphrase")
    wait_until(page.slips.isVisible)
    author.camera.take("invite-slips")
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    author.camera.take("invite-slips-below")
    assert page.slips.made is not None
    return page.slips.made


def _picture_joining(lead: Watched, made: Invitations) -> None:
    opened = joining_team.look_at_invitation(made.file, made.slips[1].code, now=now())
    in_vault(lead.camera, lambda vault: joining_team.ask_to_join(vault, opened, "Staff laptop 7", now=now()))
    lead.open(routes.FoundTeam(), FoundingPage)
    lead.camera.take("join-team-waits")
