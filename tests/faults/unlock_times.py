"""How long unlocking takes in a vault of ten years, integrity checks included, beside the key derivation (FAULTS 11).

    python -m tests.faults unlock_times --runs 100 [--cases 10000]

The vault of `tests.benchmarks.growth_vault` is made once and kept in the temporary folder; each run opens it by its key as
an unlock does, with its checks and the audit's entry, and closes it. The limit is 1.5 s, on a machine that does nothing
else. The control waits before it begins, and has to be over the limit.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence

from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.vault_admin.unlock import open_vault
from tests.benchmarks.growth_vault import Grown, made
from tests.faults.harness import ask

LIMIT = 1.5
"""Seconds from the key to the open, checked vault."""


def sound(grown: Grown) -> Vault:
    return open_vault(grown.folder, grown.key)


def waits_first(grown: Grown) -> Vault:
    """Broken: something takes as long as all of it may, before it begins."""
    time.sleep(LIMIT)
    return open_vault(grown.folder, grown.key)


def too_slow(took: Sequence[float]) -> list[str]:
    """The unlocks that are over the limit, in words."""
    return [f"an unlock took {seconds:.2f} s" for seconds in took if seconds > LIMIT]


def seconds_of(unlock: Callable[[Grown], Vault], grown: Grown) -> float:
    begun = time.perf_counter()
    vault = unlock(grown)
    took = time.perf_counter() - begun
    vault.close()
    return took


def _more(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--attachments-gb", type=float, default=0.1)


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="unlock_times", runs=10, more=_more)
    grown = made(asked.options.cases, asked.options.attachments_gb)
    took = sorted(seconds_of(sound, grown) for _run in range(asked.runs))
    print(f"unlocking: median {took[len(took) // 2]:.2f} s, slowest {took[-1]:.2f} s, limit {LIMIT} s")
    control = too_slow([seconds_of(waits_first, grown)])
    return asked.tell(too_slow(took), controls={"waits first": control and control[0]})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
