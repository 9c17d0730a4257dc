"""What was set aside is judged again once it may count: by what has come since, or by another version of the program."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.vault.team.tables import SetState
from tests.faults.team_laptops import Laptop
from tests.unit.workflows.team.test_copied_laptops import Scene, begun

REASONS = [
    "forged",
    "foreign",
    "replayed",
    "wrong-circle",
    "removed",
    "taken-out",
    "malformed: a word too many",
]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """PL wrote two notes, and put them into the mailbox."""
    scene = begun(tmp_path / "team")
    scene.write(scene["pl-1"], times=2)
    scene.meet(scene["pl-1"])
    return scene


def lie_aside(scene: Scene, laptop: Laptop, reason: str) -> None:
    """Another version of the program took both, and set them aside."""
    with scene["pl-1"].opened() as vault:
        sets = [
            one
            for number in (1, 2)
            for one in vault.team.under_number(scene.founded.main, scene["pl-1"].listed, number)
        ]
    with laptop.opened() as vault:
        for one in sets:
            aside = replace(one, state=SetState.SET_ASIDE, reason=reason, put_at=laptop.now(), here=False)
            assert vault.team.keep(aside)


@pytest.mark.parametrize("reason", REASONS)
def test_whatever_the_reason_was_it_counts_once_it_is_judged_otherwise(scene: Scene, reason: str) -> None:
    lead, pl = scene["sf-1"], scene["pl-1"]
    lie_aside(scene, lead, reason)
    scene.meet(lead, turns=2)
    scene.all_have(2, lead, pl)
    with lead.opened() as vault:
        assert vault.team.in_state(SetState.SET_ASIDE) == ()


def test_what_was_disposed_of_here_stays_away(scene: Scene) -> None:
    lead = scene["sf-1"]
    lie_aside(scene, lead, "disposed")
    scene.meet(lead, turns=2)
    assert scene.notes(lead) == []


def test_what_only_another_program_may_judge_otherwise_is_judged_once_after_each_start(scene: Scene) -> None:
    """Somebody who means ill may lay many such, and each costs a signature."""
    lead = scene["sf-1"]
    names = scene.names(lead)
    lead.lies.withheld = {names.change_set(scene["pl-1"].listed, number) for number in (1, 2)}
    with lead.opened() as vault:
        rounds = lead.rounds(scene.founded.journal, random.Random(1))
        lead.round_by(rounds, vault)
    lie_aside(scene, lead, "forged")
    with lead.opened() as vault:
        rounds.ask_for_all()
        lead.round_by(rounds, vault)
        assert len(vault.team.in_state(SetState.SET_ASIDE)) == 2
    scene.meet(lead)
    scene.all_have(2, lead)
