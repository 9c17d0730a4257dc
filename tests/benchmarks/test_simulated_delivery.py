"""The program's own back-off holds where others fail, in a small simulation with the program's own function; each control fails."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from prevent_desktop.delivery.backoff import wait_for
from tests.benchmarks.simulated_delivery import NO_JITTER, OURS, Policy, World, ours_asked, simulate, window

HOUR = 3600.0
SMALL = World(
    name="1 in 100 of a nation",
    senders=3_000,
    burst_at=9 * HOUR,
    burst_spread=HOUR / 2,
    outage=(9 * HOUR, 10 * HOUR),
    network_outage=True,
    processors=0.1,
    upload_cost=0.006,
    refusal_cost=0.002,
    ask_cost=0.002,
    workers=10,
    taken_per_worker=0.6,
)
SERVER_DOWN = replace(SMALL, network_outage=False)
SHORT = Policy("full jitter, 2 s to 1 min", lambda n, random, _refused: window(n, 60.0) * random.random())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_an_outage_of_the_server_nobody_is_refused_and_all_is_sent_within_the_longest_wait(
    seed: int,
) -> None:
    result = simulate(SERVER_DOWN, OURS, seed)
    assert result.unsent == 0
    assert result.waited_at_return > 1_000
    assert result.wasted < 0.01
    assert result.drained <= 15 * 60 + 60


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_waits_that_stop_growing_at_a_minute_are_a_storm(seed: int) -> None:
    """The control: it takes the same function to find the storm that ours does not make."""
    assert simulate(SERVER_DOWN, SHORT, seed).wasted > 0.9


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_crowd_that_returns_at_one_moment_does_not_stay_together(seed: int) -> None:
    together, apart = simulate(SMALL, NO_JITTER, seed), simulate(SMALL, OURS, seed)
    assert apart.unsent == 0
    assert apart.later_peak * 4 < together.later_peak, "without chance in it the crowd comes back as one"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_server_that_asks_a_crowd_for_the_same_patience_does_not_get_it_back_at_one_moment(
    seed: int,
) -> None:
    def no_more_than_asked(attempts: int, random: Random, refused: bool) -> float:
        return wait_for(attempts, random).total_seconds() + (120.0 if refused else 0.0)

    spread = simulate(SMALL, Policy("ours", ours_asked(120.0)), seed)
    control = simulate(SMALL, Policy("120 s and what is drawn alone", no_more_than_asked), seed)
    assert spread.unsent == 0
    assert spread.later_peak * 2 < control.later_peak
