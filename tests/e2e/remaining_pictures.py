"""Pictures of the screens that no other camera opens: by the routes, one after the other.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.remaining_pictures FOLDER [--quick] [--theme dark] [--scale 200]
[--size 1024x700]``. Whom something is about, forms that begin in another manner, trying a form, what each receiver sees, a
mistake, a call, a password and a file under it, bringing names in, the copy for the person; then what two people do
(`colleague_pictures`).
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from prevent_desktop.casework.organisation import NamedLead, Receiver, SealingWay
from prevent_desktop.ui.answers.call_page import CallPage
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.forms.pages.concern_done import ConcernDonePage
from prevent_desktop.ui.forms.pages.form_choice import FormChoicePage
from prevent_desktop.ui.forms.preview.page import PreviewPage
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.packs.differences_page import DifferencesPage
from prevent_desktop.ui.packs.differences_view import EVERYTHING
from prevent_desktop.ui.packs.mistake_page import MistakePage
from prevent_desktop.ui.packs.page import PackPage
from prevent_desktop.ui.packs.password_page import PasswordPage
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.people.pages import ChoosePersonPage
from prevent_desktop.ui.people.roll_page import RollPage
from prevent_desktop.ui.receiving.answer_file_page import AnswerFilePage
from prevent_desktop.ui.receiving.check_file_page import CheckFilePage
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.subject_access.page import SubjectAccessPage
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.subject_access.review import Ground, What
from tests.e2e.colleague_pictures import (
    Watched,
    lead_beside,
    picture_beginning_team,
    picture_comments,
    picture_countersigning,
)
from tests.e2e.manners import Manner, chosen_manners, manners_arguments
from tests.e2e.screen_pictures import Camera, demo_camera, unlock, wait_until
from tests.e2e.team_page_pictures import in_vault
from tests.profiles import change_profile
from tests.unit.workflows.people.rolls import csv_of

PERSON, CASE = "demo-person-ab", "demo-case-ab"
COPIED_CASE, COPIED_FORM, UNFINISHED = "demo-case-jt", "extremism-assessment", "demo-form-dw-1"
BEGUN_COPY, WITH_DAY = "demo-form-jt-3", "demo-form-jt-4"
NOTE, GROWN_FORM = "demo-note-km-1", "home-visit-note"
TO_TRY = "channel-support-plan"

HEAD = ("Forename", "Surname", "Year", "Form", "DOB", "UPN", "Contact 1 Name", "Ethnicity")
PUPILS = (
    ("Amina", "Begum", "9", "9C", "14/03/2012", "B801200005001", "Nadia Begum", "…"),
    ("Nia", "Owen", "9", "9A", "", "A801200005001", "", ""),
    ("Zoë", "O’Neill", "11", "11B", "01/09/2009", "", "", ""),
)
WRONG = ("Jack", "Smith", "9", "9A", "31/02/2012", "B801200005001", "", "")


def picture_choosing(at: Watched) -> None:
    """Whom something that is begun is about."""
    for name, route in (
        ("note", routes.NoteAbout()),
        ("screening", routes.ScreeningAbout()),
        ("concern", routes.ConcernAbout()),
        ("form", routes.FormAbout(GROWN_FORM)),
    ):
        at.open(route, ChoosePersonPage)
        at.camera.take(f"about-{name}")
    page = at.open(routes.NoteAbout(), ChoosePersonPage)
    QTest.keyClicks(page.search.field, "Nobody Known")
    at.camera.take("about-nobody")


def picture_forms(at: Watched) -> None:
    """A form that may start as a copy, one that does, one from a note, an addendum, and what drafts still ask for."""
    in_vault(at.camera, _forget_copy)
    at.open(routes.StartForm(COPIED_CASE, COPIED_FORM), FormChoicePage)
    at.camera.take("start-or-copy")
    for name, route in (
        ("copied-form", routes.CopiedForm(COPIED_CASE, COPIED_FORM)),
        ("form-from-note", routes.FormFromNote(NOTE, "screening-tool")),
        ("addendum", routes.Addendum(CASE)),
        ("form-to-mend", routes.FormToMend(UNFINISHED)),
        ("form-on-new-day", routes.FormOnNewDay(WITH_DAY)),
    ):
        at.open(routes.MyWork(), HomePage)
        at.open(route, FormScreen)
        at.camera.take(name)
    page = at.open(routes.Preview(TO_TRY), PreviewPage)
    wait_until(lambda: page.form_screen is not None)
    at.camera.take("preview")
    page.fill.click()
    at.camera.take("preview-filled")


def _forget_copy(vault: Vault) -> None:
    """The copy that the demo has begun is gone: there is the choice again."""
    begun = vault.responses.get(BEGUN_COPY)
    vault.responses.remove_draft(begun.id, begun.content)


def picture_packs(at: Watched, stick: Path) -> None:
    """Giving a case to the lead, what each receiver sees, a mistake, a call, a password, and a file under one."""
    in_vault(at.camera, lambda vault: settings.save_named_lead(vault, NamedLead(name="Pat Lead", phone="01632 960 001")))  # fmt: skip
    at.open(routes.SendToLead("demo-case-dw"), ConcernDonePage)
    at.camera.take("send-to-lead")
    _picture_differences(at)
    pack_id = in_vault(at.camera, lambda vault: vault.packs.all()[0].id)
    for one in in_vault(at.camera, lambda vault: vault.packs.all()):
        at.open(routes.Mistake(one.id), MistakePage)
        at.camera.take(f"mistake-{one.status.value}")
    call = at.open(routes.Call(pack_id), CallPage)
    at.camera.take("call")
    call.day.set_text("2026-02-31")
    call.save.click()
    at.camera.take("call-wrong-day")
    _picture_password(at, stick)


def _picture_differences(at: Watched) -> None:
    page = at.open(routes.WhoSeesWhat(CASE), DifferencesPage)
    wait_until(lambda: bool(page.table.rows_model.rows))
    at.camera.take("who-sees-what")
    page.part.setCurrentIndex(page.part.findData(EVERYTHING))
    at.camera.take("who-sees-what-everything")
    rows = page.table.rows_model.rows
    page.table.opened.emit(next(row.key for row in rows if "Chronology" in row.cells[0].spoken))
    cursor = page.card.text.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    cursor.movePosition(QTextCursor.MoveOperation.WordRight, QTextCursor.MoveMode.KeepAnchor, 3)
    page.card.text.setTextCursor(cursor)
    at.camera.take("withhold")
    page.card.act.click()
    at.camera.take("withhold-missing")
    page.card.whom.set_value("police-prevent")
    page.card.reason.setText("It is about another family")
    page.card.act.click()
    wait_until(lambda: bool(page.links))
    page.verticalScrollBar().setValue(0)
    at.camera.take("withheld")


def _by_phone(receiver: Receiver) -> Receiver:
    return replace(receiver, way=SealingWay.PASSWORD, seal_to=(), phone="01632 960 002")


def _closed_by_words(vault: Vault) -> None:
    first, second, *others = settings.receivers(vault)
    change_profile(vault, recipients=(first, _by_phone(second), *others))


def _picture_password(at: Watched, stick: Path) -> None:
    in_vault(at.camera, _closed_by_words)
    page = at.open(routes.PreparePack(CASE), PackPage)
    wait_until(lambda: bool(page.receiver_list.boxes))
    for key, box in page.receiver_list.boxes.items():
        box.set_checked(key == "police-prevent")
    at.camera.take("pack-by-words")
    page._ask_folder = lambda _parent: stick
    page.sign.click()
    at.give_passphrase(page, "pack-by-words-passphrase")
    wait_until(lambda: isinstance(at.pages.main_view.page, PasswordPage))
    told = at.pages.main_view.page
    assert isinstance(told, PasswordPage)
    words = " ".join(row.text().split()[-1] for row in told.words.rows)
    at.camera.take("password")
    told.larger.click()
    at.camera.take("password-larger")
    (file,) = stick.glob("P-*.pdf")
    look = at.open(routes.CheckFile(), CheckFilePage)
    at.camera.take("check-file")
    look._ask_file = lambda _parent: file
    look.choose.click()
    look.password.line.setText("some other words")
    look.check.click()
    wait_until(lambda: bool(look.password_field.error.text()))
    at.camera.take("check-file-wrong")
    look.password.line.setText(words)
    look.check.click()
    wait_until(lambda: look.answer.isVisible() and look.pages.sheet.page is not None)
    at.camera.take("check-file-checked")
    look.answer.click()
    wait_until(lambda: isinstance(at.pages.main_view.page, AnswerFilePage))
    at.camera.take("answer-as-file")


def picture_names(at: Watched, folder: Path) -> None:
    """No names, a file that is none, cells to put right, a list that is looked at, taken, and somebody of it found."""
    page = at.open(routes.BringNamesIn(), RollPage)
    at.camera.take("names-none")
    old, file = folder / "old.xls", folder / "pupils.csv"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    file.write_bytes(csv_of((HEAD, PUPILS[0], WRONG)))
    for path, name in ((old, "names-refused"), (file, "names-wrong-cells")):
        page.look_at(path)
        wait_until(page.choose.isEnabled)
        at.camera.take(name)
    file.write_bytes(csv_of((HEAD, *PUPILS)))
    page.look_at(file)
    wait_until(page.offer.isVisible)
    at.camera.take("names-looked-at")
    page.take.click()
    wait_until(page.remove.isVisible)
    at.camera.take("names-taken")
    file.write_bytes(csv_of((HEAD, (*PUPILS[0][:3], "9D", *PUPILS[0][4:]), PUPILS[1])))
    page.look_at(file)
    wait_until(page.offer.isVisible)
    at.camera.take("names-changed")
    choose = at.open(routes.NoteAbout(), ChoosePersonPage)
    QTest.keyClicks(choose.search.field, "Beg")
    at.camera.take("names-found")
    page = at.open(routes.BringNamesIn(), RollPage)
    page.remove.click()
    wait_until(page.empty.isVisible)
    at.camera.take("names-removed")


def picture_copy(at: Watched, folder: Path) -> None:
    """The copy for the person: who else is in it, a place, what is missing, the question before it is saved, and after."""
    page = at.open(routes.SubjectAccess(PERSON), SubjectAccessPage)
    wait_until(lambda: bool(page.table.rows_model.rows))
    at.camera.take("copy")
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    at.camera.take("copy-below")
    names = [row.key for row in page.table.rows_model.rows]
    page.table.opened.emit(names[0])
    at.camera.take("copy-place")
    card = page.place
    card.what.buttons[What.NAME.value].click()
    card.one.click()
    page.ensureWidgetVisible(card.one)
    at.camera.take("copy-place-missing")
    for number, name in enumerate(names):
        page.table.opened.emit(name)
        card.what.buttons[(What.KEEP if number else What.NAME).value].click()
        if not number:
            card.ground.buttons[Ground.OTHER_PERSON.value].click()
        card.reason.setPlainText("Known to the person" if number else "Has not agreed")
        (card.all if card.all.isVisibleTo(card) else card.one).click()
    wait_until(page.save.isEnabled)
    page.verticalScrollBar().setValue(0)
    at.camera.take("copy-decided")
    page._ask_folder = lambda _parent: folder
    page.save.click()  # by its letter: the keyboard stays where it is
    at.give_passphrase(page, "copy-passphrase")
    wait_until(lambda: bool(page.notice.text.text()))
    at.camera.take("copy-saved")


def picture_remaining(camera: Camera, pages: PageRegistry, manner: Manner) -> None:
    """All of them, with files in a folder that is gone afterwards."""
    at = Watched(camera, pages)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("words", "copy", "stick"):
            (folder / part).mkdir()
        picture_choosing(at)
        picture_forms(at)
        picture_packs(at, folder / "words")
        picture_names(at, folder)
        picture_copy(at, folder / "copy")
        with lead_beside(at, manner, folder / "lead") as lead:
            picture_countersigning(at, lead, folder / "stick")
            picture_comments(at, lead, folder / "stick")
            picture_beginning_team(at, lead, folder)


def main() -> None:
    """Read the arguments and take the pictures."""
    chosen = manners_arguments(__doc__).parse_args()
    for manner in chosen_manners(chosen):
        with demo_camera(chosen.folder, manner) as camera:
            picture_remaining(camera, unlock(camera.desktop), manner)


if __name__ == "__main__":
    main()
