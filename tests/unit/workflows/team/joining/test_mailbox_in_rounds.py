"""What the rounds of real vaults tell of their mailbox: who is not let in, what is half there; and a store that is opened anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.delivery.mailboxes.team_store import Head, StoreCredentials, TeamStore
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.delivery.team_stores.team_folder import FolderTeamStore
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team import joining_team, mailbox_access
from prevent_desktop.workflows.team.names import TeamNames
from prevent_desktop.workflows.team.round import TeamRounds
from tests.unit.workflows.team.joining.conftest import School, now
from tests.unit.workflows.team.joining.test_joining_rounds import Laptops

T = TypeVar("T")


def test_a_newcomer_whom_the_mailbox_does_not_let_in_is_told_and_comes_in_with_other_credentials(
    team: School,
) -> None:
    ash = team.asks("Ash Moor", team.invite("Ash Moor")["Ash Moor"])
    opened: list[StoreCredentials] = []

    def opener(vault: Vault) -> Callable[[str], TeamStore]:
        credentials = mailbox_access.credentials_for(vault, team.mailbox.as_uri())

        def open_store(address: str) -> TeamStore:
            opened.append(credentials)
            return open_team_store(address if credentials.user else "nowhere:/")

        return open_store

    rounds = TeamRounds(opener, now=now)

    def ask(work: Callable[[Vault], T], /) -> T:
        return work(ash)

    assert rounds.once(ask).state.trouble == "The address of the team’s mailbox is wrong"
    mailbox_access.keep_credentials(ash, team.mailbox.as_uri(), StoreCredentials(user="laptop-2"))
    assert rounds.once(ask).state.trouble == ""
    waiting = joining_team.joining(ash)
    assert waiting is not None
    assert waiting.is_put
    assert [one.user for one in opened] == ["", "laptop-2"]


def test_a_store_that_turned_a_vault_away_is_opened_anew(team: School) -> None:
    turned_away: list[TeamStore] = []

    class Closed(FolderTeamStore):
        def head(self, name: str, known_tag: str = "") -> Head | None:
            del name, known_tag
            turned_away.append(self)
            raise refused(FailureReason.NOT_ALLOWED)

    rounds = TeamRounds(lambda _vault: lambda _address: Closed(team.mailbox), now=now)
    for _round in range(2):
        assert rounds.once(lambda work: work(team.lead)).state.trouble
    assert len({id(store) for store in turned_away}) == 2


def test_half_a_file_in_the_mailbox_is_told_until_it_is_put_right(team: School) -> None:
    laptops = Laptops()
    laptops.round(team.lead)
    profile = settings.profile(team.lead)
    assert profile is not None
    assert profile.team is not None
    head = team.mailbox / "heads" / TeamNames(profile.team.id).profile_head()
    whole = head.read_bytes()
    head.write_bytes(whole[:20])
    (found,) = laptops.round(team.lead)
    assert "A part of the team’s mailbox is damaged" in found.state.doubts
    assert head.read_bytes() == whole
    (found,) = laptops.round(team.lead)
    assert "A part of the team’s mailbox is damaged" not in found.state.doubts
