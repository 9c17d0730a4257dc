"""The chronology drawn as a picture: a line with a dot for each entry, oldest on the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth

from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.packs.document import fonts
from prevent_desktop.packs.document.blocks import Picture
from prevent_desktop.packs.document.canvas import Align, PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.style import AMBER, BLUE, GREEN, GREY, INK, LINE, MUTED
from prevent_desktop.packs.document.wording import Wording
from prevent_desktop.translation import _, ngettext

MOST_DOTS = 5
_HEIGHT = 46.0
_LABEL_SIZE = 8.25
_DATE_SIZE = 8.0

_COLOURS: dict[EntryKind, Color] = {
    EntryKind.EVENT: BLUE,
    EntryKind.NOTE: GREY,
    EntryKind.FORM: GREY,
    EntryKind.DECISION: AMBER,
    EntryKind.PACK: GREEN,
    EntryKind.RECEIPT: GREEN,
}


@dataclass(frozen=True, slots=True)
class _Stop:
    """A place on the line. Without a colour it stands for entries that are only in the table."""

    label: str
    day: str
    colour: Color | None


def _stops(entries: Sequence[Entry], wording: Wording) -> list[_Stop]:
    """All entries where they fit; else the first, the number of those between, and the latest."""
    stops = [_Stop(entry.label, wording.short_day(entry.when), _COLOURS[entry.kind]) for entry in entries]
    if len(stops) <= MOST_DOTS:
        return stops
    hidden = len(stops) - MOST_DOTS + 1
    between = _Stop(
        ngettext("{count} more, in the table", "{count} more, in the table", hidden).format(count=hidden),
        "",
        None,
    )
    return [stops[0], between, *stops[hidden + 1 :]]


def _spoken(stops: Sequence[_Stop]) -> str:
    parts = [f"{stop.day}, {stop.label}" if stop.day else stop.label for stop in stops]
    return _("Chronology, oldest first: {entries}.").format(entries="; ".join(parts))


def timeline(element: Element, entries: Sequence[Entry], wording: Wording) -> Picture:
    """The picture of `entries` (oldest first); what it says is the alternative text of `element`."""
    stops = _stops(entries, wording)
    element.alt = _spoken(stops)

    def paint(canvas: PackCanvas, x: float, top: float, width: float) -> None:
        _paint(canvas, stops, x, top, width)

    return Picture(element=element, tall=_HEIGHT, paint=paint)


def _paint(canvas: PackCanvas, stops: Sequence[_Stop], x: float, top: float, width: float) -> None:
    line = top - 22.0
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(1.5)
    canvas.line(x + 7.5, line, x + width - 7.5, line)
    share = (width - 15.0) / len(stops)
    for place, stop in enumerate(stops):
        _paint_stop(canvas, stop, x + 7.5 + share * (place + 0.5), line, share - 8.0)


def _paint_stop(canvas: PackCanvas, stop: _Stop, x: float, line: float, width: float) -> None:
    label = _shortened(stop.label, width)
    colour = MUTED if stop.colour is None else INK
    canvas.write(label, x, line + 13.0, size=_LABEL_SIZE, colour=colour, align=Align.CENTRE)
    canvas.write(stop.day, x, line - 15.0, size=_DATE_SIZE, colour=MUTED, align=Align.CENTRE)
    if stop.colour is None:
        for step in (-7.0, 0.0, 7.0):
            _dot(canvas, x + step, line, 2.0, LINE)
    else:
        _dot(canvas, x, line, 4.5, stop.colour)


def _dot(canvas: PackCanvas, x: float, y: float, radius: float, colour: Color) -> None:
    canvas.setFillColor(colour)
    canvas.circle(x, y, radius, stroke=0, fill=1)


def _shortened(label: str, width: float) -> str:
    """As much of a label as fits, with an ellipsis; the table has all of it, and so has the alternative text."""
    if stringWidth(label, fonts.REGULAR, _LABEL_SIZE) <= width:
        return label
    while label and stringWidth(f"{label}…", fonts.REGULAR, _LABEL_SIZE) > width:
        label = label[:-1].rstrip()
    return f"{label}…"
