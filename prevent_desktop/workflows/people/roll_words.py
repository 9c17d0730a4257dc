"""What a school's list would change, in words that the window and the command line share."""

from __future__ import annotations

from prevent_desktop.formatting import each_of, number_in_words
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.people.roll import Changed, RollPlan


def plan_words(plan: RollPlan) -> str:
    """What taking the list would change, in one sentence."""
    if not plan.changes:
        return _("Nothing changes: all {number} names are here already").format(
            number=number_in_words(len(plan.after))
        )
    parts = [
        ngettext("{number} new", "{number} new", plan.count(Changed.NEW)).format(number=number_in_words(plan.count(Changed.NEW))),
        ngettext("{number} changed", "{number} changed", plan.count(Changed.CHANGED)).format(number=number_in_words(plan.count(Changed.CHANGED))),
        ngettext("{number} gone", "{number} gone", plan.count(Changed.GONE)).format(number=number_in_words(plan.count(Changed.GONE))),
        ngettext("{number} as before", "{number} as before", plan.same).format(number=number_in_words(plan.same)),
    ]  # fmt: skip
    pupils = ngettext("{number} pupil in the file", "{number} pupils in the file", len(plan.after))
    return _("{pupils}: {parts}").format(
        pupils=pupils.format(number=number_in_words(len(plan.after))), parts=each_of(parts)
    )
