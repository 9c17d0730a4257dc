"""Who shares a case, in words. No Qt."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.formatting import all_of, clock_time, short_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.team.cases.sharing import Sharing
from prevent_desktop.workflows.team.change_sets.round_state import initials


def on_record(sharing: Sharing | None, now: datetime, not_whole: int) -> str:
    """What a record says of it, such as "Shared with PL and JO"; empty where nobody of this vault could share anything.

    `not_whole` counts its entries that wait for something that has not come.
    """
    words = _shared_words(sharing, now)
    if not words or not not_whole:
        return words
    told = ngettext(
        "{shared}; {number} entry is not whole", "{shared}; {number} entries are not whole", not_whole
    )
    return told.format(shared=words, number=not_whole)


def _shared_words(sharing: Sharing | None, now: datetime) -> str:
    if sharing is None:
        return ""
    if not sharing.shared:
        return in_short(sharing, now)
    if not sharing.others:
        return _("Shared with nobody else")
    shared = _("Shared with {who}").format(who=all_of([initials(one.name) for one in sharing.others]))
    if not sharing.reworded:
        return shared
    return _("{shared}; {who} changed words of others").format(
        shared=shared, who=initials(sharing.reworded_by)
    )


def reworded_words(sharing: Sharing) -> str:
    """That whoever moved the case put other words in the place of what others had signed."""
    return _(
        "When {who} moved this case, {who}’s laptop wrote other words in the place of what {others} had written, or left them out. "
        "What {others} wrote stands in the record as they signed it; the other words stand beside it, as {who}’s. Talk to {who}."
    ).format(who=sharing.reworded_by, others=all_of([one.name for one in sharing.reworded]))


def in_short(sharing: Sharing, now: datetime) -> str:
    """One line, such as "You, PL and JO", "You and PL; not JO", "You alone"."""
    if sharing.gone_on is not None:
        return _("Kept from you since {day}").format(day=short_day(sharing.gone_on.astimezone().date()))
    if not sharing.shared:
        if sharing.soon is None:
            return _("On this laptop alone")
        at = clock_time(max(sharing.soon, now).astimezone())
        return _("Shared with the team at {time} by itself").format(time=at)
    seeing = all_of([_("You"), *(initials(one.name) for one in sharing.others)])
    if not sharing.kept_from:
        return seeing
    return _("{who}; kept from {others}").format(
        who=seeing, others=all_of([initials(one.name) for one in sharing.kept_from])
    )
