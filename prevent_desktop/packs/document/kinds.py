"""The kinds of entries of a chronology, each with a shape of its own: colour alone would not tell them apart."""

from __future__ import annotations

from reportlab.lib.colors import Color, white

from prevent_desktop.casework.chronology import EntryKind
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.style import AMBER, BLUE, GREEN, GREY, MUTED

_COLOURS: dict[EntryKind, Color] = {
    EntryKind.EVENT: BLUE,
    EntryKind.NOTE: MUTED,
    EntryKind.FORM: GREY,
    EntryKind.DECISION: AMBER,
    EntryKind.PACK: GREEN,
    EntryKind.RECEIPT: GREEN,
}


def draw_mark(canvas: PackCanvas, kind: EntryKind, x: float, y: float, radius: float) -> None:
    """The mark of a kind around that point: events are discs, notes rings, decisions diamonds, all papers squares."""
    canvas.setFillColor(_COLOURS[kind])
    if kind is EntryKind.EVENT:
        canvas.circle(x, y, radius, stroke=0, fill=1)
    elif kind is EntryKind.NOTE:
        canvas.circle(x, y, radius, stroke=0, fill=1)
        canvas.setFillColor(white)
        canvas.circle(x, y, radius * 0.5, stroke=0, fill=1)
    elif kind is EntryKind.DECISION:
        _diamond(canvas, x, y, radius * 1.2)
    else:
        side = radius * 0.88
        canvas.rect(x - side, y - side, 2 * side, 2 * side, stroke=0, fill=1)


def _diamond(canvas: PackCanvas, x: float, y: float, reach: float) -> None:
    path = canvas.beginPath()
    path.moveTo(x, y + reach)
    path.lineTo(x + reach, y)
    path.lineTo(x, y - reach)
    path.lineTo(x - reach, y)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
