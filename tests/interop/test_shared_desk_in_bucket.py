"""A desk of three vaults over S3-compatible storage, a real one (Ceph's radosgw): the suite that runs over a folder, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from prevent_desktop.delivery.mailboxes.bucket import Bucket
from prevent_desktop.delivery.mailboxes.bucket_mailbox import BucketMailbox
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore
from prevent_desktop.delivery.team_stores.opening import open_team_store
from tests.interop.receiver_parts import LoopbackReceiver, why_no_bucket
from tests.unit.workflows.receiving.desk_of_several import desk_of_three, twelve_packs

pytestmark = pytest.mark.skipif(bool(why_no_bucket()), reason=why_no_bucket() or "-")

PREFIX = "desk-of-three"


@dataclass(frozen=True)
class BucketDesk:
    """A part of a bucket; each thread opens it for itself, as each vault does."""

    name: str
    endpoint: str
    credentials: StoreCredentials

    def open(self) -> BucketMailbox:
        return BucketMailbox(Bucket.open(f"s3://{self.name}/{PREFIX}", endpoint=self.endpoint))

    def marks(self) -> TeamStore:
        place = f"s3+{self.endpoint}/{self.name}/{PREFIX}/desk?region=us-east-1"
        return open_team_store(place, self.credentials)

    def put(self, pack_id: str, sealed: bytes) -> None:
        self.open().bucket.put(f"{pack_id}.pdf.age", sealed)


@pytest.fixture
def desk(receiver_on_bucket: LoopbackReceiver) -> Iterator[BucketDesk]:
    told = receiver_on_bucket.told["bucket"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", told["access_key"])
        patch.setenv("AWS_SECRET_ACCESS_KEY", told["secret_key"])
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        keys = StoreCredentials(user=told["access_key"], password=told["secret_key"])
        made = BucketDesk(told["bucket"], told["endpoint"], keys)
        yield made
        for each in made.open().bucket.list():
            made.open().bucket.delete(each.key)


def test_twelve_packs_by_three_people_are_seen_by_all_and_each_is_put_in_a_case_and_decided_once(
    desk: BucketDesk, tmp_path: Path
) -> None:
    with desk_of_three(tmp_path) as (_folder, authority, vaults):
        twelve_packs(desk, authority, vaults)
