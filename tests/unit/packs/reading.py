"""Reads a built PDF back: its structure tree with the text of each element, by pikepdf and pdfium."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2


@dataclass
class ReadElement:
    """An element as a reader finds it. `marks` are (page index, MCID)."""

    role: str
    alt: str
    marks: list[tuple[int, int]] = field(default_factory=list)
    annotations: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[ReadElement] = field(default_factory=list)

    def walk(self) -> Iterator[ReadElement]:
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, role: str) -> list[ReadElement]:
        return [element for element in self.walk() if element.role == role]


def structure(pdf_bytes: bytes) -> ReadElement:
    with pikepdf.open(BytesIO(pdf_bytes)) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        return _element(pdf.Root.StructTreeRoot.K[0], pages, None)


def _element(element: Any, pages: dict[Any, int], page: int | None) -> ReadElement:
    if "/Pg" in element:
        page = pages[element.Pg.objgen]
    attributes = {str(k): str(v) for k, v in element.get("/A", {}).items()}
    read = ReadElement(str(element.S)[1:], str(element.get("/Alt", "")), attributes=attributes)
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            assert page is not None
            read.marks.append((page, kid))
        elif kid.get("/Type") == "/MCR":
            read.marks.append((pages[kid.Pg.objgen], int(kid.MCID)))
        elif kid.get("/Type") == "/OBJR":
            read.annotations += 1
        else:
            read.children.append(_element(kid, pages, page))
    return read


def page_texts(pdf_bytes: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf_bytes)
    try:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def squeezed(text: str) -> str:
    """Without any white space, so that line breaks do not matter."""
    return "".join(text.split())
