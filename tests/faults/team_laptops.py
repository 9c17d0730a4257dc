"""The vaults of a team for the faults: made and admitted once, copied for each run, each on a laptop with a clock of its own."""

from __future__ import annotations

import atexit
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.errors import RecordError
from prevent_desktop.vault.copies.backup import back_up
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.team.conflicts import differences, settle
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile.taking import take_profile
from prevent_desktop.workflows.team.change_sets.round_state import RoundResult
from prevent_desktop.workflows.team.change_sets.standing import writers
from prevent_desktop.workflows.team.circles.own_vault import make_own_vault
from prevent_desktop.workflows.team.circles.profile_objects import queue_profile
from prevent_desktop.workflows.team.circles.statements import (
    begin_main_circle,
    make_restricted_circle,
    renew_circles,
)
from prevent_desktop.workflows.team.rounds.round import TeamRounds
from prevent_desktop.workflows.vault_admin.restore import backup_in, restore
from tests.faults.seeded import all_chance_from
from tests.faults.team_lies import Journal, Lies, LyingStore
from tests.made_vaults import PASSPHRASE
from tests.profiles import Administrator, a_profile

START = datetime(2026, 11, 29, 9, tzinfo=UTC)
TEAMS: dict[int, tuple[tuple[str, str, Role], ...]] = {
    3: (("sf", "sf-1", Role.LEAD), ("pl", "pl-1", Role.DEPUTY), ("kb", "kb-1", Role.DEPUTY)),
    7: (
        ("sf", "sf-1", Role.LEAD), ("pl", "pl-1", Role.DEPUTY), ("kb", "kb-1", Role.DEPUTY), ("sf", "sf-2", Role.LEAD),
        ("mo", "mo-1", Role.DEPUTY), ("dw", "dw-1", Role.DEPUTY), ("am", "am-1", Role.REPORTER),
    ),
}  # fmt: skip
"""Member, laptop, role. With seven a lead has two laptops, and one vault is a reporter's."""
KEPT_FROM = "kb"
"""Whom the restricted circle is kept from: its cases are about their own child."""


@dataclass
class Laptop:
    """One vault. Its clock shows `drift` more than the true time; `lies` are what the store tells it."""

    name: str
    member: str
    role: Role
    listed: str
    folder: Path
    key: VaultKey
    drift: timedelta = timedelta()
    lies: Lies = field(default_factory=Lies)
    last: RoundResult | None = None
    told: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        """What its clock shows; it goes on by a second each time that somebody looks."""
        self.drift += timedelta(seconds=1)
        return START + self.drift

    def set_right(self) -> None:
        """Somebody sets the clock right, and the store tells no lies any more."""
        self.lies.end()
        self.drift = min(abs(self.drift), timedelta(hours=8))

    @contextmanager
    def opened(self) -> Iterator[Vault]:
        with Vault.open(self.folder, self.key, now=self.now) as vault:
            yield vault

    def round(self, vault: Vault, journal: Journal, chance: random.Random) -> RoundResult:
        """One round of an open vault, with all asked for."""
        return self.round_by(self.rounds(journal, chance), vault)

    def round_by(self, rounds: TeamRounds, vault: Vault) -> RoundResult:
        """One round; what it told is remembered."""
        self.last = rounds.once(lambda work: work(vault))
        self.told += self.last.told
        return self.last

    def rounds(self, journal: Journal, chance: random.Random) -> TeamRounds:
        """What makes rounds of a vault that stays open."""
        store = self.store(journal, chance)
        return TeamRounds(lambda _vault: lambda _address: store, now=self.now, tick=lambda: 0.0)

    def store(self, journal: Journal, chance: random.Random) -> LyingStore:
        """What it sees of the mailbox."""
        return LyingStore(journal, self.name, self.lies, chance)

    def share(self, vault: Vault, case_id: str, circle: str) -> None:
        """Put a case into a circle, as the Team page does."""
        vault.team.share(case_id, circle, self.now())

    def settle(self, vault: Vault, difference_id: str, chance: random.Random) -> list[str]:
        """Let one side stand, by chance; what the others said, which counts as written over."""
        found = next((one for one in differences(vault) if one.id == difference_id), None)
        if found is None:
            return []
        side = 0 if found.finished else chance.randrange(len(found.sides))
        try:
            settle(
                vault, difference_id, side, writers=writers(vault, now=self.now), forms=lambda _digest: None
            )
        except RecordError:  # it went with one that was settled before it, and the list says so
            assert all(one.id != difference_id for one in differences(vault))
            return []
        return [str(one.value) for place, one in enumerate(found.sides) if place != side]

    def copied(self, name: str) -> Laptop:
        """A copy of it, as its disk is now."""
        twin = replace(self, name=name, folder=self.folder.with_name(name), lies=Lies(), last=None, told=[])
        shutil.copytree(self.folder, twin.folder)
        return twin

    def back_up(self, target: Path) -> None:
        """Make a backup."""
        with self.opened() as vault:
            back_up(vault, target)

    def restore(self, backup: Path) -> None:
        """Make the vault anew from it."""
        restore(backup_in(backup), self.key, self.folder)


@dataclass
class Office:
    """The organisation: who signs its profile, and what it says now."""

    ada: Administrator
    profile: OrganisationProfile

    @property
    def team(self) -> Team:
        assert self.profile.team is not None
        return self.profile.team

    def sign(self, **team: object) -> bytes:
        """A newer profile in which the team differs so."""
        changed = replace(self.team, **team)  # type: ignore[arg-type]  # members of a team by their names
        self.profile = replace(self.profile, version=self.profile.version + 1, team=changed)
        return self.ada.sign(self.profile, now=START)


@dataclass
class Founded:
    """A team that has begun: every vault has the profile and the circles that it belongs to; no case is shared yet."""

    place: Path
    journal: Journal
    laptops: dict[str, Laptop]
    office: Office
    main: str
    restricted: str
    kept_from: dict[str, str] = field(default_factory=dict)
    """By circle the member whom it is kept from."""

    def copy(self, place: Path) -> Founded:
        """The same in another place, to be worked on."""
        shutil.copytree(self.place, place)
        journal = Journal(place / "mailbox", put=list(self.journal.put))
        laptops = {
            name: replace(one, folder=place / name, lies=Lies(), drift=timedelta(), last=None, told=[])
            for name, one in self.laptops.items()
        }
        office = replace(self.office)
        kept_from = dict(self.kept_from)
        return replace(
            self, place=place, journal=journal, laptops=laptops, office=office, kept_from=kept_from
        )

    @property
    def circle(self) -> list[Laptop]:
        """Those of leads and deputies."""
        return [one for one in self.laptops.values() if one.role.shares_cases]

    def may_see(self, laptop: Laptop, circle: str) -> bool:
        """Whether a vault may hold what is shared in a circle."""
        return laptop.role.shares_cases and laptop.member != self.kept_from.get(circle)


@cache
def _office(team: Team) -> Office:
    ada = Administrator.create(now=START)
    return Office(ada, replace(a_profile(team=team), version=1))


def found(place: Path, size: int) -> Founded:
    """Make such a team in `place`: the same one, with the same keys, in each process. Made once in a process, and copied."""
    return _founded_once(size).copy(place)


@cache
def _founded_once(size: int) -> Founded:
    folder = Path(tempfile.mkdtemp(prefix="prevent-desktop-team-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with all_chance_from(f"team of {size}"):
        return _found(folder / "team", size)


def _found(place: Path, size: int) -> Founded:
    mailbox = place / "mailbox"
    mailbox.mkdir(parents=True)
    journal, chance = Journal(mailbox), random.Random(size)
    laptops, listed = {}, []
    for member, name, role in TEAMS[size]:
        created = create_vault(place / name, PASSPHRASE, cost=FLOOR_COST)
        laptop = Laptop(name, member, role, "", place / name, created.key)
        with laptop.opened() as vault:
            own = make_own_vault(vault)
        laptop.listed = own.id
        laptops[name] = laptop
        listed.append(own.listed(member=member, device=name))
    members = {member: role for member, _name, role in TEAMS[size]}
    team = Team(
        id="team", mailbox=mailbox.as_uri(), vaults=tuple(listed),
        members=tuple(Member(id=one, name=f"{one[0].upper()} {one[1].upper()}", role=role) for one, role in members.items()),
    )  # fmt: skip
    office = _office(team)
    signed = office.ada.sign(office.profile, now=START)
    for laptop in laptops.values():
        with laptop.opened() as vault:
            take_profile(vault, signed, now=laptop.now(), compared=office.ada.words)
    lead = laptops["sf-1"]
    with lead.opened() as vault:
        main = begin_main_circle(vault, now=lead.now()).circle
        restricted = make_restricted_circle(
            vault,
            [one for one, role in members.items() if one != KEPT_FROM and role.shares_cases],
            now=lead.now(),
        )
    for _ in range(2):
        for laptop in laptops.values():
            with laptop.opened() as vault:
                laptop.round(vault, journal, chance)
    return Founded(place, journal, laptops, office, main, restricted, {restricted: KEPT_FROM})


def change_team(founded: Founded, lead: Laptop, **team: object) -> None:
    """A lead takes a profile in which the team differs so, and says it to the others."""
    signed = founded.office.sign(**team)
    with lead.opened() as vault:
        take_profile(vault, signed, now=lead.now())
        queue_profile(vault, now=lead.now())
        renew_circles(vault, now=lead.now())
