"""Whose a case is, for the head of its record. No Qt."""

from __future__ import annotations

from datetime import date

from prevent_desktop.casework.ownership import Care
from prevent_desktop.formatting import all_of, long_day_near
from prevent_desktop.translation import _
from prevent_desktop.workflows.team.cases.owning import Cared


def owner_line(cared: Cared, today: date) -> str:
    """Such as "Owner: Pat Lee, covered by Kim Moss until 4 January"; empty for a case of one's own that nobody else sees."""
    if cared.set_apart:
        return _("Owner: {names}, who took it at once").format(names=all_of(cared.set_apart))
    if cared.owner is None:
        return _("No owner") if cared.care is Care.NOBODYS else ""
    name = cared.owner.name
    if cared.care is Care.NOBODYS and cared.cover is None:
        return _("No owner: {name} is not in the team").format(name=name)
    if cared.cover is None:
        return _("Owner: {name}").format(name=name)
    return _("Owner: {name}, covered by {other} until {day}").format(
        name=name, other=cared.cover.covered_by, day=long_day_near(cared.cover.last_day, today)
    )
