"""The school's list in a vault: what a list changes, that it is taken whole or not at all, and whom it offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person import HouseholdMember
from prevent_desktop.casework.person_changes import FROM_SCHOOL_LIST
from prevent_desktop.casework.pupil import PupilContact
from prevent_desktop.errors import RecordError
from prevent_desktop.workflows.organisation.settings import save_practitioner
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.people.roll import (
    Changed,
    RollPlan,
    bring_back_roll,
    choose_pupil,
    forget_roll,
    offered_pupils,
    plan_roll,
    roll_state,
    take_roll,
)
from prevent_desktop.workflows.people.roll_contacts import offered_contacts
from prevent_desktop.workflows.record.open_record import read_record
from tests.unit.workflows.conftest import Office, now
from tests.unit.workflows.people.rolls import read, school, upn

HEAD = ("Forename", "Surname", "UPN", "DOB", "Year", "Form", "Address", "Postcode")
CONTACT_HEADS = (*HEAD, "Contact 1 Name", "Contact 1 Relationship", "Contact 1 Phone")
AMINA = ("Amina", "Begum", upn(1), "14/03/2012", "9", "9C", "12 High Street", "B1 1BB")
WITH_MOTHER = (*AMINA, "Nadia Begum", "Mother", "01632 960 001")
NIA = ("Nia", "Owen", upn(2), "01/09/2012", "9", "9A", "", "")
JACK = ("Jack", "Jones-Evans", upn(3), "02/10/2012", "9", "9B", "", "")
LEAD = Practitioner(
    name="Ms Lead", role="Designated safeguarding lead", organisation="School", kinds=("lead",)
)
TEACHER = replace(LEAD, role="Teacher", kinds=("practitioner",))


@pytest.fixture
def lead(office: Office) -> Office:
    save_practitioner(office.vault, LEAD)
    return office


def bring(office: Office, *rows: Sequence[str], heads: Sequence[str] = HEAD) -> RollPlan:
    plan = plan_roll(office.vault, read((heads, *rows)))
    take_roll(office.vault, plan, now=now())
    return plan


def kinds(plan: RollPlan) -> list[tuple[Changed, str]]:
    return [(change.kind, change.pupil.forenames) for change in plan.changes]


def test_looking_changes_nothing(lead: Office) -> None:
    plan = plan_roll(lead.vault, read((HEAD, AMINA, NIA)))
    assert kinds(plan) == [(Changed.NEW, "Amina"), (Changed.NEW, "Nia")]
    assert roll_state(lead.vault).number == 0


def test_taking_the_same_list_twice_gives_the_same(lead: Office) -> None:
    bring(lead, AMINA, NIA)
    before = lead.vault.pupils.all()
    again = bring(lead, NIA, AMINA)
    assert again.changes == ()
    assert again.same == 2
    assert lead.vault.pupils.all() == before


def test_the_next_list_says_who_is_new_changed_and_gone(lead: Office) -> None:
    bring(lead, AMINA, NIA)
    moved = ("Amina", "Begum-Smith", *AMINA[2:5], "9D", *AMINA[6:])
    plan = bring(lead, moved, JACK)
    assert kinds(plan) == [(Changed.NEW, "Jack"), (Changed.CHANGED, "Amina"), (Changed.GONE, "Nia")]
    assert plan.changes[1].differing == ("surname", "form")
    assert [pupil.full_name for pupil in lead.vault.pupils.all()] == ["Amina Begum-Smith", "Jack Jones-Evans"]


def test_a_pupil_without_a_number_is_followed_by_name(lead: Office) -> None:
    bring(lead, ("Nia", "Owen", "", "", "8"))
    plan = bring(lead, ("Nia", "Owen", "", "", "9"))
    assert [(change.kind, change.differing) for change in plan.changes] == [
        (Changed.CHANGED, ("year_group",))
    ]


def test_two_under_one_name_are_never_taken_for_each_other(lead: Office) -> None:
    bring(lead, ("Nia", "Owen", "", "01/01/2012", "8"), ("Nia", "Owen", "", "01/01/2013", "7"))
    plan = bring(lead, ("Nia", "Owen", "", "01/01/2013", "8"), ("Nia", "Owen", "", "01/01/2012", "9"))
    assert [change.differing for change in plan.changes] == [("year_group",), ("year_group",)]


def test_a_list_with_a_problem_is_not_taken_at_all(lead: Office) -> None:
    bring(lead, AMINA)
    with pytest.raises(RecordError, match="Row 3"):
        plan_roll(lead.vault, read((HEAD, NIA, ("Jack", "Jones", "", "soon"))))
    assert [pupil.forenames for pupil in lead.vault.pupils.all()] == ["Amina"]


def test_what_fails_in_the_middle_of_taking_leaves_the_list_as_it_was(lead: Office) -> None:
    bring(lead, AMINA)
    plan = plan_roll(lead.vault, read((HEAD, NIA, JACK)))
    lead.vault.database.run(
        "CREATE TEMP TRIGGER fails BEFORE INSERT ON pupils WHEN NEW.forenames = 'Jack' "
        "BEGIN SELECT RAISE (ABORT, 'no more'); END"
    )
    with pytest.raises(RecordError):
        take_roll(lead.vault, plan, now=now())
    assert [pupil.forenames for pupil in lead.vault.pupils.all()] == ["Amina"]
    lead.vault.database.run("DROP TRIGGER fails")
    take_roll(lead.vault, plan, now=now())
    assert [pupil.forenames for pupil in lead.vault.pupils.all()] == ["Jack", "Nia"]


def test_what_changed_since_it_was_shown_is_not_taken(lead: Office) -> None:
    plan = plan_roll(lead.vault, read((HEAD, AMINA)))
    bring(lead, NIA)
    with pytest.raises(RecordError, match="changed since"):
        take_roll(lead.vault, plan, now=now())
    assert [pupil.forenames for pupil in lead.vault.pupils.all()] == ["Nia"]


def test_a_reporter_has_name_year_and_form_alone(office: Office) -> None:
    save_practitioner(office.vault, TEACHER)
    bring(office, WITH_MOTHER, heads=CONTACT_HEADS)
    (row,) = office.vault.database.rows("SELECT * FROM pupils")
    held = {name for name in row.keys() if row[name] not in {"", None, "[]"}}  # noqa: SIM118 - a row of SQLite
    assert held == {"id", "forenames", "surname", "year_group", "form", "sought"}
    assert bring(office, WITH_MOTHER, heads=CONTACT_HEADS).changes == ()


def test_whoever_is_no_lead_any_more_loses_the_details(lead: Office) -> None:
    bring(lead, AMINA)
    assert lead.vault.pupils.all()[0].upn
    save_practitioner(lead.vault, TEACHER)
    pupil = lead.vault.pupils.all()[0]
    assert (pupil.upn, pupil.address, pupil.birth_date, pupil.form) == ("", "", None, "9C")


def test_names_are_offered_after_three_letters_in_any_spelling(lead: Office) -> None:
    bring(lead, AMINA, NIA, ("Zoë", "O’Neill", "", "", "9"), ("小", "李明", "", "", "9"), JACK)

    def offered(text: str) -> list[str]:
        return [pupil.surname for pupil in offered_pupils(lead.vault, text, limit=5)]

    assert offered("be") == []
    assert offered("beg") == offered("ami beg") == ["Begum"]
    assert offered("ONEIL zoe") == offered("o'nei") == ["O’Neill"]
    assert offered("evans") == ["Jones-Evans"]
    assert offered("李") == ["李明"]
    assert offered("%") == offered("a_i") == []


def test_somebody_becomes_a_person_only_when_chosen_and_only_once(lead: Office) -> None:
    bring(lead, AMINA)
    assert lead.vault.people.search("Begum") == ()
    (pupil,) = offered_pupils(lead.vault, "begum", limit=5)
    person = choose_pupil(lead.vault, pupil.id, now=now())
    assert choose_pupil(lead.vault, pupil.id, now=now()).id == person.id
    assert read_record(lead.vault, person.id, now=now()).known_from == FROM_SCHOOL_LIST
    assert (person.upn, person.year_group, person.address) == (upn(1), "Year 9, 9C", "12 High Street")
    assert len(lead.vault.cases.of_person(person.id)) == 1
    assert offered_pupils(lead.vault, "begum", limit=5) == ()


def test_who_left_disappears_unless_they_were_chosen(lead: Office) -> None:
    bring(lead, AMINA, NIA)
    person = choose_pupil(lead.vault, offered_pupils(lead.vault, "begum", limit=1)[0].id, now=now())
    plan = bring(lead, JACK)
    assert [(c.pupil.forenames, c.is_person) for c in plan.changes if c.kind is Changed.GONE] == [
        ("Amina", True), ("Nia", False),
    ]  # fmt: skip
    assert lead.vault.people.get(person.id).full_name == "Amina Begum"
    assert offered_pupils(lead.vault, "owen", limit=5) == ()


def test_a_namesake_in_another_year_is_still_offered(office: Office) -> None:
    save_practitioner(office.vault, TEACHER)
    bring(office, ("Nia", "Owen", "", "", "9", "9A"), ("Nia", "Owen", "", "", "7", "7B"))
    first = offered_pupils(office.vault, "owen", limit=5)
    choose_pupil(office.vault, first[0].id, now=now())
    assert len(offered_pupils(office.vault, "owen", limit=5)) == 1


def test_the_list_can_be_removed(lead: Office) -> None:
    bring(lead, AMINA)
    before, names = roll_state(lead.vault), lead.vault.pupils.all()
    forgotten = forget_roll(lead.vault)
    assert roll_state(lead.vault).number == 0
    assert roll_state(lead.vault).taken_at is None
    bring_back_roll(lead.vault, forgotten)
    assert (roll_state(lead.vault), lead.vault.pupils.all()) == (before, names)
    assert [entry.action for entry in lead.vault.audit.about([""])][-2:] == [
        "roll.removed",
        "roll.brought-back",
    ]
    with pytest.raises(RecordError, match="not brought back"):
        bring_back_roll(lead.vault, forgotten)


def test_a_whole_school_is_taken_and_the_audit_counts_it_without_names(lead: Office) -> None:
    rows = school(300)
    take_roll(lead.vault, plan_roll(lead.vault, read(rows)), now=now())
    entry = [one for one in lead.vault.audit.entries() if one.action == "roll.taken"][-1]
    assert entry.detail == "300"


# -- parents and contacts


def chosen_case(office: Office) -> str:
    """The case of Amina, whom somebody chose from the list."""
    person = choose_pupil(office.vault, office.vault.pupils.named("amina", 1)[0].id, now=now())
    return office.vault.cases.of_person(person.id)[0].id


def test_contacts_are_taken_for_a_lead_and_taking_them_twice_gives_the_same(lead: Office) -> None:
    bring(lead, WITH_MOTHER, heads=CONTACT_HEADS)
    assert lead.vault.pupils.all()[0].contacts == (
        PupilContact(name="Nadia Begum", relationship="Mother", phone="01632 960 001"),
    )
    assert bring(lead, WITH_MOTHER, heads=CONTACT_HEADS).changes == ()
    (change,) = bring(lead, (*WITH_MOTHER[:-1], "01632 960 002"), heads=CONTACT_HEADS).changes
    assert change.differing == ("contacts",)


def test_contacts_are_offered_once_the_person_is_chosen_and_none_is_put_into_the_household(
    lead: Office,
) -> None:
    bring(lead, WITH_MOTHER, heads=CONTACT_HEADS)
    case = chosen_case(lead)
    assert person_of_case(lead.vault, case).household == ()
    assert offered_contacts(lead.vault, case) == (
        HouseholdMember(name="Nadia Begum", relationship="Mother", lives_with=False, note="01632 960 001"),
    )


def test_contacts_go_with_the_list_and_with_the_part_of_a_lead(lead: Office) -> None:
    bring(lead, WITH_MOTHER, heads=CONTACT_HEADS)
    case = chosen_case(lead)
    bring(lead, NIA)
    assert offered_contacts(lead.vault, case) == (), "whoever left takes their contacts along"
    bring(lead, WITH_MOTHER, heads=CONTACT_HEADS)
    save_practitioner(lead.vault, TEACHER)
    assert lead.vault.pupils.all()[0].contacts == ()


def test_of_two_under_one_name_neither_contacts_are_offered(lead: Office) -> None:
    bring(lead, ("Nia", "Owen", "", "", "8", "", "", "", "Mair"), heads=CONTACT_HEADS)
    person = choose_pupil(lead.vault, lead.vault.pupils.all()[0].id, now=now())
    case = lead.vault.cases.of_person(person.id)[0].id
    assert offered_contacts(lead.vault, case)
    twice = (
        ("Nia", "Owen", "", "", "8", "", "", "", "Mair"),
        ("Nia", "Owen", "", "", "8", "", "", "", "Beth"),
    )
    bring(lead, *twice, heads=CONTACT_HEADS)
    assert offered_contacts(lead.vault, case) == ()
