"""Whose forms come first: those that somebody with these roles uses, in the order in which they use them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from prevent_desktop.casework.roles import PROFESSIONS, Role
from prevent_desktop.workflows.forms.form_choice import FormOption
from prevent_desktop.workflows.forms.form_library import (
    ASSESSMENT,
    CHANNEL_FORMS,
    CONCERN,
    EARLY_HELP_PLAN,
    HEALTH_CONCERN,
    LEAD_CHECK,
    MANAGER_OVERSIGHT,
    RECEIVER_DECISION,
    REFERRAL,
    SCREENING,
    SHARING_DECISION,
    SUPPORT_REQUEST,
    VISIT_NOTE,
)

_FIRST: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.LEAD: (
        LEAD_CHECK,
        SHARING_DECISION,
        REFERRAL,
        SUPPORT_REQUEST,
        SCREENING,
        MANAGER_OVERSIGHT,
        CONCERN,
    ),
    Role.TEACHER: (CONCERN, SCREENING),
    Role.NURSE: (HEALTH_CONCERN, CONCERN, SCREENING),
    Role.SOCIAL_WORKER: (CONCERN, ASSESSMENT, SUPPORT_REQUEST, VISIT_NOTE, SCREENING, REFERRAL),
    Role.FAMILY_SUPPORT: (VISIT_NOTE, CONCERN, EARLY_HELP_PLAN, SUPPORT_REQUEST),
    Role.EARLY_HELP: (EARLY_HELP_PLAN, VISIT_NOTE, CONCERN, SUPPORT_REQUEST),
    Role.REPORTER: (CONCERN, SCREENING),
    Role.RECEIVER: (RECEIVER_DECISION, SUPPORT_REQUEST, ASSESSMENT),
    Role.PANEL: tuple(sorted(CHANNEL_FORMS, reverse=True)),
    Role.OTHER: (CONCERN, SCREENING),
}


def first_for(roles: Collection[Role]) -> tuple[str, ...]:
    """The ids of the forms that come first for somebody with these roles; none where no role was chosen.

    What somebody works as says more than that they report.
    """
    chosen = set(roles)
    if chosen & set(PROFESSIONS):
        chosen.discard(Role.REPORTER)
    found: Iterable[str] = (form_id for role in _FIRST if role in chosen for form_id in _FIRST[role])
    return tuple(dict.fromkeys(found))


def parted(
    options: Sequence[FormOption], roles: Collection[Role]
) -> tuple[tuple[FormOption, ...], tuple[FormOption, ...]]:
    """Theirs, in the order of use, and the rest. A form that was begun is theirs; without roles all of them are the rest."""
    order = first_for(roles)
    if not order:
        return (), tuple(options)
    mine = [option for option in options if option.form_id in order or option.draft is not None]
    places = {form_id: place for place, form_id in enumerate(order)}
    mine.sort(key=lambda option: places.get(option.form_id, len(places)))
    return tuple(mine), tuple(option for option in options if option not in mine)
