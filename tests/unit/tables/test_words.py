"""The words of documents and workbooks as they run; what is no document, or made to hurt, is refused within its bounds."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from prevent_desktop.confined.asking import EndedFromOutsideError, Stopping
from prevent_desktop.errors import EvidenceError
from prevent_desktop.tables.asking import PROCESSES, read_document
from prevent_desktop.tables.questions import Asked, ReadDocument
from tests.unit.tables.making import workbook

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ODT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def packed(**parts: str) -> bytes:
    """A package with these parts; two underscores stand for a slash, one for a point."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_", "."), content)
    return written.getvalue()


def docx(*paragraphs: str, before: str = "") -> bytes:
    """A document of Word with these paragraphs."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    xml = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    return packed(word__document_xml=before + xml)


def words(data: bytes) -> str:
    return read_document(BytesIO(data))


def test_the_words_of_a_document_come_a_paragraph_a_line_and_nothing_else_does() -> None:
    body = (
        "<w:p><w:pPr><w:pStyle w:val='secret'/></w:pPr><w:r><w:t>Dear</w:t><w:tab/><w:t>school</w:t></w:r></w:p>"
        "<w:p><w:r><w:delText>taken out</w:delText><w:instrText>PAGE</w:instrText><w:t>Zoë</w:t></w:r></w:p>"
    )
    xml = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    assert words(packed(word__document_xml=xml)) == "Dear\tschool\nZoë\n"


def test_the_words_of_an_open_document_come_too() -> None:
    xml = (
        f'<o:d xmlns:o="urn:o" xmlns:t="{_ODT}"><o:style>Arial</o:style><t:h>Heading</t:h>'
        "<t:p>a<t:s/>b<t:span>c</t:span></t:p></o:d>"
    )
    assert words(packed(content_xml=xml)) == "Heading\na bc\n"


def test_the_cells_of_all_sheets_come_a_row_a_line() -> None:
    data = workbook([["Name", "Words"], ["Amy", "x" * 3_000]], [["Second", "", "sheet"]])
    assert words(data).splitlines()[:3] == ["Sheet1", "Name │ Words", f"Amy │ {'x' * 3_000}"]
    assert "Second" in words(data)


@pytest.mark.parametrize(
    "data",
    [
        docx("x", before='<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">]>'),
        docx("<w:unfinished"),
        packed(nothing_known="x"),
        b"\xd0\xcf\x11\xe0" + bytes(600),
        docx("x")[:200],
        b"",
    ],
)
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(EvidenceError):
        words(data)


def test_a_document_that_unpacks_without_end_costs_no_more_than_it_may() -> None:
    """210 MB of blanks in a file of a fifth of a megabyte."""
    with pytest.raises(EvidenceError):
        words(packed(word__document_xml=f'<w:document xmlns:w="{_WORD}">' + " " * 210_000_000))


def test_a_question_that_is_wanted_no_more_ends_at_once_and_the_next_one_is_answered() -> None:
    stopping = Stopping()

    class Endless(BytesIO):
        """A file whose reading is stopped in its middle."""

        def read(self, size: int | None = -1, /) -> bytes:
            stopping.stop()
            return super().read(size)

    with pytest.raises(EndedFromOutsideError):
        list(PROCESSES.ask(Asked(ReadDocument()), Endless(docx("x" * 100)), stopping=stopping))
    with pytest.raises(EndedFromOutsideError):
        list(PROCESSES.ask(Asked(ReadDocument()), BytesIO(docx("x")), stopping=stopping))
    assert words(docx("Dear school")) == "Dear school\n"
