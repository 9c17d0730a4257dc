"""People are found by name first, then by other details; texts by their words."""

from __future__ import annotations

from prevent_desktop.casework.notes import Source
from prevent_desktop.workflows.people.find import find, named_alike
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.record.writing import write_note
from tests.unit.workflows.conftest import Office, now


def add(office: Office, forenames: str, surname: str) -> str:
    added = add_person(office.vault, forenames=forenames, surname=surname, birth_date=None, now=now())
    return added[0].id


def test_no_words_find_those_who_changed_last(office: Office) -> None:
    newest = add(office, "Zoe", "Zed")
    found = find(office.vault, "  ")
    assert found.people[0].person.id == newest
    assert not found.nobody_yet


def test_the_beginnings_of_names_find_a_person(office: Office) -> None:
    wanted = add(office, "Zoe Anna", "Zedder")
    add(office, "Zoe", "Other")
    assert [each.person.id for each in find(office.vault, "zed zo").people] == [wanted]
    assert find(office.vault, "zed zo").people[0].case is not None


def test_a_detail_finds_the_person_once_and_after_the_named(office: Office) -> None:
    named = add(office, "Example", "Zed")
    people = [each.person.id for each in find(office.vault, "example").people]
    assert people[0] == named
    assert len(people) == len(set(people))


def test_words_of_a_note_tell_whom_it_is_about(office: Office) -> None:
    write_note(
        office.vault, case_id=office.case.id, text="A zeppelin over the yard", source=Source.DIRECT,
        author="Lead", now=now(),
    )  # fmt: skip
    found = find(office.vault, "zeppelin")
    assert found.people == ()
    assert [(each.person.id, "zeppelin" in each.hit.snippet) for each in found.texts] == [
        (office.person.id, True)
    ]


def test_a_limit_holds_for_people(office: Office) -> None:
    for number in range(6):
        add(office, f"Zoe{number}", "Zed")
    assert len(find(office.vault, "zed", limit=3).people) == 3


def test_a_name_of_one_or_two_letters_is_like_nobodys(office: Office) -> None:
    add(office, "Zoe", "Zedder")
    assert named_alike(office.vault, "Ze", limit=3) == ()
    assert len(named_alike(office.vault, "Zed", limit=3)) == 1
