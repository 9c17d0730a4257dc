"""A team in the vault of a lead, signed and taken as in life: Sam Field (lead), Pat Lee (deputy), two reporters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.roles import Role as Part
from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.circles.statements import renew_circles
from prevent_desktop.workflows.team.joining.founding import NewTeam, found_team
from prevent_desktop.workflows.team.members.authority import sign_team
from tests.gui.screens import now
from tests.teams import keys_of

_OTHERS = (
    ("pl", "Pat Lee", Role.DEPUTY, "Office laptop 2"),
    ("am", "Ash Moor", Role.REPORTER, "Staff laptop 7"),
    ("rt", "Rita Thorne", Role.REPORTER, "Staff laptop 9"),
)


def begin_team(vault: Vault, store: Path) -> None:
    """Whoever this vault belongs to founds a team of one, with Pat Lee as the second holder."""
    settings.save_practitioner(
        vault,
        Practitioner(
            name="Sam Field",
            role="Safeguarding lead",
            organisation="Example School",
            kinds=(Part.LEAD.value,),
        ),
    )
    found_team(
        vault, NewTeam(mailbox=store.as_uri(), device="Office laptop 1", second_holder="Pat Lee"), now=now()
    )


def make_team(vault: Vault, store: Path) -> None:
    """That team, and three others have joined: as if by slips, without the days that it takes."""
    begin_team(vault, store)
    change_team(vault, _joined)


def change_team(vault: Vault, change: Callable[[Team], Team]) -> None:
    """The lead signs another team."""
    with vault.transaction():
        sign_team(vault, change, now=now())
        renew_circles(vault, now=now())


def _joined(team: Team) -> Team:
    lead, second = team.members
    members = [lead, second]
    vaults = list(team.vaults)
    for short, name, role, device in _OTHERS:
        member = second if name == second.name else Member(id=short, name=name, role=role)
        if member is not second:
            members.append(member)
        vaults.append(keys_of(f"v-{short}").listed(member.id, device))
    return replace(team, members=tuple(members), vaults=tuple(vaults))


def with_kim(team: Team) -> Team:
    """Kim was a deputy, and left on 20 November; the laptop is somewhere."""
    kim = Member(id="kim", name="Kim", role=Role.DEPUTY)
    return replace(
        team,
        members=(*team.members, kim),
        vaults=(*team.vaults, keys_of("v-kim").listed("kim", "Old laptop")),
    )


def kim_left(team: Team) -> Team:
    """From then on."""
    members = (replace(one, left=date(2026, 11, 20)) if one.id == "kim" else one for one in team.members)
    return replace(team, members=tuple(members))
