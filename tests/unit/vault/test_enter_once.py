"""What schema version 2 added: earlier values, differences that were left, reviews, and forms that are kept apart."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.person import Agency, HouseholdMember
from prevent_desktop.casework.person_changes import Difference, PersonChange
from prevent_desktop.casework.review import Review
from prevent_desktop.errors import RecordError
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.examples import (
    NOW,
    a_decision,
    a_form,
    a_note,
    a_person,
    an_event,
    answers,
    keep_case,
    later,
)

AGENCY = Agency(
    name="Example Youth Service", worker="Jo Bell", role="Youth worker", phone="01632 960 111",
    email="jo@example.org", doing="Weekly mentoring",
)  # fmt: skip


def a_change(person_id: str, old: str, new: str, minutes: int = 0) -> PersonChange:
    return PersonChange(
        id=new_id(), person_id=person_id, field="address", old_value=old, new_value=new, changed_at=later(minutes),
        changed_by="Sam Teacher",
    )  # fmt: skip


def test_a_person_is_read_as_it_was_written_with_household_school_and_agencies(vault: Vault) -> None:
    person = replace(
        a_person(), aliases="AZ, Dezza", nationality="British", immigration_status="Settled", school_urn="123456",
        agencies=(AGENCY, Agency(name="Housing")),
        household=(HouseholdMember(name="Sister", relationship="sister", school="Hillside", note="Shares a room"),),
    )  # fmt: skip
    vault.people.add(person)
    assert vault.people.get(person.id) == person


@pytest.mark.parametrize("typed", ["dezza", "british", "youth service", "bell", "123456"])
def test_search_finds_what_the_record_now_holds(vault: Vault, typed: str) -> None:
    person = replace(
        a_person(), aliases="AZ, Dezza", nationality="British", school_urn="123456", agencies=(AGENCY,)
    )
    vault.people.add(person)
    assert [hit.person_id for hit in vault.search(typed)] == [person.id]


def test_earlier_values_are_found_and_listed_newest_first(vault: Vault) -> None:
    person_id = keep_case(vault).person_id
    first, second = (
        a_change(person_id, "", "9 Former Lane"),
        a_change(person_id, "9 Former Lane", "1 High St", 5),
    )
    vault.people.add_change(first)
    vault.people.add_change(second)
    assert vault.people.changes(person_id) == (second, first)
    assert [hit.person_id for hit in vault.search("former lane")] == [person_id]
    vault.people.update(replace(vault.people.get(person_id), gender="other"))
    assert [hit.person_id for hit in vault.search("former lane")] == [person_id]


def test_an_earlier_value_never_changes(vault: Vault) -> None:
    person_id = keep_case(vault).person_id
    vault.people.add_change(a_change(person_id, "a", "b"))
    with pytest.raises(RecordError):
        vault.database.run("UPDATE person_changes SET old_value = 'c'")


def test_a_change_belongs_to_a_person_of_this_vault(vault: Vault) -> None:
    with pytest.raises(RecordError):
        vault.people.add_change(a_change("nobody", "a", "b"))


def test_a_difference_that_was_left_is_remembered_until_it_is_taken_back(vault: Vault) -> None:
    person_id = keep_case(vault).person_id
    difference = Difference("address", "1 High Street", "2 Low Street")
    vault.left_differences.leave(person_id, difference, at=NOW, by="Sam Teacher")
    vault.left_differences.leave(person_id, difference, at=later(1), by="Sam Teacher")
    assert vault.left_differences.of_person(person_id) == {difference}
    vault.left_differences.take_back(person_id, difference)
    assert vault.left_differences.of_person(person_id) == frozenset()


def test_a_later_review_of_a_case_takes_the_earlier_ones_place(vault: Vault) -> None:
    case = keep_case(vault)
    forms = [a_form(case), a_form(case)]
    for form in forms:
        vault.responses.add(form)
    reviews = [
        Review(
            response_id=form.id, case_id=case.id, due=date(2027, 3, 1) + timedelta(days=days), what="Review",
            set_at=later(days),
        )
        for form, days in zip(forms, (0, 30), strict=True)
    ]  # fmt: skip
    for review in reviews:
        vault.reviews.set_due(review)
    assert vault.reviews.open() == (reviews[1],)
    assert vault.reviews.of_case(case.id) == (replace(reviews[0], done_at=reviews[1].set_at), reviews[1])
    vault.reviews.finish(case.id, later(99))
    assert vault.reviews.open() == ()


def test_where_a_form_came_from_and_what_it_corrects_is_kept(vault: Vault) -> None:
    case = keep_case(vault)
    note, first = a_note(case), a_form(case)
    vault.notes.add(note)
    vault.responses.add(first)
    copied = replace(a_form(case), based_on=first.id, grown_from=note.id, corrects=first.id)
    vault.responses.add(copied)
    assert vault.responses.get(copied.id) == copied


def test_a_form_that_is_kept_apart_is_never_found(vault: Vault) -> None:
    case = keep_case(vault)
    apart = replace(a_form(case, answers("zebra")), kept_apart=True, title="Equality monitoring")
    vault.responses.add(apart)
    assert vault.search("zebra") == ()
    vault.responses.save_draft(apart.id, answers("zebra giraffe"), "", 1, 1, later(1))
    assert vault.search("giraffe") == ()
    content = answers("zebra okapi")
    vault.responses.finalise(apart.id, content, hashlib.sha256(content.encode()).hexdigest(), later(2))
    assert vault.search("okapi") == vault.search("zebra") == ()
    assert vault.search("equality") == ()
    assert vault.database.value("SELECT count(*) FROM record_texts WHERE record_id = ?", (apart.id,)) == 0
    assert vault.database.value("SELECT count(*) FROM drafts_to_index") == 0


def test_where_an_event_was_and_who_else_saw_it_is_kept_and_found(vault: Vault) -> None:
    case = keep_case(vault)
    event = replace(an_event(case), where="the sports hall", who_else="two coaches")
    vault.events.add(event)
    assert vault.events.get(event.id) == event
    assert [hit.record_id for hit in vault.search("coaches")] == [event.id]


def test_the_deciding_organisations_reference_is_kept_and_found(vault: Vault) -> None:
    case = keep_case(vault)
    decision = replace(a_decision(case), reference="CFD-20931")
    vault.decisions.add(decision)
    assert vault.decisions.get(decision.id) == decision
    assert [hit.record_id for hit in vault.search("CFD-20931")] == [decision.id]
