"""What the table of who sees what says, as plain data. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prevent_desktop.casework.withholding import Withholding
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets.table_rows import Cell, Column, Row
from prevent_desktop.workflows.packs.pack_differences import DifferenceRow, Differences, Seen, Sight
from prevent_desktop.workflows.packs.withholding.passages import Passage

EVERYTHING, WHAT_DIFFERS = "", "\0"
"""Instead of one part: all of them, and only what somebody does not see."""
_MOST_LETTERS = 160
_MOST_PLACES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBackLine:
    """One thing that is withheld: what, from whom and why."""

    id: str
    what: str
    whom: str


def columns_of(found: Differences) -> tuple[Column, ...]:
    """What, then each receiver."""
    return (
        Column(title=_("What"), share=5),
        *(Column(title=receiver.name, share=3) for receiver in found.receivers),
    )


def parts_of(found: Differences) -> tuple[tuple[str, str], ...]:
    """What the table can be narrowed to: (key, words)."""
    parts = dict.fromkeys(row.part for row in found.rows)
    return (
        (WHAT_DIFFERS, _("What somebody does not see")),
        (EVERYTHING, _("Everything")),
        *((part, part) for part in parts),
    )


def chosen_rows(found: Differences, part: str) -> tuple[tuple[int, DifferenceRow], ...]:
    """The rows of one part with their places among all."""
    return tuple(
        (number, row)
        for number, row in enumerate(found.rows)
        if part in {EVERYTHING, row.part} or (part == WHAT_DIFFERS and row.differs)
    )


def table_row(number: int, row: DifferenceRow, *, with_part: bool) -> Row:
    """One row of the table."""
    where = (row.part if with_part else "", row.section if row.section != row.label else "", row.label)
    label = ": ".join(filter(None, where))
    return Row(
        key=str(number),
        cells=(
            Cell(label, _shortened(row.text), strong_start=-1),
            *(sight_cell(sight) for sight in row.sights),
        ),
    )


def sight_cell(sight: Sight) -> Cell:
    """Whether somebody gets it, in words, with the reason where not."""
    words = {
        Seen.ALL: _("Gets it"),
        Seen.PART: _("Gets part of it"),
        Seen.NOTHING: _("Does not get it"),
    }
    return Cell(words[sight.seen], sight.why, muted=sight.seen is Seen.ALL)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_LETTERS else f"{line[:_MOST_LETTERS].rsplit(' ', 1)[0]} …"


def kept_back_line(one: Withholding, found: Differences) -> KeptBackLine:
    """One thing that is withheld, in words."""
    names = {receiver.id: receiver.name for receiver in found.receivers}
    words = "; ".join(one.words)
    what = f"{one.label}: “{_shortened(words)}”" if words else one.label
    whom = names.get(one.recipient_id, _("a receiver who is gone")) if one.recipient_id else _("everybody")
    return KeptBackLine(
        id=one.id,
        what=what,
        whom=_("From {whom}. {reason}").format(whom=whom, reason=one.reason),
    )


def elsewhere_in_words(others: Sequence[Passage], *, taken_out: bool) -> str:
    """Where else the words stand, whether they are `taken_out` there too, and that files are not looked into."""
    files = _(
        "What stands inside an attached file is not changed: withhold the whole file where you have to."
    )
    if not others:
        return files
    places = dict.fromkeys(f"{other.part}, {other.label}" for other in others)
    shown, more = list(places)[:_MOST_PLACES], len(places) - _MOST_PLACES
    said = _("These words, or a name in them, also stand in: {places}.").format(places="; ".join(shown))
    if more > 0:
        said = ngettext(
            "These words, or a name in them, also stand in: {places}; and in {number} more place.",
            "These words, or a name in them, also stand in: {places}; and in {number} more places.",
            more,
        ).format(places="; ".join(shown), number=more)
    there = (
        _("The words themselves are taken out there too; a name alone is not.")
        if taken_out
        else _("There they stay: it is withheld in this place alone.")
    )
    return f"{said} {there} {files}"
