"""By when a desk decides, in words. No Qt."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.received_pack import DecisionDue, ReceivedPack
from prevent_desktop.casework.working_days import caution
from prevent_desktop.formatting import day_with_time, inside_a_sentence, near_day, short_moment_near
from prevent_desktop.translation import _


def decide_by_in_words(due: DecisionDue | None, pack: ReceivedPack, now: datetime) -> str:
    """The same in sentences, for whoever decides; empty where no decision is owed."""
    if due is None:
        return ""
    by, *more = due_in_words(due, pack, now)
    return " ".join((_("Decide by {when}.").format(when=inside_a_sentence(by)), *more))


def due_in_words(due: DecisionDue, pack: ReceivedPack, now: datetime) -> tuple[str, ...]:
    """By when, such as "Tomorrow 16:40"; then how that was counted, and what is not sure about it."""
    by = near_day(due.day, now.astimezone().date())
    by = by if due.at is None else day_with_time(by, due.at.astimezone())
    if due.is_over(now):
        by = _("{when}, in the past").format(when=by)
    came = _("One working day from when it came, {when}").format(
        when=short_moment_near(pack.received_at, now)
    )
    return tuple(filter(None, (by, came if due.counted else "", caution([due.day]))))
