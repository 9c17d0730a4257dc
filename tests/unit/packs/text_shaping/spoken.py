"""Reads a PDF as a reader does who goes by its structure: each element with its language and what is said there.

It decodes the content by the fonts' own maps (ToUnicode), takes ActualText where an element has it, and knows nothing
of how the pages were made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

_ENTRY = re.compile(rb"<([0-9A-F]+)> <([0-9A-F]+)>")
_MARKS_OF_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass
class Said:
    role: str
    language: str
    actual_text: str
    kids: list[Said | str] = field(default_factory=list)

    def text(self) -> str:
        """What is said, with marks of direction left out."""
        inside = "".join(kid if isinstance(kid, str) else kid.text() for kid in self.kids)
        return _MARKS_OF_DIRECTION.sub("", self.actual_text or inside)

    def walk(self) -> Iterator[Said]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Said):
                yield from kid.walk()

    def passages(self) -> list[str]:
        """The text of each element that holds marks or spans and no other elements."""
        return [
            each.text()
            for each in self.walk()
            if each.role != "Span" and all(isinstance(kid, str) or kid.role == "Span" for kid in each.kids)
        ]


def said(pdf_bytes: bytes) -> Said:
    with pikepdf.open(BytesIO(pdf_bytes)) as pdf:
        marks = {(page.obj.objgen, mcid): text for page in pdf.pages for mcid, text in _marked(page).items()}
        return _element(pdf.Root.StructTreeRoot.K[0], marks, None)


def _element(element: Any, marks: dict[Any, str], page: Any) -> Said:
    page = element.Pg.objgen if "/Pg" in element else page
    found = Said(str(element.S)[1:], str(element.get("/Lang", "")), str(element.get("/ActualText", "")))
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            found.kids.append(marks[page, kid])
        elif kid.get("/Type") == "/MCR":
            found.kids.append(marks[kid.Pg.objgen, int(kid.MCID)])
        elif kid.get("/Type") != "/OBJR":
            found.kids.append(_element(kid, marks, page))
    return found


def _marked(page: pikepdf.Page) -> dict[int, str]:
    maps = {str(name): _map(font) for name, font in page.Resources.Font.items()}
    texts: dict[int, str] = {}
    current: int | None = None
    codes: tuple[int, dict[int, str]] = (1, {})
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = list(instruction.operands), str(instruction.operator)
        if name == "BDC":
            current = int(operands[1].MCID) if "/MCID" in operands[1] else None
            if current is not None:
                texts[current] = ""
        elif name == "EMC":
            current = None
        elif name == "Tf":
            codes = maps[str(operands[0])]
        elif name in {"Tj", "TJ"} and current is not None:
            parts = operands[0] if name == "TJ" else operands
            for part in parts:
                if isinstance(part, pikepdf.String):
                    texts[current] += _decoded(bytes(part), codes)
    return texts


def _map(font: Any) -> tuple[int, dict[int, str]]:
    width = 2 if font.Subtype == "/Type0" else 1
    entries = _ENTRY.findall(font.ToUnicode.read_bytes())
    return width, {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in entries if len(code) == 2 * width and len(text) >= 4}  # fmt: skip


def _decoded(data: bytes, codes: tuple[int, dict[int, str]]) -> str:
    width, texts = codes
    return "".join(
        texts.get(int.from_bytes(data[place : place + width], "big"), "\ufffd")
        for place in range(0, len(data), width)
    )
