"""Two real vaults begin, join and share by their rounds over a real web server (nginx) and a real SFTP server, each with its own credentials."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pytest

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from prevent_desktop.vault.team.capture import put_into_circle
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_key import make_own_key
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.team.change_sets.round_state import RoundResult
from prevent_desktop.workflows.team.circles import mailbox_access
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.joining import founding, inviting, joining_team
from prevent_desktop.workflows.team.joining.people_file import Invitee
from prevent_desktop.workflows.team.rounds.round import TeamRounds
from tests.interop.sshd import Sshd, why_no_sshd
from tests.interop.team_servers import TeamServer, password_line, why_no_nginx
from tests.made_vaults import copied_vault
from tests.unit.workflows.team.joining.conftest import now, tried_key

T = TypeVar("T")


@dataclass
class Mailbox:
    """Where it is, how its server is reached, and what its keeper does for one more laptop."""

    address: str
    connections: HttpConnections
    let_in: Callable[[Vault, str], None]


@contextmanager
def on_a_web_server(folder: Path) -> Iterator[Mailbox]:
    with TeamServer(folder) as server:

        def let_in(vault: Vault, name: str) -> None:
            credentials = StoreCredentials(user=name, password=f"of {name} alone")
            with (folder / "passwords").open("a") as passwords:
                passwords.write(password_line(credentials))
            mailbox_access.keep_credentials(vault, server.address, credentials)

        yield Mailbox(server.address, HttpConnections(context=server.trusting()), let_in)


@contextmanager
def by_sftp(folder: Path) -> Iterator[Mailbox]:
    with Sshd(folder) as server:
        (folder / "team").mkdir()
        address = str(replace(server.address, path=str(folder / "team")))
        lines: list[str] = []

        def let_in(vault: Vault, _name: str) -> None:
            lines.append(mailbox_access.own_public_key(vault, address))
            server.let_in("\n".join(lines))

        yield Mailbox(address, HttpConnections(), let_in)


@pytest.mark.parametrize(
    "server",
    [
        pytest.param(
            on_a_web_server, marks=pytest.mark.skipif(bool(why_no_nginx()), reason=why_no_nginx() or "-")
        ),
        pytest.param(by_sftp, marks=pytest.mark.skipif(bool(why_no_sshd()), reason=why_no_sshd() or "-")),
    ],
)
def test_a_deputy_joins_and_has_the_case_that_the_lead_shared(
    server: Callable[[Path], Iterator[Mailbox]], tmp_path: Path
) -> None:
    with ExitStack() as stack:
        mailbox: Mailbox = stack.enter_context(server(tmp_path / "server"))  # type: ignore[arg-type]  # see contextmanager

        def laptop(name: str, number: int) -> tuple[Vault, Callable[[], RoundResult]]:
            made = copied_vault(tmp_path / name, number=number)
            vault = stack.enter_context(Vault.open(tmp_path / name, made.key))
            owner = Practitioner(name=name, role="Teacher", organisation="Example School")
            settings.save_practitioner(vault, owner)
            make_own_key(vault, owner, now=now())
            rounds = TeamRounds(lambda each: mailbox_access.opener(each, mailbox.connections), now=now)
            stack.callback(rounds.close)

            def ask(work: Callable[[Vault], T], /) -> T:
                return work(vault)

            def one_round() -> RoundResult:
                rounds.ask_for_all()
                return rounds.once(ask)

            return vault, one_round

        lead, leads_round = laptop("Sam Field", 0)
        deputy, deputys_round = laptop("Kim Hale", 1)
        mailbox.let_in(lead, "office")
        founding.found_team(
            lead,
            founding.NewTeam(mailbox=mailbox.address, device="Office", second_holder="Jo Lowe"),
            now=now(),
        )
        tried_key(lead)
        invited = inviting.invite(lead, [Invitee(name="Kim Hale", role=Role.DEPUTY)], now=now())
        opened = joining_team.look_at_invitation(invited.file, invited.slips[0].code, now=now())
        joining_team.ask_to_join(deputy, opened, "Kim’s laptop", now=now())

        trouble = deputys_round().state.trouble
        if mailbox.address.startswith("sftp:"):  # a sign-in to a web server comes with the slip
            assert "does not let this vault in" in trouble
            mailbox.let_in(deputy, "deputys")
        assert deputys_round().state.trouble == ""
        found = leads_round()
        assert found.state.trouble == ""
        assert found.told == ("1 laptop joined the team.",)
        assert deputys_round().told == ("Your lead has let you in.", "You are in the team now.")

        _person, case = people.add_person(lead, forenames="Alex", surname="Brook", birth_date=None, now=now())
        profile = settings.profile(lead)
        assert profile is not None
        assert profile.team is not None
        put_into_circle(lead, case.id, main_circle(profile.team.id), now())
        leads_round()
        result = deputys_round()
        assert result.state.trouble == ""
        assert [one.case_id for one in result.came] == [case.id]
        assert deputy.search("Brook")
