"""Somebody joins without a slip: from the card of their laptop to a shared case, by what both people do."""

from __future__ import annotations

import pytest

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.errors import UsageError
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile.taking import look_at_profile, take_profile
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.cases.sharing import share
from prevent_desktop.workflows.team.joining.by_words import admit, look_at_card, own_card
from tests.unit.workflows.team.joining.conftest import School, now
from tests.unit.workflows.team.joining.test_joining_rounds import Laptops, in_main_circle


def test_from_the_card_to_a_shared_case(team: School) -> None:
    jo, laptops = team.new_vault("Jo Lowe"), Laptops()
    card = own_card(jo, "Jo’s laptop")
    waiting = look_at_card(team.lead, card.content)
    assert waiting.words == card.words, "both see the same six words"
    profile = admit(team.lead, waiting, name="Jo Lowe", role=Role.DEPUTY, now=now())
    offered = look_at_profile(jo, profile, now=now())
    take_profile(jo, profile, now=now(), compared=offered.authority_words)
    _person, case = add_person(team.lead, forenames="Ivo", surname="Quill", birth_date=None, now=now())
    share(team.lead, [case.id], now=now())
    laptops.round(team.lead, jo, team.lead, jo)
    assert in_main_circle(jo) == {"Sam Field", "Jo Lowe"}
    assert jo.cases.get(case.id).person_id == case.person_id


def test_a_card_is_looked_at_where_the_key_is_and_taken_once(team: School) -> None:
    jo = team.new_vault("Jo Lowe")
    card = own_card(jo, "")
    with pytest.raises(UsageError):
        look_at_card(jo, card.content)
    admit(team.lead, look_at_card(team.lead, card.content), name="Jo Lowe", role=Role.REPORTER, now=now())
    with pytest.raises(UsageError, match="in the team already"):
        look_at_card(team.lead, card.content)


def test_the_member_who_waits_for_a_laptop_gets_it_and_is_not_listed_twice(team: School) -> None:
    kim: Vault = team.new_vault("Kim Hale")
    waiting = look_at_card(team.lead, own_card(kim, "").content)
    (member,) = [key for key, name in waiting.members if name == "Kim Hale"]
    admit(team.lead, waiting, member=member, role=Role.REPORTER, now=now())
    laptops = Laptops()
    laptops.round(team.lead)
    assert in_main_circle(team.lead) == {"Sam Field", "Kim Hale"}
