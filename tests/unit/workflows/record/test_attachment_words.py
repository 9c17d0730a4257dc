"""A case file of another system is found by the words in it, whatever it is called and however it is described later."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from prevent_desktop.workflows.people.find import find
from prevent_desktop.workflows.record import attachments
from tests.unit.workflows.conftest import Office, now

CPOMS = 'Incident date,Student,Category,Incident\r\n12/03/2026,Amina Begum,Cause for concern,"A zeppelin over the café"\r\n'


def case_file(*pages: str) -> bytes:
    """What MyConcern prints: untagged pages of text."""
    written = BytesIO()
    canvas = Canvas(written)
    for page in pages:
        canvas.drawString(72, 700, page)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def add(office: Office, path: Path, data: bytes) -> tuple[str, attachments.TakenFile]:
    path.write_bytes(data)
    files = attachments.sealed_files(office.vault)
    taken = attachments.seal_file(files, path)
    return attachments.keep_attachment(
        office.vault, files, taken, case_id=office.case.id, now=now()
    ).id, taken


def found(office: Office, words: str) -> list[str]:
    return [text.hit.record_id for text in find(office.vault, words).texts]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_csv_of_cpoms_is_found_by_its_words(office: Office, tmp_path: Path, encoding: str) -> None:
    file_id, taken = add(office, tmp_path / "export.csv", CPOMS.encode(encoding))
    assert found(office, "zeppelin cafe") == [file_id]
    assert not taken.facts.wordless


def test_a_pdf_of_myconcern_is_found_by_the_words_of_every_page(office: Office, tmp_path: Path) -> None:
    file_id, _taken = add(
        office, tmp_path / "case.pdf", case_file("Chronology of concerns", "A zeppelin over the yard")
    )
    assert found(office, "chronology") == found(office, "zeppelin") == [file_id]
    (text,) = find(office.vault, "zeppelin").texts
    assert "zeppelin" in text.hit.snippet


def test_describing_a_file_leaves_the_words_in_it(office: Office, tmp_path: Path) -> None:
    file_id, _taken = add(office, tmp_path / "export.csv", CPOMS.encode())
    for description in ("From the last school", "", "Again"):
        attachments.describe(office.vault, file_id, description)
        assert found(office, "zeppelin") == [file_id]
    assert found(office, "Again") == [file_id]
    assert found(office, "last school") == []


@pytest.mark.parametrize(
    ("name", "data"),
    [("scan.pdf", case_file("")), ("broken.pdf", b"%PDF-1.7 nothing more"), ("broken.csv", b"Zo\x81,Begum")],
)
def test_a_file_without_words_is_kept_and_that_is_said(
    office: Office, tmp_path: Path, name: str, data: bytes
) -> None:
    file_id, taken = add(office, tmp_path / name, data)
    assert taken.facts.wordless
    assert "Search finds it by its name and description alone" in taken.facts.remarks[-1]
    assert office.vault.attachments.read(file_id) == data
