"""A desk of three vaults over S3-compatible storage, a real one (Ceph's radosgw): the suite that runs over a folder, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop.bucket_desk import BucketDesk
from tests.interop.receiver_parts import LoopbackReceiver, why_no_bucket
from tests.unit.workflows.receiving.desk_of_several import desk_of_three, twelve_packs

pytestmark = pytest.mark.skipif(bool(why_no_bucket()), reason=why_no_bucket() or "-")


def test_twelve_packs_by_three_people_are_seen_by_all_and_each_is_put_in_a_case_and_decided_once(
    receiver_on_bucket: LoopbackReceiver, tmp_path: Path
) -> None:
    desk = BucketDesk.of(receiver_on_bucket, "desk-of-three")
    with desk_of_three(tmp_path, desk.address, desk.keys) as (_folder, authority, vaults):
        twelve_packs(desk, authority, vaults)
