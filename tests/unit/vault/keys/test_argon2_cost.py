from __future__ import annotations

import time

import pytest

from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST, Argon2Cost, calibrated_cost, seconds_for


@pytest.mark.parametrize("seconds_at_floor", [0.01, 0.05, 0.1, 0.2, 0.3, 0.45])
def test_calibration_lands_between_half_a_second_and_a_second(seconds_at_floor: float) -> None:
    def measure(cost: Argon2Cost) -> float:
        work = cost.memory_kib * cost.passes / (FLOOR_COST.memory_kib * FLOOR_COST.passes)
        return seconds_at_floor * work

    assert 0.5 <= measure(calibrated_cost(measure)) <= 1.0


@pytest.mark.parametrize("seconds_at_floor", [0.8, 3.0, 60.0])
def test_a_slow_machine_still_gets_the_floor(seconds_at_floor: float) -> None:
    assert calibrated_cost(lambda _cost: seconds_at_floor) == FLOOR_COST


def test_an_impossibly_fast_machine_stays_within_what_we_read_back() -> None:
    cost = calibrated_cost(lambda _cost: 0.0)
    assert Argon2Cost(cost.memory_kib, cost.passes, cost.lanes) == cost
    assert cost.memory_kib == 512 * 1024


@pytest.mark.parametrize(
    ("memory_kib", "passes", "lanes"),
    [
        (64 * 1024 - 1, 3, 4),
        (64 * 1024, 2, 4),
        (64 * 1024, 3, 3),
        (1024 * 1024 + 1, 3, 4),
        (64 * 1024, 65, 4),
        (64 * 1024, 3, 17),
        (1024 * 1024, 17, 4),
        (0, 0, 0),
        (-1, -1, -1),
    ],
)
def test_a_cost_below_the_floor_or_beyond_reason_is_refused(memory_kib: int, passes: int, lanes: int) -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        Argon2Cost(memory_kib, passes, lanes)


def test_another_salt_gives_another_key() -> None:
    assert FLOOR_COST.derive(b"secret", bytes(16)) != FLOOR_COST.derive(b"secret", bytes(15) + b"\1")


def test_twice_the_memory_is_taken_before_a_second_turn_of_passes() -> None:
    assert calibrated_cost(lambda _cost: 0.375) == Argon2Cost(2 * FLOOR_COST.memory_kib, FLOOR_COST.passes, 4)


def test_it_is_measured_by_deriving_once() -> None:
    before = time.perf_counter()
    lasted = seconds_for(FLOOR_COST)
    assert 0 < lasted <= time.perf_counter() - before
