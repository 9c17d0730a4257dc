"""From nothing to a shared case, by the rounds of five real vaults over a real folder: no step but those that a person takes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.delivery.mailboxes.team_store import Head, StoreCredentials, TeamStore
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.delivery.team_stores.team_folder import FolderTeamStore
from prevent_desktop.vault.team.capture import put_into_circle
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile.taking import take_profile
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.team.change_sets.round_state import RoundResult
from prevent_desktop.workflows.team.circles import mailbox_access
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.names import TeamNames
from prevent_desktop.workflows.team.circles.own_vault import go_on_as_new_writer
from prevent_desktop.workflows.team.circles.statements import circles
from prevent_desktop.workflows.team.joining import founding, inviting, joining_team, taking_over
from prevent_desktop.workflows.team.joining.people_file import Invitee, read_people_file
from prevent_desktop.workflows.team.members.authority import sign_first, sign_next
from prevent_desktop.workflows.team.rounds.round import TeamRounds
from tests.unit.workflows.team.joining.conftest import School, now, tried_key

T = TypeVar("T")


@dataclass
class Laptops:
    """The rounds of each vault, as its window makes them."""

    rounds: dict[int, TeamRounds] = field(default_factory=dict)

    def round(self, *vaults: Vault) -> list[RoundResult]:
        return [self._one(vault) for vault in vaults]

    def _one(self, vault: Vault) -> RoundResult:
        made = self.rounds.setdefault(id(vault), TeamRounds(lambda _vault: open_team_store, now=now))
        made.ask_for_all()

        def ask(work: Callable[[Vault], T], /) -> T:
            return work(vault)

        return made.once(ask)


def in_main_circle(vault: Vault) -> set[str]:
    """The members that share all cases, as this vault knows it."""
    profile = settings.profile(vault)
    assert profile is not None
    assert profile.team is not None
    book = circles(vault).get(main_circle(profile.team.id))
    if book is None or book.newest is None:
        return set()
    owners = (profile.team.owner(one) for one in book.newest.vaults)
    return {owner.name for owner in owners if owner is not None}


def test_five_laptops_begin_join_by_a_list_and_the_deputies_share_a_case(
    team: School, tmp_path: Path
) -> None:
    staff, laptops = tmp_path / "staff.csv", Laptops()
    staff.write_text(
        "Name,Role\nKim Hale,Deputy\nJo Lowe,Deputy\nAsh Moor,Reporter\nRi Todd,Reporter\n", encoding="utf-8"
    )
    codes = team.invite(*read_people_file(staff).people)
    joined = {name: team.asks(name, code) for name, code in codes.items()}
    for vault in joined.values():
        laptops.round(vault)
    (lead,) = laptops.round(team.lead)
    assert lead.told == ("4 laptops joined the team.",)
    for result in laptops.round(*joined.values()):
        assert result.told[-1] == "You are in the team now."
    for vault in (team.lead, joined["Kim Hale"], joined["Jo Lowe"]):
        assert in_main_circle(vault) == {"Sam Field", "Kim Hale", "Jo Lowe"}
    for name in ("Ash Moor", "Ri Todd"):
        assert in_main_circle(joined[name]) == set(), "reporters are in no circle"
    _person, case = people.add_person(
        team.lead, forenames="Alex", surname="Brook", birth_date=None, now=now()
    )
    profile = settings.profile(team.lead)
    assert profile is not None
    assert profile.team is not None
    put_into_circle(team.lead, case.id, main_circle(profile.team.id), now())
    laptops.round(team.lead, *joined.values())
    for name, vault in joined.items():
        assert bool(vault.search("Brook")) is (name in {"Kim Hale", "Jo Lowe"}), name


def test_one_new_version_lets_in_whoever_waits_and_everybody_gets_it(team: School) -> None:
    laptops = Laptops()
    codes = team.invite("Ash Moor")
    ash = team.asks("Ash Moor", codes["Ash Moor"])
    laptops.round(ash, team.lead, ash)
    jo = team.asks("Jo Lowe", team.invite(Invitee(name="Jo Lowe", role=Role.DEPUTY))["Jo Lowe"])
    laptops.round(jo, team.lead, jo, ash)
    assert settings.profile(ash) == settings.profile(jo) == settings.profile(team.lead)


def test_a_team_goes_on_where_its_lead_left_and_whoever_was_away_follows(team: School) -> None:
    laptops, second = Laptops(), tried_key(team.lead)
    codes = team.invite("Kim Hale", Invitee(name="Jo Lowe", role=Role.DEPUTY))
    kim, jo = (team.asks(name, code) for name, code in codes.items())
    laptops.round(kim, jo, team.lead, kim, jo)
    (sam,) = taking_over.may_take_over(kim)
    taking_over.take_over(kim, second.content, second.code, [sam.id], now=now())
    laptops.round(kim, jo, kim, jo)
    assert settings.profile(jo) == settings.profile(kim)
    assert in_main_circle(jo) == {"Kim Hale", "Jo Lowe"}
    fresh = taking_over.name_second_holder(kim, "Jo Lowe", Role.DEPUTY, now=now())
    tried_key(kim)
    laptops.round(kim, jo)
    assert settings.profile(jo) == fresh
    inviting.invite(kim, [Invitee(name="Ash Moor")], now=now())


def test_without_the_store_everybody_waits_and_nothing_is_lost(team: School) -> None:
    laptops = Laptops()
    ash = team.asks("Ash Moor", team.invite("Ash Moor")["Ash Moor"])
    away = team.mailbox.rename(team.mailbox.with_name("away"))
    (result,) = laptops.round(ash)
    assert result.told == ()
    waiting = joining_team.joining(ash)
    assert waiting is not None
    assert not waiting.is_put
    away.rename(team.mailbox)
    laptops.round(ash, team.lead, ash)
    assert joining_team.joining(ash) is None


def test_the_teams_folder_may_have_another_path_on_each_laptop(team: School, tmp_path: Path) -> None:
    laptops = Laptops()
    elsewhere = tmp_path / "OneDrive - School" / "team"
    elsewhere.parent.mkdir()
    code = team.invite("Ash Moor")["Ash Moor"]
    ash = team.asks("Ash Moor", code)
    team.mailbox.rename(elsewhere)
    for vault in (ash, team.lead):
        mailbox_access.use_folder(vault, elsewhere)
    laptops.round(ash, team.lead, ash)
    assert joining_team.joining(ash) is None
    assert mailbox_access.mailbox_of(ash) == elsewhere.as_uri()


SHARE = "file://server/share/team"


def moved_to_a_share(lead: Vault, mailbox: Path) -> OrganisationProfile:
    """The lead's next profile has the mailbox on another computer; the lead reaches it as before."""
    mailbox_access.use_folder(lead, mailbox)
    before = settings.profile(lead)
    assert before is not None
    assert before.team is not None
    return sign_next(lead, replace(before, team=replace(before.team, mailbox=SHARE)), now=now())


def test_a_round_moves_the_mailbox_to_no_computer_that_nobody_was_told_of(team: School) -> None:
    """Windows would tell that computer who is signed in, as soon as the next round begins."""
    laptops = Laptops()
    ash, kim = team.joins([(name, code) for name, code in team.invite("Ash Moor", "Kim Hale").items()])
    mailbox_access.use_folder(kim, team.mailbox)  # theirs, whatever the profile says
    moved = moved_to_a_share(team.lead, team.mailbox)
    laptops.round(team.lead)
    refused_by_ash, _taken_by_kim = laptops.round(ash, kim)
    assert settings.profile(kim) == moved
    assert mailbox_access.mailbox_of(ash) == team.mailbox.as_uri()
    assert "The team’s mailbox would move to another computer" in refused_by_ash.state.doubts
    signed = team.lead.profiles.newest()
    assert signed is not None
    taken = take_profile(ash, signed.jws.encode(), now=now())  # by hand, after these words:
    assert taken.changes[-1].startswith("Files go to a folder on the computer “server”.")
    assert mailbox_access.mailbox_of(ash) == SHARE


def test_an_invitation_tells_the_computer_that_its_mailbox_is_on(team: School) -> None:
    moved_to_a_share(team.lead, team.mailbox)
    code = team.invite("Ash Moor")["Ash Moor"]
    opened = joining_team.look_at_invitation(team.file, code, now=now())
    assert joining_team.invited_as(opened).endswith("“server”. Windows may tell that computer your login.")
    assert mailbox_access.is_folder_away(opened.head.mailbox)
    ash = team.asks("Ash Moor", code)
    team.round(ash, team.lead, ash)
    assert mailbox_access.mailbox_of(ash) == SHARE


def test_the_profile_is_renewed_by_the_leads_round_alone(team: School) -> None:
    fresh = settings.profile(team.lead)
    assert fresh is not None
    ending = replace(fresh, version=fresh.version + 1, expires=now().date() + timedelta(days=1))
    before = sign_first(team.lead, ending, now=now())
    TeamRounds(lambda _vault: open_team_store, now=now).once(lambda work: work(team.lead))
    after = settings.profile(team.lead)
    assert after is not None
    assert after.version == before.version + 1
    assert founding.founding(team.lead, now=now()).stage is founding.Stage.STARTED


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


def test_a_leads_vault_that_was_restored_from_a_backup_takes_its_newer_profile_before_it_lets_anybody_in(
    team: School, tmp_path: Path
) -> None:
    laptops = Laptops()
    codes = team.invite("Ash Moor", "Jo Lowe")
    ash = team.asks("Ash Moor", codes["Ash Moor"])
    backup = tmp_path / "backup"
    team.lead.close()
    shutil.copytree(team.lead.folder, backup)
    with Vault.open(team.lead.folder, team.lead.key) as lead:
        laptops.round(ash, lead, ash)
        signed = settings.profile(lead)
    jo = team.asks("Jo Lowe", codes["Jo Lowe"])
    laptops.round(jo)
    with Vault.open(backup, team.lead.key) as older:
        before = settings.profile(older)
        assert before is not None
        assert signed is not None
        assert before.version < signed.version
        go_on_as_new_writer(older, "backup.restored")
        laptops.round(older, jo, older, ash)
        after = settings.profile(older)
        assert after is not None
        assert after.version > signed.version
        assert settings.profile(ash) == settings.profile(jo) == after
