"""Whose a case is, in a line of My work: that nobody owns it, or for whom it is done. No Qt."""

from __future__ import annotations

from prevent_desktop.casework.open_work import OwnerWanted
from prevent_desktop.casework.ownership import Care
from prevent_desktop.formatting import all_of, long_day_near
from prevent_desktop.translation import _
from prevent_desktop.ui.home.lines import ActionLine, Told
from prevent_desktop.ui.routing.routes import HandOver, RecordOfCase


def whose_words(told: Told) -> str:
    """Whose a case is that is not one's own; empty for one's own."""
    cared = told.case.cared
    match cared.care:
        case Care.MINE:
            return ""
        case Care.NOBODYS:
            return _("No owner")
        case Care.COVERED if cared.cover is not None:
            return _("For {initials}, away until {day}").format(
                initials=cared.cover.owner.initials, day=long_day_near(cared.cover.last_day, told.today)
            )
        case _:
            return _("Owner: {name}").format(name="" if cared.owner is None else cared.owner.name)


def owner_line(told: Told, wanted: OwnerWanted) -> ActionLine:
    """A case without an owner, or with several who were set apart from each other."""
    case_id = told.facts.case.id
    if wanted.set_apart:
        return ActionLine(
            person=told.person,
            what=_("Two people took this case at once: {names}").format(names=all_of(wanted.set_apart)),
            detail=_("{name} counts as its owner until you settle it").format(name=wanted.set_apart[0]),
            action=_("&Settle…"),
            route=HandOver(case_id),
        )
    return ActionLine(
        person=told.person,
        what=_("This case has no owner"),
        detail=_whose_it_was(told),
        action=_("&Take it"),
        route=RecordOfCase(case_id),
        takes=case_id,
    )


def _whose_it_was(told: Told) -> str:
    """Who owned or covered it and is not there."""
    owner, cover = told.case.cared.owner, told.case.cared.cover
    if owner is None:
        return _("Somebody of the team has to take it")
    if cover is not None:
        return _("{name}, who covers it, is not in the team").format(name=cover.covered_by)
    return _("{name} is not in the team").format(name=owner.name)
