"""Pictures of a receiving desk and of what is undone: the inbox, a pack that came in, working days, somebody known already, toasts.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.desk_pictures FOLDER [--theme dark] [--scale 200] [--size 1024x700]``.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.packs.authority import Authority
from prevent_desktop.sealing import Recipient, seal_bytes
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.people.pages import NewPersonPage
from prevent_desktop.ui.receiving.answer_fields import NOTE
from prevent_desktop.ui.receiving.inbox_page import InboxPage
from prevent_desktop.ui.receiving.place_choices import NEW_PERSON
from prevent_desktop.ui.receiving.received_file_page import ReceivedFilePage
from prevent_desktop.ui.receiving.received_pack_page import ReceivedPackPage
from prevent_desktop.ui.receiving.typed_answer import REASON
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.sending.outbox_page import OutboxPage
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.shared_desk import give_desk
from prevent_desktop.workflows.team.cases.sharing import share
from prevent_desktop.workflows.team.circles.own_vault import make_own_vault
from tests.e2e.manners import manner_arguments
from tests.e2e.screen_pictures import Camera, chosen_camera, unlock, wait_until
from tests.gui.desk_mail import MAIL, make_mail_desk, send_mail, signed_mail
from tests.gui.screens import pick
from tests.profiles import change_profile
from tests.teams import keys_of


def pack_for_own_desk(vault: Vault, mailbox: FolderMailbox) -> tuple[str, bytes]:
    """The vault becomes the desk that one of its packs went to; that pack's number, and what comes in."""
    now = datetime.now(UTC)
    pack = next(one for one in vault.packs.all() if one.recipient_id == "front-door")
    desks.make_desk(vault, desks.Desk(name=pack.recipient_name, folders=(mailbox.folder,)), now=now)
    with vault.attachments.files.open(pack.attachment_id) as pdf:
        to_us = [identity.recipient for identity in desks.receiving_end_of(vault, now=now).identities]
        return pack.id, seal_bytes(pdf.read(), to_us)


def picture_desk(camera: Camera, pages: PageRegistry, mailbox: FolderMailbox) -> None:
    """The inbox before and after a pack came: our own to a desk of this name, so that it is about somebody known already."""
    sealed: list[tuple[str, bytes]] = []
    pages.tasks.in_vault(lambda vault: pack_for_own_desk(vault, mailbox), sealed.append)
    wait_until(lambda: bool(sealed))
    pack_id, content = sealed[0]
    pages.inbox.begin()
    pages.navigator.open(routes.Settings(SettingsPart.WORKING_DAYS))
    camera.take("working-days")
    pages.navigator.open(routes.Inbox())
    camera.take("inbox-empty")
    (mailbox.incoming.path / f"{pack_id}.pdf.age").write_bytes(content)
    inbox = pages.main_view.page
    assert isinstance(inbox, InboxPage)
    inbox.check.click()
    wait_until(lambda: bool(inbox.table.rows_model.rows))
    camera.take("inbox")
    ids: list[str] = []
    pages.tasks.in_vault(lambda vault: vault.received.some([pack_id])[0].id, ids.append)
    wait_until(lambda: bool(ids))
    pages.navigator.open(routes.ReceivedPack(ids[0]))
    camera.settle()
    opened = pages.main_view.page
    assert isinstance(opened, ReceivedPackPage)
    wait_until(lambda: opened.pages.sheet.page is not None)
    camera.take("received")
    wait_until(lambda: bool(opened.file_links))
    opened.ensureWidgetVisible(opened.file_links[0])
    camera.take("received-files")
    opened.file_links[0].click()
    camera.settle()
    looked_at = pages.main_view.page
    assert isinstance(looked_at, ReceivedFilePage)
    wait_until(lambda: looked_at.is_settled)
    camera.take("received-file")


def picture_mail(camera: Camera, pages: PageRegistry, mailbox: FolderMailbox) -> None:
    """The list, a pack beside it that is in no case yet, then in one, and the answer to it."""
    (file,) = camera.desktop.places.data.rglob("authority.pem")
    authority = Authority.from_pem(file.read_bytes())
    to: list[Recipient] = []
    pages.tasks.in_vault(lambda vault: make_mail_desk(vault, mailbox, authority), to.append)
    wait_until(lambda: bool(to))
    send_mail(mailbox, signed_mail(authority), to[0])
    pages.inbox.begin()
    inbox = pages.main_view.go(NavSection.INBOX)
    assert isinstance(inbox, InboxPage)
    inbox.check.click()
    wait_until(lambda: len(inbox.table.rows_model.rows) == len(MAIL))
    camera.take("mail-list")
    inbox.table.setFocus()
    QTest.keyClick(inbox.table, Qt.Key.Key_J)
    QTest.keyClick(inbox.table, Qt.Key.Key_Return)
    wait_until(lambda: isinstance(pages.main_view.page, ReceivedPackPage))
    opened = pages.main_view.page
    assert isinstance(opened, ReceivedPackPage)
    wait_until(lambda: opened.pages.sheet.page is not None)
    wait_until(lambda: bool(opened.place.buttons))
    camera.take("mail-pack")
    card = opened.decision
    opened.place.other.click()
    camera.take("mail-somebody-else")
    opened.place.buttons[NEW_PERSON].click()
    card.save.click()
    camera.take("mail-missing")
    pick(card.answer.outcome, "childrens-services")
    card.answer.areas[REASON].setPlainText(
        "We see Ian at school on Monday. Do not speak with him about the video before. Call us if he does not come in."
    )
    card.answer.areas[NOTE].setPlainText("Read with the case of 6 November: the same group is named.")
    card.answer.areas[NOTE].setFocus()
    opened.ensureWidgetVisible(card.save)
    camera.take("mail-decision")
    card.answer.turn_to(AnswerKind.QUESTION)
    camera.take("mail-question")
    card.throw_away.click()
    camera.settle()
    opened.place.buttons[NEW_PERSON].click()
    card.put.click()
    wait_until(opened.in_case.isVisible)
    camera.take("mail-in-case")
    opened.verticalScrollBar().setValue(opened.verticalScrollBar().maximum())
    camera.take("mail-end")
    _picture_second_person(camera, pages, opened.received_id)


def _picture_second_person(camera: Camera, pages: PageRegistry, received_id: str) -> None:
    """The desk is a team's, and this is a repeat: who decides, and what is said where one person cannot close it."""

    def make(vault: Vault) -> bool:
        now, pack = datetime.now(UTC), vault.received.get(received_id)
        members = (Member(id="rk", name="Robin Khan", role=Role.LEAD), Member(id="rp", name="Ravi Patel", role=Role.DEPUTY))  # fmt: skip
        listed = (
            make_own_vault(vault).listed(member="rk", device="Laptop of RK"),
            keys_of("v-rp").listed("rp"),
        )
        team = Team(id="team", mailbox="", members=members, vaults=listed)
        change_profile(vault, second_closes_repeats=True, team=team)
        case = vault.cases.get(pack.case_id or "")
        people.open_case(vault, case.person_id, now=now - timedelta(days=30))
        share(vault, [case.id], now=now)
        give_desk(vault)
        return True

    done: list[bool] = []
    pages.tasks.in_vault(make, done.append)
    wait_until(lambda: bool(done))
    pages.navigator.open(routes.ReceivedPack(received_id))
    camera.settle()
    opened = pages.main_view.page
    assert isinstance(opened, ReceivedPackPage)
    wait_until(lambda: opened.pages.sheet.page is not None)
    camera.take("mail-team")
    pages.navigator.open(routes.Answer(received_id, AnswerKind.DECISION))
    camera.settle()
    pick(opened.decision.answer.outcome, "no-further-action")
    opened.ensureWidgetVisible(opened.decision.save)
    camera.take("mail-second")
    _picture_holder(camera, pages)
    pages.navigator.open(routes.Settings(SettingsPart.RECEIVING))
    camera.take("mail-settings")


def _picture_holder(camera: Camera, pages: PageRegistry) -> None:
    """A pack in no case, at a desk of two: who has it."""
    new: list[str] = []
    pages.tasks.in_vault(lambda vault: vault.received.new()[0].id, new.append)
    wait_until(lambda: bool(new))
    pages.navigator.open(routes.ReceivedPack(new[0]))
    camera.settle()
    opened = pages.main_view.page
    assert isinstance(opened, ReceivedPackPage)
    wait_until(lambda: opened.decision.holder.isVisible() and bool(opened.place.buttons))
    opened.decision.holder.row.to.setCurrentText("Ravi Patel")
    opened.decision.holder.row.act.click()
    wait_until(lambda: not opened.decision.holder.row.act.isEnabled())
    camera.settle()
    camera.take("mail-holder")


def picture_known(camera: Camera, pages: PageRegistry) -> None:
    """Somebody who may be known already, while they are added."""
    pages.navigator.open(routes.NewPerson())
    camera.settle()
    page = pages.main_view.page
    assert isinstance(page, NewPersonPage)
    names: list[tuple[str, str]] = []
    pages.tasks.in_vault(
        lambda vault: next((one.forenames, one.surname) for one in vault.people.all()), names.append
    )
    wait_until(lambda: bool(names))
    QTest.keyClicks(page.form.forenames, names[0][0][:-1])
    QTest.keyClicks(page.form.surname, names[0][1])
    wait_until(page.form.alike.isVisible)
    camera.take("known-already")


def picture_toasts(camera: Camera, pages: PageRegistry) -> None:
    """A toast with Undo, in the outbox; and what is new, on My work."""
    outbox = pages.main_view.go(NavSection.OUTBOX)
    assert isinstance(outbox, OutboxPage)
    camera.settle()
    outbox.open_pack(next(iter(row.key for row in outbox.table.rows_model.rows)))
    camera.take("outbox-pack")
    outbox.pause.click()
    wait_until(lambda: pages.main_view.toasts.shown is not None)
    camera.take("toast")
    pages.main_view.go(NavSection.MY_WORK)
    camera.take("my-work-new")


def main() -> None:
    """Read the arguments and take the pictures."""
    parser = manner_arguments(__doc__)
    parser.add_argument("--mail", action="store_true", help="the desk as mail alone")
    chosen = parser.parse_args()
    with (
        chosen_camera(chosen) as camera,
        tempfile.TemporaryDirectory() as folder,
    ):
        pages = unlock(camera.desktop)
        if chosen.mail:
            picture_mail(camera, pages, FolderMailbox.create(Path(folder) / "mail"))
            return
        picture_toasts(camera, pages)
        picture_desk(camera, pages, FolderMailbox.create(Path(folder) / "mailbox"))
        picture_known(camera, pages)


if __name__ == "__main__":
    main()
