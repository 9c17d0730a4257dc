"""The attacks on packs in a small number, with the control that must be fooled."""

from __future__ import annotations

import pytest

from tests.faults.pack_attacks import ATTACKS, SLOWEST, Target, attack, careful, careless, target
from tests.unit.packs.making import make_signed

RUNS = 10 * len(ATTACKS)


@pytest.fixture(scope="module")
def aim() -> Target:
    return target(make_signed())


def test_the_pack_itself_verifies(aim: Target) -> None:
    careful(aim.signed)(aim.pdf)
    careless(aim.signed)(aim.pdf)


def test_no_attack_is_accepted_and_none_crashes(aim: Target) -> None:
    outcome = attack(careful(aim.signed), aim, runs=RUNS, seed=2)
    assert not outcome.accepted
    assert not outcome.crashed
    assert outcome.slowest < SLOWEST
    assert set(outcome.tried) == set(ATTACKS)


def test_a_verifier_that_looks_only_at_the_signed_bytes_is_fooled(aim: Target) -> None:
    accepted = attack(careless(aim.signed), aim, runs=RUNS, seed=2).accepted
    assert {"incremental update", "wrapping", "another signer"} <= set(accepted)
