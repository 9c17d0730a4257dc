"""What stands aside in a bucket: listed, put back, removed, as `quarantine` does it in a folder."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.delivery.mailboxes.bucket_mailbox import QUARANTINE, BucketMailbox
from prevent_desktop.workflows.receiving.quarantine import (
    LARGEST_REASON,
    REASON_ENDING,
    Quarantined,
    names_back,
    with_reason,
)


def quarantined_in(mailbox: BucketMailbox) -> tuple[Quarantined, ...]:
    """All that stands aside, the newest first. `path` is the key. Raises DeliveryError."""
    found = []
    for listed in mailbox.bucket.list(QUARANTINE):
        if listed.key.endswith(REASON_ENDING):
            reason = mailbox.bucket.read(listed.key, at_most=LARGEST_REASON)
            found.append(with_reason(Path(listed.key.removesuffix(REASON_ENDING)), reason or b""))
    return tuple(sorted(filter(None, found), key=lambda one: (one.set_aside_at, one.name), reverse=True))


def try_again_in(mailbox: BucketMailbox, one: Quarantined) -> str:
    """Put a file back where packs come in, to be checked anew; its key there. FileNotFoundError where somebody was faster."""
    first, second = names_back(one)
    target = second if mailbox.bucket.has(first) else first
    if not mailbox.bucket.copy(one.path.as_posix(), target):
        raise FileNotFoundError(2, "No such object", str(one.path))
    dismiss_in(mailbox, one)
    return target


def dismiss_in(mailbox: BucketMailbox, one: Quarantined) -> None:
    """Remove a file that nobody needs; it cannot be brought back. Safe to repeat. The reason goes last."""
    key = one.path.as_posix()
    mailbox.bucket.delete(key)
    mailbox.bucket.delete(key + REASON_ENDING)
