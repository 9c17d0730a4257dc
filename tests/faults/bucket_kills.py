"""Kills workers that take packs out of S3-compatible storage, a real one (Ceph's radosgw), at random moments.

    python -m tests.faults bucket_kills --runs 40 [--seed 1]

`--runs` are packs. Four workers take them out of one bucket into one folder, then (from ten packs on) into another part of the bucket, with claims that run out after three seconds; every few
hundredths of a second one of them, drawn by chance, is ended by SIGKILL and another begins. At the end each pack is kept as it came, has one
receipt over its sealed file, nothing was set aside, nothing lies where it came in, and nobody said twice that a pack was kept.

Two broken ones must be caught: one gives every claim to whoever asks; one takes the pack away before it is kept. (A store that does not heed
conditional writes is refused before anything is taken: `tests/interop/test_bucket_inbox.py`.) Where Ceph is not installed the harness says so, and ends with 1.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest import mock

from prevent_desktop.delivery.desk_stores.boto_bucket import BotoBucket
from prevent_desktop.delivery.mailboxes.bucket import Bucket
from prevent_desktop.delivery.mailboxes.bucket_claims import BucketClaim, claim
from prevent_desktop.delivery.mailboxes.bucket_mailbox import BucketMailbox
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.workflows.receiving.bucket_sink import BucketSink
from prevent_desktop.workflows.receiving.file_sink import FileSink, Kept
from prevent_desktop.workflows.receiving.folder_sink import FolderSink
from prevent_desktop.workflows.receiving.intake import Ready, take_from
from prevent_desktop.workflows.receiving.quarantine import quarantined, try_again
from tests.benchmarks.bench_inbox import store_of_s3
from tests.benchmarks.inbox_ground import Ground, make_ground
from tests.faults.harness import ask, fork, was_killed
from tests.faults.reading_here import reading_here
from tests.interop.receiver_parts import why_no_bucket
from tests.unit.workflows.receiving.packs_in import NOW

_WORKERS = 4
_LONGEST_PAUSE = 0.5  # seconds between two kills
_LEASE = timedelta(seconds=3)
_MOST_KILLS = 5_000
_MOST_TURNS = 10
_INTO_BUCKET_FROM = 10

Claiming = Callable[[Bucket, str], BucketClaim | None]


class Run:
    """One part of the bucket, full of packs, until it is empty."""

    def __init__(
        self,
        ground: Ground,
        folder: Path,
        opened: Callable[[str], Bucket],
        claiming: Claiming,
        *,
        keeping: Callable[[str], Bucket] | None = None,
    ) -> None:
        folder.mkdir()
        self.keeping = None if keeping is None else partial(keeping, f"{folder.name}-kept")
        self.ground, self.folder, self.claiming = ground, folder, claiming
        self.open = partial(opened, folder.name)
        self.kills = 0
        self.store = self.open()
        for pack_id in ground.pdfs:
            sealed = (ground.sealed / f"{pack_id}.pdf.age").read_bytes()
            self.store.create(f"{pack_id}.pdf.age", sealed)

    def to_the_end(self, chance: random.Random) -> list[str]:
        """What does not hold once nothing lies there any more."""
        workers = [fork(self._work) for _ in range(_WORKERS)]
        try:
            while self._left() and self.kills < _MOST_KILLS:
                time.sleep(chance.uniform(0, _LONGEST_PAUSE))
                victim = chance.randrange(_WORKERS)
                with suppress(ProcessLookupError):
                    os.kill(workers[victim], signal.SIGKILL)
                self.kills += was_killed(workers[victim])
                workers[victim] = fork(self._work)
        finally:
            for worker in workers:
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
                was_killed(worker)
        return [*self._found(), *self._said_twice()]

    def _left(self) -> bool:
        if any(each.key.endswith(".pdf.age") for each in self.store.list(flat=True)):
            return True
        mailbox = BucketMailbox(self.store)
        twice = [one for one in quarantined(mailbox) if "Twice this program ended" in one.what_happened]
        for one in twice:  # a person tries again what was killed twice
            try_again(mailbox, one)
        return bool(twice)

    def _work(self) -> None:
        """Rounds until it is killed."""
        sink = self._sink()
        mailbox = BucketMailbox(self.open(), self.claiming)
        while True:
            for outcome in take_from(mailbox, sink):
                if isinstance(outcome, Kept):
                    with (self.folder / "said").open("a") as file:
                        file.write(outcome.pack_id + "\n")

    def _sink(self) -> FileSink:
        receiver, beside = self.ground.desk.receiver, self.folder / "out"
        if self.keeping is None:
            return FolderSink(receiver=receiver, beside=beside, clock=lambda: NOW)
        return BucketSink(receiver=receiver, beside=beside, clock=lambda: NOW, bucket=self.keeping())

    def _found(self) -> list[str]:
        """As in a folder: the receipts of the bucket beside what is kept."""
        if self.keeping is not None:
            kept = self.keeping()
            for listed in kept.list("P-"):
                with (self.folder / "out" / listed.key).open("xb") as file:
                    kept.copy_to(listed.key, file, at_most=listed.size)
        mailbox = FolderMailbox.create(self.folder / "mailbox")
        for listed in self.store.list("receipts/"):
            content = self.store.read(listed.key, at_most=10_000) or b""
            (mailbox.folder / listed.key).write_bytes(content)
        if self.store.list("quarantine/"):
            return ["something was set aside"]
        try:
            return self.ground.findings(mailbox, self.folder / "out")
        except FileNotFoundError as error:
            return [f"{Path(error.filename).name} is not there"]

    def _said_twice(self) -> Iterator[str]:
        said = self.folder / "said"
        for pack_id, count in Counter(said.read_text().split() if said.exists() else ()).items():
            if count > 1:
                yield f"{pack_id} was kept by {count}"


@contextmanager
def taking_away_before_keeping() -> Iterator[None]:
    """A worker that takes the pack out of the bucket, and only then keeps it."""
    copy_to = BotoBucket.copy_to

    def copied(self: BotoBucket, key: str, *more: object, at_most: int) -> bool:
        is_there = copy_to(self, key, *more, at_most=at_most)  # type: ignore[arg-type]  # as it was called
        self.delete(key)
        time.sleep(0.3)
        return is_there

    with mock.patch.object(BotoBucket, "copy_to", copied):
        yield


@contextmanager
def dawdling() -> Iterator[None]:
    """A worker that takes its time before it keeps, so that others can meet it."""
    keep = FolderSink.keep

    def slowly(sink: FolderSink, ready: Ready) -> tuple[Kept, str]:
        time.sleep(0.4)
        return keep(sink, ready)

    with mock.patch.object(FolderSink, "keep", slowly):
        yield


def everybody(bucket: Bucket, name: str) -> BucketClaim:
    """A claim that is given to whoever asks."""
    return BucketClaim(bucket, name, 1, timedelta(days=1), shown=0.0, passed=lambda: 0.0)


def main(arguments: Sequence[str]) -> int:
    """See the top."""
    asked = ask(arguments, __doc__, name="bucket_kills", runs=40)
    if why_no_bucket():
        print(why_no_bucket())
        return 1
    with tempfile.TemporaryDirectory() as name, reading_here():
        folder = Path(name)
        ground = make_ground(folder / "ground", asked.runs)
        with store_of_s3(folder / "s3") as told:

            def opened(prefix: str) -> Bucket:
                return BotoBucket.open(f"s3://{told['bucket']}/{prefix}", endpoint=told["endpoint"])

            run = Run(ground, folder / "whole", opened, partial(claim, lease=_LEASE))
            wrong = run.to_the_end(asked.chance)
            into_bucket = Run(ground, folder / "bucket", opened, partial(claim, lease=_LEASE), keeping=opened)
            if asked.runs >= _INTO_BUCKET_FROM:
                wrong += into_bucket.to_the_end(asked.chance)

            def found_at_last(name: str, claims: Callable[..., BucketClaim | None]) -> list[str]:
                """A broken worker harms only where another or a kill meets it: few packs give that few chances."""
                turns = (
                    Run(ground, folder / f"{name}-{number}", opened, claims).to_the_end(asked.chance)
                    for number in range(_MOST_TURNS)
                )
                return next(filter(None, turns), [])

            with dawdling():
                careless = found_at_last("careless", everybody)
            with taking_away_before_keeping():
                hasty = found_at_last("hasty", partial(claim, lease=_LEASE))
    print(
        f"  {run.kills} kills of workers while they took {asked.runs} packs out of a bucket, "
        f"and {into_bucket.kills} while they kept them in one"
    )
    return asked.tell(
        wrong,
        controls={
            "asks nobody who has a pack": "; ".join(careless[:2]),
            "takes away before it keeps": "; ".join(hasty[:2]),
        },
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
