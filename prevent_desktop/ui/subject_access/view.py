"""What the page of a subject access copy says, as plain data. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from prevent_desktop.casework import record_kinds
from prevent_desktop.formatting import each_of
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.workflows.subject_access.review import Review, What
from prevent_desktop.workflows.subject_access.third_parties import Place

_AROUND = 240
_DEEPEST = 3
"""Of the path of a place: the part of the document, and within a case its id and the part of the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All places of one name, in the order of the record."""

    name: str
    places: tuple[Place, ...]


def groups_of(places: Iterable[Place]) -> tuple[Group, ...]:
    """The places by name, in the order in which each name comes first."""
    found: dict[str, list[Place]] = {}
    for place in places:
        found.setdefault(place.name, []).append(place)
    return tuple(Group(name=name, places=tuple(several)) for name, several in found.items())


def group_row(group: Group, review: Review) -> Row:
    """A row of the table; its key is the name."""
    kinds = dict.fromkeys(place.kind.label for place in group.places)
    count = len(group.places)
    places = ngettext("{number} place", "{number} places", count).format(number=count)
    cells = (Cell(group.name, strong_start=-1), Cell(each_of(kinds)), Cell(places), _state(group, review))
    return Row(key=group.name, cells=cells)


def _state(group: Group, review: Review) -> Cell:
    waiting = len(review.undecided(group.places))
    if waiting:
        words = ngettext("{number} to decide", "{number} to decide", waiting).format(number=waiting)
        return Cell(words, pill=Tone.WARNING)
    stays = sum(review.rulings[place.key].what is What.KEEP for place in group.places)
    if stays == len(group.places):
        return Cell(_("Stays"), pill=Tone.NEUTRAL)
    return Cell(_("Removed") if stays == 0 else _("Partly removed"), pill=Tone.SUCCESS)


def progress_in_words(places: Sequence[Place], review: Review) -> str:
    """How far the review is."""
    waiting = len(review.undecided(places))
    if not places:
        return _(
            "No other person was found by name. Look for words of your own too: not every name is written down."
        )
    if not waiting:
        return _("All {number} places are decided.").format(number=len(places))
    return _("{done} of {number} places are decided.").format(done=len(places) - waiting, number=len(places))


def around(place: Place) -> tuple[str, str]:
    """The place in its text: as plain words for a screen reader, and with the words themselves marked."""
    first, last = max(0, place.start - _AROUND), min(len(place.text), place.end + _AROUND)
    before, words, after = place.text[first : place.start], place.words, place.text[place.end : last]
    before, after = ("…" if first else "") + before, after + ("…" if last < len(place.text) else "")
    marked = f"<b><u>{escape(words)}</u></b>"
    markup = f"{escape(before)}{marked}{escape(after)}".replace("\n", "<br>")
    return f"{before}{words}{after}", markup


def _parts() -> dict[str, str]:
    return {
        **{kind.copy.member: kind.copy.place() for kind in record_kinds.KINDS if kind.copy is not None},
        "household": _("The household"),
        "agencies": _("An agency"),
        "kept_apart": _("A form kept apart"),
        "two_laptops_records": _("Where two laptops differed"),
        "unfinished": _("Something begun and not finished"),
        "not_whole": _("What is not whole"),
        "seen": _("Who has seen this record"),
    }


def where_in_words(place: Place) -> str:
    """Which part of the record it stands in: the innermost that has a name."""
    parts = _parts()
    found = [parts[step] for step in place.path[:_DEEPEST] if step in parts]
    named = found[-1] if found else _("The record")
    return f"{named}. {place.kind.label}."
