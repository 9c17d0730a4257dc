"""Two or three vaults of a team, in which what reaches a circle is carried from one to the other."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.vault.repositories.profiles import ProfileRecord
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.myself import TEAM_VAULT
from tests.made_vaults import copied_vault
from tests.profiles import a_profile
from tests.teams import a_team

THEN = datetime(2026, 11, 26, 10, tzinfo=UTC)
NAMES = {"sf": "Sam Field", "pl": "Pat Lee", "km": "Kim Moss"}
CARE = ("case_owners", "covers", "team_looks")


def named_team(**left: bool) -> Team:
    """Sam (lead), Pat and Kim (deputies); those who are named `left` have."""
    team = a_team(sf=Role.LEAD, pl=Role.DEPUTY, km=Role.DEPUTY)
    gone = THEN.date()
    members = tuple(
        Member(id=one.id, name=NAMES[one.id], role=one.role, left=gone if left.get(one.id) else None)
        for one in team.members
    )
    return replace(team, members=members)


def put_team(vault: Vault, team: Team, *, version: int = 1) -> None:
    """The vault has a profile with this team, whoever signed it."""
    profile: OrganisationProfile = replace(a_profile(), version=version, team=team)
    payload = json.dumps(profile.parts).encode()
    signed = "header." + base64.urlsafe_b64encode(payload).decode() + ".signature"
    with vault.transaction():
        vault.profiles.add(
            ProfileRecord(
                version=version, digest=hashlib.sha256(payload).hexdigest(), organisation="Council", jws=signed,
                signer="Ada", fingerprint="ab" * 32, authority="Council", imported_at=THEN,
            )
        )  # fmt: skip


@contextmanager
def vaults_of(folder: Path, *members: str, team: Team | None = None) -> Iterator[tuple[Vault, ...]]:
    """The open vaults of these members, empty but for the profile."""
    with ExitStack() as opened:
        found = []
        for number, member in enumerate(members):
            made = copied_vault(folder / member, number=number)
            vault = opened.enter_context(Vault.open(folder / member, made.key))
            put_team(vault, team or named_team())
            vault.settings.set(TEAM_VAULT, f"v-{member}")
            settings.save_practitioner(
                vault, Practitioner(name=NAMES[member], role="Safeguarding", organisation="Council")
            )
            found.append(vault)
        yield tuple(found)


def a_shared_case(*vaults: Vault, forenames: str = "Alex") -> Case:
    """A case that lies in all of these vaults and is shared; nobody owns it yet."""
    first, *others = vaults
    person, case = add_person(first, forenames=forenames, surname="Brook", birth_date=None, now=THEN)
    for other in others:
        other.people.add(person)
        other.cases.add(case)
    for vault in vaults:
        share(vault, case.id)
    return case


def share(vault: Vault, case_id: str) -> None:
    """Put a case into the main circle."""
    vault.database.insert("team_cases", case_id=case_id, circle="main", shared_at=THEN.isoformat())


def carry(*vaults: Vault) -> None:
    """What each of them said about owners, covers and looks comes to all others, as a circle's change-sets bring it."""
    for table in CARE:
        every = f"SELECT * FROM {table}"  # noqa: S608 - our own names
        rows = {row["id"]: dict(row) for vault in vaults for row in vault.database.rows(every)}
        for vault in vaults:
            here = {row["id"] for row in vault.database.rows(every)}
            for own in sorted(rows.keys() - here):
                vault.database.insert(table, **rows[own])
