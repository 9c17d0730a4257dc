"""What the Team page tells: who belongs to the team, what each of them can see, and what waits for somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from prevent_desktop.casework.team.roster import LastSet, Member, Role, Team, TeamVault, listed_id
from prevent_desktop.translation import _
from prevent_desktop.vault.team.conflicts import count_differences
from prevent_desktop.vault.team.counts import TeamCounts
from prevent_desktop.vault.team.tables import SetState, StoredSet
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.cases.sharing import shares_new
from prevent_desktop.workflows.team.change_sets.round_state import initials
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.own_vault import own_vault
from prevent_desktop.workflows.team.circles.statements import circles, membership, take_back_in
from prevent_desktop.workflows.team.circles.verdicts import OF_THOSE_WHO_WENT, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Laptop:
    """One vault of a member. `heard` is when the last word of it came here; None where none has. `holds` counts its cases."""

    vault_id: str
    name: str
    heard: datetime | None = None
    here: bool = False
    holds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """A member with the laptops that are not removed. `cases` are those that they can see, for a reporter those they reported."""

    member: Member
    is_self: bool = False
    laptops: tuple[Laptop, ...] = ()
    cases: int = 0

    @property
    def initials(self) -> str:
        """As lists show them."""
        return initials(self.member.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFacts:
    """All of the Team page.

    `shared` are the cases that this vault shares, with `people` others; `alone` its other open cases. `missing` says in
    words what has not come. `shares_new` where new cases are shared from the start. `set_aside` counts what came and was not
    taken, `differences` what members said differently and nobody has settled.
    """

    organisation: str
    members: tuple[MemberFacts, ...]
    shared: int = 0
    people: int = 0
    alone: int = 0
    shares_new: bool = False
    set_aside: int = 0
    differences: int = 0

    @property
    def own(self) -> MemberFacts | None:
        """Whoever this vault belongs to; None where the profile names a team of which this vault is not."""
        return next((one for one in self.members if one.is_self), None)

    @property
    def is_reporter(self) -> bool:
        """Whether whoever this vault belongs to is in no circle."""
        return self.own is not None and self.own.member.role is Role.REPORTER

    @property
    def present(self) -> tuple[MemberFacts, ...]:
        """The members who have not left."""
        return tuple(one for one in self.members if one.member.left is None)

    @property
    def leavers(self) -> tuple[MemberFacts, ...]:
        """Those who left and whose laptop is not removed yet."""
        return tuple(one for one in self.members if one.member.left is not None and one.laptops)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What this vault knows beside the profile: each shared case with its circle, the vaults of each circle, who was heard when.

    `reported` counts the cases that members reported, by name.
    """

    own: str = ""
    shared: Mapping[str, str] = field(default_factory=dict)
    circles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    heard: Mapping[str, datetime] = field(default_factory=dict)
    reported: Mapping[str, int] = field(default_factory=dict)

    def cases_of(self, vault_id: str) -> int:
        """How many shared cases lie in that vault."""
        return sum(vault_id in self.circles.get(circle, frozenset()) for circle in self.shared.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideChange:
    """A change that came and was not taken. `who` and `laptop` are those in whose name it came; empty for nobody of the team.

    `may_count` where a lead can let it count after all: it was written after its laptop was removed.
    """

    key: str
    circle: str
    writer: str
    number: int
    digest: str
    who: str
    laptop: str
    reason: str
    came_at: datetime
    may_count: bool = False


def team_facts(vault: Vault) -> TeamFacts | None:
    """All of the Team page; None where the organisation's profile names no team, or there is none."""
    profile = settings.profile(vault)
    if profile is None or profile.team is None:
        return None
    team, known = profile.team, _known(vault)
    open_ids = {case.id for case in vault.cases.open_cases()}
    return TeamFacts(
        organisation=profile.organisation,
        members=members_of(team, known),
        shared=len(known.shared),
        people=people_in(team, known),
        alone=len(open_ids - known.shared.keys()),
        shares_new=shares_new(vault),
        set_aside=len(vault.team.in_state(SetState.SET_ASIDE)),
        differences=count_differences(vault),
    )


def set_aside(vault: Vault) -> tuple[SetAsideChange, ...]:
    """What was set aside, the newest first."""
    found = membership(vault)
    team = None if found is None else found.team
    own = None if found is None else found.team.owner(found.own.id)
    is_lead = own is not None and own.role is Role.LEAD and not vault.is_read_only
    aside = [
        _aside(one, None if team is None else team.vault(one.vault), team, is_lead=is_lead)
        for one in vault.team.in_state(SetState.SET_ASIDE)
    ]
    return tuple(reversed(aside))


def let_count(vault: Vault, change: SetAsideChange, *, now: datetime) -> None:
    """Let what this laptop wrote up to this change count after all, for all members; the next round joins it. UsageError for others than leads."""
    with vault.transaction():
        last = LastSet(writer=change.writer, number=change.number, digest=change.digest)
        take_back_in(vault, change.circle, last, now=now)
        vault.audit.append("team.counts-after-all", change.writer, str(change.number))


def _aside(one: StoredSet, laptop: TeamVault | None, team: Team | None, *, is_lead: bool) -> SetAsideChange:
    owner = None if laptop is None or team is None else team.member(laptop.member)
    return SetAsideChange(
        key=f"{one.circle} {one.vault} {one.number} {one.digest}",
        circle=one.circle,
        writer=one.vault,
        number=one.number,
        digest=one.digest,
        who="" if owner is None else owner.name,
        laptop="" if laptop is None else laptop.device,
        reason=reason_words(one.reason),
        came_at=one.received_at,
        may_count=is_lead and one.reason in OF_THOSE_WHO_WENT,
    )


def reason_words(reason: str) -> str:
    """Why a change-set was set aside, or waits, in a sentence."""
    code = reason.partition(":")[0]
    if code in set(Reason):
        return Reason(code).words
    return {
        "malformed": _("It is nothing that a version of this program writes."),
        "disposed": _("The case was disposed of."),
        "other-circle": _("The case is shared with others than those it came from."),
        "not-shared-here": _("The case stands here and is not shared from here."),
    }.get(code, _("It cannot be read."))


def _known(vault: Vault) -> Known:
    shared, own = TeamCounts(vault.database), own_vault(vault)
    heard: dict[str, datetime] = {}
    for writer, at in shared.heard().items():
        heard[listed_id(writer)] = max(at, heard.get(listed_id(writer), at))
    return Known(
        own="" if own is None else own.id,
        shared=shared.circles(),
        circles={circle: _ever_in(book) for circle, book in circles(vault).items()},
        heard=heard,
        reported=shared.reported(),
    )


def _ever_in(book: CircleBook) -> frozenset[str]:
    """The vaults that got the keys of a circle: whoever was taken out still holds what came before."""
    return frozenset(listed for one in book.counted for listed in one.statement.vaults)


def members_of(team: Team, known: Known) -> tuple[MemberFacts, ...]:
    """Whoever belongs to this vault first, then by role and as the profile lists them."""
    owner = team.owner(known.own)
    found = [_facts(one, team, known, is_self=one == owner) for one in team.members]
    order = {Role.LEAD: 0, Role.DEPUTY: 1, Role.REPORTER: 2}
    return tuple(sorted(found, key=lambda one: (not one.is_self, order[one.member.role])))


def _facts(member: Member, team: Team, known: Known, *, is_self: bool) -> MemberFacts:
    laptops = tuple(
        _laptop(vault, known) for vault in team.vaults if vault.member == member.id and vault.removed is None
    )
    seen = Counter({one.vault_id: one.holds for one in laptops})
    cases = max(seen.values(), default=0) if member.role.shares_cases else known.reported.get(member.name, 0)
    return MemberFacts(member=member, is_self=is_self, laptops=laptops, cases=cases)


def _laptop(vault: TeamVault, known: Known) -> Laptop:
    return Laptop(
        vault_id=vault.id,
        name=vault.device,
        heard=known.heard.get(vault.id),
        here=vault.id == known.own,
        holds=known.cases_of(vault.id),
    )


def people_in(team: Team, known: Known) -> int:
    """With how many others the cases of this vault are shared."""
    vaults = {vault for circle in known.shared.values() for vault in known.circles.get(circle, ())}
    owner = team.owner(known.own)
    return len({one.member for one in team.present if one.id in vaults} - {owner.id if owner else ""})
