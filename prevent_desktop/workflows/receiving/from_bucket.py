"""Takes packs from S3-compatible storage: each is brought, still sealed, into a small mailbox of its own, and taken as from a folder.

The order is the same as there: kept first, then the receipt, then the sealed file is taken away; so a worker that is killed
anywhere loses nothing, and the next one who gets the claim does it again and comes to the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from prevent_desktop.delivery.mailboxes.arrivals import Arrived
from prevent_desktop.delivery.mailboxes.bucket import Bucket
from prevent_desktop.delivery.mailboxes.bucket_claims import BucketClaim, claim, sweep
from prevent_desktop.delivery.mailboxes.bucket_mailbox import BucketMailbox, InBucket
from prevent_desktop.delivery.mailboxes.mailbox import PACK_ENDING, FolderMailbox
from prevent_desktop.delivery.signed.receipts import LARGEST
from prevent_desktop.errors import DeliveryError
from prevent_desktop.files.durable import remove_tree
from prevent_desktop.workflows.receiving.batch import Kept, Worker, hidden_name, step_aside
from prevent_desktop.workflows.receiving.taking import (
    CameAgain,
    Earlier,
    SetAside,
    Settled,
    Waits,
    WithAnother,
    waits,
)

ClaimOn: TypeAlias = Callable[[Bucket, str], BucketClaim | None]


def take_from_bucket(
    worker: Worker,
    mailbox: BucketMailbox,
    *,
    stop: Callable[[], bool] = lambda: False,
    leave: Callable[[str], bool] = lambda _name: False,
    claim_on: ClaimOn = claim,
) -> Iterator[Kept | Settled]:
    """As `batch.take_from`. Raises DeliveryError where the store cannot be asked, or does not heed conditional writes."""
    worker.get_ready()
    if not mailbox.bucket.heeds_conditions:
        mailbox.bucket.require_conditions()
        sweep(mailbox.bucket)
    left = deque(each for each in mailbox.arrived() if not leave(each.key))
    while left and not stop():
        outcome = _taken(worker, mailbox, left.popleft(), claim_on)
        if isinstance(outcome, WithAnother):
            step_aside(left)
        yield outcome


def _taken(
    worker: Worker,
    mailbox: BucketMailbox,
    arrival: InBucket,
    claim_on: ClaimOn,
) -> Kept | Settled:
    try:
        called = mailbox.called(arrival)
        held = claim_on(mailbox.bucket, called or arrival.key)
        if held is None:
            return WithAnother(name=arrival.key)
        try:
            with _place_beside(worker.output) as place:
                return _Errand(worker, mailbox, arrival, called, held, place).run()
        finally:
            with suppress(DeliveryError):  # then it runs out by itself
                held.release()
    except OSError as error:
        return waits(arrival.key, error)
    except DeliveryError as error:
        return Waits(
            name=arrival.key, title=error.title, what_happened=error.what_happened, next_step=error.next_step
        )


class _Errand:
    """One pack from the bucket to where it is kept, and its receipt back."""

    def __init__(
        self,
        worker: Worker,
        mailbox: BucketMailbox,
        arrival: InBucket,
        called: str,
        held: BucketClaim,
        place: FolderMailbox,
    ) -> None:
        self._worker = worker
        self._mailbox = mailbox
        self._arrival = arrival
        self._held = held
        self._place = place
        self._called = called
        self._name = called + PACK_ENDING if called else arrival.key[:80]

    def run(self) -> Kept | Settled:
        """Take it. Raises DeliveryError, OSError: the pack lies where it came in."""

        def watch(_size: int) -> None:
            self._held.is_held()  # lengthens it while a large pack is read

        with self._place.incoming.new(self._name) as file:
            if not self._mailbox.bucket.copy_to(self._arrival.key, file, watch):
                return WithAnother(name=self._arrival.key)
            size = file.tell()
        come = Arrived(untrusted_pack_id=self._called, place=self._place.incoming, name=self._name, size=size)
        outcome = self._worker.take(self._place, come, known=self._known, is_ours=self._is_ours)
        match outcome:
            case Kept() | CameAgain():
                self._answer(outcome.pack_id)
            case SetAside():
                self._set_aside()
        return outcome

    def _is_ours(self) -> bool:
        """Whether nobody else can have taken the pack meanwhile, as after a long sleep of this machine."""
        held = self._held.is_held()
        return held and (not self._held.was_lengthened or self._mailbox.bucket.has(self._arrival.key))

    def _known(self, pack_id: str, digest: str) -> Earlier | None:
        receipt = self._mailbox.receipt(pack_id, at_most=LARGEST + 1)
        if receipt is None:
            return None
        self._place.write_receipt(pack_id, receipt)
        return self._worker.earlier(self._place, pack_id, digest)

    def _answer(self, pack_id: str) -> None:
        self._mailbox.give_receipt(pack_id, self._place.receipt_path(pack_id).read_bytes())
        self._mailbox.take_away(self._arrival)

    def _set_aside(self) -> None:
        """What stands aside in the small mailbox goes to the bucket, the reason first, so that there is no file without one."""
        files = sorted((self._place.folder / "quarantine").iterdir(), key=lambda path: path.suffix != ".json")
        self._mailbox.set_aside(self._arrival, tuple(files))


@contextmanager
def _place_beside(output: Path) -> Iterator[FolderMailbox]:
    """A mailbox for one pack on the disk where packs are kept; one that a killed worker left goes as other leftovers do."""
    folder = hidden_name(output)
    try:
        yield FolderMailbox.create(folder)
    finally:
        remove_tree(folder, ignore_errors=True)
