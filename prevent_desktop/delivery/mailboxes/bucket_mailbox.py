"""The receiving side in S3-compatible storage: uploads of a tus server, and receipts and answers that go out beside them.

The keys are those that ``@tus/s3-store`` and ``tusd`` make: an upload that is whole is an object with an opaque name, and
``<name>.info`` beside it tells its size and what the sender calls it; one that is still on its way is no object yet. A pack that
was put there by hand is ``<pack-id>.pdf.age``. Receipts go to ``receipts/<pack-id>.jws``, answers to ``answers/<pack-id>/<n>.age``, what failed
a check to ``quarantine/``, with its reason beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from prevent_desktop.delivery.mailboxes.bucket import Bucket
from prevent_desktop.delivery.mailboxes.bucket_claims import BucketClaim, claim, sweep
from prevent_desktop.delivery.mailboxes.mailbox import (
    ANSWER_ENDING,
    LARGEST_PACK,
    LARGEST_REASON,
    PACK_NAME,
    QUARANTINE,
    RECEIPT_ENDING,
    TAKEN,
    left_name,
)
from prevent_desktop.errors import DeliveryError
from prevent_desktop.files.durable import digest_of, hidden_in
from prevent_desktop.files.own import new_file, remove_file

_INFO_ENDING = ".info"
_LARGEST_INFO = 64 * 1024
_UPLOAD_NAME = re.compile(r"[0-9A-Za-z_+-]{8,200}")
_LONGEST_NOTE = 80
_ASIDE, _LEFT = f"{QUARANTINE}/", f"{TAKEN}/"

ClaimOn: TypeAlias = Callable[[Bucket, str], BucketClaim | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class InBucket:
    """A sealed file that has come in whole. `untrusted_pack_id` is what its key says, empty where that says nothing.

    `name` is its key; `beside` names what a tus server keeps with it. `size` is in bytes. One that `stays` is there for others of a desk.
    """

    name: str
    untrusted_pack_id: str
    beside: tuple[str, ...]
    size: int
    stays: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A sealed file that was brought here from the bucket, and is claimed. `untrusted_pack_id` is what the sender calls it.

    Where its `size` is more than any pack may have, no more of it was brought.
    """

    name: str
    untrusted_pack_id: str
    beside: tuple[str, ...]
    size: int
    copy: Path
    bucket: Bucket
    claim: BucketClaim
    stays: bool = False

    def open(self) -> BinaryIO:
        """It, to be read. OSError."""
        return self.copy.open("rb")

    def digest(self) -> str:
        """Its SHA-256, in hexadecimal digits. OSError."""
        return digest_of(self.copy)

    def is_ours(self) -> bool:
        """Whether nobody else can have taken it meanwhile, as after a long sleep of this machine."""
        held = self.claim.is_held()
        return held and (not self.claim.was_lengthened or self.bucket.has(self.name))

    def take_away(self) -> None:
        """Remove what was received and answered. What the server keeps with it goes last."""
        if not self.stays:
            for key in (self.name, *self.beside):
                self.bucket.delete(key)


class BucketMailbox:
    """A bucket that a tus server puts packs into, and that the receiver answers in. All raise DeliveryError."""

    def __init__(self, bucket: Bucket, claim_on: ClaimOn = claim) -> None:
        self.bucket = bucket
        self._claim_on = claim_on

    # -- packs that come in

    def arrived(self) -> tuple[InBucket, ...]:
        """All that has come in whole and has not been taken away yet, by name. What it is called is asked for later.

        The first time it is found out whether the store heeds conditional writes, and what killed workers left is swept away.
        """
        if not self.bucket.heeds_conditions:
            self.bucket.require_conditions()
            sweep(self.bucket)
        listed = {each.key: each for each in self.bucket.list(flat=True)}
        found = []
        for key, each in listed.items():
            match = PACK_NAME.fullmatch(key)
            info = key + _INFO_ENDING
            if match:
                found.append(InBucket(name=key, untrusted_pack_id=match[1], beside=(), size=each.size))
            elif info in listed and _UPLOAD_NAME.fullmatch(key):
                found.append(InBucket(name=key, untrusted_pack_id="", beside=(info,), size=each.size))
        return tuple(found)

    def called(self, arrival: InBucket) -> str:
        """What a file is noted by."""
        return self._pack_id(arrival) or arrival.name[:_LONGEST_NOTE]

    def _pack_id(self, arrival: InBucket) -> str:
        """The pack id that the sender gives it, not believed yet; empty where there is none."""
        if arrival.untrusted_pack_id or not arrival.beside:
            return arrival.untrusted_pack_id
        untrusted = self.bucket.read(arrival.beside[0], at_most=_LARGEST_INFO)
        match = PACK_NAME.fullmatch(_file_name(untrusted or b""))
        return match[1] if match else ""

    def notes_in(self, beside: Path) -> Path:
        """Where it is noted which files somebody began to read: on the disk where packs are kept."""
        return beside

    @contextmanager
    def holding(
        self, arrival: InBucket, beside: Path, watch: Callable[[int], object] = lambda _read: None
    ) -> Iterator[Brought | None]:
        """What has come, claimed and brought here, still sealed, while the block runs; None where another worker has it.

        `watch` is told how many bytes each piece has; what it raises ends it, and the pack lies where it came in.
        It lies in the folder `beside` under a hidden name, as other leftovers where this worker is killed. OSError.
        """
        pack_id = self._pack_id(arrival)
        held = self._claim_on(self.bucket, pack_id or arrival.name)
        if held is None:
            yield None
            return
        copy = hidden_in(beside)
        try:
            size = self._copy(arrival, copy, held, watch)
            yield None if size is None else Brought(
                name=arrival.name, untrusted_pack_id=pack_id, beside=arrival.beside, size=size,
                copy=copy, bucket=self.bucket, claim=held, stays=arrival.stays,
            )  # fmt: skip
        finally:
            remove_file(copy)
            with suppress(DeliveryError):  # then it runs out by itself
                held.release()

    def _copy(
        self, arrival: InBucket, target: Path, held: BucketClaim, watch: Callable[[int], object]
    ) -> int | None:
        """How many bytes were brought; None where nothing is there. The claim is lengthened while a large pack is read."""

        def brought(size: int) -> None:
            held.is_held()
            watch(size)

        with new_file(target) as file:
            is_there = self.bucket.copy_to(arrival.name, file, brought, at_most=LARGEST_PACK + 1)
            return file.tell() if is_there else None

    # -- what a desk of several leaves for its other vaults

    def leave(self, held: Brought, pack_id: str, digest: str) -> None:
        """Put what was received and answered where the desk's other vaults find it, in place of taking it away."""
        if not held.stays:
            self.bucket.copy(held.name, _LEFT + left_name(pack_id, digest))
            held.take_away()

    def left(self) -> tuple[InBucket, ...]:
        """What others of the desk have left, by name."""
        found = (
            (each, PACK_NAME.fullmatch(each.key.removeprefix(_LEFT))) for each in self.bucket.list(_LEFT)
        )
        return tuple(
            InBucket(name=each.key, untrusted_pack_id=match[1], beside=(), size=each.size, stays=True)
            for each, match in found
            if match
        )

    def drop_left(self, name: str) -> None:
        """Take away what nobody of the desk needs any more."""
        self.bucket.delete(name)

    # -- receipts and answers that go out

    def receipt(self, pack_id: str, *, at_most: int) -> bytes | None:
        """The receipt that stands there; None where there is none."""
        return self.bucket.read(_receipt_key(pack_id), at_most=at_most)

    def put_receipt(self, pack_id: str, receipt: bytes) -> bool:
        """Put a receipt where the sender looks; False where something stands there, which stays."""
        return self.bucket.create(_receipt_key(pack_id), receipt)

    def write_receipt(self, pack_id: str, receipt: bytes) -> None:
        """Put a receipt there; what stands there is replaced."""
        self.bucket.put(_receipt_key(pack_id), receipt)

    def set_receipt_aside(self, pack_id: str, ending: str) -> None:
        """Move what stands in a receipt's place, so that its name is free; it gets the ending."""
        self.bucket.copy(_receipt_key(pack_id), _receipt_key(pack_id) + ending)
        self.bucket.delete(_receipt_key(pack_id))

    def write_answer(self, pack_id: str, number: int, sealed: bytes) -> bool:
        """Put a sealed answer where the sender looks; False where another one has this number: it is never replaced."""
        return self.bucket.create(_answer_key(pack_id, number), sealed)

    def answer(self, pack_id: str, number: int, *, at_most: int) -> bytes | None:
        """An answer that stands there; None where there is none."""
        return self.bucket.read(_answer_key(pack_id, number), at_most=at_most)

    def answers_given(self, pack_id: str) -> tuple[int, ...]:
        """The numbers of the answers to a pack that are there."""
        folder = f"answers/{pack_id}/"
        names = [
            each.key.removeprefix(folder).removesuffix(ANSWER_ENDING) for each in self.bucket.list(folder)
        ]
        return tuple(sorted(int(name) for name in names if name.isascii() and name.isdigit()))

    # -- what stands aside

    def set_aside(self, held: Brought, name: str, reason_name: str, reason: bytes) -> None:
        """Keep the file under ``quarantine/``, its reason first, then take it away from where it came in."""
        self.bucket.create(_ASIDE + reason_name, reason)
        if held.size > LARGEST_PACK:
            self.bucket.copy(held.name, _ASIDE + name)
        else:
            with held.open() as content:
                self.bucket.create(_ASIDE + name, content)
        held.take_away()

    def aside_names(self) -> list[str]:
        """The names of all that is under ``quarantine/``."""
        return [each.key.removeprefix(_ASIDE) for each in self.bucket.list(_ASIDE)]

    def aside_reason(self, name: str) -> bytes:
        """So many bytes of a reason as one may have."""
        return self.bucket.read(_ASIDE + name, at_most=LARGEST_REASON) or b""

    def put_back(self, name: str, back: str, otherwise: str) -> Path:
        """Let a file come in again by the name `back`, or `otherwise` where that is taken. FileNotFoundError where it is gone."""
        target = otherwise if self.bucket.has(back) else back
        if not self.bucket.copy(_ASIDE + name, target):
            raise FileNotFoundError(2, "No such object", _ASIDE + name)
        self.bucket.delete(_ASIDE + name)
        return Path(target)

    def drop_aside(self, *names: str) -> None:
        """Remove files from ``quarantine/``, in this order; missing ones are no matter."""
        for name in names:
            self.bucket.delete(_ASIDE + name)


def _receipt_key(pack_id: str) -> str:
    return f"receipts/{pack_id}{RECEIPT_ENDING}"


def _answer_key(pack_id: str, number: int) -> str:
    return f"answers/{pack_id}/{number}{ANSWER_ENDING}"


def _file_name(untrusted_info: bytes) -> str:
    """What the sender calls an upload: in ``@tus/server``'s information or in that of ``tusd``."""
    with suppress(ValueError, AttributeError, RecursionError):
        untrusted: dict[str, Any] = json.loads(untrusted_info)
        metadata = untrusted.get("metadata") or untrusted.get("MetaData") or {}
        name = metadata.get("filename")
        return name if isinstance(name, str) else ""
    return ""
