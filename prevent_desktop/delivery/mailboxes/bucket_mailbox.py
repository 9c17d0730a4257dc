"""The receiving side in S3-compatible storage: uploads of a tus server, and receipts and answers that go out beside them.

The keys are those that ``@tus/s3-store`` and ``tusd`` make: an upload that is whole is an object with an opaque name, and
``<name>.info`` beside it tells its size and what the sender calls it; one that is still on its way is no object yet. A pack that
was put there by hand is ``<pack-id>.pdf.age``. Receipts go to ``receipts/<pack-id>.jws``, answers to ``answers/<pack-id>/<n>.age``, what failed
a check to ``quarantine/``, with its reason beside it.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.delivery.mailboxes.bucket import Bucket
from prevent_desktop.delivery.mailboxes.mailbox import ANSWER_ENDING, PACK_ENDING, RECEIPT_ENDING

_INFO_ENDING = ".info"
_LARGEST_INFO = 64 * 1024
_PACK_NAME = re.compile(rf"({PACK_ID.pattern})([ _(.-][^/\\]*)?{re.escape(PACK_ENDING)}")
_UPLOAD_NAME = re.compile(r"[0-9A-Za-z_+-]{8,200}")
QUARANTINE = "quarantine/"


@dataclass(frozen=True, slots=True, kw_only=True)
class InBucket:
    """A sealed file that has come in whole. `untrusted_pack_id` is what it is called, empty where that says nothing."""

    key: str
    untrusted_pack_id: str
    beside: tuple[str, ...]
    size: int


class BucketMailbox:
    """A bucket that a tus server puts packs into, and that the receiver answers in. All raise DeliveryError."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket

    def arrived(self) -> tuple[InBucket, ...]:
        """All that has come in whole and has not been taken away yet, by name. What it is called is asked for later."""
        listed = {each.key: each for each in self.bucket.list(flat=True)}
        found = []
        for key, each in listed.items():
            match = _PACK_NAME.fullmatch(key)
            info = key + _INFO_ENDING
            if match:
                found.append(InBucket(key=key, untrusted_pack_id=match[1], beside=(), size=each.size))
            elif info in listed and _UPLOAD_NAME.fullmatch(key):
                found.append(InBucket(key=key, untrusted_pack_id="", beside=(info,), size=each.size))
        return tuple(found)

    def called(self, arrival: InBucket) -> str:
        """The pack id that the sender gives it, not believed yet; empty where there is none."""
        if not arrival.beside:
            return arrival.untrusted_pack_id
        untrusted = self.bucket.read(arrival.beside[0], at_most=_LARGEST_INFO)
        match = _PACK_NAME.fullmatch(_file_name(untrusted or b""))
        return match[1] if match else ""

    def take_away(self, arrival: InBucket) -> None:
        """Remove what was received and answered. What the server keeps with it goes last."""
        for key in (arrival.key, *arrival.beside):
            self.bucket.delete(key)

    def receipt(self, pack_id: str, *, at_most: int) -> bytes | None:
        """The receipt that stands there; None where there is none."""
        return self.bucket.read(f"receipts/{pack_id}{RECEIPT_ENDING}", at_most=at_most)

    def give_receipt(self, pack_id: str, receipt: bytes) -> bool:
        """Put the receipt where the sender looks; one that stands there stays. Whether it is this one that stands there.

        Where it stands in `receipt` too, below which another signer's was added, all of that takes its place.
        """
        key = f"receipts/{pack_id}{RECEIPT_ENDING}"
        if self.bucket.create(key, receipt):
            return True
        standing = self.bucket.read(key, at_most=len(receipt) + 1) or b""
        if standing == receipt or not receipt.startswith(standing):
            return False
        self.bucket.delete(key)
        return self.bucket.create(key, receipt)

    def write_answer(self, pack_id: str, number: int, sealed: bytes) -> bool:
        """Put a sealed answer where the sender looks; False where another one has this number: it is never replaced."""
        return self.bucket.create(f"answers/{pack_id}/{number}{ANSWER_ENDING}", sealed)

    def answers_given(self, pack_id: str) -> tuple[int, ...]:
        """The numbers of the answers to a pack that are there."""
        folder = f"answers/{pack_id}/"
        names = [
            each.key.removeprefix(folder).removesuffix(ANSWER_ENDING) for each in self.bucket.list(folder)
        ]
        return tuple(sorted(int(name) for name in names if name.isascii() and name.isdigit()))

    def set_aside(self, arrival: InBucket, files: tuple[Path, ...]) -> None:
        """Keep the file and its reason under ``quarantine/``, the reason first, then take the file away."""
        for path in files:
            with path.open("rb") as content:
                self.bucket.create(QUARANTINE + path.name, content)
        self.take_away(arrival)


def _file_name(untrusted_info: bytes) -> str:
    """What the sender calls an upload: in ``@tus/server``'s information or in that of ``tusd``."""
    with suppress(ValueError, AttributeError, RecursionError):
        untrusted: dict[str, Any] = json.loads(untrusted_info)
        metadata = untrusted.get("metadata") or untrusted.get("MetaData") or {}
        name = metadata.get("filename")
        return name if isinstance(name, str) else ""
    return ""
