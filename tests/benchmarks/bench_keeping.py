"""Keeping and disposing over 10,000 cases: setting every clock, showing the list, one note more, a whole disposal.

    python -m tests.benchmarks.bench_keeping [--cases 10000]

Aims: the list in 50 ms once the clocks are set; a disposal with all of its traces in a minute.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.keeping import Which
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import RETENTION_RULES
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.retention.dispose import Wish, dispose, finish_disposals
from prevent_desktop.workflows.retention.keeping import keeping_list, set_clocks
from tests.benchmarks.bench_vault import Words, fill
from tests.unit.vault.examples import a_note


def timed(name: str, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name:<48} {(time.perf_counter() - start) * 1000:9.1f} ms   memory at most {memory} MB", flush=True
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=10_000)
    count = parser.parse_args().cases
    chance, now = random.Random(1), datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "vault"
        key = create_vault(folder, "violet tractor lamp seventeen", cost=FLOOR_COST).key
        with Vault.open(folder, key) as vault:
            with vault.transaction():
                fill(vault, count, Words(chance))
                closed = [time_text(now - timedelta(days=chance.randint(1, 4000))) for _ in range(count)]
                ids = [row["id"] for row in vault.database.rows("SELECT id FROM cases")]
                for case_id, at in zip(ids, closed, strict=True):
                    vault.database.run(
                        "UPDATE cases SET status = 'closed', closed_at = ? WHERE id = ?", (at, case_id)
                    )
                settings.save_retention_rules(vault, RETENTION_RULES[:3])
            measure(vault, ids, now)
            print(f"database {(folder / 'vault.db').stat().st_size / 1e6:.0f} MB, {count} cases")


def measure(vault: Vault, ids: list[str], now: datetime) -> None:
    timed("all clocks set, as after a new rule", lambda: set_clocks(vault))
    for which in Which:
        timed(f"the list: {which}", lambda which=which: keeping_list(vault, which, now=now, limit=100))  # type: ignore[misc]  # this round's
    vault.notes.add(a_note(vault.cases.get(ids[0])))
    timed("the list after one more note", lambda: keeping_list(vault, Which.DUE, now=now, limit=100))
    person = vault.cases.get(ids[1]).person_id
    wish = Wish(ground=Ground.ERASURE_REQUEST, throw_drafts_away=True, date_is_right=True)
    timed(
        "a person's rows are taken out", lambda: dispose(vault, None, Target(person_id=person), wish, now=now)
    )
    timed("every trace is taken away", lambda: finish_disposals(vault, None, now=now))


if __name__ == "__main__":
    main()
