"""Why a case is kept until its day, in words. No Qt."""

from __future__ import annotations

from datetime import date

from prevent_desktop.casework.retention import Clock
from prevent_desktop.casework.retention_words import rule_head, rule_length
from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _


def why_words(clock: Clock, extended_until: date | None = None) -> tuple[str, ...]:
    """Why a case is kept until its day, or why it has none."""
    if clock.due is None:
        waits = () if clock.waits_for is None else (clock.waits_for.label,)
        return (
            *waits,
            *(() if clock.rule is None else (f"{rule_head(clock.rule)}: {rule_length(clock.rule)}",)),
        )
    words = [] if clock.rule is None else [f"{rule_head(clock.rule)}: {rule_length(clock.rule)}"]
    if clock.from_day is not None:
        words.append(_("Counted from {day}").format(day=short_day(clock.from_day)))
    if clock.by_approximate_age:
        words.append(_("By the approximate age, with two years more, as the date of birth is not known"))
    if extended_until is not None and extended_until == clock.due:
        words.append(_("Kept longer by a decision"))
    return tuple(words)
