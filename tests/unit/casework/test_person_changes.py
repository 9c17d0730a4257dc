"""What differs between two states of a person, and how each value stands as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as some

from prevent_desktop.casework.person import Agency, HouseholdMember, Person
from prevent_desktop.casework.person_changes import change_words, differences, field_label
from prevent_desktop.casework.person_values import (
    LISTS,
    SINGLE,
    as_text,
    from_text,
    member_text,
    read_member,
    with_value,
)
from prevent_desktop.partial_dates import PartialDate

AT = datetime(2026, 11, 25, tzinfo=UTC)
DANA = HouseholdMember(name="Dana Brook", relationship="Mother", birth_date=PartialDate(1980, 2))
CHARLIE = HouseholdMember(name="Charlie Brook", relationship="Brother", lives_with=False, school="Hillside")
YOUTH = Agency(name="Youth Service", worker="Jo Bell")
PERSON = Person(
    id="p", forenames="Alex", surname="Brook", birth_date=PartialDate(2012, 5, 3), approximate_age=14,
    interpreter_needed=False, household=(DANA, CHARLIE), agencies=(YOUTH,), created_at=AT, changed_at=AT,
)  # fmt: skip


def differ(after: Person) -> list[tuple[str, str, str]]:
    return [
        (field, change_words(field, old), change_words(field, new))
        for field, old, new in differences(PERSON, after)
    ]


def test_each_single_value_is_read_as_it_was_written_and_has_a_label() -> None:
    for name in SINGLE:
        assert from_text(name, as_text(PERSON, name)) == getattr(PERSON, name), name
        assert field_label(name)
    assert all(field_label(name) for name in LISTS)


def test_entries_of_lists_are_read_as_they_were_written() -> None:
    for name, entry in (("household", DANA), ("household", CHARLIE), ("agencies", YOUTH)):
        assert read_member(name, member_text(entry)) == entry


def test_an_entry_of_version_1_is_read_though_it_has_fewer_parts() -> None:
    old = '{"name": "Dana", "relationship": "Mother", "birth_date": null, "lives_with": true}'
    assert read_member("household", old) == HouseholdMember(name="Dana", relationship="Mother")


def test_what_is_the_same_is_no_difference() -> None:
    assert differ(replace(PERSON, changed_at=datetime(2027, 1, 1, tzinfo=UTC))) == []
    assert differ(replace(PERSON, household=(CHARLIE, DANA))) == [], "another order is no other household"


def test_single_values_are_told_with_both() -> None:
    after = replace(PERSON, birth_date=None, interpreter_needed=True, address="1 Street")
    assert differ(after) == [
        ("birth_date", "2012-05-03", ""), ("address", "", "1 Street"), ("interpreter_needed", "No", "Yes"),
    ]  # fmt: skip


def test_entries_are_told_one_by_one() -> None:
    older = replace(CHARLIE, school="College")
    remy = HouseholdMember(name="Remy", relationship="Aunt")
    after = replace(PERSON, household=(older, remy), agencies=())
    assert differ(after) == [
        ("household", "Dana Brook (Mother, born 1980-02)", ""),
        ("household", "Charlie Brook (Brother, lives elsewhere, Hillside)", "Charlie Brook (Brother, lives elsewhere, College)"),
        ("household", "", "Remy (Aunt)"),
        ("agencies", "Youth Service (Jo Bell)", ""),
    ]  # fmt: skip


def test_an_entry_that_was_renamed_in_its_place_is_one_change() -> None:
    married = replace(DANA, name="Dana Marsh")
    assert differ(replace(PERSON, household=(married, CHARLIE))) == [
        ("household", "Dana Brook (Mother, born 1980-02)", "Dana Marsh (Mother, born 1980-02)")
    ]


names = some.sampled_from(["Ann", "Ben", "Cid", "Dee"])
members = some.builds(HouseholdMember, name=names, relationship=some.sampled_from(["aunt", "uncle"]))
lists = some.lists(members, max_size=4, unique_by=lambda member: member.name).map(tuple)


@given(lists, lists)
def test_the_changes_of_a_list_add_up(
    before: tuple[HouseholdMember, ...], after: tuple[HouseholdMember, ...]
) -> None:
    """Take the old texts out and put the new ones in, and it is the list after, but for its order."""
    one, other = with_value(PERSON, "household", before), with_value(PERSON, "household", after)
    left = [member_text(member) for member in before]
    for _field, old, new in differences(one, other):
        if old:
            left.remove(old)
        if new:
            left.append(new)
    assert sorted(left) == sorted(member_text(member) for member in after)
