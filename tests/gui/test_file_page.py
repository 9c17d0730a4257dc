"""A file of a record is looked at inside the program: drawn in a confined process, by keyboard, stopped, and gone with the page."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImageReader
from PySide6.QtTest import QTest
from reportlab.pdfgen.canvas import Canvas

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.packs.reader.asking import PROCESSES
from prevent_desktop.ui.components.next_steps import ATTACHMENTS_ENTRY
from prevent_desktop.ui.record.file_page import FilePage
from prevent_desktop.ui.routing.routes import AttachedFile, Record, read_route, write_out
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.workflows import last_location
from prevent_desktop.workflows.record.attachments import keep_attachment, seal_file, sealed_files
from prevent_desktop.workflows.record.preview_file import PdfPages
from tests.faults.hostile_files import png_bomb
from tests.gui.screens import Screens, now, shown_texts, wait_for
from tests.patience import PATIENCE
from tests.unit.tables.making import workbook
from tests.unit.tables.test_words import docx

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

RED, BLUE = (255, 0, 0), (0, 0, 255)


def letter(*pages: str, size: tuple[int, int] = (595, 842)) -> bytes:
    written = BytesIO()
    canvas = Canvas(written, pagesize=size)
    for page in pages:
        canvas.drawString(72, size[1] - 72, page)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def picture(kind: str, **how: object) -> bytes:
    image, written = Image.new("RGB", (60, 20), RED), BytesIO()
    image.paste(BLUE, (30, 0, 60, 20))
    image.save(written, kind, **how)
    return written.getvalue()


def added(demo: Screens, folder: Path, name: str, data: bytes) -> Attachment:
    (folder / name).write_bytes(data)
    case_id, files = demo.case("AB"), demo.read(sealed_files)
    taken = seal_file(files, folder / name)
    return demo.read(lambda vault: keep_attachment(vault, files, taken, case_id=case_id, now=now()))


def opened(demo: Screens, attachment: Attachment) -> FilePage:
    page = FilePage(demo.tasks, demo.navigator, demo.clock, attachment.id)
    page.resize(900, 700)
    return demo.show(page, (900, 700))


def drawn(demo: Screens, page: FilePage) -> FilePage:
    wait_for(demo.qtbot, lambda: page.pages.sheet.page is not None)
    return page


@pytest.fixture(autouse=True)
def _nothing_is_decoded_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Qt and Pillow decode nothing of it in this process once the file is in the vault."""

    def refuse(*_arguments: object) -> None:
        raise AssertionError("it is decoded in the program itself")

    monkeypatch.setattr(QImageReader, "read", refuse)


def test_a_pdf_is_leafed_and_zoomed_by_keyboard_and_its_words_are_for_the_screen_reader(
    demo: Screens, tmp_path: Path
) -> None:
    attachment = added(demo, tmp_path, "letter.pdf", letter("Dear school", "Yours"))
    page = drawn(demo, opened(demo, attachment))
    assert page.accessibleName() == "File letter.pdf"
    assert page.head.heading.text() == "letter.pdf"
    sheet = page.pages.sheet
    assert sheet.accessibleName() == "Page 1 of 2"
    assert "Dear school" in sheet.accessibleDescription()
    sheet.setFocus()
    QTest.keyClick(sheet, Qt.Key.Key_PageDown)
    wait_for(demo.qtbot, lambda: "Yours" in sheet.accessibleDescription())
    assert page.place_within() == "1"
    width = sheet.width()
    QTest.keyClick(sheet, Qt.Key.Key_Plus)
    assert sheet.width() > width


def test_with_larger_text_the_page_is_larger_too(demo: Screens, tmp_path: Path, dressed: Theme) -> None:
    page = drawn(demo, opened(demo, added(demo, tmp_path, "letter.pdf", letter("Dear colleague,"))))
    for scale, least in ((100, 600), (200, 1000)):
        dressed.choose(Appearance.LIGHT, scale)
        page.resize(1160, 700)
        wait_for(demo.qtbot, lambda least=least: page.pages.sheet.width() >= least)  # type: ignore[misc]  # this round's
        assert page.pages.sheet.width() > 0.9 * page.card.width()


def test_a_page_keeps_its_own_proportions(demo: Screens, tmp_path: Path) -> None:
    page = drawn(demo, opened(demo, added(demo, tmp_path, "slides.pdf", letter("Slide", size=(960, 540)))))
    sheet = page.pages.sheet
    assert abs(sheet.height() / sheet.width() - 540 / 960) < 0.02


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_picture_is_drawn_as_it_is_seen(demo: Screens, tmp_path: Path, kind: str) -> None:
    page = drawn(demo, opened(demo, added(demo, tmp_path, f"wall.{kind.lower()}", picture(kind))))
    assert page.pages.sheet.page is not None
    image = page.pages.sheet.page.image
    left, right = image.pixelColor(2, 10), image.pixelColor(image.width() - 3, 10)
    assert left.red() - left.blue() > 150
    assert right.blue() - right.red() > 150
    assert page.pages.sheet.accessibleDescription() == "A picture without a description."


def test_a_scan_of_several_pages_is_leafed(demo: Screens, tmp_path: Path) -> None:
    second = Image.new("RGB", (40, 40), BLUE)
    scan = picture("TIFF", save_all=True, append_images=[second])
    page = drawn(demo, opened(demo, added(demo, tmp_path, "scan.tiff", scan)))
    assert page.pages.where.text() == "Page 1 of 2"
    page.pages.forward.click()
    wait_for(demo.qtbot, lambda: page.pages.sheet.page is not None and page.pages.sheet.page.number == 1)
    assert page.pages.sheet.page is not None
    assert page.pages.sheet.page.image.pixelColor(20, 20).blue() > 200


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("told.txt", "What was said: “nothing”\n".encode(), "What was said: “nothing”"),
        ("export.csv", b"Date,Incident\r\n12/03/2026,Zeppelin\r\n", "12/03/2026,Zeppelin"),
        ("list.xlsx", workbook([["Name", "Year"], ["Amy", 9]]), "Amy │ 9"),
        ("letter.docx", docx("Dear school", "Yours"), "Dear school\nYours"),
    ],
)
def test_words_are_shown_to_be_read_and_copied(
    demo: Screens, tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    page = opened(demo, added(demo, tmp_path, name, data))
    wait_for(demo.qtbot, lambda: page.text.isVisibleTo(page))
    assert words in page.text.sheet.toPlainText()
    assert page.text.sheet.isReadOnly()
    assert page.text.sheet.accessibleName() == "Page 1 of 1"


def test_a_long_text_is_leafed_and_its_letters_grow(demo: Screens, tmp_path: Path) -> None:
    text = "\n".join(f"line {number}" for number in range(500))
    page = opened(demo, added(demo, tmp_path, "long.txt", text.encode()))
    wait_for(demo.qtbot, lambda: page.text.isVisibleTo(page))
    sheet = page.text.sheet
    QTest.keyClick(sheet, Qt.Key.Key_PageDown)
    assert sheet.accessibleName() == "Page 2 of 9"
    assert sheet.toPlainText().startswith("line 60")
    before = sheet.document().defaultFont().pixelSize()
    QTest.keyClick(sheet, Qt.Key.Key_Plus)
    assert sheet.document().defaultFont().pixelSize() > before


def test_what_is_not_shown_says_what_it_is_and_can_be_saved(demo: Screens, tmp_path: Path) -> None:
    page = opened(demo, added(demo, tmp_path, "film.mp4", b"\0\0\0\x18ftypisom" + bytes(500)))
    wait_for(demo.qtbot, lambda: page.nothing_card.isVisibleTo(page))
    assert any(text.startswith("A film · ") for text in shown_texts(page))
    assert "save a copy and open that" in page.nothing.text.text()
    assert page.copy.isEnabled()
    assert not page.card.isVisibleTo(page)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("bomb.png", png_bomb(random.Random(1)), "The picture is not shown."),
        ("broken.pdf", b"%PDF-1.7 nothing more", "The file is not shown. The PDF cannot be read."),
        ("half.png", picture("PNG")[:60], "The picture is not shown."),
        ("broken.docx", docx("x")[:-30] + b"[Content_Types].xml", "Its words cannot be read"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_a_sentence(
    demo: Screens, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    page = opened(demo, added(demo, tmp_path, name, data))
    wait_for(demo.qtbot, lambda: page.not_shown.isVisibleTo(page))
    assert said in page.not_shown.text.text()
    assert page.again.isVisibleTo(page)
    assert any(text.startswith(("A picture · ", "A document · ")) for text in shown_texts(page))
    assert not demo.failures


def test_drawing_is_stopped_at_once_and_goes_on_when_asked(
    demo: Screens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attachment = added(demo, tmp_path, "letter.pdf", letter("Dear school"))
    PROCESSES.make_ready()
    ask = PROCESSES.ask

    goes_on = threading.Event()

    def held(*arguments: object, **named: object) -> Iterator[tuple[bytes, bytes]]:
        for frame in ask(*arguments, **named):  # type: ignore[arg-type]
            goes_on.wait(PATIENCE)
            yield frame

    monkeypatch.setattr(PROCESSES, "ask", held)
    page = opened_at_once(demo, attachment)
    wait_for(demo.qtbot, lambda: page.busy.isVisibleTo(page))
    page.busy.stop_wanted.emit()
    assert page.not_shown.text.text() == "Stopped. This is not shown."
    assert page.busy.isHidden()
    goes_on.set()
    monkeypatch.setattr(PROCESSES, "ask", ask)
    page.again.click()
    drawn(demo, page)
    assert not page.not_shown.isVisibleTo(page)
    assert not demo.failures


def test_a_page_that_is_left_ends_what_draws(
    demo: Screens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[bool] = []
    monkeypatch.setattr(PdfPages, "stop", lambda _pages: stopped.append(True))
    page = drawn(demo, opened(demo, added(demo, tmp_path, "letter.pdf", letter("Dear school"))))
    assert not stopped
    page.deleteLater()
    wait_for(demo.qtbot, lambda: bool(stopped))


def opened_at_once(demo: Screens, attachment: Attachment) -> FilePage:
    """Without waiting for what it shows."""
    page = FilePage(demo.tasks, demo.navigator, demo.clock, attachment.id)
    demo.qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    return page


def test_looking_is_written_down_and_leaves_no_readable_file(demo: Screens, tmp_path: Path) -> None:
    attachment = added(demo, tmp_path, "letter.pdf", letter("canaryword"))
    (tmp_path / "letter.pdf").unlink()
    drawn(demo, opened(demo, attachment))
    actions = demo.read(lambda vault: [entry.action for entry in vault.audit.about([attachment.id])])
    assert actions == ["attachment.added", "attachment.viewed"]
    for folder in (demo.folder, tmp_path):
        for file in folder.rglob("*"):
            assert not file.is_file() or b"canaryword" not in file.read_bytes()


def test_the_way_leads_to_the_files_of_the_record_and_back_after_a_lock(
    demo: Screens, tmp_path: Path
) -> None:
    attachment = added(demo, tmp_path, "letter.pdf", letter("One", "Two"))
    page = drawn(demo, opened(demo, attachment))
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        page.way.chosen.emit("record")
    assert wanted.args == [Record(demo.person("AB"), ATTACHMENTS_ENTRY)]
    route = AttachedFile(attachment.id, demo.person("AB"))
    assert read_route(write_out(route)) == route
    assert demo.read(lambda vault: last_location.is_there(vault, "attachment_id", attachment.id))
    assert not demo.read(lambda vault: last_location.is_there(vault, "attachment_id", "none"))
    again = FilePage(demo.tasks, demo.navigator, demo.clock, attachment.id)
    again.return_within("1")
    demo.show(again, (900, 700))
    wait_for(demo.qtbot, lambda: again.pages.sheet.accessibleName() == "Page 2 of 2")
