"""Tables are read in the confined process: right letters and rows, or one sentence that says where and how to put it right."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from prevent_desktop.errors import EvidenceError
from prevent_desktop.tables.asking import LARGEST_FILE, read_table, read_text
from prevent_desktop.tables.questions import MOST_ROWS
from prevent_desktop.tables.words import column_name
from tests.unit.tables.making import sheet_of, workbook

ROWS = (("Forename", "Surname"), ("Zoë", "O’Neill"), ("Nia", "Owen"))
TEXT = "\r\n".join(",".join(row) for row in ROWS)


def rows(data: bytes) -> tuple[tuple[str, ...], ...]:
    return read_table(BytesIO(data)).rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_letters_are_right_in_every_encoding_that_schools_systems_write(encoding: str) -> None:
    assert rows(TEXT.encode(encoding)) == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_what_stands_between_cells_is_found(delimiter: str) -> None:
    text = f'Forename{delimiter}Surname\n"Amy{delimiter} Ann"{delimiter}Begum\n'
    assert rows(text.encode())[1] == (f"Amy{delimiter} Ann", "Begum")


def test_a_number_that_is_kept_as_text_for_excel_is_that_text() -> None:
    assert rows(b'Adno,Name\n="0042",Amy\n')[1] == ("0042", "Amy")


def test_a_workbook_gives_days_numbers_and_results_of_formulas_as_one_would_type_them() -> None:
    data = workbook([["Name", "DOB", "Year"], [("B1&C1", "Amy Begum"), date(2012, 3, 14), 9]])
    assert rows(data)[1] == ("Amy Begum", "2012-03-14", "9")


def test_rows_of_a_workbook_are_counted_from_its_first_one() -> None:
    table = read_table(BytesIO(workbook([[], [], ["Forename", "Surname"], ["Amy", "Begum"]])))
    assert table.rows[3] == ("Amy", "Begum")


def test_the_first_sheet_with_anything_in_it_is_read_and_the_others_are_named() -> None:
    table = read_table(BytesIO(workbook([], [["Forename"]], [["Staff"]])))
    assert (table.sheet, table.others, table.rows) == ("Sheet2", ("Sheet3",), (("Forename",),))


def _bomb() -> bytes:
    """A workbook of 300 kB whose sheet unpacks to 201 MB."""
    blank = b" " * 1_000_000
    packed = BytesIO(workbook([["Forename"]]))
    with (
        zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as more,
        more.open("xl/more.xml", "w", force_zip64=True) as part,
    ):
        for _piece in range(201):
            part.write(blank)
    return packed.getvalue()


def _lying_bomb() -> bytes:
    """A sheet of ten million bytes, which says that it has ten."""
    row = "<row>" + "<c t='inlineStr'><is><t>Amy</t></is></c>" * 100 + "</row>"
    xml = sheet_of([]).replace("</sheetData>", row * 3_000 + "</sheetData>")
    data = workbook(xml=[xml])
    size = len(xml.encode()).to_bytes(4, "little")
    assert data.count(size) == 2
    return data.replace(size, (10).to_bytes(4, "little"))


def _far_cell() -> bytes:
    return workbook(
        xml=[
            sheet_of([["Forename"]]).replace(
                "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            )
        ]
    )


def _passworded() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )


BAD: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "nothing in it": (b" \n", "nothing in the file"),
    "a page of the web": (b"<html><table>", "page of the web"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(600), "old kind"),
    "under a password": (_passworded, "under a password"),
    "macros": (lambda: workbook([["Forename"]], more={"xl/vbaProject.bin": b"x"}), "macros"),
    "a document": (lambda: _zip("word/document.xml"), "no CSV and no Excel"),
    "half a workbook": (lambda: workbook([["Forename"]])[:400], "damaged"),
    "a broken sheet": (lambda: workbook(xml=["<worksheet><sheetData><row"]), "damaged"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no CSV and no Excel"),
    "letters that are none": (b"Forename,Surname\nAmy,Begum\nZo\x81,Owen\n", "Row 3. There are letters"),
    "half a letter of UTF-16": ("Forename,Surname\nAmy".encode("utf-16") + b"\xd8", "Row 2. There are letters"),
    "a mark that never closes": (b'Forename,Surname\nAmy,"Begum\nNia,Owen\n', "Row 2. A quotation mark"),
    "a mark within": (b'Forename,Surname\n"Amy"x,Begum\n', "Row 2. A quotation mark"),
    "a cell without end": (b"Forename,Surname\nAmy," + b"x" * 2_500, "Row 2. A cell holds more than"),
    "columns without end": (b"," * 300, "Row 1. It has more than 200 columns"),
    "rows without end": (b"a\n" * (MOST_ROWS + 1), "more than"),
    "a bomb": (_bomb, "far larger"),
    "a bomb that lies": (_lying_bomb, "far larger|damaged"),
    "one cell far away": (_far_cell, "far larger"),
}  # fmt: skip


def _zip(name: str) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr(name, "<x/>")
    return written.getvalue()


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_says_where_and_how_to_put_it_right_and_the_next_file_is_read(name: str) -> None:
    data, words = BAD[name]
    with pytest.raises(EvidenceError, match=words) as refused:
        rows(data() if callable(data) else data)
    assert refused.value.title == "Nothing was read from the file"
    assert refused.value.next_step
    assert rows(TEXT.encode()) == ROWS


def test_a_file_of_ten_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    with path.open("wb") as file:
        file.truncate(10_000_000_000)
    with path.open("rb") as file, pytest.raises(EvidenceError, match="far larger"):
        read_table(file)
    assert LARGEST_FILE < 10_000_000_000


def test_reading_can_be_stopped_between_parcels() -> None:
    class StoppedError(Exception):
        pass

    seen: list[int] = []

    def stop(number: int) -> None:
        seen.append(number)
        if number >= 1_000:
            raise StoppedError

    with pytest.raises(StoppedError):
        read_table(BytesIO(b"Amy,Begum\n" * 5_000), progress=stop)
    assert seen == [500, 1_000]
    assert rows(TEXT.encode()) == ROWS


def test_a_text_comes_as_its_letters() -> None:
    assert read_text(BytesIO("Zoë\r\nÜ".encode("utf-16"))) == "Zoë\r\nÜ"


def test_columns_have_the_letters_that_a_spreadsheet_shows() -> None:
    assert [column_name(number) for number in (0, 1, 26, 27, 52, 703)] == ["", "A", "Z", "AA", "AZ", "AAA"]
