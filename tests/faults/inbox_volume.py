"""Many packs, four services, and kills all the time: what `inbox_kills` runs at volume.

Four processes of ``inbox run --watch`` work on one folder of packs; every few hundredths of a second one of them, drawn by chance, is
ended by SIGKILL and another begins. When nothing lies there any more the rest are stopped by SIGTERM and must end with 0. Then each
pack is kept as it came, has one receipt, and nobody said twice that it was kept.

They are forked with all imported, so that they work and do not start; `tests/unit/cli/test_inbox_watch.py` starts whole programs.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from prevent_desktop.cli.main import run_command
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.workflows.receiving.quarantine import quarantined, try_again
from tests.benchmarks.inbox_ground import Ground
from tests.faults.harness import fork, was_killed

_WORKERS = 4
_LONGEST_PAUSE = 0.15  # seconds between two kills
_MOST_KILLS = 20_000


@dataclass
class VolumeRun:
    """One store full of packs, until it is empty. `wrong` is what does not hold at the end."""

    ground: Ground
    folder: Path
    kills: int = 0
    started: int = 0
    wrong: list[str] = field(default_factory=list)

    def to_the_end(self, chance: random.Random) -> None:
        self.folder.mkdir(parents=True)
        self.mailbox = FolderMailbox.create(self.folder / "mailbox")
        self.ground.fill(self.mailbox)
        workers = [self._begin() for _ in range(_WORKERS)]
        try:
            while (
                any(self.mailbox.incoming.path.iterdir()) or self._put_back()
            ) and self.kills < _MOST_KILLS:
                time.sleep(chance.uniform(0, _LONGEST_PAUSE))
                victim = chance.randrange(_WORKERS)
                os.kill(workers[victim], signal.SIGKILL)
                self.kills += was_killed(workers[victim])
                workers[victim] = self._begin()
        finally:
            for worker in workers:
                os.kill(worker, signal.SIGTERM)
            ended_well = [not was_killed(worker) for worker in workers]
        self.wrong = [*self.ground.findings(self.mailbox, self.folder / "out"), *self._said_twice()]
        if not all(ended_well):
            self.wrong.append("a service did not end well when it was stopped")

    def _put_back(self) -> int:
        """Try again what was killed twice while it was read, as a person does; what else stands aside is found at the end."""
        aside = [one for one in quarantined(self.mailbox) if "Twice this program ended" in one.what_happened]
        for one in aside:
            try_again(self.mailbox, one)
        return len(aside)

    def _begin(self) -> int:
        self.started += 1
        told = self.folder / f"told-{self.started}"
        child = fork(lambda: self._work(told))
        while not told.exists():  # it heeds SIGTERM once it has begun
            time.sleep(0.001)
        return child

    def _work(self, told: Path) -> None:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))  # until the command has its own
        sys.stdout = told.open("w")
        places = [str(self.mailbox.folder), "-o", str(self.folder / "out")]
        code = run_command(
            ["inbox", "run", *self.ground.options, *places, "--watch", "--every", "0.1", "--json"]
        )
        if code:
            raise AssertionError(f"ended with {code}")

    def _said_twice(self) -> Iterator[str]:
        said: Counter[str] = Counter()
        for told in self.folder.glob("told-*"):
            for line in told.read_text().splitlines():
                if line.endswith("}"):  # the last line of one that was killed may be half
                    outcome = json.loads(line)
                    if outcome["result"] == "kept":
                        said[outcome["pack"]] += 1
        for pack_id, count in said.items():
            if count > 1:
                yield f"{pack_id} was kept by {count}"
