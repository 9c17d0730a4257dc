"""Routes to the team, to drafts for comment, and to who owns a case. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

from prevent_desktop.translation import N_
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.route import Route


@dataclass(frozen=True)
class Drafts(Route, section=NavSection.MY_WORK, title=N_("Drafts for comment"), words=N_("colleague review")):
    """All drafts for comment."""


@dataclass(frozen=True)
class Draft(Route, section=NavSection.MY_WORK, title=N_("A draft for comment"), words=N_("colleague review")):
    """A colleague's draft to comment on, or one's own with what came back."""

    draft_id: str


@dataclass(frozen=True)
class HandOn(
    Route, section=NavSection.MY_WORK, title=N_("Ask a colleague about a draft"), words=N_("colleague review")
):
    """Hand a draft on, alone or with others of its case."""

    response_id: str


@dataclass(frozen=True)
class FoundTeam(
    Route,
    section=NavSection.TEAM,
    title=N_("Begin or join a team"),
    words=N_("team start found second key invitation slip lead left"),
):
    """Beginning a team, its second key, joining one by an invitation, and going on where a lead has left."""


@dataclass(frozen=True)
class InviteToTeam(
    Route,
    section=NavSection.TEAM,
    title=N_("Invite people to the team"),
    words=N_("team slip code staff list member laptop"),
):
    """Whom to invite, the slips, and how each of them stands."""


@dataclass(frozen=True)
class ChooseCases(
    Route, section=NavSection.TEAM, title=N_("Choose the cases that you share"), words=N_("team share circle")
):
    """The cases that are shared, and those that are not yet."""


@dataclass(frozen=True)
class WhoMaySee(
    Route,
    section=NavSection.PEOPLE,
    title=N_("Who may see this case"),
    words=N_("team share keep from circle restricted"),
):
    """With whom one case is shared."""

    case_id: str


@dataclass(frozen=True)
class TeamMember(
    Route, section=NavSection.TEAM, title=N_("Somebody of the team"), words=N_("remove laptop lost left role")
):
    """One member, their laptops and their role; `member` is their id in the organisation's profile."""

    member: str


@dataclass(frozen=True)
class WhileAway(
    Route,
    section=NavSection.MY_WORK,
    title=N_("While you were away"),
    words=N_("cover holiday sick back done others"),
):
    """What others did in one's cases meanwhile; `absence` is the cover's number."""

    absence: str


@dataclass(frozen=True)
class TeamDifferences(
    Route,
    section=NavSection.TEAM,
    title=N_("Differences in shared cases"),
    words=N_("team settle both same time conflict"),
):
    """What members said differently about the same thing."""


@dataclass(frozen=True)
class TeamDifference(
    Route, section=NavSection.TEAM, title=N_("A difference to settle"), words=N_("team both choose")
):
    """One of them."""

    difference: str


@dataclass(frozen=True)
class SetAside(
    Route,
    section=NavSection.TEAM,
    title=N_("Changes that were set aside"),
    words=N_("team refused forged reason"),
):
    """What came from the team's mailbox and was not taken, and why."""


@dataclass(frozen=True)
class HandOver(
    Route,
    section=NavSection.PEOPLE,
    title=N_("Change who owns a case"),
    words=N_("give assign take colleague deputy"),
):
    """Who owns a case from now on, and why; `to` is the member who was chosen already, where somebody was."""

    case_id: str
    to: str = field(default="", compare=False)
