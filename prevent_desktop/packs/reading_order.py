"""The words of a tagged page as a screen reader says them: by the structure, not by where letters stand.

PDFium puts the words of a line into order by counting which direction most of them run in; beside an Arabic answer that
turns an English question round. Our own pages say what belongs together, and stand in the content in the order of reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

_ENTRY = re.compile(rb"<([0-9A-F]{2,4})> <((?:[0-9A-F]{4})+)>")
_DIRECTION = re.compile("[\u200e\u200f]")
_NEXT_LINE = frozenset({"T*", "Td", "TD", "Tm", "BT"})


@dataclass(frozen=True, slots=True)
class _Codes:
    """What each code of a font says, and how many bytes a code has."""

    size: int
    says: dict[int, str]

    def text(self, data: bytes) -> str:
        places = range(0, len(data), self.size)
        return "".join(self.says.get(int.from_bytes(data[at : at + self.size], "big"), "") for at in places)


def words_in_order(pdf: BinaryIO, page: int) -> str:
    """One line for each block of page `page` (from 0), without what repeats on each page.

    Empty where the page is untagged, or tagged in a way that this does not understand.
    """
    import pikepdf

    try:
        return _words_in_order(pdf, page)
    except (pikepdf.PdfError, AttributeError, IndexError, KeyError, TypeError, ValueError):
        return ""


def _words_in_order(pdf: BinaryIO, page: int) -> str:
    import pikepdf

    with pikepdf.open(pdf) as opened:
        sheet = opened.pages[page]
        owners = _owners(opened, sheet)
        lines: list[str] = []
        block, said = None, set[Any]()
        for number, text in _marked(sheet) if owners else ():
            owner = owners[number]
            own = owner.P if owner.S == "/Span" else owner
            words = _words(owner, text, said)
            if own.objgen == block and lines:
                lines[-1] += words
            else:
                lines.append(words)
            block = own.objgen
        return "\n".join(filter(None, (" ".join(_DIRECTION.sub("", line).split()) for line in lines)))


def _owners(opened: Any, sheet: Any) -> list[Any]:
    """The structure element of each marked-content number of a page (ISO 32000-1, 14.7.4.4)."""
    if "/StructTreeRoot" not in opened.Root or "/StructParents" not in sheet.obj:
        return []
    numbers = list(opened.Root.StructTreeRoot.ParentTree.get("/Nums", []))
    found = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True)).get(int(sheet.obj.StructParents))
    return [] if found is None else list(found)


def _words(owner: Any, text: str, said: set[Any]) -> str:
    """What a mark says: its text, or once what its element says in place of it."""
    instead = str(owner.get("/ActualText", owner.get("/Alt", "")))
    if not instead:
        return text
    repeated = owner.objgen in said
    said.add(owner.objgen)
    return "" if repeated else instead


def _marked(sheet: Any) -> Iterator[tuple[int, str]]:
    """The number and the text of each mark, in the order of the content."""
    import pikepdf

    fonts = {str(name): _codes(font) for name, font in sheet.Resources.get("/Font", {}).items()}
    codes, number, text = _Codes(1, {}), None, ""
    for instruction in pikepdf.parse_content_stream(sheet):
        name, operands = str(instruction.operator), instruction.operands
        if name == "BDC":
            number, text = (int(operands[1].MCID), "") if "/MCID" in operands[1] else (None, "")
        elif name == "EMC":
            if number is not None:
                yield number, text
            number = None
        elif name == "Tf":
            codes = fonts[str(operands[0])]
        elif name in _NEXT_LINE and codes.size == 1 and text:
            text += " "
        elif name in {"Tj", "TJ"} and number is not None:
            parts = operands[0] if name == "TJ" else operands
            text += "".join(codes.text(bytes(part)) for part in parts if isinstance(part, pikepdf.String))


def _codes(font: Any) -> _Codes:
    size = 2 if font.Subtype == "/Type0" else 1
    entries = _ENTRY.findall(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else ()
    said = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in entries if len(code) == 2 * size}  # fmt: skip
    return _Codes(size, said)
