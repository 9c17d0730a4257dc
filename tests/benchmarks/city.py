"""A city: 10,000 senders, one small receiving end, a Monday morning; by simulation with the program's own back-off.

    python -m tests.benchmarks.city [--seed 1] [--uploads-ms 6] [--taken 60] [--workers 1]

Each sender sends one pack, most of them around 9:00 (half of them within 20 minutes of it). From 9:00 to 10:00 nothing arrives: the
server is down, or the senders' own line is. Under some minutes for all tables; what the columns mean is told by `simulated_delivery`.

What is measured goes in by the command line: what an upload takes of a processor at the front (tus server and TLS together),
and how many packs a second a worker takes in (`bench_inbox`). Prices are assumptions and stand in the table.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace

from tests.benchmarks.simulated_cost import tell_asking, tell_cost
from tests.benchmarks.simulated_delivery import ALTERNATIVES, World, table

HOUR = 3600.0
PACK_MB = 1.0
"""A pack with its evidence, as an assumption: pages alone take 0.1 MB."""


def world(asked: argparse.Namespace) -> World:
    return World(
        name="City, the server is down from 9:00 to 10:00",
        senders=asked.senders,
        burst_at=9 * HOUR,
        burst_spread=HOUR / 2,
        outage=(9 * HOUR, 10 * HOUR),
        network_outage=False,
        processors=1,
        upload_cost=asked.uploads_ms / 1000,
        refusal_cost=asked.handshake_ms / 1000,
        ask_cost=asked.handshake_ms / 1000,
        workers=asked.workers,
        taken_per_worker=asked.taken,
    )


def options(doc: str | None, *, workers: int, senders: int) -> argparse.ArgumentParser:
    """What `city` and `nation` are asked."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--uploads-ms", type=float, default=6.0, help="processor time of an upload at the front"
    )
    parser.add_argument(
        "--handshake-ms", type=float, default=2.0, help="of a refusal, or of asking for a receipt"
    )
    parser.add_argument("--taken", type=float, default=60.0, help="packs a second and worker")
    parser.add_argument("--workers", type=int, default=workers)
    parser.add_argument("--senders", type=int, default=senders)
    return parser


def main(arguments: Sequence[str]) -> int:
    asked = options(__doc__, workers=1, senders=10_000).parse_args(arguments)
    city = world(asked)
    table(city, ALTERNATIVES, asked.seed)
    line = replace(city, network_outage=True)
    for seconds in (0.0, 60.0):
        name = f"City, the senders’ line is down; all notice its return within {seconds:.0f} s"
        table(replace(line, name=name, returns_within=seconds), ALTERNATIVES, asked.seed)
    tell_asking(city.senders, city.ask_cost)
    tell_cost(packs_a_year=city.senders * 4, pack_mb=PACK_MB, vcpus=2)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
