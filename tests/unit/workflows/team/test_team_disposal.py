"""A shared case is disposed of by its team: nobody's words are lost, nobody can hold it up for ever, and it never comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.keeping import KeepingDecision, KeepingKind
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.retention import RetentionCategory, RetentionRule
from prevent_desktop.casework.team.change_set import ROW, Operation
from prevent_desktop.casework.team.disposal_steps import DISPOSAL_STEPS, DisposalStep, Step
from prevent_desktop.casework.team.set_codec import MARK
from prevent_desktop.errors import RecordError
from prevent_desktop.vault.team.arriving import take_in
from prevent_desktop.vault.team.capture import capture, write_sets
from prevent_desktop.vault.team.materialise import materialise
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.retention.certificates import certificate_pairs
from prevent_desktop.workflows.retention.disposal_preview import Target, preview_disposal
from prevent_desktop.workflows.retention.dispose import Wish
from prevent_desktop.workflows.team.cases.case_lines import DISPOSAL_STEP_ROWS
from prevent_desktop.workflows.team.cases.team_disposal import (
    agree,
    decide,
    dispose_or_announce,
    standing_of,
    tend_disposals,
    withdraw,
)
from prevent_desktop.workflows.team.change_sets.standing import writers
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.statements import begin_main_circle, renew_circles
from tests.teams import give_team, start_sharing
from tests.unit.vault.examples import a_case, a_note, a_person
from tests.unit.workflows.team.circle_vaults import NOW, TeamOf, removed, three_vaults

__all__ = ("three_vaults",)

WISH = Wish(ground=Ground.MOVED, date_is_right=True)
Put = dict[str, bool]


LONG_AGO = NOW - timedelta(days=500)
RULES = tuple(RetentionRule(kind=kind, keep_months=3) for kind in RetentionCategory)


@pytest.fixture(name="case")
def case_of_three(three: TeamOf) -> str:
    """A case that was closed long ago, as all three who share it heard then; its time is not over, as they have no rules."""
    begin_main_circle(three.vaults["sf"], now=NOW)
    three.exchange()
    sf = three.vaults["sf"]
    person = a_person()
    sf.people.add(person)
    made = replace(a_case(person), status=CaseStatus.CLOSED, opened_at=LONG_AGO, closed_at=LONG_AGO)
    sf.cases.add(made)
    writer = writers(sf, now=lambda: LONG_AGO)(main_circle(three.team.id))
    assert writer is not None
    start_sharing(sf, made.id, writer)
    exchange(three, now=LONG_AGO)
    return made.id


def exchange(three: TeamOf, names: Iterable[str] = ("sf", "pl", "jo"), now: datetime = NOW) -> None:
    """These vaults hear all that any of these wrote, and tend what was announced; three times."""
    vaults = [three.vaults[name] for name in names]
    for _round in range(3):
        for vault in vaults:
            writer_of = writers(vault, now=lambda: now)
            for case_id in vault.team.dirty():
                writer = writer_of(vault.team.circle_of(case_id) or "")
                if writer is not None:
                    capture(vault, case_id, writer)
        for vault in vaults:
            for one in vault.team.to_put():
                vault.team.was_put(one, now)
                three.sets.append(one)
        for vault in vaults:
            for one in three.sets:
                if take_in(vault, replace(one, put_at=now, received_at=now, here=False)) is not None:
                    materialise(
                        vault, one.case_id, one.circle, writers=writers(vault, now=lambda: now),
                        forms=lambda _digest: None,
                    )  # fmt: skip
            tend_disposals(vault, None, now=now)


@pytest.fixture(name="due")
def due_case(three: TeamOf, case: str) -> str:
    """The case, of which the time is over by the rules of each of them."""
    for vault in three.vaults.values():
        give_team(vault, three.team, version=2, retention=RULES)
        vault.clocks.forget()
    return case


def wait(three: TeamOf, *names: str, since: datetime = NOW) -> datetime:
    """The fortnight passes, in which these (or all) are opened now and then; the day on which it is over."""
    for days in (0, 4, 8, 12, 16):
        exchange(three, names or three.vaults, since + timedelta(days=days))
    return since + timedelta(days=16)


def announce(vault: Vault, case_id: str, now: datetime = NOW) -> None:
    target = Target(person_id=vault.cases.get(case_id).person_id, case_id=case_id)
    assert dispose_or_announce(vault, None, target, WISH, now=now) is None


def gone(vault: Vault, case_id: str) -> bool:
    return vault.disposals.is_disposed(case_id) and vault.people.count() == 0


def test_it_goes_at_everybody_once_each_vault_has_confirmed(three: TeamOf, due: str) -> None:
    sf, pl, jo = three.vaults.values()
    view = preview_disposal(sf, None, Target(person_id=sf.cases.get(due).person_id, case_id=due), now=NOW)
    assert any("shared with your team" in line for line in view.warnings)
    announce(sf, due)
    later = wait(three, "sf", "pl")
    assert not gone(sf, due)
    standing = standing_of(pl, due, now=later)
    assert standing is not None
    assert standing.waits_for == ("JO (Laptop of jo)",)
    assert standing.confirmed == ("PL (Laptop of pl)", "SF (Laptop of sf)")
    wait(three, since=later)
    assert all(gone(vault, due) for vault in (sf, pl, jo))
    [certificate] = pl.disposals.all()
    assert certificate.confirmed == ("JO (Laptop of jo)", "PL (Laptop of pl)", "SF (Laptop of sf)")
    assert certificate.old_files >= 3
    pairs = dict(certificate_pairs(certificate))
    assert "JO" in pairs["Confirmed by"]
    assert "sealed files lay there" in pairs["In the team’s mailbox"]
    assert pl.database.value("SELECT count(*) FROM team_sets WHERE words <> ''") == 0
    assert pl.database.value("SELECT count(*) FROM settings WHERE key LIKE 'disposal-known/%'") == 0


def test_whoever_holds_something_newer_objects_and_it_stays(three: TeamOf, due: str) -> None:
    sf, pl, jo = three.vaults.values()
    jo.notes.add(a_note(jo.cases.get(due), "Heard today"))
    announce(sf, due)
    exchange(three)
    standing = standing_of(sf, due, now=NOW)
    assert standing is not None
    assert standing.announced.is_over
    wait(three)
    assert not any(gone(vault, due) for vault in (sf, pl, jo))
    assert [note.text for note in sf.notes.of_case(due)] == ["Heard today"]
    later = NOW + timedelta(days=20)
    announce(sf, due, later)
    wait(three, since=later)
    assert all(gone(vault, due) for vault in (sf, pl, jo))


def test_a_hold_that_one_of_them_knows_of_stops_it(three: TeamOf, case: str) -> None:
    sf, pl, _jo = three.vaults.values()
    announce(sf, case)
    pl.keeping.add(
        KeepingDecision(
            id="h", case_id=case, kind=KeepingKind.HOLD, reason="Court", reference="", decided_by="PL", decided_at=NOW
        )
    )  # fmt: skip
    exchange(three)
    standing = standing_of(sf, case, now=NOW)
    assert standing is not None
    assert standing.announced.objection is not None
    assert not gone(sf, case)


def test_a_lead_decides_after_a_fortnight_and_what_comes_later_is_set_aside(three: TeamOf, case: str) -> None:
    """A laptop that slept lets it go a fortnight after it woke."""
    sf, pl, jo = three.vaults.values()
    announce(pl, case)
    exchange(three, ["sf", "pl"])
    with pytest.raises(RecordError, match="cannot be decided"):
        decide(sf, case, now=NOW + timedelta(days=13))
    later = wait(three, "sf", "pl")
    with pytest.raises(RecordError, match="cannot be decided"):
        decide(pl, case, now=later)
    decide(sf, case, now=later)
    exchange(three, ["sf", "pl"], later)
    assert gone(sf, case)
    assert gone(pl, case)
    assert sf.disposals.all()[0].not_heard == ("JO (Laptop of jo)",)
    jo.notes.add(a_note(jo.cases.get(case), "Written on a laptop that slept"))
    exchange(three, now=later)
    assert not gone(jo, case)
    wait(three, since=later)
    assert gone(jo, case)
    assert gone(sf, case)
    aside = sf.team.in_state(SetState.SET_ASIDE)
    assert {(one.reason, one.words) for one in aside} == {("disposed", "")}
    head = sf.team.heads(main_circle(three.team.id))[three.id("jo")]
    assert head.number == max(one.number for one in aside if one.vault == three.id("jo"))


def test_a_vault_that_was_removed_is_not_waited_for(three: TeamOf, case: str) -> None:
    sf, pl, _jo = three.vaults.values()
    three.change(removed(three.team, "jo"))
    renew_circles(sf, now=NOW)
    three.exchange()
    announce(sf, case)
    exchange(three, ["sf", "pl"])
    agree(pl, case, now=NOW)
    wait(three, "sf", "pl")
    assert gone(sf, case)
    assert gone(pl, case)


def test_what_was_withdrawn_does_not_go(three: TeamOf, case: str) -> None:
    sf, pl, jo = three.vaults.values()
    announce(sf, case)
    exchange(three, ["sf", "pl"])
    withdraw(pl, case, now=NOW)
    exchange(three, ["pl", "jo"])
    exchange(three)
    assert not any(gone(vault, case) for vault in (sf, pl, jo))


def test_what_is_not_shared_goes_at_once_and_a_person_of_a_shared_case_does_not(
    three: TeamOf, case: str
) -> None:
    sf = three.vaults["sf"]
    with pytest.raises(RecordError, match="shared with your team"):
        dispose_or_announce(sf, None, Target(person_id=sf.cases.get(case).person_id), WISH, now=NOW)
    person = a_person("Alone")
    sf.people.add(person)
    own = a_case(person)
    sf.cases.add(own)
    certificate = dispose_or_announce(sf, None, Target(person_id=person.id, case_id=own.id), WISH, now=NOW)
    assert certificate is not None
    assert certificate.confirmed == ()
    assert "confirmed" not in certificate.to_json()


def claim(
    three: TeamOf,
    case_id: str,
    name: str,
    step: Step,
    *,
    by: str,
    at: datetime = NOW,
    to: str = "",
    mark: str = "",
) -> None:
    """The vault of `by` says that that of `name` took this step, about the announcement `to`, else one that it invented itself."""
    line = DisposalStep(
        id=f"{step}-{name}{mark}", case_id=case_id, step=step, ground=Ground.MOVED, vault=three.id(name), said_by=name.upper(),
        said_at=at, announcement="" if step is Step.ANNOUNCED else to or f"{Step.ANNOUNCED}-{by}",
    )  # fmt: skip
    three.vaults[by].records(DISPOSAL_STEPS).add(DISPOSAL_STEP_ROWS.columns(line))


def hear(three: TeamOf, *names: str, now: datetime = NOW) -> None:
    """These take in and tend what lies in the store already; a changed program does not tend its own."""
    for name in names:
        for one in three.sets:
            if take_in(three.vaults[name], replace(one, put_at=now)) is not None:
                materialise(
                    three.vaults[name], one.case_id, one.circle,
                    writers=writers(three.vaults[name], now=lambda: now), forms=lambda _digest: None,
                )  # fmt: skip
        tend_disposals(three.vaults[name], None, now=now)


def put(three: TeamOf, name: str) -> None:
    """The vault tells what it wrote."""
    vault = three.vaults[name]
    for case_id in vault.team.dirty():
        writer = writers(vault, now=lambda: NOW)(vault.team.circle_of(case_id) or "")
        assert writer is not None
        capture(vault, case_id, writer)
    for one in vault.team.to_put():
        vault.team.was_put(one, NOW)
        three.sets.append(one)


@pytest.mark.parametrize("named", ["sf", "pl"])
def test_nobody_decides_in_the_name_of_a_lead_or_without_being_one(
    three: TeamOf, case: str, named: str
) -> None:
    sf, _pl, jo = three.vaults.values()
    claim(three, case, "pl", Step.ANNOUNCED, by="pl", at=NOW - timedelta(days=20))
    claim(three, case, named, Step.DECIDED, by="pl")
    put(three, "pl")
    hear(three, "sf", "jo")
    assert not gone(sf, case)
    assert not gone(jo, case)
    assert len(jo.records(DISPOSAL_STEPS).of(case)) > 1, "the lines came"


def test_a_lead_decides_nothing_before_the_fortnight_is_over(three: TeamOf, case: str) -> None:
    _sf, pl, jo = three.vaults.values()
    claim(three, case, "sf", Step.ANNOUNCED, by="sf")
    claim(three, case, "sf", Step.DECIDED, by="sf", at=NOW + timedelta(days=13))
    put(three, "sf")
    hear(three, "pl", "jo")
    assert not gone(pl, case)
    assert not gone(jo, case)


@pytest.mark.parametrize("ground", [Ground.PERIOD_OVER, Ground.MOVED])
def test_no_vault_confirms_by_itself_what_is_not_due_by_its_own_rules(
    three: TeamOf, case: str, ground: Ground
) -> None:
    """A program that was changed looks for no rule before it announces; any other ground is one person's word."""
    _sf, pl, jo = three.vaults.values()
    known = tuple(sorted(one.digest[:MARK] for one in pl.team.sets_of(case, main_circle(three.team.id))))
    line = DisposalStep(
        id="a", case_id=case, step=Step.ANNOUNCED, ground=ground, known=known, vault=three.id("pl"), said_by="PL", said_at=NOW
    )  # fmt: skip
    pl.records(DISPOSAL_STEPS).add(DISPOSAL_STEP_ROWS.columns(line))
    put(three, "pl")
    for days in range(0, 40, 4):
        hear(three, "jo", now=NOW + timedelta(days=days))
    standing = standing_of(jo, case, now=NOW + timedelta(days=40))
    assert standing is not None
    assert not standing.announced.is_over
    assert three.id("jo") not in standing.announced.confirmed


def test_the_fortnight_counts_from_when_it_was_heard_and_not_from_the_day_that_a_line_says(
    three: TeamOf, case: str
) -> None:
    """Else a lead is asked at once to decide about what a colleague dated three weeks back."""
    sf, pl, _jo = three.vaults.values()
    announce(pl, case, NOW - timedelta(days=21))
    put(three, "pl")
    for days in (0, 4, 8, 12):
        hear(three, "sf", now=NOW + timedelta(days=days))
    with pytest.raises(RecordError, match="cannot be decided"):
        decide(sf, case, now=NOW + timedelta(days=13))
    decide(sf, case, now=NOW + timedelta(days=14))


def test_nobody_confirms_for_somebody_else(three: TeamOf, due: str) -> None:
    sf, pl, jo = three.vaults.values()
    sf.notes.add(a_note(sf.cases.get(due), "Not known to whoever wants it gone"))
    announce(pl, due)
    first = standing_of(pl, due, now=NOW)
    assert first is not None
    claim(three, due, "sf", Step.CONFIRMED, by="pl", to=first.announced.first.id)
    put(three, "pl")
    for days in (0, 4, 8, 12, 16):
        hear(three, "jo", now=NOW + timedelta(days=days))
    put(three, "jo")
    hear(three, "jo")
    assert not gone(jo, due)
    standing = standing_of(jo, due, now=NOW)
    assert standing is not None
    assert standing.waits_for == ("SF (Laptop of sf)",)


def test_whoever_announces_is_told_by_whose_laptop_it_was_and_not_by_the_name_in_the_line(
    three: TeamOf, case: str
) -> None:
    sf, pl, _jo = three.vaults.values()
    settings.save_practitioner(pl, Practitioner(name="SF", role="SF", organisation="Council"))
    announce(pl, case)
    put(three, "pl")
    for one in three.sets:
        take_in(sf, replace(one, put_at=NOW))
    materialise(
        sf, case, main_circle(three.team.id), writers=writers(sf, now=lambda: NOW), forms=lambda _digest: None
    )
    standing = standing_of(sf, case, now=NOW)
    assert standing is not None
    assert standing.announced.first.said_by == "PL"


def test_a_second_line_under_one_id_is_not_taken_for_ones_own(three: TeamOf, case: str) -> None:
    """A row that was written twice with other words stands twice, the second time in no set: yet nobody here wrote it."""
    sf, _pl, _jo = three.vaults.values()
    claim(three, case, "pl", Step.ANNOUNCED, by="pl", at=NOW - timedelta(days=20))
    claim(three, case, "sf", Step.DECIDED, by="pl")
    put(three, "pl")
    writer = writers(three.vaults["jo"], now=lambda: NOW)(main_circle(three.team.id))
    assert writer is not None
    row = dict(three.vaults["pl"].records(DISPOSAL_STEPS).get(f"{Step.DECIDED}-sf"))
    with three.vaults["jo"].transaction():
        for said_by in ("JO", "PL"):
            again = Operation(
                table=DISPOSAL_STEPS.table, key=(row["id"],), unit=ROW, value={**row, "said_by": said_by}
            )
            list(write_sets(three.vaults["jo"], case, writer, [again]))
    put(three, "jo")
    hear(three, "sf")
    assert len(sf.records(DISPOSAL_STEPS).of(case)) > 3, "the first line, and those beside it"
    assert not gone(sf, case)


def test_nobody_withdraws_or_objects_for_somebody_else(three: TeamOf, due: str) -> None:
    sf, pl, _jo = three.vaults.values()
    announce(sf, due)
    first = standing_of(sf, due, now=NOW)
    assert first is not None
    put(three, "sf")
    hear(three, "pl")
    for step in (Step.WITHDRAWN, Step.OBJECTED):
        claim(three, due, "jo", step, by="pl", to=first.announced.first.id)
    wait(three)
    assert all(gone(vault, due) for vault in (sf, pl))
