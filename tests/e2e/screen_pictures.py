"""Pictures of every screen, to be looked at beside the designs.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.e2e.screen_pictures FOLDER [--quick] [--theme high-contrast] [--scale 200]
[--size 1024x700]``. It makes a demo vault in a temporary folder, walks the app through its screens, and writes one PNG a
screen: ``<screen>-<width>x<height>-<scale>-<theme>.png``. In every manner (`manners`), unless one is asked for; `--quick`
makes 1366×768 at 100 % in the light theme alone.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QMimeData, QRect, QTimer, QUrl
from PySide6.QtGui import QColor, QImage, QPainter, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from reportlab.pdfgen.canvas import Canvas

from prevent_desktop.app import QT_ARGUMENTS, AppOptions, Desktop
from prevent_desktop.app.desktop import present_time
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Note as WrittenNote
from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.cli.demo import DEMO_PASSPHRASE, prepare_demo_vault
from prevent_desktop.errors import WrongSecretError
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.validation import validate
from prevent_desktop.questionnaire.values import Unparsed
from prevent_desktop.translation import _
from prevent_desktop.ui.components.printing import PrintProgress
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.forms.rows.question_list import QuestionList
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.packs.move_page import MoveFilePage
from prevent_desktop.ui.page_registry.registry import PageRegistry
from prevent_desktop.ui.record.file_page import FilePage
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import (
    AttachedFile,
    Check,
    Event,
    Form,
    GuidanceBeside,
    MoveFile,
    NewPerson,
    Note,
    Pack,
    PreparePack,
    Record,
    section_route,
)
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.vault_admin.unlock.pin_pane import PinPane
from prevent_desktop.ui.vault_admin.unlock.recovery_code_panes import (
    ChoosePassphrasePane,
    ShowCodePane,
    TypeCodePane,
)
from prevent_desktop.ui.vault_admin.unlock.unlock_pane import UnlockPane
from prevent_desktop.ui.vault_admin.unlock.vaults_pane import VaultsPane
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.window.key_sheet import KeySheet
from prevent_desktop.workflows.demo.demo_organisation import PROFILE
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.vault_admin.recover import OtherMethods
from tests.e2e.manners import Manner, chosen_manner, chosen_manners, manners_arguments
from tests.faults.hostile_files import png_bomb
from tests.gui.cut_off import cut_off
from tests.gui.dropping import drag, drop
from tests.gui.every_control import every_control
from tests.gui.letters import shared_letters
from tests.gui.out_of_place import out_of_place
from tests.gui.reading_order import out_of_order
from tests.gui.tab_ring import not_reached
from tests.unit.writing.samples import SAMPLES

_PATIENCE_MS = 60_000
_OVERLAP = 40
SOON = 400
_LONG = 2_000_000
"""Letters of a note that a colleague's laptop can bring."""


def wait(milliseconds: int) -> None:
    """Let the app run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(holds: Callable[[], bool]) -> None:
    """Let the app run until `holds`; AssertionError after a minute."""
    for _step in range(_PATIENCE_MS // 20):
        if holds():
            return
        wait(20)
    raise AssertionError("the app did not get there")


@dataclass
class Camera:
    """Takes pictures of one desktop into `folder`; their names end with `ending`."""

    desktop: Desktop
    folder: Path
    ending: str
    cut_off: list[str] = field(default_factory=list, init=False)
    """The words that had too little room, and what stood in another's place, with the name of their picture."""
    not_reached: list[str] = field(default_factory=list, init=False)
    """What Tab never comes to, with the name of the picture."""
    out_of_order: list[str] = field(default_factory=list, init=False)
    """What Tab comes to before something that stands before it, with the name of the picture."""
    shared_letters: list[str] = field(default_factory=list, init=False)
    """Letters with Alt that two have at once, with the name of the picture."""
    measured: set[str] = field(default_factory=set, init=False)
    """The names of the pictures."""

    def take(self, name: str) -> None:
        """One picture, once all that was asked for has come and is painted."""
        self.settle()
        self.desktop.window.activateWindow()  # without a screen nobody else gives it the keyboard, and the ring
        wait(120)
        self._keep(self.desktop.window, name)

    def take_dialog(self, dialog: QWidget, name: str) -> None:
        """One picture of a dialog that stands over the window."""
        self._keep(dialog, name)

    def measure(self, widget: QWidget, name: str) -> None:
        """Note which words have too little room on it, what stands in another's place, and what Tab never comes to."""
        self.measured.add(name)
        self.not_reached += [f"{name}: {words}" for words in not_reached(widget)]
        self.out_of_order += [f"{name}: {words}" for words in out_of_order(widget)]
        self.shared_letters += [f"{name}: {words}" for words in shared_letters(widget)]
        self.cut_off += [f"{name}: {words}" for words in (*out_of_place(widget), *cut_off(widget))]

    def _keep(self, widget: QWidget, name: str) -> None:
        self.measure(widget, name)
        widget.grab().save(str(self.folder / f"{name}-{self.ending}.png"))

    def settle(self) -> None:
        """Wait for both lanes to be empty and their results to be shown."""
        for _round in range(3):
            done: list[bool] = []
            if self.desktop.unlocked is not None:
                self.desktop.tasks.in_vault(lambda _vault: True, done.append)
            else:
                done.append(True)
            self.desktop.tasks.in_background(lambda: True, done.append)
            wait_until(lambda done=done: len(done) == 2)  # type: ignore[misc]  # a default binds the list of this round
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def picture_first_screens(camera: Camera) -> None:
    """Unlock, waiting, PIN, recovery code, recovery, other vaults."""
    screen = camera.desktop.unlock_screen
    unlock = screen.pane
    assert isinstance(unlock, UnlockPane)
    QTest.keyClicks(unlock.passphrase.line, DEMO_PASSPHRASE)
    camera.take("unlock")
    unlock.show_failure(_wrong_passphrase())
    camera.take("unlock-wrong")
    unlock.show_methods(OtherMethods(by_login=True, by_pin=True, seconds_to_wait=95))
    camera.take("unlock-wait")
    screen.show_pane(PinPane())
    camera.take("pin")
    screen.show_pane(ShowCodePane("7Q2M4-8HJ3K-XW9PT-R5VBN-C6DFG-AZ1YE"))
    camera.take("recovery-code")
    typed = TypeCodePane(
        _("Type the code back"), _("From your copy, to be sure that it is right"), _("&Confirm and open")
    )
    screen.show_pane(typed)
    typed.say_wrong(_("This is another code. Compare it with your copy and type it again."))
    camera.take("recovery-code-typed")
    screen.show_pane(ChoosePassphrasePane())
    camera.take("new-passphrase")
    screen.show_pane(VaultsPane([*(Places.of(camera.desktop.places.data).vaults).iterdir()]))
    camera.take("other-vaults")
    screen.show_start()


def _wrong_passphrase() -> WrongSecretError:
    return WrongSecretError(
        _("The passphrase does not open the vault"),
        "",
        _("Check Caps Lock and the keyboard language, and type it again."),
    )


def unlock(desktop: Desktop) -> PageRegistry:
    """Open the demo vault with its passphrase."""
    pane = desktop.unlock_screen.pane
    assert isinstance(pane, UnlockPane)
    QTest.keyClicks(pane.passphrase.line, DEMO_PASSPHRASE)
    pane.unlock.click()
    wait_until(lambda: desktop.unlocked is not None)
    assert desktop.unlocked is not None
    return desktop.unlocked.pages


def picture_screens(camera: Camera, pages: PageRegistry) -> None:
    """My work, people, outbox, guidance, every section of the settings."""
    main_view = pages.main_view
    for place in NavSection:
        main_view.go(place)
        camera.take(place.value)
    settings = main_view.go(NavSection.SETTINGS)
    assert isinstance(settings, SettingsScreen)
    for part in settings.list.entries:
        settings.show_part(part)
        camera.take(f"settings-{part}")
    settings.list.search.setText("password")
    camera.take("settings-found")
    settings.list.search.clear()
    settings.show_part(settings.organisation.part)
    settings.organisation.offer_file(camera.desktop.places.demo_organisation / PROFILE)
    camera.take("settings-organisation-offer")
    settings.organisation.offer.leave.click()
    settings.show_part(settings.recipients.part)
    settings.recipients.add.click()  # as before there was a profile
    camera.settle()
    form = settings.recipients.form
    assert form is not None
    form.save()
    camera.take("settings-receiver-errors")
    form.cancelled.emit()


def picture_palette(camera: Camera, pages: PageRegistry) -> None:
    """The palette before anything is typed, with words, and with a name that nobody has; the sheet of keys."""
    unlocked = camera.desktop.unlocked
    assert unlocked is not None
    pages.main_view.go(NavSection.MY_WORK)
    palette = unlocked.palette.palette
    palette.open()
    camera.take("palette-empty")
    for words, name in (("lead", "palette"), ("Robin Newman", "palette-nobody")):
        palette.field.setText(words)
        camera.take(name)
    palette.close_up()
    sheet = KeySheet(pages.main_view.offered, parent=camera.desktop.window)
    sheet.open()
    wait(SOON)
    camera.take_dialog(sheet, "keys")
    sheet.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def picture_work(camera: Camera, pages: PageRegistry) -> None:
    """A record and its parts, a form, checking, a note, an event, a new person, a pack."""
    main_view = pages.main_view
    home = main_view.go(NavSection.MY_WORK)
    camera.settle()
    assert isinstance(home, HomePage)
    found = _a_case(camera)
    pages.navigator.open(Record(found.person_id))
    camera.take("record")
    picture_tabs(camera, pages)
    picture_printing(camera, pages)
    if found.response_id:
        pages.navigator.open(Form(found.response_id))
        camera.take("form")
        pages.navigator.open(GuidanceBeside("writing-evidence"))
        camera.take("form-guidance")
        pages.main_view.close_beside()
        pages.navigator.open(Check(found.response_id))
        camera.take("check")
    if found.finalised_id:
        pages.navigator.open(Form(found.finalised_id))
        camera.take("reading")
    pages.navigator.open(Note(found.case_id))
    camera.take("note")
    picture_writing(camera, pages)
    pages.navigator.open(Event(found.case_id))
    camera.take("event")
    pages.navigator.open(NewPerson())
    camera.take("new-person")
    home.record_concern.click()
    camera.take("choose-person")
    pages.navigator.open(PreparePack(found.pack_case_id or found.case_id))
    camera.settle()
    wait(1500)
    camera.take("pack")
    picture_files(camera, pages, found)
    picture_move(camera, pages, found)
    if found.pack_id:
        pages.navigator.open(Pack(found.pack_id))
        camera.settle()
        wait(1500)
        camera.take("signed-pack")
    main_view.go(NavSection.MY_WORK)
    camera.desktop.window.blank.blank()
    camera.take("blank")
    camera.desktop.window.blank.uncover()


def picture_tabs(camera: Camera, pages: PageRegistry) -> None:
    """Each part of a record."""
    page = pages.main_view.page
    assert isinstance(page, RecordPage)
    for tab in page.panels.names[1:]:
        page.show_tab(tab)
        camera.take(f"record-{tab}")
    page.show_tab(page.panels.names[0])


def picture_traps(camera: Camera, pages: PageRegistry) -> None:
    """What holds up a reader who does not look: a pipe in the place of a file, a colleague's note of very many letters."""
    found = _a_case(camera)
    note = WrittenNote(
        id=new_id(), case_id=found.case_id, text=("He said it again in the corridor. " * 60_000)[:_LONG], source=Source.DIRECT,
        author="Pat Lee", written_at=present_time(),
    )  # fmt: skip
    camera.desktop.tasks.in_vault(lambda vault: vault.notes.add(note))
    pages.navigator.open(Record(found.person_id))
    camera.settle()
    record = pages.main_view.page
    assert isinstance(record, RecordPage)
    camera.take("record-long-note")
    record.panels.chronology.opened.emit(f"note:{note.id}")
    camera.take("record-long-note-open")
    with tempfile.TemporaryDirectory() as folder:
        os.mkfifo(Path(folder) / "letter.pdf")
        drop(record, Path(folder) / "letter.pdf")
        wait_until(lambda: not record.files.adder.busy)
        record.verticalScrollBar().setValue(0)
        camera.take("record-dropped-pipe")


def picture_printing(camera: Camera, pages: PageRegistry) -> None:
    """What is asked before a print, how far one is, and an entry that can be printed."""
    page = pages.main_view.page
    assert isinstance(page, RecordPage)
    page.print_shown()
    wait_until(lambda: bool(page.findChildren(ConfirmDialog)))
    wait(SOON)
    question = page.findChildren(ConfirmDialog)[0]
    camera.take_dialog(question, "print-question")
    question.reject()
    progress = PrintProgress(page)
    progress.tell(_("Page {number} of {count}").format(number=3, count=7), 2, 7)
    progress.open()
    wait(SOON)
    camera.take_dialog(progress, "print-progress")
    progress.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    camera.desktop.window.activateWindow()
    keys = (row.key for row in page.panels.chronology.table.rows_model.rows)
    page.panels.chronology.opened.emit(next(key for key in keys if key.startswith(("note:", "event:"))))
    camera.settle()
    camera.take("record-entry")


def picture_move(camera: Camera, pages: PageRegistry, found: _Case) -> None:
    """A child's file that is to go to a new school, whose card is being compared."""
    pages.navigator.open(MoveFile(found.person_id))
    camera.settle()
    page = pages.main_view.page
    assert isinstance(page, MoveFilePage)
    page.left_on.set_text("2026-11-27")
    page.words.setPlainText("Channel support goes on. Please call before you speak to the family.")
    camera.take("move-file")
    page.choice.without.click()
    camera.take("move-file-without")


FILE_NAMES = ("wall.png", "letter.pdf", "export.csv", "film.mp4", "bomb.png")
"""What somebody called the files that are added to a record."""


def picture_files(camera: Camera, pages: PageRegistry, found: _Case) -> None:
    """Files that are dragged over a record and what became of them; a picture, a letter, a text, and what is not shown."""
    with tempfile.TemporaryDirectory() as folder:
        files = _files_in(Path(folder))
        pages.navigator.open(Record(found.person_id))
        camera.settle()
        record = pages.main_view.page
        assert isinstance(record, RecordPage)
        drag(record, *(QUrl.fromLocalFile(str(file)) for file in files))
        camera.take("record-drop")
        drop(record, *files, Path(folder))
        wait_until(lambda: not record.files.adder.busy)
        camera.take("record-dropped")
    for attachment in _attached(camera, found.case_id)[-len(files) :]:
        pages.navigator.open(AttachedFile(attachment.id, found.person_id))
        camera.settle()
        page = pages.main_view.page
        assert isinstance(page, FilePage)
        wait_until(lambda page=page: page.is_settled)  # type: ignore[misc]  # a default binds this round's
        wait(SOON)
        camera.take(f"file-{Path(attachment.file_name).stem}")


def _files_in(folder: Path) -> list[Path]:
    """A picture, a letter of two pages, a text, a film, and a picture that unpacks to more than is drawn."""
    wall = QImage(640, 420, QImage.Format.Format_RGB32)
    wall.fill(QColor("#7a8fa6"))
    painter = QPainter(wall)
    painter.fillRect(QRect(180, 120, 280, 170), QColor("#f2d16b"))
    painter.end()
    letter = Canvas(str(folder / "letter.pdf"))
    for page in ("Dear colleague,", "Yours sincerely"):
        letter.drawString(72, 700, page)
        letter.showPage()
    letter.save()
    wall.save(str(folder / "wall.png"))
    (folder / "export.csv").write_text("Date,Incident\n12/03/2026,A leaflet was found in a bag\n" * 90)
    (folder / "film.mp4").write_bytes(b"\0\0\0\x18ftypisom" + bytes(500))
    (folder / "bomb.png").write_bytes(png_bomb(random.Random(1)))
    return [folder / name for name in FILE_NAMES]


def _attached(camera: Camera, case_id: str) -> tuple[Attachment, ...]:
    found: list[tuple[Attachment, ...]] = []
    camera.desktop.tasks.in_vault(lambda vault: vault.attachments.of_case(case_id), found.append)
    wait_until(lambda: bool(found))
    return found[0]


def picture_writing(camera: Camera, pages: PageRegistry) -> None:
    """A note with words to check, text in other scripts, a sentence about what was pasted, and the two dialogs."""
    page = pages.main_view.page
    assert isinstance(page, NotePage)
    area = page.text
    area.setFocus()
    wait_until(lambda: area.check.speller is not None)
    QTest.keyClicks(area, 'He recieved a mesage and said "I aint goin" to teh teacher. ')
    area.appendPlainText("\n".join(text for text, _words in SAMPLES.values()))
    area.moveCursor(QTextCursor.MoveOperation.Start)
    wait_until(lambda: area.check.settled)
    wait(SOON)
    camera.take("note-writing")
    for name, show in (("words-to-check", area.words_wanted.emit), ("phrases", area.phrases_wanted.emit)):
        show()
        wait(SOON)
        dialog = page.findChild(QDialog)
        assert dialog is not None
        camera.take_dialog(dialog, name)
        dialog.reject()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    pasted = QMimeData()
    pasted.setText("Sent by\u202e somebody ")
    area.insertFromMimeData(pasted)
    camera.take("note-pasted")


def picture_controls(camera: Camera, pages: PageRegistry) -> None:
    """Every control that a form can ask for, page by page; then the same with answers that are to be mended."""
    form = load_questionnaire(every_control())
    state = FormState(Response.start(form))
    screen = FormScreen(state, about=_("AB, 14"), form=form.title)
    pages.main_view.enter(screen, section_route(NavSection.PEOPLE))
    _picture_sections(camera, screen, "form-controls")
    for path, answer in (
        ((("numbers", 0), ("slider", 0)), Unparsed("four")),
        ((("tables", 0), ("contacts", 0), ("age", 0)), Unparsed("ten")),
        ((("parts", 0), ("tabs", 0), ("t2", 0), ("t2.n", 0)), Unparsed("often")),
    ):
        state.answer(path, (answer,))
    screen.show_problems(validate(state.response))
    _picture_sections(camera, screen, "form-controls-wrong")


def _picture_sections(camera: Camera, screen: FormScreen, name: str) -> None:
    question_list = screen.findChild(QuestionList)
    assert question_list is not None
    for part in range(len(screen.state.parts)):
        screen.show_part(part)
        for number in itertools.count():
            camera.take(f"{name}-{part}-{number}")
            bar = question_list.verticalScrollBar()
            if bar.value() >= bar.maximum():
                break
            bar.setValue(bar.value() + question_list.viewport().height() - _OVERLAP)


@dataclass(frozen=True)
class _Case:
    person_id: str
    case_id: str
    response_id: str
    finalised_id: str
    pack_case_id: str
    pack_id: str


def _a_case(camera: Camera) -> _Case:
    """Whom to look at: somebody with a draft, a case with a finished form, a signed pack."""
    from prevent_desktop.vault.vault import Vault

    def look(vault: Vault) -> _Case:
        drafts = vault.responses.drafts()
        packs = vault.packs.all()
        cases = vault.cases.open_cases()
        frozen = [form for case in cases for form in vault.responses.of_case(case.id) if form.is_finalised]
        draft = drafts[0] if drafts else None
        case = vault.cases.get(packs[0].case_id if packs else cases[0].id)
        return _Case(
            person_id=case.person_id,
            case_id=case.id,
            response_id=draft.id if draft else "",
            finalised_id=frozen[0].id if frozen else "",
            pack_case_id=frozen[0].case_id if frozen else "",
            pack_id=packs[0].id if packs else "",
        )

    found: list[_Case] = []
    camera.desktop.tasks.in_vault(look, found.append)
    wait_until(lambda: bool(found))
    return found[0]


@contextmanager
def demo_camera(folder: Path, manner: Manner, kind: type[Camera] = Camera) -> Iterator[Camera]:
    """A camera (of this kind) before the locked demo vault, in a window of this manner; its pictures go into `folder`."""
    with tempfile.TemporaryDirectory() as data:
        prepare_demo_vault(Places.of(Path(data)))
        with camera_before(Path(data), folder, manner, kind) as camera:
            yield camera


@contextmanager
def camera_before(data: Path, folder: Path, manner: Manner, kind: type[Camera] = Camera) -> Iterator[Camera]:
    """The same before the vault that is in `data`. At its end, what Tab does not do is an error."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(["pictures", *QT_ARGUMENTS])
    assert isinstance(app, QApplication)
    options = AppOptions(data=data, appearance=manner.theme, scale=manner.scale)
    desktop = Desktop(app, options, fresh_process=lambda: None)
    desktop.start()
    desktop.window.resize(*manner.size)
    camera = kind(desktop, folder, manner.ending)
    yield camera
    print(*camera.cut_off, sep="\n")
    desktop.window.close()
    _drop(desktop.window)
    assert not camera.not_reached, "\n".join(camera.not_reached)
    assert not camera.out_of_order, "\n".join(camera.out_of_order)
    assert not camera.shared_letters, "\n".join(camera.shared_letters)


def picture_all(folder: Path, manners: Iterable[Manner]) -> None:
    """Every screen in these manners, into `folder`."""
    for manner in manners:
        with demo_camera(folder, manner) as camera:
            picture_first_screens(camera)
            pages = unlock(camera.desktop)
            picture_screens(camera, pages)
            picture_palette(camera, pages)
            picture_work(camera, pages)
            picture_traps(camera, pages)
            picture_controls(camera, pages)


def chosen_camera(chosen: argparse.Namespace) -> AbstractContextManager[Camera]:
    """The camera that the arguments of a script ask for."""
    return demo_camera(chosen.folder, chosen_manner(chosen))


def _drop(window: QWidget) -> None:
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def main() -> None:
    """Read the arguments and take the pictures."""
    chosen = manners_arguments(__doc__).parse_args()
    picture_all(chosen.folder, chosen_manners(chosen))


if __name__ == "__main__":
    main()
