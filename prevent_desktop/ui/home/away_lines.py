"""That one was away, and others took care of one's cases, in words. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from prevent_desktop.formatting import long_day_near
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.routes import WhileAway
from prevent_desktop.workflows.team.members.absences import Absence


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayLine:
    """One absence that is over, and where it is read what others did."""

    words: str
    route: WhileAway


def away_lines(absences: Iterable[Absence], today: date) -> tuple[AwayLine, ...]:
    """A line for each."""
    return tuple(AwayLine(words=_words(one, today), route=WhileAway(one.id)) for one in absences)


def _words(absence: Absence, today: date) -> str:
    return _("{name} covered for you, {first} to {last}").format(
        name=absence.covering.name, first=long_day_near(absence.first_day, today),
        last=long_day_near(absence.last_day, today),
    )  # fmt: skip
