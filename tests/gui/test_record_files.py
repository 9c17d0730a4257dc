"""Photos and other files in a record: what they hide is told, and a copy without it goes into packs."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.ui.record.files import AttachmentDialog
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.record.view import Tab
from tests.gui.screens import Screens, table_texts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    exif = Image.Exif()
    exif[0x010F] = "Example phone"
    exif.get_ifd(0x8825)[1] = "N"
    path = tmp_path / "bus stop.jpg"
    Image.new("RGB", (64, 48), "teal").save(path, exif=exif)
    return path


def record(demo: Screens) -> RecordPage:
    page = RecordPage(demo.tasks, demo.navigator, demo.library, demo.clock, demo.person("AB"))
    return demo.show(page)


def add(demo: Screens, page: RecordPage, path: Path) -> Attachment:
    with demo.qtbot.waitSignal(page.files.adder.added) as added:
        page.files.adder.add(path, demo.case("AB"))
    demo.settle()
    kept: Attachment = added.args[0]
    return kept


def opened(demo: Screens, page: RecordPage, attachment: Attachment) -> AttachmentDialog:
    page.files.open(attachment, demo.case("AB"))
    dialog = page.files.dialog
    assert dialog is not None
    demo.qtbot.waitUntil(lambda: " · " in dialog.facts.text())
    return dialog


def test_what_a_photo_tells_is_said_and_a_copy_without_it_goes_into_packs(demo: Screens, photo: Path) -> None:
    page = record(demo)
    original = add(demo, page, photo)
    assert "where it was taken, the camera or phone" in page.notice.text.text()
    dialog = opened(demo, page, original)
    assert dialog.facts.text().startswith("A picture")
    assert "where it was taken" in dialog.hidden.text.text()
    dialog.words.setText("The wall at the bus stop")
    with demo.qtbot.waitSignal(page.controller.copied):
        dialog.bare.click()
    demo.settle()
    rows = table_texts(page.panels.attachments.table)
    assert rows[0][0].startswith("bus stop without hidden data.jpg")
    assert "The wall at the bus stop" in rows[1][0]
    again = opened(demo, page, original)
    assert "There is a copy" in again.hidden.text.text()
    assert not again.bare.isEnabled()
    again.reject()
    case_id = demo.case("AB")
    copy_id = demo.read(lambda vault: vault.attachments.bare_copies(case_id))[original.id]
    copy = demo.read(lambda vault: vault.attachments.read(copy_id))
    assert b"Example phone" not in copy
    assert Image.open(io.BytesIO(copy)).size == (64, 48)


def test_a_description_is_kept_and_shown(demo: Screens, photo: Path) -> None:
    page = record(demo)
    dialog = opened(demo, page, add(demo, page, photo))
    dialog.words.setText("  A wall  with a sticker ")
    with demo.qtbot.waitSignal(page.controller.described):
        dialog.keep.click()
    demo.settle()
    page.show_tab(Tab.ATTACHMENTS)
    assert "A wall with a sticker" in table_texts(page.panels.attachments.table)[0][0]


def test_a_program_is_refused_in_words_and_nothing_is_kept(demo: Screens, tmp_path: Path) -> None:
    program = tmp_path / "photo.jpg"
    program.write_bytes(b"MZ" + bytes(500))
    page = record(demo)
    before = demo.read(lambda vault: vault.attachments.files.ids())
    with demo.qtbot.waitSignal(page.files.adder.refused):
        page.files.adder.add(program, demo.case("AB"))
    assert "says that it is a picture, but it is a program" in page.notice.text.text()
    assert demo.read(lambda vault: vault.attachments.files.ids()) == before


def test_a_film_that_says_it_is_a_picture_is_told_when_it_is_added(demo: Screens, tmp_path: Path) -> None:
    film = tmp_path / "photo.png"
    film.write_bytes(b"\0\0\0\x18ftypisom" + bytes(500))
    page = record(demo)
    assert add(demo, page, film).media_type == "video/mp4"
    assert "It says that it is a picture, but it is a film." in page.notice.text.text()
