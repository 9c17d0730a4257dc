"""A case that all share is kept from one of them later: three real vaults, rounds over a real folder, whatever comes first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.team.disposal_steps import DISPOSAL_STEPS, DisposalStep, Step
from prevent_desktop.errors import UsageError
from prevent_desktop.vault.team.conflicts import count_differences
from prevent_desktop.vault.team.moving import move_has_news
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import change_person, person_of_case
from prevent_desktop.workflows.record.writing import write_note
from prevent_desktop.workflows.team.cases.case_lines import DISPOSAL_STEP_ROWS
from prevent_desktop.workflows.team.cases.late_changes import late_changes, take_over_late
from prevent_desktop.workflows.team.cases.moving_cases import left_by
from prevent_desktop.workflows.team.cases.sharing import keep_from, open_cases, share, sharing_of
from prevent_desktop.workflows.team.change_sets.snapshot_making import write_snapshot
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.statements import circles
from prevent_desktop.workflows.team.joining.founding import reminders
from tests.unit.workflows.team.circle_vaults import TeamOf, removed, three_vaults
from tests.unit.workflows.team.test_sharing import a_case, begun, has, now, one_round, rounds

__all__ = ["begun", "three_vaults"]


def note(vault: Vault, case_id: str, text: str) -> None:
    write_note(vault, case_id=case_id, text=text, source=Source.DIRECT, author="Somebody", now=now())


def notes(vault: Vault, case_id: str) -> set[str]:
    return {one.text for one in vault.notes.of_case(case_id)}


def address(vault: Vault, case_id: str, text: str) -> None:
    change_person(vault, replace(person_of_case(vault, case_id), address=text), now=now())


@pytest.fixture(params=[("sf", "pl", "jo"), ("pl", "jo", "sf"), ("jo", "sf", "pl")], ids=" ".join)
def in_turn(request: pytest.FixtureRequest, begun: TeamOf) -> None:
    """Who makes their rounds first, and so hears what before what."""
    begun.vaults = {name: begun.vaults[name] for name in request.param}


@pytest.fixture
def case(begun: TeamOf) -> str:
    """A case with a note, which SF, PL and JO share."""
    case_id = a_case(begun.vaults["sf"])
    note(begun.vaults["sf"], case_id, "At the bus stop")
    share(begun.vaults["sf"], [case_id], now=now())
    rounds(begun)
    assert all(notes(vault, case_id) == {"At the bus stop"} for vault in begun.vaults.values())
    return case_id


def circle_of(vault: Vault, case_id: str) -> str | None:
    return vault.team.circle_of(case_id)


def test_the_case_goes_on_without_whom_it_is_kept_from_and_what_they_have_they_have(
    begun: TeamOf, case: str
) -> None:
    lead, out, other = begun.vaults["sf"], begun.vaults["pl"], begun.vaults["jo"]
    keep_from(lead, case, ["pl"], now=now())
    note(lead, case, "About somebody's own child")
    rounds(begun)
    assert notes(other, case) == {"At the bus stop", "About somebody's own child"}
    assert circle_of(lead, case) == circle_of(other, case) != main_circle(begun.team.id)
    assert circle_of(lead, case) not in circles(out)
    assert notes(out, case) == {"At the bus stop"}, "what they have, they have"
    assert circle_of(out, case) is None
    assert out.cases.get(case).status is CaseStatus.CLOSED, "it stands in no list of open cases"
    assert [one.case.id for one in open_cases(out)] == []
    told = sharing_of(out, case)
    assert told is not None
    assert told.gone_on is not None
    assert lead.cases.get(case).status is not CaseStatus.CLOSED, "that it is closed there is theirs alone"
    assert [one.name for one in sharing_of(lead, case).kept_from] == ["PL"]  # type: ignore[union-attr]
    note(other, case, "From JO")
    note(out, case, "From PL, for themselves")
    rounds(begun)
    assert notes(lead, case) == {"At the bus stop", "About somebody's own child", "From JO"}
    assert "From JO" not in notes(out, case)


@pytest.mark.usefixtures("in_turn")
def test_what_whoever_goes_along_wrote_meanwhile_goes_along(begun: TeamOf, case: str) -> None:
    """JO wrote on two laptops' worth of things before JO heard of it; somebody else's change of the same field stands beside it."""
    lead, other = begun.vaults["sf"], begun.vaults["jo"]
    keep_from(lead, case, ["pl"], now=now())
    address(lead, case, "1 High Street")
    note(other, case, "Meanwhile, JO")
    address(other, case, "2 Low Road")
    rounds(begun, times=3)
    for vault in (lead, other):
        assert notes(vault, case) == {"At the bus stop", "Meanwhile, JO"}
        assert count_differences(vault) == 1, "a person settles which address it is"
    assert person_of_case(lead, case).address == person_of_case(other, case).address
    assert late_changes(lead, case) == ()


@pytest.mark.usefixtures("in_turn")
def test_what_whoever_is_left_out_wrote_meanwhile_waits_for_a_lead_and_is_not_lost(
    begun: TeamOf, case: str
) -> None:
    lead, out, other = begun.vaults["sf"], begun.vaults["pl"], begun.vaults["jo"]
    keep_from(lead, case, ["pl"], now=now())
    note(out, case, "Meanwhile, PL")
    address(out, case, "3 Mill Lane")
    rounds(begun, times=3)
    assert circle_of(out, case) is None
    for vault in (lead, other):
        assert notes(vault, case) == {"At the bus stop"}
        assert {one.change_set.author for one in late_changes(vault, case)} == {"PL"}
    assert sharing_of(lead, case).late == len(late_changes(lead, case))  # type: ignore[union-attr]
    assert reminders(lead, now=now()) != (), "somebody is told"
    address(lead, case, "1 High Street")
    rounds(begun)
    assert take_over_late(lead, case, now=now()) >= 1
    assert late_changes(lead, case) == ()
    assert reminders(lead, now=now()) == ()
    rounds(begun)
    for vault in (lead, other):
        assert notes(vault, case) == {"At the bus stop", "Meanwhile, PL"}
        assert count_differences(vault) == 1, "the address that was changed since stands beside theirs"
        assert late_changes(vault, case) == ()
    assert take_over_late(lead, case, now=now()) == 0


def test_what_whoever_goes_along_wrote_before_their_laptop_was_lost_waits_for_a_lead(
    begun: TeamOf, case: str
) -> None:
    """JO wrote two notes: one came into the new circle by JO, the other only into the old one."""
    lead, other = begun.vaults["sf"], begun.vaults["jo"]
    keep_from(lead, case, ["pl"], now=now())
    note(other, case, "Meanwhile, JO")
    one_round(other)
    one_round(lead)
    assert late_changes(lead, case) == (), "JO will bring it"
    begun.change(removed(begun.team, "jo"), "sf")
    one_round(lead)
    assert [one.change_set.author for one in late_changes(lead, case)] == ["JO"]
    assert reminders(lead, now=now()) != ()
    assert take_over_late(lead, case, now=now()) == 1
    assert notes(lead, case) == {"At the bus stop", "Meanwhile, JO"}
    assert late_changes(lead, case) == ()


def test_what_whoever_went_along_had_brought_is_not_asked_about_again(begun: TeamOf, case: str) -> None:
    lead, other = begun.vaults["sf"], begun.vaults["jo"]
    keep_from(lead, case, ["pl"], now=now())
    note(other, case, "Meanwhile, JO")
    address(other, case, "2 Low Road")
    rounds(begun, times=3)
    begun.change(removed(begun.team, "jo"), "sf")
    one_round(lead)
    assert "Meanwhile, JO" in notes(lead, case)
    assert late_changes(lead, case) == ()


def test_the_circle_may_change_again_and_whoever_comes_back_has_all_of_it(begun: TeamOf, case: str) -> None:
    lead, out = begun.vaults["sf"], begun.vaults["pl"]
    keep_from(lead, case, ["pl"], now=now())
    note(lead, case, "While PL was out")
    rounds(begun, times=4)
    assert not move_has_news(out, case), "nobody looks at it again until something comes"
    keep_from(lead, case, [], now=now())
    rounds(begun, times=3)
    assert circle_of(out, case) == circle_of(lead, case)
    assert "While PL was out" in notes(out, case)
    assert left_by(out, case) is None
    note(out, case, "PL again")
    rounds(begun)
    assert "PL again" in notes(lead, case)


def test_whoever_is_left_out_cannot_share_it_anew(begun: TeamOf, case: str) -> None:
    lead, out = begun.vaults["sf"], begun.vaults["pl"]
    keep_from(lead, case, ["pl"], now=now())
    rounds(begun)
    with pytest.raises(UsageError, match="goes on without you"):
        share(out, [case], now=now())
    with pytest.raises(UsageError, match="goes on without you"):
        keep_from(out, case, ["sf"], now=now())


def test_two_who_keep_it_from_each_other_at_once_end_with_one_circle(begun: TeamOf, case: str) -> None:
    one, other, third = begun.vaults["sf"], begun.vaults["pl"], begun.vaults["jo"]
    keep_from(one, case, ["pl"], now=now())
    keep_from(other, case, ["sf"], now=now())
    rounds(begun, times=4)
    assert circle_of(third, case) == circle_of(one, case) != circle_of(other, case), (
        "a lead's goes before a deputy's"
    )
    for vault in (one, other):
        told = sharing_of(vault, case)
        assert told is not None
        assert told.rival, "both are told, so that they talk"
    assert any("PL and you keep a case from each other" in told for told in reminders(one, now=now()))
    assert any("SF and you keep a case from each other" in told for told in reminders(other, now=now()))
    assert reminders(third, now=now()) == ()
    assert sharing_of(third, case).rival == ""  # type: ignore[union-attr]


def test_whoever_is_left_out_cannot_take_the_case_back_by_a_line_of_their_own(
    begun: TeamOf, case: str
) -> None:
    """A lead of whom the concern is: a deputy keeps it from them, and they answer with a move that would go before."""
    lead, deputy, third = begun.vaults["sf"], begun.vaults["pl"], begun.vaults["jo"]
    keep_from(deputy, case, ["sf"], now=now())
    begun.vaults = {name: begun.vaults[name] for name in ("pl", "jo", "sf")}
    for name in ("pl", "jo"):
        one_round(begun.vaults[name])
        one_round(begun.vaults[name])
    assert circle_of(third, case) == circle_of(deputy, case)
    keep_from(lead, case, ["pl"], now=now())  # before they hear of it, or as if they had not
    rounds(begun, times=3)
    assert circle_of(third, case) == circle_of(deputy, case) != circle_of(lead, case)


def test_another_case_of_whoever_is_left_out_goes_on_as_before(begun: TeamOf, case: str) -> None:
    lead, out, other = begun.vaults["sf"], begun.vaults["pl"], begun.vaults["jo"]
    keep_from(lead, case, ["pl"], now=now())
    note(out, case, "Meanwhile, PL")
    theirs = a_case(out)
    share(out, [theirs], now=now())
    rounds(begun, times=3)
    assert has(lead, theirs)
    note(out, theirs, "Nothing holds it up")
    rounds(begun)
    assert notes(lead, theirs) == notes(other, theirs) == {"Nothing holds it up"}


def test_no_copy_of_the_old_circle_takes_the_case_along(begun: TeamOf, case: str, tmp_path: Path) -> None:
    lead = begun.vaults["sf"]
    circle = main_circle(begun.team.id)
    assert write_snapshot(lead, circle, begun.id("pl"), tmp_path / "before", now=now()) == 1
    keep_from(lead, case, ["pl"], now=now())
    assert write_snapshot(lead, circle, begun.id("pl"), tmp_path / "after", now=now()) == 0


def test_nobody_keeps_a_case_from_others_in_somebody_elses_name(begun: TeamOf, case: str) -> None:
    """A line that names a lead's vault, and a circle that nobody knows, would close the case at all whom it leaves out."""
    lead, deputy, other = (begun.vaults[name] for name in ("sf", "pl", "jo"))
    line = DisposalStep(
        id=new_id(), case_id=case, step=Step.MOVED, announcement="ab" * 16, reference=main_circle(begun.team.id),
        reason=f"{begun.id('sf')} {begun.id('jo')}", vault=begun.id("sf"), said_by="SF", said_at=now(),
    )  # fmt: skip
    deputy.records(DISPOSAL_STEPS).add(DISPOSAL_STEP_ROWS.columns(line))
    rounds(begun)
    assert len(lead.records(DISPOSAL_STEPS).of(case)) == 1, "the line came"
    for vault in (lead, other):
        assert circle_of(vault, case) == main_circle(begun.team.id)
        assert vault.cases.get(case).status is not CaseStatus.CLOSED
