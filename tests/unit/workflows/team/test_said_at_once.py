"""What two said at once of a case before one of them kept it from a third: both stand side by side where it goes on, and nothing is lost."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest

from prevent_desktop.vault.team.conflicts import count_differences, differences
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.team.cases.late_changes import take_over_late
from prevent_desktop.workflows.team.cases.sharing import keep_from
from tests.faults.team_work import Desk, sign_pack, take_answer
from tests.unit.workflows.subject_access.full_person import Words
from tests.unit.workflows.team.circle_vaults import TeamOf, three_vaults
from tests.unit.workflows.team.test_moving_cases import address, case, in_turn
from tests.unit.workflows.team.test_sharing import begun, now, one_round, rounds

__all__ = ["begun", "case", "in_turn", "three_vaults"]
BOTH = {"1 High Street", "2 Low Road"}


def sides(vault: Vault) -> list[Any]:
    """What is said of the one thing that waits for a person."""
    (found,) = differences(vault)
    return [one.value for one in found.sides]


@pytest.mark.usefixtures("in_turn")
def test_before_either_had_the_other_ones(begun: TeamOf, case: str) -> None:
    """JO never saw what the lead's record said when the case was moved, and so wrote over nothing of it."""
    lead, other = begun.vaults["sf"], begun.vaults["jo"]
    address(lead, case, "1 High Street")
    address(other, case, "2 Low Road")
    keep_from(lead, case, ["pl"], now=now())
    rounds(begun, times=3)
    assert set(sides(lead)) == set(sides(other)) == BOTH


@pytest.mark.usefixtures("in_turn")
def test_and_the_lead_had_both(begun: TeamOf, case: str) -> None:
    """It waited for a person in the old circle, and waits in the new one."""
    lead, other = begun.vaults["sf"], begun.vaults["jo"]
    address(lead, case, "1 High Street")
    address(other, case, "2 Low Road")
    rounds(begun)
    assert set(sides(lead)) == BOTH
    keep_from(lead, case, ["pl"], now=now())
    assert set(sides(lead)) == BOTH
    rounds(begun, times=3)
    assert set(sides(lead)) == set(sides(other)) == BOTH
    assert person_of_case(lead, case).address == person_of_case(other, case).address


@pytest.mark.usefixtures("in_turn")
def test_what_was_written_over_that_the_record_said_does_not_come_back(begun: TeamOf, case: str) -> None:
    lead, other = begun.vaults["sf"], begun.vaults["jo"]
    address(lead, case, "1 High Street")
    rounds(begun)
    address(other, case, "2 Low Road")
    address(other, case, "3 Mill Lane")
    keep_from(lead, case, ["pl"], now=now())
    rounds(begun, times=3)
    for vault in (lead, other):
        assert count_differences(vault) == 0
        assert person_of_case(vault, case).address == "3 Mill Lane"


def test_of_something_that_whoever_is_left_out_had_just_written(begun: TeamOf, case: str) -> None:
    """JO described a file of PL's; the lead has neither, and takes over what PL wrote."""
    lead, out, other = begun.vaults["sf"], begun.vaults["pl"], begun.vaults["jo"]
    file = out.attachments.add(
        io.BytesIO(b"A letter"), case_id=case, file_name="letter.txt", media_type="text/plain", description="PL's", at=now()
    )  # fmt: skip
    for vault in (out, other, other):
        one_round(vault)
    other.attachments.describe(file.id, "JO's")
    keep_from(lead, case, ["pl"], now=now())
    rounds(begun, times=3)
    assert take_over_late(lead, case, now=now()) == 1
    rounds(begun, times=3)
    for vault in (lead, other):
        assert {one["description"] for one in sides(vault)} == {"PL's", "JO's"}, "a person settles it"


def desk(vault: Vault, case_id: str, seed: int) -> Desk:
    return Desk(vault, case_id, random.Random(1), Words(random.Random(seed)), now(), "Somebody")


def test_under_one_id(begun: TeamOf, case: str) -> None:
    """The lead and PL each kept an answer to a pack, which is named after the pack and its number."""
    lead, out, other = begun.vaults["sf"], begun.vaults["pl"], begun.vaults["jo"]
    sign_pack(desk(lead, case, 1))
    rounds(begun)
    written = set()
    for seed, vault in ((2, lead), (3, out)):
        take_answer(desk(vault, case, seed))
        written |= {one.answer.text for one in vault.answers.of_case(case)}
    assert len(written) == 2
    keep_from(lead, case, ["pl"], now=now())
    rounds(begun, times=3)
    assert take_over_late(lead, case, now=now()) == 1
    rounds(begun)
    for vault in (lead, other):
        assert {one.answer.text for one in vault.answers.of_case(case)} == written


@pytest.mark.usefixtures("in_turn")
@pytest.mark.parametrize("text", ["3 Mill Lane", "4 Hill Road", "5 Church Row", "6 Park View"])
def test_what_is_written_while_both_wait_for_a_person_is_shown_alike_by_all(
    begun: TeamOf, case: str, text: str
) -> None:
    """It takes the place of what was shown, and the other one stands beside it."""
    lead, other = begun.vaults["sf"], begun.vaults["jo"]
    address(lead, case, "1 High Street")
    address(other, case, "2 Low Road")
    rounds(begun, times=2)
    shown = person_of_case(other, case).address
    address(other, case, text)
    rounds(begun, times=2)
    (left,) = BOTH - {shown}
    for vault in begun.vaults.values():
        assert set(sides(vault)) == {left, text}
        assert person_of_case(vault, case).address == person_of_case(lead, case).address
