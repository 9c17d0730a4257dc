"""What asking for answers asks of the front, by the program's own pace; and what storage costs at assumed prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from prevent_desktop.delivery.backoff import pace_of_asking

_AGES = (
    ("the first two hours", timedelta(0), timedelta(hours=2)),
    ("until two days", timedelta(hours=2), timedelta(days=2)),
    ("until two weeks", timedelta(days=2), timedelta(days=14)),
    ("until 60 days", timedelta(days=14), timedelta(days=60)),
    ("until 400 days", timedelta(days=60), timedelta(days=400)),
)


@dataclass(frozen=True, kw_only=True)
class Prices:
    """Assumptions, in pounds: list prices of large providers in 2025 lie around them."""

    gb_month: float = 0.02
    per_1000_writes: float = 0.004
    per_1000_reads: float = 0.0004
    vcpu_hour: float = 0.04


def asks(begins: timedelta, ends: timedelta, random: Random) -> int:
    """How often one pack's sender asks for an answer while its news is between so and so old."""
    age, count = begins, 0
    while age < ends:
        age += pace_of_asking(age, random)
        count += 1
    return count


def tell_asking(packs: int, ask_cost: float) -> None:
    """If so many packs came on one morning: how often their senders ask for answers, and what that takes of processors."""
    random = Random(1)
    print(
        f"\nAsking for answers to {packs:,} packs that came on one morning (delivery.backoff.pace_of_asking)"
    )
    print(
        f"  {'age of the newest word':24} {'asks a pack':>12} {'asks/s of all':>14} {'processors at the front':>24}"
    )
    for name, begins, ends in _AGES:
        each = sum(asks(begins, ends, random) for _ in range(20)) / 20
        rate = packs * each / (ends - begins).total_seconds()
        print(f"  {name:24} {each:12.0f} {rate:14,.1f} {rate * ask_cost:24.2f}")


def tell_cost(*, packs_a_year: int, pack_mb: float, vcpus: int, prices: Prices | None = None) -> None:
    """Storage and processors of a year, at the prices that it says."""
    prices = prices or Prices()
    gb = packs_a_year * pack_mb / 1000
    writes, reads = packs_a_year * 12, packs_a_year * 16
    rows = (
        (
            f"a week’s packs in the store, were nothing taken ({gb / 52:,.1f} GB)",
            gb / 52 * 12 * prices.gb_month,
        ),
        (f"the year’s packs kept for a year ({gb:,.0f} GB at its end)", gb / 2 * 12 * prices.gb_month),
        (f"writes to the store, 12 a pack ({writes:,})", writes / 1000 * prices.per_1000_writes),
        (f"reads of the store, 16 a pack ({reads:,})", reads / 1000 * prices.per_1000_reads),
        (f"{vcpus} processors all year", vcpus * 24 * 365 * prices.vcpu_hour),
    )
    print(
        f"\nCost of a year: {packs_a_year:,} packs of {pack_mb} MB; assumed: £{prices.gb_month}/GB and month,"
        f" £{prices.per_1000_writes}/1,000 writes, £{prices.per_1000_reads}/1,000 reads, £{prices.vcpu_hour}/vCPU hour"
    )
    for name, pounds in rows:
        print(f"  {name:76} £{pounds:10,.2f}")
    print(f"  {'together':76} £{sum(pounds for _name, pounds in rows):10,.2f}")
