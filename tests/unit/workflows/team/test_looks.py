"""Whoever looks into a shared case is written down for all who share it, one line a person a day."""

from __future__ import annotations

from dataclasses import replace

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.ownership import TeamLook
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.record.open_record import open_record
from prevent_desktop.workflows.team.cases.looks import looks_of_others, tell_looks, there_too
from prevent_desktop.workflows.team.rounds.gathering import gather
from tests.unit.workflows.team.circles import THEN, a_shared_case, carry


def test_a_look_is_told_to_the_others_once_a_day(both: tuple[Vault, Vault]) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    open_record(pat, case.person_id, now=THEN)
    pat.audit.append("record.viewed", case.person_id)
    assert tell_looks(pat) == 1
    assert tell_looks(pat) == 0
    open_record(sam, case.person_id, now=THEN)
    tell_looks(sam)
    carry(sam, pat)
    assert [line.who for line in looks_of_others(sam, case.person_id)] == ["Pat Lee"]
    assert [line.who for line in looks_of_others(pat, case.person_id)] == ["Sam Field"]
    assert len(sam.case_care.looks(case.id)) == 2


def test_a_look_at_one_thing_in_the_case_counts_as_one_into_the_case(both: tuple[Vault, Vault]) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    pat.audit.append("owner.viewed", case.id)
    assert tell_looks(pat) == 1


def test_nobody_looks_in_the_name_of_somebody_else(both: tuple[Vault, Vault]) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    look = TeamLook(
        id=new_id(), case_id=case.id, looked_by="Kim Moss", member="km", day=THEN.date(), looked_at=THEN
    )
    pat.case_care.add_look(look)
    pat.case_care.add_look(replace(look, id=new_id(), looked_by="Kim Moss", member="pl"))
    carry(sam, pat)
    assert {line.who for line in looks_of_others(sam, case.person_id)} == {
        "Kim Moss, as Pat Lee’s laptop says",
        "Pat Lee",
    }
    assert set(there_too(sam, case.id, THEN.date())) == {"Kim Moss, as Pat Lee’s laptop says", "Pat Lee"}


def test_nothing_is_told_of_a_case_that_is_not_shared_nor_of_what_was_looked_at_before(
    both: tuple[Vault, Vault],
) -> None:
    sam, pat = both
    person, case = add_person(sam, forenames="Ada", surname="Bell", birth_date=None, now=THEN)
    open_record(sam, person.id, now=THEN)
    shared = a_shared_case(sam, pat)
    assert tell_looks(sam) == 0
    open_record(sam, person.id, now=THEN)
    assert tell_looks(sam) == 0
    assert sam.case_care.looks(case.id) == sam.case_care.looks(shared.id) == ()


def test_a_round_begins_by_telling_them(both: tuple[Vault, Vault]) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    open_record(pat, case.person_id, now=THEN)
    gather(pat, now=lambda: THEN, forms=lambda _digest: None)
    assert [one.looked_by for one in pat.case_care.looks(case.id)] == ["Pat Lee"]
