"""What colleagues announced to be disposed of, in words. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from prevent_desktop.formatting import all_of, each_of, long_day_near, one_of
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.routes import CaseKeeping
from prevent_desktop.workflows.team.cases.announced import Going, Many


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingLine:
    """One record that somebody wants to go. `person` is initials and age; `refuses` is the case that a press keeps, empty where it cannot."""

    person: str
    what: str
    detail: str
    route: CaseKeeping
    refuses: str = ""

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it with its buttons."""
        return each_of((self.person, self.what))


def going_lines(every: Iterable[Going], today: date) -> tuple[GoingLine, ...]:
    """A line for each."""
    return tuple(_line(one, today) for one in every)


def many_words(every: Iterable[Many], today: date) -> str:
    """Who announced many in one day; empty where nobody did."""
    words = _("{name} announced {number} records in one day, {day}. Ask them why.")
    return " ".join(
        words.format(name=one.name, number=one.number, day=long_day_near(one.day, today)) for one in every
    )


def _line(one: Going, today: date) -> GoingLine:
    first = one.standing.announced.first
    return GoingLine(
        person=one.person.label_on(today),
        what=_("{name} announced on {day} that this record be disposed of: “{why}”").format(
            name=first.said_by,
            day=long_day_near(one.heard_on, today),
            why=one.standing.announced.ground.label,
        ),
        detail=" ".join(_details(one, today)),
        route=CaseKeeping(one.case_id),
        refuses=one.case_id if one.standing.may_say_no else "",
    )


def _details(one: Going, today: date) -> Iterator[str]:
    standing, day = one.standing, long_day_near(one.standing.stays_until, today)
    if standing.announced.decided is not None:
        yield _("A lead decided. It goes from this laptop on {day} at the earliest.").format(day=day)
    elif standing.may_agree:
        yield _("It stays until a second person agrees. That can be you: look at it first.")
    elif standing.seconders:
        yield _("It stays until {names} agrees.").format(names=one_of(standing.seconders))
    else:
        yield _("Say no by {day}, or it goes.").format(day=day)
    if one.tells_who:
        yield _("Confirmed so far: {vaults}.").format(vaults=all_of(standing.confirmed))
