"""A file goes in sealed and comes out only whole; what fails leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import DatabaseDamagedError, RecordError
from prevent_desktop.workflows import attachments
from tests.unit.workflows.conftest import Office, now


def add(office: Office, path: Path) -> Attachment:
    files = attachments.sealed_files(office.vault)
    stored = attachments.seal_file(files, path)
    return attachments.keep_attachment(
        office.vault, files, stored, case_id=office.case.id, file_name=path.name, now=now()
    )


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"words" * 10_000)
    return path


def test_a_copy_is_the_same_bytes(office: Office, letter: Path, tmp_path: Path) -> None:
    attachment = add(office, letter)
    assert attachment.media_type == "application/pdf"
    files = attachments.note_copy(office.vault, attachment)
    target = attachments.save_copy(files, attachment, tmp_path / "copy.pdf")
    assert target.read_bytes() == letter.read_bytes()


def test_adding_and_copying_are_written_down(office: Office, letter: Path) -> None:
    attachment = add(office, letter)
    attachments.note_copy(office.vault, attachment)
    done = [entry.action for entry in office.vault.audit.about([attachment.id])]
    assert done[-2:] == ["attachment.added", "attachment.copied"]


def test_a_file_that_is_not_there_is_named(office: Office, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"gone\.txt"):
        attachments.seal_file(attachments.sealed_files(office.vault), tmp_path / "gone.txt")


def test_a_row_that_cannot_be_kept_takes_its_sealed_file_away(office: Office, letter: Path) -> None:
    files = attachments.sealed_files(office.vault)
    stored = attachments.seal_file(files, letter)
    with pytest.raises(RecordError):
        attachments.keep_attachment(office.vault, files, stored, case_id="none", file_name="a", now=now())
    assert not files.path(stored.id).exists()


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
    with pytest.raises(RecordError, match="could not be saved"):
        attachments.save_copy(
            attachments.sealed_files(office.vault), attachment, tmp_path / "none" / "copy.pdf"
        )
