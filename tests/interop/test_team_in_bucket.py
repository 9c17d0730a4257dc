"""S3-compatible storage, a real one (Ceph's radosgw), passes the contract of a team's mailbox with requests that we sign ourselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore, with_digest
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.errors import RefusedError, WaitingError
from tests.interop.receiver_parts import LoopbackReceiver, why_no_bucket
from tests.interop.tus_parts import BadLine, Cut
from tests.unit.delivery.team_stores.team_store_contract import (
    CONTENT,
    MOST,
    NAME,
    OTHER,
    Stage,
    TeamStoreContract,
)

pytestmark = pytest.mark.skipif(bool(why_no_bucket()), reason=why_no_bucket() or "-")


class BucketStage(Stage):
    """A prefix of the bucket, reached over a line that can be cut; its keeper's hands are boto3's."""

    def __init__(self, told: Mapping[str, str], prefix: str, line: BadLine, is_cut: list[bool]) -> None:
        self._bucket, self._prefix, self.endpoint = told["bucket"], prefix, told["endpoint"]
        self.address = f"s3+http://127.0.0.1:{line.port}/{self._bucket}/{prefix}?region={told['region']}"
        self.credentials = StoreCredentials(user=told["access_key"], password=told["secret_key"])
        self._keeper: Any = boto3.client(
            "s3",
            endpoint_url=told["endpoint"],
            aws_access_key_id=told["access_key"],
            aws_secret_access_key=told["secret_key"],
            region_name=told["region"],
        )
        self._is_cut = is_cut
        self._opened: list[TeamStore] = []

    def open(self) -> TeamStore:
        store = open_team_store(self.address, self.credentials)
        self._opened.append(store)
        return store

    def place(self, path: str, raw: bytes) -> None:
        self._keeper.put_object(Bucket=self._bucket, Key=f"{self._prefix}/{path}", Body=raw)

    def lies(self, path: str) -> bytes | None:
        try:
            found = self._keeper.get_object(Bucket=self._bucket, Key=f"{self._prefix}/{path}")
        except self._keeper.exceptions.NoSuchKey:
            return None
        with closing(found["Body"]) as body:
            return bytes(body.read())

    def empty(self) -> None:
        listed = self._keeper.list_objects_v2(Bucket=self._bucket, Prefix=f"{self._prefix}/")
        for each in listed.get("Contents", ()):
            self._keeper.delete_object(Bucket=self._bucket, Key=each["Key"])

    def go_away(self) -> None:
        self._is_cut[0] = True
        for store in self._opened:
            store.close()  # its connection, too

    def come_back(self) -> None:
        self._is_cut[0] = False


@pytest.fixture(scope="module")
def staged(receiver_on_bucket: LoopbackReceiver) -> Iterator[Callable[[str], BucketStage]]:
    told = receiver_on_bucket.told["bucket"]
    port, is_cut = urlsplit(told["endpoint"]).port or 0, [False]
    with BadLine(lambda: port, lambda: Cut(0, upward=True) if is_cut[0] else None) as line:
        yield lambda prefix: BucketStage(told, prefix, line, is_cut)


@pytest.fixture
def stage(staged: Callable[[str], BucketStage], request: pytest.FixtureRequest) -> BucketStage:
    return staged(f"test_team ä {abs(hash(request.node.name))}")


class TestBucketTeamStore(TeamStoreContract):
    pass


def test_an_access_key_that_the_store_does_not_know_is_turned_away(stage: BucketStage) -> None:
    for credentials in (StoreCredentials(user="AK", password="wrong"), StoreCredentials()):
        with open_team_store(stage.address, credentials) as store:
            for ask in (
                lambda: store.put(NAME, CONTENT),
                lambda: store.get(NAME, MOST),
                lambda: store.delete(NAME),
            ):
                with pytest.raises(RefusedError) as caught:
                    ask()
                assert "does not let this vault in" in caught.value.title


@pytest.mark.parametrize("twice", [False, True], ids=["cut", "cut, and sent again later"])
@pytest.mark.parametrize("upward", [True, False], ids=["up", "down"])
@pytest.mark.parametrize("after", [0, 300, 3000, 4500])
def test_a_request_that_is_lost_or_doubled_leaves_all_or_nothing(
    stage: BucketStage, after: int, upward: bool, twice: bool
) -> None:
    cuts = iter([Cut(after, upward, twice=twice)])
    port = urlsplit(stage.endpoint).port or 0
    with BadLine(lambda: port, lambda: next(cuts, None)) as line:
        address = stage.address.replace(f":{urlsplit(stage.address).port}/", f":{line.port}/")
        with open_team_store(address, stage.credentials) as store:
            with suppress(WaitingError):
                store.put(NAME, CONTENT)
            assert stage.lies(NAME) in {None, with_digest(CONTENT)}
            assert store.put(NAME, CONTENT)
            assert not store.put(NAME, OTHER)
            assert store.get(NAME, MOST) == CONTENT
    assert stage.lies(NAME) == with_digest(CONTENT), "what was doubled came late, and changed nothing"
