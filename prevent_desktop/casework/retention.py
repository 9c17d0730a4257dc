"""How long records are kept: the organisation's rules, and the day on which a case may be disposed of.

Nothing is ever disposed of early: where a date is known only in part, the last day that it can mean counts; a
period of months that ends on a day that its month does not have ends on the first of the next one; and while what
a rule counts from is not known, nothing is due. All days are days in UTC, so that no summer time moves them.

Which rule: of one kind of record, those that name the outcome take the place of those for any outcome, else a short
time for "no further action" could never hold. Of what is left, over all kinds that a case is, the longest counts.
While the outcome is none that we know, each rule of the kind might be meant, and again the longest counts.
Source: DOMAIN.md section 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _

APPROXIMATE_MARGIN_YEARS = 2
"""An approximate age may be off by so much; the record is kept that much longer."""

AHEAD_YEARS = 10
"""So far ahead a day is still believed, since clocks are wrong by that much. Whoever shares a case can write any day at all."""

MOST_MONTHS = 1200
MOST_AGE = 120
_MONTHS = 12


class RetentionCategory(StrEnum):
    """What kind of record a case is. One case can be several: a referral, a child's file and a health record."""

    NOT_REFERRED = "not-referred"
    REFERRAL = "referral"
    CHANNEL = "channel"
    CHILD_PROTECTION = "child-protection"
    HEALTH = "health"

    @property
    def label(self) -> str:
        """The kind in words."""
        return {
            RetentionCategory.NOT_REFERRED: _("Screening, not referred"),
            RetentionCategory.REFERRAL: _("Referral"),
            RetentionCategory.CHANNEL: _("Channel support"),
            RetentionCategory.CHILD_PROTECTION: _("Child-protection file"),
            RetentionCategory.HEALTH: _("Health concern"),
        }[self]


class From(StrEnum):
    """The day that a period counts from."""

    CLOSED = "closed"
    OUTCOME = "outcome"
    LEFT_CHANNEL = "left-channel"
    LAST_ENTRY = "last-entry"

    @property
    def label(self) -> str:
        """The day in words."""
        return {
            From.CLOSED: _("the day the case was closed"),
            From.OUTCOME: _("the outcome"),
            From.LEFT_CHANNEL: _("leaving Channel"),
            From.LAST_ENTRY: _("the last entry"),
        }[self]


class WaitsFor(StrEnum):
    """Why there is no day on which a case becomes due."""

    NO_RULE = "no-rule"
    CLOSING = "closing"
    OUTCOME = "outcome"
    BIRTH = "birth"

    @property
    def label(self) -> str:
        """The reason in words."""
        return {
            WaitsFor.NO_RULE: _("No rule fits this record, so it is kept until somebody decides"),
            WaitsFor.CLOSING: _("The time begins when the case is closed"),
            WaitsFor.OUTCOME: _("The time begins with the outcome, and none is recorded"),
            WaitsFor.BIRTH: _("It counts to an age, and neither date of birth nor age is recorded"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """Keep records of a `kind` (with an `outcome`, else with any) for `keep_months` from a day, or until an age.

    With both, until the later. `source` tells who set the rule. ValueError for a rule that says neither, or nonsense.
    """

    kind: RetentionCategory
    outcome: Outcome | None = None
    keep_months: int | None = None
    from_what: From = From.CLOSED
    until_age: int | None = None
    source: str = ""

    def __post_init__(self) -> None:
        if self.keep_months is None and self.until_age is None:
            raise ValueError("a rule needs a number of months or an age")
        if self.keep_months is not None and not 0 < self.keep_months <= MOST_MONTHS:
            raise ValueError("months out of range")
        if self.until_age is not None and not 0 < self.until_age <= MOST_AGE:
            raise ValueError("age out of range")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What the rules look at. Days are in UTC; None where it has not happened or is not known.

    `outcomes` has None in it for an outcome in words that we do not know. `age_on` is the approximate age with the
    last day on which it can have been written down.
    """

    kinds: frozenset[RetentionCategory]
    outcomes: frozenset[Outcome | None] = frozenset()
    closed_on: date | None = None
    outcome_on: date | None = None
    left_channel_on: date | None = None
    last_entry_on: date | None = None
    birth: PartialDate | None = None
    age_on: tuple[int, date] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """When a case may be disposed of and why: `due` from that day on, by `rule`, counted from `from_day`.

    Without `due`, `waits_for` tells what it waits for. `by_approximate_age` where the birth date is not known.
    """

    due: date | None = None
    rule: RetentionRule | None = None
    from_day: date | None = None
    waits_for: WaitsFor | None = None
    by_approximate_age: bool = False


def believed(facts: CaseFacts, today: date) -> CaseFacts:
    """The facts without days that nobody can mean, so that no member's row keeps a case for ever, or ends its time at once.

    What lies more than `AHEAD_YEARS` ahead happened by today at the latest.
    """
    last = years_after(today, AHEAD_YEARS)

    def by_now(day: date | None) -> date | None:
        return today if day is not None and day > last else day

    birth = facts.birth
    return replace(
        facts,
        closed_on=by_now(facts.closed_on), outcome_on=by_now(facts.outcome_on),
        left_channel_on=by_now(facts.left_channel_on), last_entry_on=by_now(facts.last_entry_on),
        birth=PartialDate.of(today) if birth is not None and birth.latest > last else birth,
        age_on=facts.age_on and (facts.age_on[0], by_now(facts.age_on[1]) or today),
    )  # fmt: skip


def clock_of(
    facts: CaseFacts, rules: Sequence[RetentionRule], *, extended_until: date | None = None
) -> Clock:
    """When the case may be disposed of: by the longest rule that fits, and not before the end of an extension."""
    clocks = [_clock_by(rule, facts) for rule in fitting_rules(facts, rules)]
    if not clocks:
        return Clock(waits_for=WaitsFor.NO_RULE)
    waiting = next((clock for clock in clocks if clock.due is None), None)
    if waiting is not None:
        return waiting
    longest = max(clocks, key=lambda clock: clock.due or date.min)
    if extended_until is None or longest.due is None or extended_until <= longest.due:
        return longest
    return Clock(
        due=extended_until, rule=longest.rule, from_day=longest.from_day,
        by_approximate_age=longest.by_approximate_age,
    )  # fmt: skip


def fitting_rules(facts: CaseFacts, rules: Iterable[RetentionRule]) -> list[RetentionRule]:
    """The rules that count for a case, as the module says."""
    found: list[RetentionRule] = []
    for kind in RetentionCategory:
        if kind in facts.kinds:
            found += _of_kind([rule for rule in rules if rule.kind is kind], facts.outcomes)
    return found


def _of_kind(rules: list[RetentionRule], outcomes: frozenset[Outcome | None]) -> list[RetentionRule]:
    if None in outcomes:
        return rules
    named = [rule for rule in rules if rule.outcome is not None and rule.outcome in outcomes]
    return named or [rule for rule in rules if rule.outcome is None]


def _clock_by(rule: RetentionRule, facts: CaseFacts) -> Clock:
    ends: list[date] = []
    from_day: date | None = None
    if rule.keep_months is not None:
        from_day = _start(rule.from_what, facts)
        if from_day is None:
            waits = WaitsFor.OUTCOME if rule.from_what is From.OUTCOME else WaitsFor.CLOSING
            return Clock(rule=rule, waits_for=waits)
        ends.append(months_after(from_day, rule.keep_months))
    by_age = rule.until_age is not None and facts.birth is None
    if rule.until_age is not None:
        birthday = _birthday(rule.until_age, facts)
        if birthday is None:
            return Clock(rule=rule, waits_for=WaitsFor.BIRTH)
        ends.append(birthday)
    return Clock(due=max(ends), rule=rule, from_day=from_day, by_approximate_age=by_age)


def _start(from_what: From, facts: CaseFacts) -> date | None:
    """Leaving Channel is never after the case was closed, so where only that day is known it is never too early."""
    match from_what:
        case From.CLOSED:
            return facts.closed_on
        case From.OUTCOME:
            return facts.outcome_on
        case From.LEFT_CHANNEL:
            return facts.left_channel_on or facts.closed_on
        case From.LAST_ENTRY:
            return facts.last_entry_on


def _birthday(age: int, facts: CaseFacts) -> date | None:
    if facts.birth is not None:
        return years_after(facts.birth.latest, age)
    if facts.age_on is None:
        return None
    years, day = facts.age_on
    return years_after(day, age - years + APPROXIMATE_MARGIN_YEARS)


def months_after(day: date, months: int) -> date:
    """The same day `months` later; the first of the next month where that month has no such day. From the first to the last day of the calendar."""
    count = day.year * _MONTHS + day.month - 1 + months
    year, month = divmod(count, _MONTHS)
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return (date(year, month + 1, 28) + timedelta(days=4)).replace(day=1)


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 1 March for 29 February in a year that has none. `years` may be negative."""
    return months_after(day, _MONTHS * years)
