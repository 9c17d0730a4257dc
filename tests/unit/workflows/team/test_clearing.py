"""What nobody needs in the team's mailbox goes out of it again: old change-sets, and all of a case that was disposed of."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.delivery.mailboxes.team_store import TeamStore
from prevent_desktop.workflows.team.circles.statements import circles
from tests.faults.team_laptops import START, Founded, Laptop, change_team, found
from tests.faults.team_lies import LyingStore
from tests.unit.workflows.team.clearing_scene import Scene, in_mailbox


@pytest.fixture(scope="module")
def founded_once(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("team") / "founded", 3)


@pytest.fixture
def scene(founded_once: Founded, tmp_path: Path) -> Scene:
    founded = founded_once.copy(tmp_path / "team")

    def open_store(laptop: Laptop) -> TeamStore:
        return laptop.store(founded.journal, random.Random(1))

    return Scene(founded, open_store)


def test_all_of_a_disposed_case_goes_once_everybody_has_heard_of_it(scene: Scene) -> None:
    names = scene.dispose()
    assert scene.lying(names) == names  # nobody's list says yet that they have it
    for one in scene.certificates().values():
        assert "once all your colleagues’ laptops have heard of it" in in_mailbox(one)
    scene.go_on(days=1)
    scene.go_on(days=1)
    assert scene.lying(names) == set()
    for one in scene.certificates().values():
        assert one.waiting_in_store == 0
    lead = in_mailbox(scene.certificates()["sf-1"])
    assert "were removed" in lead
    assert "could not" not in lead


def test_a_round_that_is_cut_while_it_removes_goes_on_with_the_next(scene: Scene) -> None:
    names = scene.dispose()
    scene.go_on(days=1)
    for laptop in scene.laptops:
        laptop.drift += timedelta(days=1)
    lead = scene.founded.laptops["sf-1"]
    for most in range(20, 120, 7):
        lead.lies.cut_off = most
        with lead.opened() as vault:
            lead.round(vault, scene.founded.journal, random.Random(1))
    lead.lies.end()
    scene.go_on()
    assert scene.lying(names) == set()
    assert all(one.waiting_in_store == 0 for one in scene.certificates().values())


class KeepsAll(LyingStore):
    """A store that lets nothing be taken away."""

    def delete(self, name: str) -> None:
        assert name
        raise refused(FailureReason.NOT_ALLOWED, "mailbox")


def test_where_the_store_lets_nothing_be_removed_the_certificate_says_so(scene: Scene) -> None:
    scene.open_store = lambda laptop: KeepsAll(
        scene.founded.journal, laptop.name, laptop.lies, random.Random(1)
    )
    names = scene.dispose()
    scene.go_on(days=1)
    scene.go_on(days=1)
    assert scene.lying(names) == names
    for one in scene.certificates().values():
        assert one.kept_in_store > 0
        assert "could not be removed there" in in_mailbox(one)


def test_a_file_that_another_case_has_too_stays(scene: Scene) -> None:
    kept = scene.share_case(size=4000)
    gone = scene.share_case(size=4000)
    scene.go_on()
    shared = scene.names_of(kept) & scene.names_of(gone)
    assert len(shared) == 1
    scene.announce(gone)
    scene.go_on(turns=3)
    scene.go_on(days=1)
    scene.go_on(days=1)
    assert scene.lying(shared) == shared


def test_an_old_change_set_goes_after_a_month_once_everybody_has_it(scene: Scene) -> None:
    case_id = scene.share_case()
    scene.go_on()
    names = scene.names_of(case_id)
    scene.go_on(days=1)
    scene.go_on(days=28)
    assert scene.lying(names) == names
    scene.go_on(days=2, turns=3)
    assert scene.lying(names) == set()
    scene.write("kb-1", case_id)  # and what comes after goes on as ever
    scene.go_on()
    with scene.at("sf-1") as (_laptop, vault):
        assert len(vault.notes.of_case(case_id)) == 1


def test_who_was_away_for_longer_than_everything_stays_is_given_it_again(scene: Scene) -> None:
    cases = [scene.share_case() for _each in range(12)]
    others = ("sf-1", "pl-1")
    scene.go_on(0, *others)
    names = {name for case_id in cases for name in scene.names_of(case_id)}
    scene.go_on(60, *others)
    assert scene.lying(names) == names  # one of them has not said that they have it
    scene.go_on(31, *others)
    scene.go_on(1, *others)
    assert scene.lying(names) == set()
    scene.go_on(turns=4)
    with scene.at("kb-1") as (_laptop, vault):
        assert {one.id for one in vault.cases.some(cases)} == set(cases)


def test_a_clock_that_jumped_ahead_takes_nothing_out(scene: Scene) -> None:
    case_id = scene.share_case()
    scene.go_on(0, "sf-1", "pl-1")
    scene.go_on(1, "sf-1", "pl-1")
    names = scene.names_of(case_id)
    lead = scene.founded.laptops["sf-1"]
    lead.drift += timedelta(days=400)
    for _turn in range(3):
        scene.one_round(lead)
    assert scene.lying(names) == names


def test_lists_of_heads_go_after_a_month(scene: Scene) -> None:
    lead = scene.founded.laptops["sf-1"]
    scene.go_on()
    with scene.at("sf-1") as (_laptop, vault):
        names = circles(vault)[scene.founded.main].names
    lists = {names.heads(lead.listed, (START + timedelta(days=day)).date()) for day in range(60)}
    for _week in range(7):
        scene.go_on(7, turns=1)
    scene.go_on(turns=12)
    assert len(scene.lying(lists)) == 5  # of the last month: one a week


def test_what_somebody_never_heard_of_stays_as_many_days_as_the_profile_says(scene: Scene) -> None:
    """KB is away. Without a word in the profile it is ninety days."""
    founded, others = scene.founded, ("sf-1", "pl-1")
    founded.office.profile = replace(founded.office.profile, mailbox_days=120)
    change_team(founded, founded.laptops["sf-1"])
    scene.go_on()
    case_id = scene.share_case()
    scene.go_on(0, *others)
    names = scene.names_of(case_id)
    scene.go_on(100, *others)
    scene.go_on(1, *others)
    assert scene.lying(names) == names
    scene.go_on(20, *others)
    scene.go_on(1, *others)
    assert scene.lying(names) == set()
