"""Lists of pupils that are meant to hurt, each made from a true one; for `hostile_lists`."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

from tests.unit.tables.making import sheet_of, workbook
from tests.unit.workflows.people.rolls import csv_of, school

Maker = Callable[[random.Random], bytes]
_END = "</sheetData>"


def _rows(chance: random.Random) -> list[tuple[str, ...]]:
    return school(chance.randint(3, 40))


def _flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _number in range(chance.randint(1, 12)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _with_cell(column: int, text: str) -> Maker:
    def make(chance: random.Random) -> bytes:
        rows = _rows(chance)
        at = chance.randrange(1, len(rows))
        row = list(rows[at])
        row[column] = text
        rows[at] = tuple(row)
        return csv_of(rows) if chance.random() < 0.5 else workbook(rows)

    return make


def _two_with_one_number(chance: random.Random) -> bytes:
    rows = _rows(chance)
    return csv_of([*rows, ("Nia", "Owen", rows[1][2], "", "9", "", "", "")])


def _mixed_letters(chance: random.Random) -> bytes:
    lines = csv_of(_rows(chance)).splitlines(keepends=True)
    return b"".join(lines[:-1]) + "Siân,Né,,,9,,,\r\n".encode(chance.choice(("cp1252", "utf-16-le", "cp437")))


def _inserted(what: bytes) -> Maker:
    def make(chance: random.Random) -> bytes:
        data = csv_of(_rows(chance))
        at = chance.randrange(len(data))
        return data[:at] + what + data[at:]

    return make


def _sheet(xml: str) -> Maker:
    """A workbook whose sheet ends with `xml` in place of its own end."""
    return lambda chance: workbook(xml=[sheet_of(_rows(chance)).replace(_END, xml)])


def _with_parts(names: tuple[str, ...], *, more: bytes = b"x") -> Maker:
    def make(chance: random.Random) -> bytes:
        written = io.BytesIO(workbook(_rows(chance)))
        with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as packed:
            for name in names:
                packed.writestr(name, more)
        return written.getvalue()

    return make


def _lying(chance: random.Random) -> bytes:
    """A sheet that says that it is small, and unpacks to two million cells."""
    row = "<row>" + "<c t='inlineStr'><is><t>Amy</t></is></c>" * 100 + "</row>"
    xml = sheet_of(_rows(chance)).replace(_END, row * 20_000 + _END)
    size = len(xml.encode()).to_bytes(4, "little")
    return workbook(xml=[xml]).replace(size, (10).to_bytes(4, "little"))


def _wide(chance: random.Random) -> bytes:
    """Two and a half million texts: small when packed, within every bound, and nothing says otherwise."""
    row = "<row>" + f"<c t='inlineStr'><is><t>{'Amina ' * 6}</t></is></c>" * 130 + "</row>"
    return workbook(xml=[sheet_of(_rows(chance)).replace(_END, row * 19_000 + _END)])


def _entities(_chance: random.Random) -> bytes:
    bomb = '<!DOCTYPE a [<!ENTITY b "Amy">' + "".join(
        f'<!ENTITY {chr(99 + n)} "{f"&{chr(98 + n)};" * 10}">' for n in range(9)
    )
    sheet = sheet_of([["Forename", "Surname"], ["X", "Y"]]).replace(">X<", ">&k;<")
    return workbook(xml=[f"{bomb}]>{sheet}"])


MAKERS: dict[str, Maker] = {
    "a true CSV": lambda chance: csv_of(_rows(chance)),
    "a true workbook": lambda chance: workbook(_rows(chance)),
    "flipped CSV": lambda chance: _flipped(csv_of(_rows(chance)), chance),
    "flipped workbook": lambda chance: _flipped(workbook(_rows(chance)), chance),
    "cut CSV": lambda chance: csv_of(_rows(chance))[: chance.randrange(10, 200)],
    "cut workbook": lambda chance: workbook(_rows(chance))[: chance.randrange(10, 1_500)],
    "random bytes": lambda chance: chance.randbytes(chance.randint(1, 5_000)),
    "a day that does not exist": _with_cell(3, "31/02/2012"),
    "the month first": _with_cell(3, "03/25/2012"),
    "a formula": _with_cell(0, "=HYPERLINK(A1)"),
    "no name": _with_cell(1, "\t"),
    "a cell of controls": _with_cell(1, "A\u202eB"),
    "two with one number": _two_with_one_number,
    "mixed letters": _mixed_letters,
    "a zero byte": _inserted(b"\0"),
    "a quotation mark": _inserted(b'"'),
    "a cell without end": _inserted(b"x" * 3_000),
    "columns without end": lambda _chance: b"a," * 100_000,
    "rows without end": lambda _chance: b"Forename,Surname\n" + b"a,b\n" * 60_000,
    "one cell far away": _sheet(f'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>{_END}'),
    "a cell beyond": _sheet(f'<row r="99999999999"><c r="ZZZZZZ99999999999"><v>1</v></c></row>{_END}'),
    "a number without end": _sheet(f'<row><c r="A60"><v>{"9" * 100_000}e999999</v></c></row>{_END}'),
    "a text that is not there": _sheet(f'<row r="60"><c r="A60" t="s"><v>4000000000</v></c></row>{_END}'),
    "tags without end": _sheet("<a>" * 300_000),
    "merged without end": _sheet(f'{_END}<mergeCells>{"<mergeCell ref=" + chr(34) + "A1:XFD1048576" + chr(34) + "/>"}</mergeCells>'),
    "entities": _entities,
    "a small part that is large": _lying,
    "cells without end": _wide,
    "macros": _with_parts(("xl/vbaProject.bin",)),
    "names that lead out": _with_parts(("../../evil.xml", "/etc/evil.xml", "C:\\evil.xml")),
    "parts without end": _with_parts(tuple(f"xl/part{number}.xml" for number in range(3_000))),
    "a bomb": _with_parts(("xl/more.xml",), more=b" " * 201_000_000),
}  # fmt: skip
