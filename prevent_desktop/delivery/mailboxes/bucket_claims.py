"""Claims on what lies in S3-compatible storage, for many workers: by nothing but writes that succeed where nothing is yet.

A claim on a name is an object ``claims/<name>/<number>`` that was made with ``If-None-Match: *`` (RFC 9110 section 13.1.2), so that of many
who ask one gets it. To go on, its holder makes the next number; to take over from a worker that was killed, somebody else does:
again one of them gets it, and whoever lost it notices at the next step. ``If-Match`` is not asked for: not every store has it
right (Ceph 18 refuses the quoted form, and ignores it on deletion).

Whether a holder was killed is told by one clock alone, the store's own: its ``Date`` of the answer against its ``Last-Modified`` of the claim.
A worker's clock decides nothing; how long it has held a claim it measures by the clock that runs while it sleeps, too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta

from prevent_desktop.delivery.mailboxes.bucket import Bucket, Listed
from prevent_desktop.uptime import system_uptime

LEASE = timedelta(minutes=2)
LEFT_BEHIND = timedelta(days=1)
FOLDER = "claims/"
_WIDTH = 8


class BucketClaim:
    """What is called by a name is ours until it is released, or until we have shown no life for as long as the lease."""

    def __init__(
        self,
        bucket: Bucket,
        name: str,
        number: int,
        lease: timedelta,
        *,
        shown: float,
        passed: Callable[[], float],
    ) -> None:
        self._bucket = bucket
        self._name = name
        self._numbers = [number]
        self._lease = lease
        self._passed = passed
        self._shown = shown
        self.was_lengthened = False
        """Then somebody else may have had it in between, done the work, and let it go."""

    def is_held(self) -> bool:
        """Whether it is still ours; a quarter of the lease on, it is asked for and lengthened. Once lost it stays so."""
        if not self._numbers:
            return False
        if self._passed() - self._shown < self._lease.total_seconds() / 4:
            return True
        asked_at = self._passed()
        following = self._numbers[-1] + 1
        if not self._bucket.create(key_of(self._name, following), _token()):
            self.release()
            return False
        self._numbers.append(following)
        if len(self._bucket.list(f"{FOLDER}{self._name}/")) > len(self._numbers):
            self.release()
            return False
        self.was_lengthened = True
        self._shown = asked_at
        return True

    def release(self) -> None:
        """Let others in; again does nothing. Only what this worker made is taken away, the newest last."""
        numbers, self._numbers = self._numbers, []
        for number in numbers:
            self._bucket.delete(key_of(self._name, number))


def claim(
    bucket: Bucket,
    name: str,
    *,
    lease: timedelta = LEASE,
    passed: Callable[[], float] = system_uptime,
) -> BucketClaim | None:
    """The claim on `name`; None where another worker has it. Raises DeliveryError where the store cannot be asked."""
    begun = passed()
    before = bucket.list(f"{FOLDER}{name}/")
    if any(bucket.age(each) < lease for each in before):
        return None
    number = max((_number(each) for each in before), default=0) + 1
    if not bucket.create(key_of(name, number), _token()):
        return None
    held = BucketClaim(bucket, name, number, lease, shown=begun, passed=passed)
    superseded = {(each.key, each.etag) for each in before}
    after = {(each.key, each.etag) for each in bucket.list(f"{FOLDER}{name}/") if _number(each) != number}
    if not after <= superseded:
        # Somebody else made one between our two looks: of two who both make and then look, at least one sees the other.
        held.release()
        return None
    for each in before:
        bucket.delete(each.key)
    return held


def sweep(bucket: Bucket, *, older_than: timedelta = LEFT_BEHIND) -> None:
    """Take away what workers that were killed left behind, for packs that are no longer there."""
    for each in bucket.list(FOLDER):
        if _number(each) and bucket.age(each) > older_than:
            bucket.delete(each.key)


def key_of(name: str, number: int) -> str:
    """Where a claim is. Its digits stand in the order of their numbers."""
    return f"{FOLDER}{name}/{number:0{_WIDTH}d}"


def _number(listed: Listed) -> int:
    last = listed.key.rpartition("/")[2]
    return int(last) if last.isascii() and last.isdigit() else 0


def _token() -> bytes:
    """Tells this claim from every other, so that an answer that was lost can be told from another worker's claim."""
    return json.dumps({"version": 1, "token": os.urandom(16).hex()}).encode()
