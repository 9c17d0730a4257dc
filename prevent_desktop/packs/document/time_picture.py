"""The whole chronology as a picture to scale: time runs to the right, and each entry is a mark above its day.

Marks that would lie on each other are stacked. An entry of which only the month or the year is known stands at the
beginning of it, with a line under it as far as it may reach. What has no date at all is in the table alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.formatting import long_day
from prevent_desktop.packs.document import fonts, style
from prevent_desktop.packs.document.blocks import Block
from prevent_desktop.packs.document.canvas import Align, PackCanvas
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.frames import Picture
from prevent_desktop.packs.document.kinds import draw_mark
from prevent_desktop.packs.document.labels import text_width
from prevent_desktop.packs.document.wording import short_day
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _

_FEWEST = 3
_STEP = 9.5
_RADIUS = 3.6
_HIGHEST = 12
_SIDE = 14.0
_SIZE = 8.0
_BELOW = 18.0
_LEGEND = 22.0
_MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days to points from the left: `first` and `last` stand at the ends of `width`."""

    first: date
    last: date
    width: float

    def at(self, day: date) -> float:
        """Where a day stands."""
        return self.width * ((day - self.first).days / max(1, (self.last - self.first).days))


@dataclass(frozen=True, slots=True)
class _Mark:
    """An entry in the picture: its kind, its place from the left, how many lie below it, and how far it may reach."""

    kind: EntryKind
    x: float
    below: int
    reach: float


def time_picture(part: Element, entries: Sequence[Entry]) -> list[Block]:
    """The picture, where there is something to see in one: a few entries on more than one day."""
    dated = [(entry.kind, entry.when) for entry in entries if entry.when is not None]
    if len(dated) < _FEWEST or len({when.earliest for _kind, when in dated}) == 1:
        return []
    first = min(when.earliest for _kind, when in dated)
    scale = _Scale(first, max(when.earliest for _kind, when in dated), style.BODY_WIDTH - 2 * _SIDE)
    marks = list(_marks(dated, scale))
    stacked = max(mark.below for mark in marks) + 1
    step = _STEP if stacked <= _HIGHEST else _STEP * _HIGHEST / stacked
    line = stacked * step + 4.0
    element = part.add("Figure", alt=_spoken(dated, scale))

    def paint(canvas: PackCanvas, x: float, top: float, width: float) -> None:
        _paint_axis(canvas, scale, x + _SIDE, top - line)
        for mark in marks:
            _paint_mark(canvas, mark, x + _SIDE, top - line, step)
        _paint_legend(
            canvas, list(dict.fromkeys(kind for kind, _when in dated)), x, top - line - _BELOW - 14.0
        )
        del width

    return [Picture(element=element, tall=line + _BELOW + _LEGEND, paint=paint, before=12.0)]


def _marks(dated: Sequence[tuple[EntryKind, PartialDate]], scale: _Scale) -> Iterator[_Mark]:
    """Oldest first; each stands in a column as wide as a mark, on top of those that are there already."""
    columns: Counter[int] = Counter()
    for kind, when in sorted(dated, key=lambda pair: pair[1].earliest):
        column = round(scale.at(when.earliest) / _STEP)
        reach = (
            0.0 if when.day is not None else scale.at(min(when.latest, scale.last)) - scale.at(when.earliest)
        )
        yield _Mark(kind, min(column * _STEP, scale.width), columns[column], reach)
        columns[column] += 1


def _spoken(dated: Sequence[tuple[EntryKind, PartialDate]], scale: _Scale) -> str:
    counted = Counter(kind for kind, _when in dated)
    kinds = "; ".join(
        _("{kind}: {count}").format(kind=kind.label, count=count) for kind, count in counted.items()
    )
    return _(
        "The chronology on a line of time from {first} to {last}, a mark for each entry. {kinds}. The table below has all."
    ).format(first=long_day(scale.first), last=long_day(scale.last), kinds=kinds)


def _ticks(scale: _Scale) -> list[date]:
    """The first day, others at even distances of whole days, and the last one, which no other stands close to."""
    days = (scale.last - scale.first).days
    apart = max(1, -(-days // (_MOST_TICKS - 1)))
    places = [*range(0, days - apart // 2, apart), days]
    return [scale.first + timedelta(place) for place in places]


def _paint_axis(canvas: PackCanvas, scale: _Scale, x: float, line: float) -> None:
    canvas.setStrokeColor(style.LINE)
    canvas.setLineWidth(1.0)
    canvas.line(x - _SIDE, line, x + scale.width + _SIDE, line)
    years = scale.first.year != scale.last.year
    for day in _ticks(scale):
        place = x + scale.at(day)
        canvas.line(place, line, place, line - 3.0)
        words = short_day(PartialDate.of(day))
        canvas.write(
            f"{words} {day.year}" if years else words,
            min(place, x + scale.width),
            line - 12.5,
            size=_SIZE,
            colour=style.MUTED,
            align=Align.CENTRE,
        )


def _paint_mark(canvas: PackCanvas, mark: _Mark, x: float, line: float, step: float) -> None:
    y = line + (mark.below + 0.5) * step + 1.0
    if mark.reach:
        canvas.setStrokeColor(style.MUTED)
        canvas.setLineWidth(0.8)
        canvas.line(x + mark.x, y, x + mark.x + mark.reach, y)
    draw_mark(canvas, mark.kind, x + mark.x, y, _RADIUS * step / _STEP)


def _paint_legend(canvas: PackCanvas, kinds: Sequence[EntryKind], x: float, baseline: float) -> None:
    for kind in kinds:
        draw_mark(canvas, kind, x + 4.0, baseline + 2.8, _RADIUS)
        canvas.write(kind.label, x + 11.0, baseline, size=_SIZE, colour=style.MUTED)
        x += 11.0 + text_width(kind.label, fonts.REGULAR, _SIZE) + 16.0
