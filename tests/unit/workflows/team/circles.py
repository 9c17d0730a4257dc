"""Two or three vaults of a team with keys of their own, and the engine between them: what one writes comes to the others."""

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
from prevent_desktop.casework.ownership import Someone
from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.vault.repositories.profiles import ProfileRecord
from prevent_desktop.vault.team.arriving import take_in
from prevent_desktop.vault.team.capture import Writer, capture
from prevent_desktop.vault.team.files import FileState
from prevent_desktop.vault.team.materialise import materialise
from prevent_desktop.vault.team.tables import StoredSet
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.own_vault import make_own_vault
from prevent_desktop.workflows.team.circles.statements import circles
from tests.made_vaults import copied_vault
from tests.profiles import a_profile
from tests.team_files import hand_file
from tests.teams import start_sharing

THEN = datetime(2026, 11, 26, 10, tzinfo=UTC)
NAMES = {"sf": "Sam Field", "pl": "Pat Lee", "km": "Kim Moss"}
SAM, PAT, KIM = (Someone(name=NAMES[own], member=own) for own in ("sf", "pl", "km"))
ROLES = {"sf": Role.LEAD, "pl": Role.DEPUTY, "km": Role.DEPUTY}
TEAM = "team"


def with_leaver(vault: Vault, member: str) -> None:
    """The vault has a newer profile, by which this member has left."""
    profile = settings.profile(vault)
    assert profile is not None
    assert profile.team is not None
    members = tuple(
        replace(one, left=THEN.date()) if one.id == member else one for one in profile.team.members
    )
    put_team(vault, replace(profile.team, members=members), version=profile.version + 1)


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


def as_a_team(*vaults: tuple[str, Vault]) -> None:
    """Make these open vaults, each of a member, one team: Sam (lead), Pat and Kim (deputies); all three are its members."""
    listed = tuple(
        make_own_vault(vault).listed(member=member, device=f"Laptop of {member}") for member, vault in vaults
    )
    members = tuple(Member(id=own, name=name, role=ROLES[own]) for own, name in NAMES.items())
    for member, vault in vaults:
        put_team(vault, Team(id=TEAM, mailbox="", members=members, vaults=listed))
        settings.save_practitioner(
            vault, Practitioner(name=NAMES[member], role="Safeguarding", organisation="Council")
        )


@contextmanager
def vaults_of(folder: Path, *members: str) -> Iterator[tuple[Vault, ...]]:
    """The open vaults of these members, empty but for the profile."""
    with ExitStack() as opened:
        found = []
        for number, member in enumerate(members):
            made = copied_vault(folder / member, number=number)
            found.append(opened.enter_context(Vault.open(folder / member, made.key)))
        as_a_team(*zip(members, found, strict=True))
        yield tuple(found)


def writer(vault: Vault, circle: str) -> Writer:
    """In whose name a vault writes; nobody asks for the signature here."""
    own = make_own_vault(vault)
    return Writer(
        team=TEAM,
        circle=circle,
        epoch=1,
        profile=1,
        vault=own.writer,
        author=own.id,
        sign=_signed,
        now=lambda: THEN,
    )


def _signed(payload: bytes) -> str:
    return f"e30.{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.c2ln"


def a_shared_case(*vaults: Vault, forenames: str = "Alex") -> Case:
    """A case of the first of these vaults, shared with the others; nobody owns it yet."""
    first = vaults[0]
    _person, case = add_person(first, forenames=forenames, surname="Brook", birth_date=None, now=THEN)
    start_sharing(first, case.id, writer(first, main_circle(TEAM)))
    carry(*vaults)
    return case


def _opens(author: Vault, other: Vault, one: StoredSet) -> bool:
    """Whether the set is sealed to that vault too: by the circle's statement, where one was made; else to all."""
    book = circles(author).get(one.circle)
    newest = None if book is None else book.newest
    return newest is None or newest.main or make_own_vault(other).id in newest.vaults


def carry(*vaults: Vault) -> None:
    """What each of them wrote comes to all others whom it is sealed to."""
    for vault in vaults:
        for case_id in vault.team.dirty():
            capture(vault, case_id, writer(vault, vault.team.circle_of(case_id) or ""))
    sets = [(vault, one) for vault in vaults for one in vault.team.to_put()]
    for author, one in sets:
        for other in vaults:
            if other is not author and _opens(author, other, one):
                _take(other, one)
        author.team.was_put(one, THEN)
    _carry_files(vaults)


def _carry_files(vaults: tuple[Vault, ...]) -> None:
    """What the others wait for, from whoever has it; what waited for it is written then."""
    for vault in vaults:
        for wanted in vault.team.files.in_state(FileState.WANTED):
            for other in vaults:
                had = (
                    one for one in other.team.files.in_state(FileState.TO_PUT) if one.digest == wanted.digest
                )
                if (file := next(had, None)) is not None:
                    hand_file(other, file, vault, wanted)
                    _bring_up(vault, wanted.case_id, wanted.circle)


def _take(vault: Vault, one: StoredSet) -> None:
    take_in(vault, replace(one, put_at=THEN))
    _bring_up(vault, one.case_id, one.circle)


def _bring_up(vault: Vault, case_id: str, circle: str) -> None:
    materialise(
        vault,
        case_id,
        circle,
        writers=lambda circle: writer(vault, circle),
        forms=lambda _digest: None,
    )
