"""Workbooks as Excel packs them (ECMA-376), by hand, so that a test can make what no program would."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FIRST_DAY = date(1899, 12, 30)

Cell = str | int | date | tuple[str, str]
"""A text, a number, a day, or a formula with the result that was kept with it."""


def column(number: int) -> str:
    return chr(ord("A") + number)


def _cell(place: str, value: Cell) -> str:
    match value:
        case date():
            return f'<c r="{place}" s="1"><v>{(value - _FIRST_DAY).days}</v></c>'
        case int():
            return f'<c r="{place}"><v>{value}</v></c>'
        case (formula, result):
            kind = "e" if result.startswith("#") else "str"
            return f'<c r="{place}" t="{kind}"><f>{escape(formula)}</f><v>{escape(result)}</v></c>'
        case _:
            return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def sheet_of(rows: Sequence[Sequence[Cell]]) -> str:
    lines = "".join(
        f'<row r="{number}">{"".join(_cell(f"{column(at)}{number}", cell) for at, cell in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    return f"<worksheet {_MAIN}><sheetData>{lines}</sheetData></worksheet>"


def workbook(
    *sheets: Sequence[Sequence[Cell]], more: Mapping[str, bytes] | None = None, xml: Sequence[str] = ()
) -> bytes:
    """A workbook with these sheets, or with sheets of this `xml`, and `more` parts."""
    parts = [*map(sheet_of, sheets), *xml]
    numbers = range(1, len(parts) + 1)
    names = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    style = f'<Relationship Id="rId99" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    held = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f"<workbook {_MAIN} {_RELATIONS}><sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}{style}</Relationships>',
        "xl/styles.xml": f'<styleSheet {_MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        **{f"xl/worksheets/sheet{n}.xml": part for n, part in zip(numbers, parts, strict=True)},
    }
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in held.items():
            packed.writestr(name, text)
        for name, data in (more or {}).items():
            packed.writestr(name, data)
    return written.getvalue()
