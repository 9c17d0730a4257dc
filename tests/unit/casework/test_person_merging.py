from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from prevent_desktop.casework.person import HouseholdMember, Person
from prevent_desktop.casework.person_changes import PersonChange, differences
from prevent_desktop.casework.person_merging import Overruled, Side, merge_person

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
MOTHER, BROTHER = (HouseholdMember(name=name, relationship=name) for name in ("Mother", "Brother"))
BASE = Person(
    id="p", forenames="A", surname="B", school="Hillside", household=(MOTHER, BROTHER), created_at=START, changed_at=START
)  # fmt: skip
_numbers = count()


def side(*steps: tuple[int, dict[str, object]], here: bool) -> Side:
    """What one laptop made of the person: each step has its minute."""
    person, changes = BASE, list[PersonChange]()
    for minute, values in steps:
        at = START + timedelta(minutes=minute)
        after = replace(person, **values, changed_at=at)  # type: ignore[arg-type]
        changes += [
            PersonChange(
                id=str(next(_numbers)), person_id="p", field=field, old_value=old, new_value=new, changed_at=at,
                changed_by="here" if here else "there",
            )
            for field, old, new in differences(person, after)
        ]  # fmt: skip
        person = after
    return Side(person=person, changes=tuple(changes), here=here)


def merged(ours: Side, theirs: Side) -> tuple[Person, tuple[Overruled, ...]]:
    """Both ways come to the same, but for whose it was."""
    one, other = merge_person(ours, theirs), merge_person(theirs, ours)
    assert one[0] == other[0]
    assert [(o.field, o.kept, o.other) for o in one[1]] == [(o.field, o.kept, o.other) for o in other[1]]
    return one


def test_fields_that_changed_on_one_side_are_taken_from_that_side() -> None:
    person, overruled = merged(side((1, {"school": "New"}), here=True), side((2, {"phone": "1"}), here=False))
    assert (person.school, person.phone) == ("New", "1")
    assert overruled == ()


def test_what_was_emptied_on_one_side_stays_empty() -> None:
    person, overruled = merged(side((1, {"school": ""}), here=True), side((2, {"phone": "1"}), here=False))
    assert (person.school, overruled) == ("", ())


def test_of_a_field_changed_on_both_the_newer_stands_and_the_other_is_told() -> None:
    person, (gone,) = merged(
        side((3, {"school": "Ours"}), here=True), side((2, {"school": "Theirs"}), here=False)
    )
    assert person.school == "Ours"
    assert (gone.kept, gone.kept_by, gone.kept_here, gone.other) == ("Ours", "here", True, "Theirs")


def test_the_same_change_on_both_is_none() -> None:
    person, overruled = merged(
        side((1, {"school": "New"}), here=True), side((2, {"school": "New"}), here=False)
    )
    assert (person.school, overruled) == ("New", ())


def test_entries_of_a_list_are_joined_one_by_one() -> None:
    aunt = HouseholdMember(name="Aunt", relationship="Aunt")
    older = replace(BROTHER, school="College")
    person, overruled = merged(
        side((1, {"household": (MOTHER, BROTHER, aunt)}), here=True),
        side((2, {"household": (MOTHER, older)}), here=False),
    )
    assert set(person.household) == {MOTHER, older, aunt}
    assert overruled == ()


def test_an_entry_that_was_taken_away_on_one_side_goes() -> None:
    person, overruled = merged(side((1, {"household": (MOTHER,)}), here=True), side(here=False))
    assert (person.household, overruled) == ((MOTHER,), ())


def test_an_entry_taken_away_here_and_changed_there_stays_and_is_told() -> None:
    older = replace(BROTHER, school="College")
    person, (told,) = merged(
        side((3, {"household": (MOTHER,)}), here=True), side((2, {"household": (MOTHER, older)}), here=False)
    )
    assert set(person.household) == {MOTHER, older}
    assert (told.field, told.other) == ("household", "")


def test_an_entry_changed_on_both_keeps_the_newer() -> None:
    one, other = (replace(BROTHER, school=school) for school in ("One", "Other"))
    person, (gone,) = merged(
        side((2, {"household": (MOTHER, one)}), here=True),
        side((3, {"household": (MOTHER, other)}), here=False),
    )
    assert set(person.household) == {MOTHER, other}
    assert "One" in gone.other


def test_an_entry_renamed_on_one_side_is_not_there_twice() -> None:
    renamed = replace(BROTHER, name="Half-brother")
    person, overruled = merged(side((1, {"household": (MOTHER, renamed)}), here=True), side(here=False))
    assert set(person.household) == {MOTHER, renamed}
    assert overruled == ()
