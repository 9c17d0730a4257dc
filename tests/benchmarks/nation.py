"""A nation: 300,000 senders, a Monday-morning burst, an hour's outage and the return of all at once; by simulation.

    python -m tests.benchmarks.nation [--seed 1] [--scale 10] [--uploads-ms 6] [--taken 60] [--workers 10]

The same as `city`, thirty times as large, before a front of ten processors. So that all alternatives are done in minutes, one sender in `scale`
is simulated before a front of one processor in `scale`: crowds, queues and shares are the same, and the printed numbers are of
the part; `--scale 1` does all of them (ours alone is done so at the end in any case).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

from tests.benchmarks.city import PACK_MB, options, world
from tests.benchmarks.simulated_cost import tell_asking, tell_cost
from tests.benchmarks.simulated_delivery import ALTERNATIVES, OURS, Policy, Result, World, ours_asked, table

PROCESSORS = 10


def main(arguments: Sequence[str]) -> int:
    parser = options(__doc__, workers=10, senders=300_000)
    parser.add_argument("--scale", type=int, default=10)
    asked = parser.parse_args(arguments)
    part = f"Nation, 1 in {asked.scale}" if asked.scale > 1 else "Nation"
    whole = replace(world(asked), processors=PROCESSORS)
    nation = replace(
        whole,
        name=f"{part}: the servers are down from 9:00 to 10:00",
        senders=asked.senders // asked.scale,
        processors=PROCESSORS / asked.scale,
        taken_per_worker=asked.taken / asked.scale,
    )
    table(nation, ALTERNATIVES, asked.seed)
    for seconds in (0.0, 30.0, 300.0):
        name = f"{part}: a backbone is down; all notice its return within {seconds:.0f} s"
        table(
            replace(nation, name=name, network_outage=True, returns_within=seconds), ALTERNATIVES, asked.seed
        )
    name = f"{part}: all return at one moment; what the servers should ask of whom they refuse"
    asking = [Policy(f"ours, and Retry-After: {each}", ours_asked(each)) for each in (10, 30, 60, 120, 300)]
    table(replace(nation, name=name, network_outage=True), asking, asked.seed)
    if asked.scale > 1:
        in_full(whole, asked.seed)
    tell_asking(asked.senders, whole.ask_cost)
    tell_cost(packs_a_year=asked.senders * 4, pack_mb=PACK_MB, vcpus=PROCESSORS + 10)
    return 0


def in_full(whole: World, seed: int) -> list[Result]:
    return table(
        replace(whole, name="Nation, all of it: the servers are down from 9:00 to 10:00"), [OURS], seed
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
