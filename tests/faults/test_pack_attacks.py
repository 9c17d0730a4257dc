"""The attacks on packs in a small number, with the control that must be fooled."""

from __future__ import annotations

import pytest

from tests.faults.later_attacks import Later, later_attacks, make_later
from tests.faults.pack_attacks import (
    ATTACKS,
    SLOWEST,
    Outcome,
    Target,
    attack,
    attack_later,
    careful,
    careless,
    target,
)
from tests.faults.trusted_attacks import TRUSTED, Forged, Trusted, attack_trusted, careful_of
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
    assert not outcome.accepted.total()
    assert not outcome.crashed
    assert outcome.slowest < SLOWEST
    assert set(outcome.tried) == set(ATTACKS)


def test_a_verifier_that_looks_only_at_the_signed_bytes_is_fooled(aim: Target) -> None:
    accepted = attack(careless(aim.signed), aim, runs=RUNS, seed=2).accepted
    assert {"incremental update", "wrapping", "another signer"} <= set(+accepted)


@pytest.fixture(scope="module")
def later() -> Later:
    return make_later()


def test_no_attack_on_a_countersigned_pack_or_a_timestamp_fools_the_verifier(later: Later) -> None:
    runs = 3 * len(later_attacks(later))
    outcome = attack_later(careful(later.awaiting, later.time_root), later, runs=runs, seed=3)
    assert not outcome.accepted.total()
    assert not outcome.crashed
    assert set(outcome.tried) == set(later_attacks(later))


def test_the_careless_verifier_is_fooled_by_what_the_waiting_field_shows(later: Later) -> None:
    runs = 3 * len(later_attacks(later))
    accepted = attack_later(careless(later.awaiting), later, runs=runs, seed=3).accepted
    assert {"waiting field", "second removed", "a stranger as lead"} <= set(+accepted)


@pytest.fixture(scope="module")
def trusted() -> Trusted:
    return Trusted.make()


def test_a_trusted_key_makes_no_attack_valid_and_each_is_told_with_its_reason(trusted: Trusted) -> None:
    outcome = Outcome()
    attack_trusted(careful_of(trusted), trusted, outcome, runs=2 * len(TRUSTED), seed=4)
    assert not outcome.accepted.total()
    assert not outcome.crashed
    assert set(outcome.tried) == set(TRUSTED)


def test_the_careless_verifier_is_fooled_by_trusted_keys(trusted: Trusted) -> None:
    outcome, fooled_by = Outcome(), careless(trusted.awaiting)

    def verify(forged: Forged) -> None:
        fooled_by(forged.pdf)

    attack_trusted(verify, trusted, outcome, runs=len(TRUSTED), seed=4)
    assert len(+outcome.accepted) >= len(TRUSTED) - 2


def test_the_genuine_packs_that_the_attacks_start_from_verify(trusted: Trusted) -> None:
    for pdf in (trusted.awaiting.pdf, trusted.both):
        pack = careful_of(trusted)(Forged(pdf=pdf))
        assert not pack.name_warning
