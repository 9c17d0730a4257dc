"""A part of a real bucket (Ceph's radosgw) as the storage of a desk, as the window knows it: an address, and an access key."""

from __future__ import annotations

from dataclasses import dataclass

from prevent_desktop.delivery.mailboxes.bucket import Bucket
from prevent_desktop.delivery.mailboxes.bucket_mailbox import BucketMailbox
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from prevent_desktop.workflows.receiving.desk_places import DeskReach
from tests.interop.receiver_parts import LoopbackReceiver


@dataclass(frozen=True)
class BucketDesk:
    """Each thread opens it for itself, as each vault does."""

    address: str
    keys: StoreCredentials

    @classmethod
    def of(cls, receiver: LoopbackReceiver, part: str) -> BucketDesk:
        """That of the test."""
        told = receiver.told["bucket"]
        return cls(
            f"s3+{told['endpoint']}/{told['bucket']}/{part}?region=us-east-1",
            StoreCredentials(user=told["access_key"], password=told["secret_key"]),
        )

    @property
    def bucket(self) -> Bucket:
        """It, to be looked into."""
        return DeskReach().bucket(self.address, self.keys)

    def open(self) -> BucketMailbox:
        """The mailbox."""
        return BucketMailbox(self.bucket)

    def put(self, pack_id: str, sealed: bytes) -> None:
        """Let a pack come in."""
        self.bucket.put(f"{pack_id}.pdf.age", sealed)
