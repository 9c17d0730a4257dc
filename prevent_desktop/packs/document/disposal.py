"""The page of a disposal's certificate, in the manner of a pack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pikepdf import Object, Pdf

from prevent_desktop.packs.content import PackAttachment
from prevent_desktop.packs.document import fonts, style
from prevent_desktop.packs.document.annotations import annotate
from prevent_desktop.packs.document.blocks import Block, Column, Text
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.files import EmbeddedFile, embed
from prevent_desktop.packs.document.finishing import finish
from prevent_desktop.packs.document.outline import Places
from prevent_desktop.packs.document.rows import Row
from prevent_desktop.packs.document.signature_panel import signature_panel
from prevent_desktop.packs.document.unprintable import draw_page
from prevent_desktop.packs.document.xmp import PRODUCER, About
from prevent_desktop.translation import _

_ROW_HEAD = {"Table": {"Scope": "Row"}}
_SHARES = (30.0, 70.0)


def build_disposal_certificate(
    pairs: Sequence[tuple[str, str]], content: bytes, *, signer: str, signed_at: datetime, file_name: str
) -> bytes:
    """One tagged A4 page with `pairs` of label and value, an empty signature field, and `content` (JSON) inside.

    `signed_at` is aware: what the clock says when it is signed.
    """
    root, places = Element("Document"), Places()
    with fonts.ONE_AT_A_TIME:
        canvas = PackCanvas()
        signature = signature_panel(root, signer, signed_at, places, before=24.0)
        blocks = [*_heads(root), *_rows(root, pairs), signature]
        draw_page(canvas, root, blocks)
        canvas.showPage()
        pages = canvas.finish()

    def add(pdf: Pdf) -> list[Object]:
        embed(pdf, [_as_file(content, file_name)], signed_at)
        return annotate(pdf, places, signer)

    about = About(title=_("Certificate of disposal"), author=PRODUCER, at=signed_at)
    return finish(pages, about, root, add)


def _heads(root: Element) -> list[Block]:
    title = _("Certificate of disposal")
    line = _(
        "Records were taken out of a vault of {program} for good. This page does not name the people they were about."
    )
    return [
        Text(root.add("H1"), style.paragraph([(title, style.TITLE)], title)),
        Text(
            root.add("P"), style.paragraph([(line.format(program=PRODUCER), style.META)], title), before=6.0
        ),
    ]


def _rows(root: Element, pairs: Sequence[tuple[str, str]]) -> list[Block]:
    """In the order of reading, which is the order in which the elements are made."""
    table, rows = root.add("Table"), list[Block]()
    for number, (label, value) in enumerate(pairs):
        row = table.add("TR")
        head = Element("TH", attributes=_ROW_HEAD)
        row.children.append(head)
        left = Text(head.add("P"), style.paragraph([(label, style.SMALL_LEAD)], label))
        right = Text(row.add("TD").add("P"), style.paragraph([(value, style.SMALL)], label))
        columns = [Column(blocks=[left]), Column(blocks=[right])]
        rows.append(
            Row(columns=columns, shares=_SHARES, padding=5.0, rule=style.RULE, before=0.0 if number else 18.0)
        )
    return rows


def _as_file(content: bytes, file_name: str) -> EmbeddedFile:
    file = PackAttachment.of_bytes(file_name, "application/json", _("The certificate as data"), content)
    return EmbeddedFile(file, is_data=True)
