"""What part people have in the work: asked when they set up, changed in the settings; several at once are usual."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.translation import _


class Role(StrEnum):
    """One part that somebody has. Those of `PROFESSIONS` are what somebody who reports works as.

    Kept by value in `Practitioner.kinds`; the values of reporter, lead, receiver and panel are those of the forms' audiences.
    """

    REPORTER = "practitioner"
    LEAD = "lead"
    RECEIVER = "receiver"
    PANEL = "panel"
    OTHER = "other"
    TEACHER = "teacher"
    NURSE = "nurse"
    SOCIAL_WORKER = "social-worker"
    FAMILY_SUPPORT = "family-support"
    EARLY_HELP = "early-help"

    @property
    def label(self) -> str:
        """It as the person says it."""
        return {
            Role.REPORTER: _("I notice and report"),
            Role.LEAD: _("I lead on safeguarding"),
            Role.RECEIVER: _("I receive referrals"),
            Role.PANEL: _("I chair or run a Channel panel"),
            Role.OTHER: _("Something else"),
            Role.TEACHER: _("Teacher, or other school staff"),
            Role.NURSE: _("Nurse, or other health staff"),
            Role.SOCIAL_WORKER: _("Social worker"),
            Role.FAMILY_SUPPORT: _("Family support"),
            Role.EARLY_HELP: _("Early help"),
        }[self]

    @property
    def hint(self) -> str:
        """Who that is, for example; empty where the label says it."""
        return {
            Role.REPORTER: _("Teachers, nurses, social workers and others"),
            Role.LEAD: _("Designated safeguarding lead, named nurse, team manager"),
            Role.RECEIVER: _("A front door, a police Prevent team"),
        }.get(self, "")

    @property
    def writes_as(self) -> str:
        """It as packs name the writer, until they write their own."""
        return {
            Role.REPORTER: _("Practitioner"),
            Role.LEAD: _("Safeguarding lead"),
            Role.RECEIVER: _("Receiver of referrals"),
            Role.PANEL: _("Channel panel"),
            Role.OTHER: _("Other role"),
            Role.TEACHER: _("School staff"),
            Role.NURSE: _("Health staff"),
            Role.SOCIAL_WORKER: _("Social worker"),
            Role.FAMILY_SUPPORT: _("Family support worker"),
            Role.EARLY_HELP: _("Early help worker"),
        }[self]


PARTS = (Role.REPORTER, Role.LEAD, Role.RECEIVER, Role.PANEL, Role.OTHER)
"""What is asked first, in this order."""
PROFESSIONS = (Role.TEACHER, Role.NURSE, Role.SOCIAL_WORKER, Role.FAMILY_SUPPORT, Role.EARLY_HELP)
"""What is asked of those who report."""


def roles_of(practitioner: Practitioner | None) -> frozenset[Role]:
    """The roles that the owner of the vault chose; none until they did. Whoever chose a profession reports."""
    kept = set() if practitioner is None else set(practitioner.kinds)
    chosen = {role for role in Role if role.value in kept}
    return frozenset(chosen | {Role.REPORTER} if chosen & set(PROFESSIONS) else chosen)


def in_order(roles: Iterable[Role]) -> tuple[Role, ...]:
    """Them in the order in which they are asked."""
    chosen = set(roles)
    return tuple(role for role in Role if role in chosen)


def title_of(roles: Iterable[Role]) -> str:
    """How packs name somebody with these roles; of those who report, what they work as. Empty for none."""
    chosen = set(roles)
    if chosen & set(PROFESSIONS):
        chosen.discard(Role.REPORTER)
    return ", ".join(role.writes_as for role in in_order(chosen))
