"""The contents of a document: a line for each part, which leads to its page."""

from __future__ import annotations

from collections.abc import Sequence

from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.blocks import Block, Column, Text
from prevent_desktop.packs.document.canvas import Align, PackCanvas
from prevent_desktop.packs.document.elements import AnnotationMark, Element
from prevent_desktop.packs.document.outline import LinkPlace, Part, Places
from prevent_desktop.packs.document.rows import Row
from prevent_desktop.translation import _

_MOST_TOGETHER = 400.0


def contents_blocks(
    part: Element, parts: Sequence[Part], places: Places, *, before: float, row_padding: float
) -> list[Block]:
    """The contents of a document: each part leads to its page. None where it has no parts."""
    if not parts:
        return []
    title, page = _("Contents"), _("Page")
    head = Row(
        columns=[
            Column(blocks=[Text(part.add("H2"), style.paragraph([(title, style.TABLE_HEAD)], title))]),
            Column(blocks=[Text(None, style.paragraph([(page, style.TABLE_HEAD_RIGHT)], page))]),
        ],
        shares=[5, 1], inset=6.0, padding=6.0, rule=style.RULE, before=before,
    )  # fmt: skip
    contents = part.add("TOC")
    rows = [_contents_row(contents, line, places, row_padding) for line in parts]
    head.keep = min(_MOST_TOGETHER, sum(row.height(style.BODY_WIDTH) for row in rows))
    return [head, *rows]


def _contents_row(contents: Element, line: Part, places: Places, padding: float) -> Block:
    link = contents.add("TOCI").add("Reference").add("Link")
    link.children.append(AnnotationMark(len(places.links)))
    row = Row(
        columns=[
            Column(blocks=[Text(link, style.paragraph([(line.contents_title, style.BODY)], line.title))]),
            Column(blocks=[_PageNumber(link, line)]),
        ],
        shares=[5, 1], inset=6.0, padding=padding, rule=style.FAINT_RULE,
    )  # fmt: skip
    return _Linked(row, line, places)


class _PageNumber:
    """The number of the page on which a part begins, written once that is known."""

    before = 0.0
    keep = 0.0

    def __init__(self, link: Element, part: Part) -> None:
        self._link = link
        self._part = part

    def height(self, _width: float) -> float:
        return float(style.BODY.leading)

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        def write() -> None:
            number = str(self._part.page + 1)
            canvas.write(
                number,
                x + width,
                top - style.baseline(style.BODY),
                size=style.BODY.fontSize,
                align=Align.RIGHT,
            )

        with canvas.tagged(self._link):
            canvas.later(write)

    def split(self, _width: float, _room: float) -> None:
        return None


class _Linked:
    """A row that leads to a part when it is clicked."""

    before = 0.0
    keep = 0.0

    def __init__(self, row: Row, part: Part, places: Places) -> None:
        self._row = row
        self._part = part
        self._places = places
        self._number = len(places.links)
        places.links.append(LinkPlace(0, (0.0, 0.0, 0.0, 0.0), part))

    def height(self, width: float) -> float:
        return self._row.height(width)

    def draw(self, canvas: PackCanvas, x: float, top: float, width: float) -> None:
        self._row.draw(canvas, x, top, width)
        rectangle = (x, top - self.height(width), x + width, top)
        self._places.links[self._number] = LinkPlace(canvas.page, rectangle, self._part)

    def split(self, _width: float, _room: float) -> None:
        return None
