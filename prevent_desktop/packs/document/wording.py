"""Times and names as a pack prints them."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.chronology import Entry
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.formatting import day_and_month, day_with_time, each_of, long_day
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _

_SHOWN_DIGITS = 4


def short_day(when: PartialDate | None) -> str:
    """Such as "23 Nov", or "Nov 2026" where no more is known; for the picture of the chronology."""
    return _("no date") if when is None else day_and_month(when)


def moment(at: datetime) -> str:
    """Such as "23 November 2026 16:40", with the offset where the clock is not at UTC."""
    text = day_with_time(long_day(at.date()), at)
    offset = f"{at:%z}"
    return text if offset == "+0000" else f"{text} (UTC{offset[:3]}:{offset[3:]})"


def when_known(entry: Entry) -> str:
    """When an entry of the chronology happened, as far as known."""
    if entry.when is None:
        return _("Not known")
    if entry.approximate:
        return _("About {day}").format(day=long_day(entry.when))
    return long_day(entry.when) if entry.at is None else moment(entry.at)


def signer(sender: Practitioner) -> str:
    """Who signs, in one line: name, role, organisation, as far as given."""
    return each_of((sender.name, sender.role, sender.organisation))


def short_head(audit_head: str) -> str:
    """The first and last digits of the head of the audit chain."""
    if len(audit_head) <= 2 * _SHOWN_DIGITS:
        return audit_head
    return f"{audit_head[:_SHOWN_DIGITS]}…{audit_head[-_SHOWN_DIGITS:]}"
