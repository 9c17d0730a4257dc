"""Every shared case has an owner by name: given, taken, handed over with a reason; two that were set at once are both told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.ownership import Care, Someone
from prevent_desktop.errors import UsageError
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.cases.owning import care_of, give_case, own_what_is_shared, take_case
from prevent_desktop.workflows.team.members.myself import colleagues, myself
from tests.made_vaults import copied_vault
from tests.unit.workflows.team.circles import (
    KIM,
    PAT,
    SAM,
    THEN,
    a_shared_case,
    carry,
    with_leaver,
)

TODAY = THEN.date()


def care(vault: Vault, case_id: str) -> Care:
    return care_of(vault, [case_id], today=TODAY)[case_id].care


def owner(vault: Vault, case_id: str) -> str:
    found = care_of(vault, [case_id], today=TODAY)[case_id].owner
    return "" if found is None else found.name


def test_whoever_sits_at_a_vault_of_the_team_is_its_member_and_the_others_are_colleagues(
    both: tuple[Vault, Vault],
) -> None:
    sam, pat = both
    assert (myself(sam), myself(pat)) == (SAM, PAT)
    assert [one.name for one in colleagues(pat)] == ["Sam Field", "Kim Moss"]


def test_a_shared_case_without_an_owner_waits_for_anybody_and_whoever_shares_one_is_its_first_owner(
    both: tuple[Vault, Vault],
) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    assert (care(sam, case.id), care(pat, case.id)) == (Care.NOBODYS, Care.NOBODYS)
    own_what_is_shared(sam, [case.id], now=THEN)
    carry(sam, pat)
    assert (care(sam, case.id), care(pat, case.id)) == (Care.MINE, Care.OTHERS)
    own_what_is_shared(pat, [case.id], now=THEN)
    assert owner(pat, case.id) == "Sam Field", "a case that has an owner keeps it"


def test_a_case_is_handed_over_with_a_reason_and_never_without_one(both: tuple[Vault, Vault]) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    take_case(sam, case.id, now=THEN)
    with pytest.raises(UsageError, match="reason"):
        give_case(sam, case.id, PAT, now=THEN)
    give_case(sam, case.id, PAT, why="Pat knows the family", now=THEN)
    carry(sam, pat)
    assert (care(sam, case.id), care(pat, case.id)) == (Care.OTHERS, Care.MINE)
    line = care_of(pat, [case.id], today=TODAY)[case.id].ownership.owner
    assert line is not None
    assert (line.why, line.set_by) == ("Pat knows the family", "Sam Field")
    assert [hit.record_id for hit in pat.search("knows")] == [line.id]
    assert sam.audit.newest(line.id, "owner.set") is not None
    assert [hit.record_id for hit in sam.search("knows")] == [line.id]


def test_giving_it_to_whoever_owns_it_writes_nothing_and_nobody_is_no_owner(
    both: tuple[Vault, Vault],
) -> None:
    sam, _pat = both
    case = a_shared_case(sam)
    take_case(sam, case.id, now=THEN)
    assert take_case(sam, case.id, now=THEN) is None
    assert len(sam.case_care.owners([case.id])[case.id]) == 1
    with pytest.raises(UsageError):
        give_case(sam, case.id, Someone(name="  "), why="x", now=THEN)


def test_two_who_take_a_case_at_once_are_both_told_and_both_vaults_count_the_same_one(
    both: tuple[Vault, Vault],
) -> None:
    """By no clock: one of them is wrong by ten years. Whoever settles it takes the place of both."""
    sam, pat = both
    case = a_shared_case(sam, pat)
    take_case(sam, case.id, now=THEN)
    take_case(pat, case.id, now=THEN + timedelta(days=3650))
    carry(sam, pat)
    cared = [care_of(vault, [case.id], today=TODAY)[case.id] for vault in both]
    assert cared[0].set_apart == cared[1].set_apart
    assert set(cared[0].set_apart) == {"Sam Field", "Pat Lee"}
    assert owner(sam, case.id) == owner(pat, case.id) == cared[0].set_apart[0]
    give_case(pat, case.id, SAM, why="Agreed by phone", now=THEN)
    carry(sam, pat)
    assert [care_of(vault, [case.id], today=TODAY)[case.id].set_apart for vault in both] == [(), ()]
    assert (care(sam, case.id), care(pat, case.id)) == (Care.MINE, Care.OTHERS)


def test_whoever_handed_over_later_in_the_chain_counts_though_another_clock_says_otherwise(
    both: tuple[Vault, Vault],
) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    take_case(sam, case.id, now=THEN)
    carry(sam, pat)
    give_case(sam, case.id, KIM, why="Kim asked", now=THEN)
    give_case(pat, case.id, PAT, why="I know them", now=THEN + timedelta(days=700))
    give_case(sam, case.id, SAM, why="Kim is ill", now=THEN - timedelta(days=700))
    carry(sam, pat)
    assert owner(sam, case.id) == owner(pat, case.id) == "Sam Field"


def test_the_case_of_somebody_who_left_waits_for_anybody(both: tuple[Vault, Vault]) -> None:
    sam, pat = both
    case = a_shared_case(sam, pat)
    take_case(pat, case.id, now=THEN)
    carry(sam, pat)
    assert care(sam, case.id) is Care.OTHERS
    with_leaver(sam, "pl")
    assert care(sam, case.id) is Care.NOBODYS
    assert [one.name for one in colleagues(sam)] == ["Kim Moss"]
    take_case(sam, case.id, now=THEN)
    assert care(sam, case.id) is Care.MINE, "by one press, with no reason: nobody is there to ask for one"


def test_a_case_that_was_given_to_a_name_before_there_was_a_team_waits_for_anybody_once_it_is_shared(
    both: tuple[Vault, Vault],
) -> None:
    """Else it would stand in nobody's list; the name of a member is that member."""
    sam, pat = both
    case = a_shared_case(sam, pat)
    give_case(sam, case.id, Someone(name="Jo Hart"), now=THEN)
    carry(sam, pat)
    assert (care(sam, case.id), care(pat, case.id)) == (Care.NOBODYS, Care.NOBODYS)
    _person, kept = add_person(sam, forenames="Ada", surname="Bell", birth_date=None, now=THEN)
    give_case(sam, kept.id, Someone(name="Jo Hart"), now=THEN)
    assert care(sam, kept.id) is Care.NOBODYS, (
        "no colleague sees it, so it is not hidden from the one who does"
    )
    give_case(sam, case.id, Someone(name="Pat Lee"), why="Jo is no member", now=THEN)
    carry(sam, pat)
    assert (care(sam, case.id), care(pat, case.id)) == (Care.OTHERS, Care.MINE)


def test_without_a_team_a_case_is_ones_own_until_it_is_given_to_a_name(tmp_path: Path) -> None:
    with Vault.open(tmp_path, copied_vault(tmp_path).key) as vault:
        _person, case = add_person(vault, forenames="Alex", surname="Brook", birth_date=None, now=THEN)
        assert care(vault, case.id) is Care.MINE
        with pytest.raises(UsageError):
            take_case(vault, case.id, now=THEN)
        settings.save_practitioner(vault, Practitioner(name="Sam Field", role="Lead", organisation="O"))
        give_case(vault, case.id, Someone(name="Jo Hart"), now=THEN)
        assert care(vault, case.id) is Care.OTHERS
        take_case(vault, case.id, why="Jo has left", now=THEN)
        assert care(vault, case.id) is Care.MINE


@pytest.mark.harms_vault("a row is written past the repository")
def test_a_line_that_no_program_writes_hides_none_of_the_others(both: tuple[Vault, Vault]) -> None:
    sam, _pat = both
    case = a_shared_case(sam)
    take_case(sam, case.id, now=THEN)
    row = {
        "case_id": case.id,
        "owned_by": "Eve",
        "member": "x",
        "why": "",
        "set_by": "Eve",
        "set_at": THEN.isoformat(),
    }
    for own, follows in (("1", "5"), ("2", '{"a": 1}'), ("3", "[[]]")):
        sam.database.insert("case_owners", id=own, follows=follows, **row)
    assert owner(sam, case.id) == "Sam Field"
    sam.database.insert("case_owners", id="4", follows="[]", **{**row, "set_at": "yesterday"})
    assert owner(sam, case.id) == "Sam Field"


def test_an_owner_has_the_name_of_their_number_whatever_a_line_says_beside_it(
    both: tuple[Vault, Vault],
) -> None:
    """Else a case would stand in nobody's list while all read that somebody takes care of it."""
    sam, pat = both
    case = a_shared_case(sam, pat)
    give_case(pat, case.id, Someone(name="Sam Field", member="pl"), now=THEN)
    carry(sam, pat)
    assert care(sam, case.id) is Care.OTHERS
    assert owner(sam, case.id) == "Pat Lee"
