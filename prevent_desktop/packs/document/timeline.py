"""The chronology in short, for page one: a line with a mark for each entry, oldest on the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.packs.document import fonts
from prevent_desktop.packs.document.canvas import Align, PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.frames import Picture
from prevent_desktop.packs.document.kinds import draw_mark
from prevent_desktop.packs.document.labels import in_lines
from prevent_desktop.packs.document.style import BODY_WIDTH, INK, LINE, MUTED
from prevent_desktop.packs.document.wording import short_day
from prevent_desktop.translation import _, ngettext

MOST_DOTS = 7
_HEIGHT = 46.0
_LABEL_LEADING = 10.5
_MOST_LINES = 2
_LABEL_SIZE = 8.25
_DATE_SIZE = 8.0


@dataclass(frozen=True, slots=True)
class _Stop:
    """A place on the line. Without a kind it stands for entries that are only in the table."""

    label: str
    day: str
    kind: EntryKind | None


def _stops(entries: Sequence[Entry]) -> list[_Stop]:
    """What happened and was decided, where it fits; else the first, the number of those between, and the latest.

    That a form was finished is paperwork: the table says so, the picture does not.
    """
    drawn = [entry for entry in entries if entry.kind is not EntryKind.FORM] or entries
    stops = [_Stop(entry.label, short_day(entry.when), entry.kind) for entry in drawn]
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


def timeline(element: Element, entries: Sequence[Entry]) -> Picture:
    """The picture of `entries` (oldest first); what it says is the alternative text of `element`."""
    stops = _stops(entries)
    element.alt = _spoken(stops)

    share = (BODY_WIDTH - 15.0) / len(stops)
    labels = [
        in_lines(stop.label, fonts.REGULAR, _LABEL_SIZE, share - 8.0, most=_MOST_LINES) for stop in stops
    ]
    extra = (max(len(label) for label in labels) - 1) * _LABEL_LEADING

    def paint(canvas: PackCanvas, x: float, top: float, width: float) -> None:
        _paint_line(canvas, x, top - 22.0 - extra, width)
        for place, (stop, label) in enumerate(zip(stops, labels, strict=True)):
            _paint_stop(canvas, stop, label, x + 7.5 + share * (place + 0.5), top - 22.0 - extra)

    return Picture(element=element, tall=_HEIGHT + extra, paint=paint)


def _paint_line(canvas: PackCanvas, x: float, line: float, width: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(1.5)
    canvas.line(x + 7.5, line, x + width - 7.5, line)


def _paint_stop(canvas: PackCanvas, stop: _Stop, label: Sequence[str], x: float, line: float) -> None:
    colour = MUTED if stop.kind is None else INK
    for place, text in enumerate(label, 1):
        baseline = line + 13.0 + (len(label) - place) * _LABEL_LEADING
        canvas.write(text, x, baseline, size=_LABEL_SIZE, colour=colour, align=Align.CENTRE)
    canvas.write(stop.day, x, line - 15.0, size=_DATE_SIZE, colour=MUTED, align=Align.CENTRE)
    if stop.kind is not None:
        draw_mark(canvas, stop.kind, x, line, 4.5)
        return
    canvas.setFillColor(LINE)
    for step in (-7.0, 0.0, 7.0):
        canvas.circle(x + step, line, 2.0, stroke=0, fill=1)
