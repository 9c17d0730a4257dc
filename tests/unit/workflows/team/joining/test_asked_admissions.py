"""Somebody else than the holder of the organisation's key lets people in: they ask, and the laptop with the key signs. Real vaults."""

from __future__ import annotations

import pytest

from prevent_desktop.casework.team.roster import Role, Team
from prevent_desktop.delivery.signed.team import Words, open_words, signer_of
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.errors import UsageError
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile.taking import look_at_profile, take_profile
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.cases.sharing import share
from prevent_desktop.workflows.team.circles.names import TeamNames
from prevent_desktop.workflows.team.circles.sealed_words import open_words as unseal
from prevent_desktop.workflows.team.circles.sealed_words import seal_words, sign_as
from prevent_desktop.workflows.team.circles.statements import membership
from prevent_desktop.workflows.team.joining import asked_admissions
from prevent_desktop.workflows.team.joining.asked_admissions import asked, give_up, may_ask, signed
from prevent_desktop.workflows.team.joining.by_words import (
    admit,
    look_at_card,
    may_admit,
    own_card,
    signed_profile,
)
from prevent_desktop.workflows.team.joining.changing_members import change_role
from prevent_desktop.workflows.team.joining.people_file import Invitee
from prevent_desktop.workflows.team.members.authority import held
from tests.unit.workflows.team.joining.conftest import School, now
from tests.unit.workflows.team.joining.test_joining_rounds import Laptops, in_main_circle


def team_of(vault: Vault) -> Team:
    profile = settings.profile(vault)
    assert profile is not None
    assert profile.team is not None
    return profile.team


@pytest.fixture
def kim(team: School) -> Vault:
    """Kim Hale has joined as the deputy who holds the second key."""
    codes = team.invite(Invitee(name="Kim Hale", role=Role.DEPUTY))
    (vault,) = team.joins(list(codes.items()))
    return vault


def lets_in(vault: Vault, newcomer: Vault, name: str, role: Role = Role.DEPUTY) -> bytes:
    card = own_card(newcomer, f"Laptop of {name}")
    waiting = look_at_card(vault, card.content)
    assert waiting.words == card.words, "both see the same six words"
    return admit(vault, waiting, name=name, role=role, now=now())


def test_a_second_lead_lets_somebody_in_while_the_key_is_on_another_laptop(team: School, kim: Vault) -> None:
    laptops, jo = Laptops(), team.new_vault("Jo Lowe")
    change_role(team.lead, kim_id(team.lead), Role.LEAD, now=now())
    laptops.round(team.lead, kim)
    assert held(kim) is None
    assert may_admit(kim)
    assert lets_in(kim, jo, "Jo Lowe") == b"", "it is not signed yet"
    assert [one.name for one in asked(kim)] == ["Jo Lowe"]
    laptops.round(kim)
    assert [one.name for one in asked(kim)] == ["Jo Lowe"], "the laptop with the key was not open since"
    (lead,) = laptops.round(team.lead)
    assert lead.told == ("Kim Hale let Jo Lowe in, and this laptop signed it.",)
    laptops.round(kim)
    assert asked(kim) == ()
    assert [one.name for one in signed(kim)] == ["Jo Lowe"], "their laptop has the file still to get"
    profile = signed_profile(kim)
    take_profile(jo, profile, now=now(), compared=look_at_profile(jo, profile, now=now()).authority_words)
    _person, case = add_person(kim, forenames="Ivo", surname="Quill", birth_date=None, now=now())
    share(kim, [case.id], now=now())
    laptops.round(kim, jo, kim, jo)
    assert in_main_circle(jo) == {"Sam Field", "Kim Hale", "Jo Lowe"}
    assert jo.cases.get(case.id).person_id == case.person_id
    (again,) = laptops.round(team.lead)
    assert again.told == (), "once"


def kim_id(vault: Vault) -> str:
    return next(one.id for one in team_of(vault).members if one.name == "Kim Hale")


def test_who_holds_the_second_key_may_too_and_makes_nobody_a_lead(team: School, kim: Vault) -> None:
    laptops = Laptops()
    assert may_ask(kim), "a deputy, and the one whom the profile names next"
    lets_in(kim, team.new_vault("Jo Lowe"), "Jo Lowe", Role.REPORTER)
    lets_in(kim, team.new_vault("Lee Park"), "Lee Park", Role.LEAD)
    laptops.round(kim)
    (lead,) = laptops.round(team.lead)
    assert "Kim Hale let Jo Lowe in, and this laptop signed it." in lead.told
    assert any("only a lead makes somebody a lead" in told for told in lead.told)
    assert {one.name for one in team_of(team.lead).members} == {"Sam Field", "Kim Hale", "Jo Lowe"}


def test_neither_a_reporter_nor_a_deputy_without_the_second_key_lets_anybody_in(
    team: School, kim: Vault
) -> None:
    codes = team.invite(
        Invitee(name="Ash Moor", role=Role.REPORTER), Invitee(name="Di Ray", role=Role.DEPUTY)
    )
    laptops, spare = Laptops(), iter(("Jo Lowe", "Lee Park"))
    for vault in team.joins(list(codes.items())):
        assert not may_admit(vault)
        with pytest.raises(UsageError):
            lets_in(vault, team.new_vault(next(spare)), "Jo Lowe")
        laptops.round(vault)
    laptops.round(team.lead, kim)
    assert "Jo Lowe" not in {one.name for one in team_of(team.lead).members}


def test_what_somebody_else_puts_under_its_name_or_in_their_name_lets_nobody_in_and_hinders_nothing(
    team: School, kim: Vault
) -> None:
    laptops, jo = Laptops(), team.new_vault("Jo Lowe")
    found, holder = membership(kim), membership(team.lead)
    assert found is not None
    assert holder is not None
    names = TeamNames(found.team.id)
    with open_team_store(team.mailbox.as_uri()) as store:
        store.put(names.admission(holder.own.id, found.own.id, 1), b"noise")
    lets_in(kim, jo, "Jo Lowe")
    laptops.round(kim, kim)
    (lead,) = laptops.round(team.lead)
    assert any("was set aside" in told for told in lead.told)
    laptops.round(team.lead)
    assert "Jo Lowe" in {one.name for one in team_of(team.lead).members}, "under the next number"


def test_an_admission_that_another_laptop_signed_is_set_aside(team: School, kim: Vault) -> None:
    """A colleague's key: a reporter seals an admission in Kim's name."""
    codes = team.invite(Invitee(name="Ash Moor", role=Role.REPORTER))
    (ash,) = team.joins(list(codes.items()))
    laptops, own = Laptops(), membership(ash)
    laptops.round(team.lead, kim)
    assert own is not None
    lets_in(kim, team.new_vault("Jo Lowe"), "Jo Lowe")
    (put,) = [content for key, (_name, content) in asked_admissions.to_put(kim).items() if "admission" in key]
    holder, sender = membership(team.lead), membership(kim)
    assert holder is not None
    assert sender is not None
    sealed = unseal(Words.CHECKED, put, [holder.own.identity])
    assert signer_of(Words.CHECKED, sealed.untrusted_jws) == sender.own.writer
    payload = open_words(Words.CHECKED, sealed.untrusted_jws, sender.own.public_key)
    forged = seal_words(sign_as(Words.CHECKED, payload, own.own), str(holder.own.identity.recipient))
    with open_team_store(team.mailbox.as_uri()) as store:
        store.put(TeamNames(sender.team.id).admission(holder.own.id, sender.own.id, 1), forged)
    (lead,) = laptops.round(team.lead)
    assert any("not signed by their laptop" in told for told in lead.told)
    assert "Jo Lowe" not in {one.name for one in team_of(team.lead).members}


def test_whoever_asked_may_wait_no_longer(team: School, kim: Vault) -> None:
    jo = team.new_vault("Jo Lowe")
    lets_in(kim, jo, "Jo Lowe")
    (one,) = asked(kim)
    give_up(kim, [one.vault])
    assert asked(kim) == ()
    Laptops().round(kim, team.lead)
    assert "Jo Lowe" not in {one.name for one in team_of(team.lead).members}


def test_of_two_that_were_asked_for_the_first_may_come_last(team: School, kim: Vault) -> None:
    """As a folder that is kept the same on two computers brings them."""
    laptops = Laptops()
    lets_in(kim, team.new_vault("Jo Lowe"), "Jo Lowe")
    lets_in(kim, team.new_vault("Lee Park"), "Lee Park")
    found, holder = membership(kim), membership(team.lead)
    assert found is not None
    assert holder is not None
    laptops.round(kim)
    late = team.mailbox / TeamNames(found.team.id).admission(holder.own.id, found.own.id, 1)
    away = late.rename(late.with_name("away"))
    laptops.round(team.lead)
    assert "Jo Lowe" not in {one.name for one in team_of(team.lead).members}
    away.rename(late)
    laptops.round(team.lead)
    assert {"Jo Lowe", "Lee Park"} < {one.name for one in team_of(team.lead).members}


def test_a_number_is_used_once_whatever_the_mailbox_lost(team: School, kim: Vault) -> None:
    laptops = Laptops()
    lets_in(kim, team.new_vault("Jo Lowe"), "Jo Lowe")
    laptops.round(kim, team.lead, kim)
    give_up(kim, [one.vault for one in signed(kim)])
    found, holder = membership(kim), membership(team.lead)
    assert found is not None
    assert holder is not None
    (team.mailbox / TeamNames(found.team.id).admission(holder.own.id, found.own.id, 1)).unlink()
    lets_in(kim, team.new_vault("Lee Park"), "Lee Park")
    laptops.round(kim, team.lead)
    assert "Lee Park" in {one.name for one in team_of(team.lead).members}
