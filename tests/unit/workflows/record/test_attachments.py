"""A file goes in sealed and comes out only whole; what fails leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import DatabaseDamagedError, EvidenceError, NotSavedError, RecordError
from prevent_desktop.evidence.answers import Hidden
from prevent_desktop.workflows.record import attachments
from prevent_desktop.workflows.record.attachments import keep_bare_copy, make_bare_copy, own_files
from tests.unit.workflows.conftest import Office, now


def add(office: Office, path: Path) -> Attachment:
    files = attachments.sealed_files(office.vault)
    taken = attachments.seal_file(files, path)
    return attachments.keep_attachment(office.vault, files, taken, case_id=office.case.id, now=now())


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.7 words" * 10_000)
    return path


def test_a_copy_is_the_same_bytes(office: Office, letter: Path, tmp_path: Path) -> None:
    attachment = add(office, letter)
    assert attachment.media_type == "application/pdf"
    files = attachments.note_copy(office.vault, attachment, tmp_path / "copy.pdf")
    target = attachments.save_copy(files, attachment, tmp_path / "copy.pdf")
    assert target.read_bytes() == letter.read_bytes()


def test_adding_and_copying_are_written_down(office: Office, letter: Path) -> None:
    attachment = add(office, letter)
    attachments.note_copy(office.vault, attachment, letter.with_name("copy.pdf"))
    done = [entry.action for entry in office.vault.audit.about([attachment.id])]
    assert done[-2:] == ["attachment.added", "attachment.copied"]


def test_a_file_that_is_not_there_is_named(office: Office, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"gone\.txt"):
        attachments.seal_file(attachments.sealed_files(office.vault), tmp_path / "gone.txt")


def test_a_row_that_cannot_be_kept_takes_its_sealed_file_away(office: Office, letter: Path) -> None:
    files = attachments.sealed_files(office.vault)
    taken = attachments.seal_file(files, letter)
    with pytest.raises(RecordError):
        attachments.keep_attachment(office.vault, files, taken, case_id="none", now=now())
    assert not files.path(taken.stored.id).exists()


@pytest.mark.harms_vault("a file is damaged")
def test_a_damaged_file_gives_no_copy_at_all(office: Office, letter: Path, tmp_path: Path) -> None:
    attachment = add(office, letter)
    files = attachments.sealed_files(office.vault)
    sealed = files.path(attachment.id)
    damaged = bytearray(sealed.read_bytes())
    damaged[-1] ^= 1
    sealed.write_bytes(damaged)
    folder = tmp_path / "stick"
    folder.mkdir()
    with pytest.raises(DatabaseDamagedError):
        attachments.save_copy(files, attachment, folder / "copy.pdf")
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_not_there_is_said_so(office: Office, letter: Path, tmp_path: Path) -> None:
    attachment = add(office, letter)
    with pytest.raises(NotSavedError, match="could not be saved"):
        attachments.save_copy(
            attachments.sealed_files(office.vault), attachment, tmp_path / "none" / "copy.pdf"
        )


def test_a_copy_without_hidden_data_goes_into_packs_in_place_of_its_original(
    office: Office, tmp_path: Path
) -> None:
    photo = tmp_path / "bus stop.jpg"
    exif = Image.Exif()
    exif[0x010F] = "Example phone"
    Image.new("RGB", (40, 30)).save(photo, exif=exif)
    original = add(office, photo)
    files = attachments.sealed_files(office.vault)
    assert attachments.look_at(files, original).hidden == {Hidden.CAMERA}
    made = make_bare_copy(files, original)
    copy = keep_bare_copy(office.vault, files, original, made, case_id=office.case.id, now=now())
    assert copy.description == "bus stop.jpg (copy without hidden data)"
    assert [file.id for file in own_files(office.vault, office.case.id)] == [copy.id]
    assert office.vault.attachments.read(original.id) == photo.read_bytes()
    assert "attachment.bare-copy" in [entry.action for entry in office.vault.audit.about([original.id])]


def test_a_program_is_not_taken_and_a_name_is_made_safe(office: Office, tmp_path: Path) -> None:
    program = tmp_path / "letter.pdf.exe"
    program.write_bytes(b"anything")
    with pytest.raises(EvidenceError, match="program"):
        add(office, program)
    assert office.vault.attachments.files.ids() == frozenset()
    strange = tmp_path / "photo\u202egpj.txt"
    strange.write_bytes(b"words")
    assert add(office, strange).file_name == "photo_gpj.txt"


def test_what_a_file_is_said_to_be_is_kept_in_one_line_and_written_down(office: Office, letter: Path) -> None:
    attachment = add(office, letter)
    assert (
        attachments.describe(office.vault, attachment.id, " from  the\nschool ").description
        == "from the school"
    )
    assert office.vault.audit.about([attachment.id])[-1].action == "attachment.described"
