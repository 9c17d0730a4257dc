"""Real vaults of one school, and a real folder between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_key import make_own_key
from prevent_desktop.workflows.team.joining import founding, invitation_round, inviting, joining_team
from prevent_desktop.workflows.team.joining.inviting import Invitations
from prevent_desktop.workflows.team.joining.people_file import Invitee
from tests.made_vaults import copied_vault


def now() -> datetime:
    """The device clock: keys and certificates are made by it too."""
    return datetime.now(UTC)


@dataclass
class School:
    """The lead's open vault, the mailbox of the team, and a way to make one more vault."""

    lead: Vault
    mailbox: Path
    new_vault: Callable[[str], Vault]
    file: bytes = b""

    def round(self, *vaults: Vault, at: datetime | None = None) -> tuple[str, ...]:
        """Each vault's part of the round, one after the other; what it told."""
        told: list[str] = []
        for vault in vaults:
            news = True
            while news:
                news = bool(more := self._one(vault, at or now()))
                told += more
        return tuple(told)

    def _one(self, vault: Vault, at: datetime) -> tuple[str, ...]:
        work = invitation_round.newcomers_work(vault) or invitation_round.leads_work(vault, now=at)
        if work is None:
            return ()
        with open_team_store(self.mailbox.as_uri()) as store:
            for row in vault.database.rows("SELECT name, bytes FROM team_objects", ()):
                store.put(row["name"], bytes(row["bytes"]))
            arrived = invitation_round.exchange(store, work)
        return invitation_round.take_in(vault, arrived, now=at)

    def invite(self, *people: Invitee | str) -> dict[str, str]:
        """Make slips; the codes by name."""
        wanted = [Invitee(name=one) if isinstance(one, str) else one for one in people]
        made: Invitations = inviting.invite(self.lead, wanted, now=now())
        self.file = made.file
        return {slip.name: slip.code for slip in made.slips}

    def asks(self, name: str, code: str) -> Vault:
        """A newcomer's fresh vault that has asked to join by this code; nothing is put yet."""
        vault = self.new_vault(name)
        opened = joining_team.look_at_invitation(self.file, code, now=now())
        joining_team.ask_to_join(vault, opened, f"Laptop of {name}", now=now())
        return vault

    def joins(self, people: Sequence[tuple[str, str]]) -> list[Vault]:
        """They all ask, the lead answers at once, and they are in."""
        vaults = [self.asks(name, code) for name, code in people]
        self.round(*vaults, self.lead, *vaults)
        return vaults


def begun(vault: Vault, mailbox: Path) -> founding.SecondKeyFile:
    """The team is founded here, and its second key was tried."""
    wanted = founding.NewTeam(mailbox=mailbox.as_uri(), device="Office laptop", second_holder="Kim Hale")
    founding.found_team(vault, wanted, now=now())
    return tried_key(vault)


def tried_key(vault: Vault) -> founding.SecondKeyFile:
    """A second key that was tried."""
    second = founding.make_second_key(vault, now=now())
    founding.try_second_key(vault, second.content, second.code, now=now())
    return second


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    """A lead who has not begun yet, with an empty folder for the team."""
    mailbox = tmp_path / "team"
    mailbox.mkdir()
    with ExitStack() as stack:
        number = iter(range(100))

        def new_vault(name: str) -> Vault:
            folder = tmp_path / f"vault-{name.replace(' ', '-')}"
            made = copied_vault(folder, number=next(number))
            vault = stack.enter_context(Vault.open(folder, made.key))
            owner = Practitioner(name=name, role="Teacher", organisation="Example School")
            settings.save_practitioner(vault, owner)
            make_own_key(vault, owner, now=now())
            return vault

        yield School(new_vault("Sam Field"), mailbox, new_vault)


@pytest.fixture
def team(school: School) -> School:
    """The same, with the team begun."""
    begun(school.lead, school.mailbox)
    return school
