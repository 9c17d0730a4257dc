"""How a team's copies stand on this laptop, and when to look again. Plain data and words; no vault and no store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from prevent_desktop.casework.person import initials_of_name
from prevent_desktop.formatting import all_of, clock_time, each_of, short_moment_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.team.circles.missing_words import missing_words

SOON: Final = 5.0
"""Seconds to the next round while somebody works, or something has just gone or come."""
LATEST: Final = 60.0
"""Seconds between two rounds while nobody does anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCome:
    """So many changes of the laptop of `who` (a name) are told of, and the store does not give them. `by` is whose word that is, where it is not its own."""

    who: str
    number: int
    by: str = ""

    @property
    def words(self) -> str:
        """Such as "2 changes of PL have not come"."""
        return missing_words(self.number, initials(self.who), initials(self.by))


def all_not_come(missing: Iterable[tuple[str, str, int]]) -> tuple[NotCome, ...]:
    """One for each person of whom so many changes have not come and each whose word that is: somebody has many laptops, and ids."""
    counts = Counter[tuple[str, str]]()
    for who, by, number in missing:
        counts[who, by] += number
    return tuple(NotCome(who=who, number=number, by=by) for (who, by), number in counts.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChanged:
    """Members changed a case, and it is in this vault now. `who` are their names as lists show them, each once."""

    case_id: str
    person_id: str
    who: tuple[str, ...]

    @property
    def words(self) -> str:
        """Such as "PL changed this case"; for whoever has its record open."""
        return _("{who} changed this case").format(who=all_of(self.who))


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamState:
    """What is told of the team's copies. `up_to_date_at` is when the store was last asked for all; None where it never was.

    `waiting` are changes of this vault that no store has yet, `set_aside` what came and was not taken, `differing` what
    members changed at once and nobody has settled. `doubts` are sentences: what else the mailbox or a laptop gives reason to doubt. `given_up` are sentences too: what a lead said lately that nobody waits for. `copy_wanted` where a lead's copy
    would bring what the mailbox gives no more. `copies` says how it stands with copies that are made or come, `copies_asked` whose laptops ask for one. `trouble` says in a few words why the store could not be asked, `trouble_in_full` what happened and what to do.
    """

    up_to_date_at: datetime | None = None
    waiting: int = 0
    not_come: tuple[NotCome, ...] = ()
    files_not_come: int = 0
    copy_wanted: bool = False
    copies: tuple[str, ...] = ()
    copies_asked: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()
    set_aside: int = 0
    differing: int = 0
    trouble: str = ""
    trouble_in_full: str = ""

    @property
    def for_somebody(self) -> tuple[str, ...]:
        """What of it a person should see to, in sentences: who asks for a copy, what has not come, what is to be doubted, what a lead gave up, what members said differently."""
        differing = ngettext(
            "{number} difference to settle in shared cases",
            "{number} differences to settle in shared cases",
            self.differing,
        ).format(number=self.differing)
        not_come = (one.words for one in self.not_come)
        differences = [differing] if self.differing else []
        return (*self.copies_asked, *not_come, *self.doubts, *self.given_up, *differences)

    def words(self, now: datetime) -> str:
        """What matters most, for the line at the bottom; empty before anything is known."""
        return next(filter(None, self._all_words(now)), "")

    def _all_words(self, now: datetime) -> Iterator[str]:
        """What matters most first."""
        if self.waiting and self.trouble:
            yield waiting_words(self.waiting)
        yield each_of(one.words for one in self.not_come)
        if self.files_not_come:
            yield files_words(self.files_not_come)
        yield from self.doubts
        if self.trouble:
            yield _("Team copies: {why}").format(why=self.trouble)
        if self.up_to_date_at is not None:
            yield _("Team copies up to date at {time}").format(time=_time(self.up_to_date_at, now))


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundResult:
    """What came of a round: `state` is to be told, `came` are the cases that others changed, `busy` whether anything went or came.

    `told` are sentences about who joined, or why they could not.
    """

    state: TeamState
    came: tuple[CaseChanged, ...] = ()
    told: tuple[str, ...] = ()
    busy: bool = False


def initials(name: str) -> str:
    """The letters by which lists show a member: those of the first and the last name."""
    return initials_of_name(name)


def waiting_words(number: int) -> str:
    """Changes that no store has yet: "3 changes wait for a connection"."""
    return ngettext(
        "{number} change waits for a connection", "{number} changes wait for a connection", number
    ).format(number=number)


def files_words(number: int) -> str:
    """Files whose records wait for them: "2 files of the team have not come"."""
    return ngettext(
        "{number} file of the team has not come", "{number} files of the team have not come", number
    ).format(number=number)


def _time(at: datetime, now: datetime) -> str:
    here, today = at.astimezone(now.tzinfo), now.date()
    return clock_time(here) if here.date() == today else short_moment_near(here, now)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long until the next round: soon after work or news, else each time twice as long, up to a minute."""

    seconds: float = SOON

    def after(self, *, busy: bool) -> Pace:
        """Once a round is over; `busy` where somebody worked since the one before, or something went or came."""
        return Pace() if busy else replace(self, seconds=min(self.seconds * 2, LATEST))

    @property
    def is_slow(self) -> bool:
        """Whether somebody who begins to work should not have to wait for it."""
        return self.seconds > SOON


def joined(changes: Iterable[CaseChanged]) -> tuple[CaseChanged, ...]:
    """One for each case, with everybody who changed it."""
    found: dict[str, CaseChanged] = {}
    for one in changes:
        before = found.get(one.case_id)
        who = one.who if before is None else (*before.who, *one.who)
        found[one.case_id] = replace(one, who=tuple(dict.fromkeys(who)))
    return tuple(found.values())
