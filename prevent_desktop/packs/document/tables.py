"""The chronology and the attachments as tables with heads."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.styles import ParagraphStyle

from prevent_desktop.casework.chronology import Entry
from prevent_desktop.formatting import exact_size
from prevent_desktop.packs.content import PackAttachment
from prevent_desktop.packs.document import style
from prevent_desktop.packs.document.blocks import Block, Column, Text, texts
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.rows import Row, Table
from prevent_desktop.packs.document.wording import when_known
from prevent_desktop.translation import _

Cell = Sequence[tuple[str, ParagraphStyle]]
_COLUMN_HEAD = {"Table": {"Scope": "Column"}}
_ROW_HEAD = {"Table": {"Scope": "Row"}}


def chronology_table(part: Element, entries: Sequence[Entry]) -> Block:
    """All entries, oldest first: when, what, how it is known, by whom."""
    heads = (_("When"), _("What"), _("How known"), _("By"))
    rows = [
        (
            [(when_known(entry), style.SMALL)],
            [(entry.label, style.SMALL_LEAD), (_unlabelled(entry), style.SMALL)],
            [(entry.source, style.SMALL)],
            [(entry.by, style.SMALL)],
        )
        for entry in entries
    ]
    return table(part, heads, rows, (19, 45, 18, 18))


def _unlabelled(entry: Entry) -> str:
    return "" if entry.what == entry.label else entry.what


def attachments_table(part: Element, attachments: Sequence[PackAttachment]) -> Block:
    """All embedded files with kind, size and SHA-256."""
    heads = (_("File"), _("What it is"), _("Size"))
    rows = [
        (
            [(file.file_name, style.SMALL_LEAD), (file.sha256, style.DIGEST)],
            [(file.description or file.media_type, style.SMALL)],
            [(exact_size(file.source.size), style.SMALL)],
        )
        for file in attachments
    ]
    return table(part, heads, rows, (60, 28, 12))


def table(
    part: Element,
    heads: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    shares: Sequence[float],
    *,
    named: bool = False,
) -> Block:
    """A table of `rows` below `heads`; `shares` are those of the columns. Each cell is texts with their styles.

    Where the rows are `named`, the first cell of each is its head too, which a screen reader says with every other.
    """
    element = part.add("Table")
    first = element.add("TR")
    return Table(
        head=_head(heads, shares, first),
        rows=[_row(element.add("TR"), cells, heads, shares, named=named) for cells in rows],
        head_again=lambda: _head(heads, shares, None),
        before=10.0,
    )


def _head(heads: Sequence[str], shares: Sequence[float], row: Element | None) -> Row:
    columns = [
        Column(
            blocks=[
                Text(
                    row and row.add("TH", attributes=_COLUMN_HEAD),
                    style.paragraph([(head, style.TABLE_HEAD)], head),
                )
            ]
        )
        for head in heads
    ]
    return Row(columns=columns, shares=shares, gap=12.0, padding=5.0, rule=style.RULE)


def _row(
    row: Element, cells: Sequence[Cell], heads: Sequence[str], shares: Sequence[float], *, named: bool
) -> Row:
    elements = [
        row.add("TD") if place or not named else row.add("TH", attributes=_ROW_HEAD)
        for place in range(len(cells))
    ]
    columns = [
        Column(blocks=_cell(element, cell, head))
        for element, cell, head in zip(elements, cells, heads, strict=True)
    ]
    return Row(columns=columns, shares=shares, gap=12.0, padding=5.0, rule=style.FAINT_RULE)


def _cell(cell: Element, lines: Cell, head: str) -> list[Block]:
    return [block for text, text_style in lines for block in texts(cell, text, text_style, head, between=2.0)]
