"""What the vault of somebody who has left keeps, knows and still does: a deputy's and a teacher's, over real rounds."""

from __future__ import annotations

import pytest

from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.record.open_record import read_record
from prevent_desktop.workflows.record.writing import write_note
from prevent_desktop.workflows.team.cases.sharing import may_share, share
from prevent_desktop.workflows.team.circles.statements import membership
from prevent_desktop.workflows.team.joining.changing_members import member_left, remove_laptop
from prevent_desktop.workflows.team.joining.members import team_facts
from prevent_desktop.workflows.team.joining.people_file import Invitee
from tests.unit.workflows.team.joining.conftest import School, now
from tests.unit.workflows.team.joining.test_joining_rounds import Laptops


def note(vault: Vault, case_id: str, text: str) -> None:
    write_note(vault, case_id=case_id, text=text, source=Source.DIRECT, author="Somebody", now=now())


def notes(vault: Vault, case_id: str) -> set[str]:
    return {one.text for one in vault.notes.of_case(case_id)}


def member_id(vault: Vault, name: str) -> str:
    facts = team_facts(vault)
    assert facts is not None
    return next(one.member.id for one in facts.members if one.member.name == name)


@pytest.fixture
def staff(team: School) -> tuple[Vault, Vault]:
    """Kim Hale, a deputy, and Ash Moor, a teacher."""
    codes = team.invite(
        Invitee(name="Kim Hale", role=Role.DEPUTY), Invitee(name="Ash Moor", role=Role.REPORTER)
    )
    kim, ash = team.joins(list(codes.items()))
    return kim, ash


def test_a_leavers_vault_keeps_what_it_has_is_told_and_gets_and_gives_nothing_more(
    team: School, staff: tuple[Vault, Vault]
) -> None:
    kim, _ash = staff
    laptops = Laptops()
    person, case = add_person(team.lead, forenames="Ivo", surname="Quill", birth_date=None, now=now())
    share(team.lead, [case.id], now=now())
    note(team.lead, case.id, "While Kim was there")
    laptops.round(team.lead, kim)
    assert notes(kim, case.id) == {"While Kim was there"}
    member_left(team.lead, member_id(team.lead, "Kim Hale"), now=now())
    note(team.lead, case.id, "After Kim left")
    laptops.round(team.lead, kim, kim)
    own = membership(kim)
    assert own is not None
    assert not own.is_present, "their vault knows it"
    facts = team_facts(kim)
    assert facts is not None
    assert facts.own is not None
    assert facts.own.member.left is not None
    assert notes(kim, case.id) == {"While Kim was there"}, "what they have, they have"
    assert [one.what for one in read_record(kim, person.id, now=now()).entries], "it can be read"
    assert kim.search("Quill"), "and searched"
    assert not may_share(kim)
    note(kim, case.id, "Kim, later")
    laptops.round(kim, team.lead)
    assert notes(team.lead, case.id) == {"While Kim was there", "After Kim left"}, "it goes to nobody"
    version = kim.profiles.newest()
    member_left(team.lead, member_id(team.lead, "Ash Moor"), now=now())
    laptops.round(team.lead, kim)
    assert kim.profiles.newest() == version, "of what the team does later it hears nothing"


def test_a_teacher_who_leaves_keeps_what_they_wrote_and_were_told(
    team: School, staff: tuple[Vault, Vault]
) -> None:
    _kim, ash = staff
    person, case = add_person(ash, forenames="Alex", surname="Brook", birth_date=None, now=now())
    note(ash, case.id, "Seen in the dinner hall")
    member_left(team.lead, member_id(team.lead, "Ash Moor"), now=now())
    Laptops().round(team.lead, ash, ash)
    facts = team_facts(ash)
    assert facts is not None
    assert facts.own is not None
    assert facts.own.member.left is not None
    assert notes(ash, case.id) == {"Seen in the dinner hall"}
    assert read_record(ash, person.id, now=now()).entries


def test_a_lost_laptop_is_told_nothing(team: School, staff: tuple[Vault, Vault]) -> None:
    """Whoever has it learns no more of the team than it held."""
    kim, _ash = staff
    before = settings.profile(kim)
    facts = team_facts(team.lead)
    assert facts is not None
    laptop = next(one.laptops[0].vault_id for one in facts.members if one.member.name == "Kim Hale")
    remove_laptop(team.lead, laptop, now=now())
    Laptops().round(team.lead, kim)
    assert settings.profile(kim) == before
