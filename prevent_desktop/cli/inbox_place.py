"""Where packs come in, as a command line names it: a folder, or a bucket."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.cli.paths import place
from prevent_desktop.delivery.desk_stores.boto_bucket import BotoBucket
from prevent_desktop.delivery.mailboxes.bucket import SCHEME
from prevent_desktop.delivery.mailboxes.bucket_mailbox import BucketMailbox
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox


def is_bucket(untrusted_name: str) -> bool:
    """Whether it names a bucket, and not a folder."""
    return untrusted_name.startswith(f"{SCHEME}://")


def place_or_bucket(untrusted_name: str) -> str:
    """The `type` of an argument (argparse). Raises UsageError where no folder can lie there; a bucket is for `place_of` to judge."""
    return untrusted_name if is_bucket(untrusted_name) else str(place(untrusted_name))


def place_of(untrusted_name: str, endpoint: str | None) -> FolderMailbox | BucketMailbox:
    """The folder, or the bucket ``s3://name/prefix`` at this endpoint. Raises DeliveryError where buckets need one more part."""
    if is_bucket(untrusted_name):
        return BucketMailbox(BotoBucket.open(untrusted_name, endpoint=endpoint))
    return FolderMailbox(Path(untrusted_name))
