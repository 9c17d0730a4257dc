"""Pictures of what is seldom seen: a slip that was checked, a team that goes into another, a lead who has left, a form in a pack
that came in, and forms with mistakes.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.seldom_pictures FOLDER [--quick] [--theme dark] [--scale 200]
[--size 1024x700]``.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from prevent_desktop.app import AppOptions, Desktop
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.roles import Role as Part
from prevent_desktop.casework.team.roster import Role, Team
from prevent_desktop.data_files import resources
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.ui.components.invitation_part import InvitationPart
from prevent_desktop.ui.forms.preview.page import PreviewPage
from prevent_desktop.ui.receiving.inbox_page import InboxPage
from prevent_desktop.ui.receiving.received_form_page import ReceivedFormPage
from prevent_desktop.ui.receiving.received_pack_page import ReceivedPackPage
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.team.founding_page import FoundingPage
from prevent_desktop.ui.team.page import TeamPage
from prevent_desktop.ui.vault_admin.first_run.pane import FirstRunPane
from prevent_desktop.ui.window.preview_window import PreviewWindow
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.known_value_sets import known_value_sets
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.joining import founding, inviting, joining_team
from prevent_desktop.workflows.team.joining.founding import NewTeam, SecondKeyFile
from prevent_desktop.workflows.team.joining.invitation_codes import new_code
from prevent_desktop.workflows.team.joining.people_file import Invitee
from prevent_desktop.workflows.team.members.authority import SECRET
from tests.e2e.colleague_pictures import Watched, begin_without_profile
from tests.e2e.desk_pictures import pack_for_own_desk
from tests.e2e.manners import Manner, chosen_manners, manners_arguments
from tests.e2e.screen_pictures import Camera, demo_camera, unlock, wait, wait_until
from tests.e2e.team_page_pictures import in_vault
from tests.gui.screens import now
from tests.gui.team_made import change_team
from tests.made_vaults import copied_vault

ADVISED: dict[str, Any] = {"linkId": "risk", "type": "string", "text": "Risk level"}
WRONG = ({"linkId": "x", "type": "strng"}, {"linkId": "name", "type": "string"})
FORM: dict[str, Any] = {
    "resourceType": "Questionnaire", "url": "https://forms.example/Questionnaire/visit", "version": "1.0.0",
    "title": "Visit plan", "status": "active", "language": "en-GB",
    "item": [{"linkId": "name", "type": "string", "text": "Name"}],
}  # fmt: skip


# -- forms with mistakes


def picture_forms_with_findings(at: Watched, file: Path) -> None:
    """A form with advice, and one that cannot be used: in the app, and in the window of the command line."""
    for name, more in (("findings", (ADVISED,)), ("unusable", WRONG)):
        file.write_text(json.dumps({**FORM, "item": [*FORM["item"], *more]}, indent=1), encoding="utf-8")
        _picture_page(at, file.read_bytes(), name)
        _picture_window(at, file, name)


def _picture_page(at: Watched, form: bytes, name: str) -> None:
    """As `Preview` makes it; the forms of the library have no mistakes."""
    page = PreviewPage(at.pages.tasks, lambda: form, known_value_sets(resources() / "value-sets"), clock=now)
    at.pages.main_view.enter(page, routes.Preview("visit"))
    page.refresh()
    wait_until(lambda: bool(page.findings.list.count()))
    at.camera.take(f"preview-{name}")


def _picture_window(at: Watched, file: Path, name: str) -> None:
    window = PreviewWindow(file, known_value_sets(resources() / "value-sets"), now)
    window.resize(at.camera.desktop.window.size())
    window.show()
    wait_until(lambda: bool(window.page.findings.list.count()))
    window.activateWindow()
    wait(200)
    at.camera.take_dialog(window, f"preview-window-{name}")
    window.close()
    window.tasks.close()
    window.deleteLater()


# -- a form in a pack


def picture_received_form(at: Watched, mailbox: FolderMailbox) -> None:
    """One of our own packs came in at a desk of this name: its form, from the beginning and at its end."""
    pack_id, content = in_vault(at.camera, lambda vault: pack_for_own_desk(vault, mailbox))
    at.pages.inbox.begin()
    inbox = at.open(routes.Inbox(), InboxPage)
    (mailbox.incoming.path / f"{pack_id}.pdf.age").write_bytes(content)
    inbox.check.click()
    wait_until(lambda: bool(inbox.table.rows_model.rows))
    received = in_vault(at.camera, lambda vault: vault.received.some([pack_id])[0].id)
    pack = at.open(routes.ReceivedPack(received), ReceivedPackPage)
    wait_until(lambda: bool(pack.form_links))
    pack.form_links[0].click()
    wait_until(lambda: isinstance(at.pages.main_view.page, ReceivedFormPage))
    page = at.pages.main_view.page
    assert isinstance(page, ReceivedFormPage)
    at.camera.take("received-form")
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    at.camera.take("received-form-end")


# -- a slip, a team that goes into another, a lead who has left


def other_school(folder: Path) -> tuple[Path, str]:
    """The file of another school's invitation, and the code of a slip; their mailbox is a folder of this laptop."""
    (folder / "mailbox").mkdir(parents=True)
    with Vault.open(folder / "vault", copied_vault(folder / "vault", number=1).key) as vault:
        _found(vault, folder / "mailbox", "Robin Day", "Hill School")
        made = inviting.invite(vault, [Invitee(name="Sam Field")], now=now())
    file = folder / "hill-school.pdteam"
    file.write_bytes(made.file)
    return file, made.slips[0].code


def _found(vault: Vault, mailbox: Path, name: str, school: str) -> SecondKeyFile:
    lead = Practitioner(name=name, role="Lead", organisation=school, kinds=("lead",))
    settings.save_practitioner(vault, lead)
    wanted = NewTeam(mailbox=mailbox.as_uri(), device="Office laptop", second_holder="Kim Hale")
    founding.found_team(vault, wanted, now=now())
    second = founding.make_second_key(vault, now=now())
    founding.try_second_key(vault, second.content, second.code, now=now())
    return second


def _check_slip(part: InvitationPart, code: str) -> None:
    part.code.setText(code)
    part.check()
    wait_until(lambda: bool(part.found.text() or part.field.error.text()))


def picture_slip(at: Watched, file: Path, code: str) -> None:
    """A slip of another file, one that fits, and one whose team's folder is elsewhere."""
    in_vault(at.camera, begin_without_profile)
    page = at.open(routes.FoundTeam(), FoundingPage)
    part = page.join.part
    part.take_file(file)
    wait_until(part.file.isVisible)
    _check_slip(part, new_code())
    at.camera.take("slip-wrong")
    part.field.set_error("")
    _check_slip(part, code)
    at.camera.take("slip-checked")
    mailbox = file.parent / "mailbox"
    mailbox.rename(file.parent / "elsewhere")
    _check_slip(part, code)
    wait_until(part.choose_folder.isVisible)
    at.camera.take("slip-folder-elsewhere")
    (file.parent / "elsewhere").rename(mailbox)


def picture_merging_and_leaving(at: Watched, file: Path, code: str, mailbox: Path) -> None:
    """A team of one's own goes into the other school's; then, as if its lead were gone, the next one goes on with it."""
    mailbox.mkdir()
    second = in_vault(at.camera, lambda vault: _found(vault, mailbox, "Sam Field", "Example School"))
    page = at.open(routes.FoundTeam(), FoundingPage)
    part = page.join.part
    part.take_file(file)
    wait_until(part.file.isVisible)
    _check_slip(part, code)
    at.camera.take("team-goes-into-another")
    page.join.join.click()
    at.give_passphrase(page, "team-goes-into-another-passphrase")
    wait_until(page.waiting.isVisible)
    at.camera.take("team-goes-into-another-waits")
    in_vault(at.camera, joining_team.give_up)
    _picture_lead_has_left(at, second, mailbox.parent / "second.pdkey")


def _picture_lead_has_left(at: Watched, second: SecondKeyFile, file: Path) -> None:
    def next_is_this_vaults_owner(team: Team) -> Team:
        me, kim = team.members
        return replace(team, members=(me, replace(kim, role=Role.LEAD)), next_lead=me.id)

    in_vault(at.camera, lambda vault: change_team(vault, next_is_this_vaults_owner))
    in_vault(at.camera, lambda vault: vault.secrets.set(SECRET, b""))
    at.open(routes.Team(), TeamPage)
    at.camera.take("lead-has-left-team")
    page = at.open(routes.FoundTeam(), FoundingPage)
    card = page.take_over
    page.ensureWidgetVisible(card.take)
    at.camera.take("lead-has-left")
    (who,) = card.who.buttons.values()
    who.click()
    file.write_bytes(second.content)
    card.code.setText("not the code")
    card.take_file(file)
    wait_until(lambda: bool(card.notice.text.text()))
    at.camera.take("lead-has-left-wrong")
    card.code.setText(second.code)
    card.take_file(file)
    wait_until(lambda: bool(page.notice.text.text()))
    at.camera.take("lead-has-left-taken-over")


def picture_first_start(at: Watched, manner: Manner, data: Path, file: Path, code: str) -> None:
    """The first start with a slip: one of another file, one that fits, and the step after it."""
    options = AppOptions(data=data, appearance=manner.theme, scale=manner.scale)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    desktop = Desktop(app, options, fresh_process=lambda: None)
    desktop.start()
    desktop.window.resize(*manner.size)
    camera = Camera(desktop, at.camera.folder, manner.ending)
    camera.cut_off = at.camera.cut_off
    pane = desktop.unlock_screen.pane
    assert isinstance(pane, FirstRunPane)
    QTest.keyClicks(pane.who.name_field.control, "Sam Field")
    QTest.keyClicks(pane.who.organisation_field.control, "Hill School")
    pane.who.role_choice.choose({Part.LEAD})
    pane.who.go_on.click()
    part = pane.file.invitation_part
    part.take_file(file)
    wait_until(part.file.isVisible)
    _check_slip(part, new_code())
    camera.take("first-run-slip-wrong")
    part.field.set_error("")
    _check_slip(part, code)
    camera.take("first-run-slip-checked")
    pane.file.go_on.click()
    camera.take("first-run-slip-next")
    desktop.window.close()
    desktop.window.deleteLater()


def picture_seldom(camera: Camera, manner: Manner) -> None:
    """All of them, with files in a folder that is gone afterwards."""
    at = Watched(camera, unlock(camera.desktop))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        picture_forms_with_findings(at, folder / "visit.json")
        picture_received_form(at, FolderMailbox.create(folder / "desk"))
        file, code = other_school(folder / "other")
        picture_slip(at, file, code)
        picture_merging_and_leaving(at, file, code, folder / "team")
        picture_first_start(at, manner, folder / "first", file, code)


def main() -> None:
    """Read the arguments and take the pictures."""
    chosen = manners_arguments(__doc__).parse_args()
    for manner in chosen_manners(chosen):
        with demo_camera(chosen.folder, manner) as camera:
            picture_seldom(camera, manner)


if __name__ == "__main__":
    main()
