"""Real vaults of a lead, a deputy and a second deputy, with a folder's worth of a mailbox between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.vault.team.tables import StoredSet
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.arriving_statements import take_post
from prevent_desktop.workflows.team.circles.posts import post_again, wanted_posts
from prevent_desktop.workflows.team.circles.statements import circles, membership
from prevent_desktop.workflows.team.circles.verdicts import Verdict
from tests.made_vaults import copied_vault
from tests.teams import give_team, listing

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@dataclass
class TeamOf:
    """Vaults by member, the team of their profile, and what lies in the store: sealed objects by name, and change-sets as they are."""

    vaults: dict[str, Vault]
    team: Team
    version: int = 1
    store: dict[str, bytes] = field(default_factory=dict)
    sets: list[StoredSet] = field(default_factory=list)

    def change(self, team: Team, *names: str) -> None:
        """A new version of the profile, in all vaults or in these."""
        self.team = team
        self.version += 1
        for name in names or self.vaults:
            give_team(self.vaults[name], team, version=self.version)

    def put(self, name: str) -> list[str]:
        """The vault puts what waits; the names that were taken by other bytes."""
        database = self.vaults[name].database
        rows = database.rows("SELECT name, bytes FROM team_objects")
        taken = [
            row["name"] for row in rows if self.store.setdefault(row["name"], row["bytes"]) != row["bytes"]
        ]
        for row in rows:
            if row["name"] not in taken:
                database.run("DELETE FROM team_objects WHERE name = ?", (row["name"],))
        return taken

    def fetch(self, name: str, now: datetime = NOW) -> list[Verdict]:
        """The vault takes the posts that lie there for it."""
        vault = self.vaults[name]
        found = membership(vault)
        assert found is not None
        came: list[Verdict] = []
        while True:
            wanted = [one for one in wanted_posts(vault, found.own, found.team) if one.name in self.store]
            news = [take_post(vault, one.sender, one.number, self.store[one.name], now=now) for one in wanted]
            if not any(one.kind in {"valid", "known"} for one in news):
                return [*came, *news]
            came += news

    def exchange(self, now: datetime = NOW) -> None:
        for name, vault in self.vaults.items():
            found = membership(vault)
            assert found is not None
            while sum(post_again(vault, found.own, found.team, taken) for taken in self.put(name)):
                pass
        for name in self.vaults:
            self.fetch(name, now)

    def book(self, name: str, circle: str) -> object:
        return circles(self.vaults[name])[circle]

    def id(self, name: str) -> str:
        return next(one.id for one in self.team.vaults if one.member == name)


@pytest.fixture(name="three")
def three_vaults(tmp_path: Path) -> Iterator[TeamOf]:
    """SF (lead), PL and JO (deputies) with a vault each, and the main circle not begun yet."""
    with vaults_of(tmp_path, {"sf": Role.LEAD, "pl": Role.DEPUTY, "jo": Role.DEPUTY}) as made:
        yield made


@contextmanager
def vaults_of(place: Path, roles: Mapping[str, Role]) -> Iterator[TeamOf]:
    """A vault for each of these members, of which all have the profile."""
    with ExitStack() as stack:
        vaults = {}
        for number, name in enumerate(roles):
            key = copied_vault(place / name, number=number).key
            vaults[name] = stack.enter_context(Vault.open(place / name, key))
        members = tuple(Member(id=name, name=name.upper(), role=role) for name, role in roles.items())
        listed = tuple(listing(vault, name) for name, vault in vaults.items())
        team = Team(id="team-1", mailbox="", members=members, vaults=listed)
        made = TeamOf(vaults, team)
        for vault in vaults.values():
            give_team(vault, team)
        yield made


def removed(team: Team, name: str) -> Team:
    """The team without the vaults of this member, from today."""
    return replace(
        team,
        vaults=tuple(
            replace(one, removed=NOW.date(), recipient="") if one.member == name else one
            for one in team.vaults
        ),
    )
