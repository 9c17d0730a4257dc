"""What is asked of a store, as it stands in the request. What a real one makes of it: `tests/interop/test_bucket_inbox.py`."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from prevent_desktop.delivery.desk_stores.boto_bucket import BotoBucket
from prevent_desktop.delivery.mailboxes.bucket import MOST_PAGES
from prevent_desktop.errors import DeliveryError

pytest.importorskip("boto3")


@dataclass(frozen=True)
class Body:
    """The body of an answer."""

    content: bytes = b""

    def stream(self, **_how: object) -> list[bytes]:
        return [self.content]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> BotoBucket:
    """One that nobody answers for but the test."""
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)  # it remembers its keys, and others have theirs
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "invented")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return BotoBucket.open("s3://packs/kept", endpoint="https://store.example.org")


def test_what_is_put_is_signed_with_its_digest_and_made_only_where_nothing_is_over_tls_too(
    bucket: BotoBucket,
) -> None:
    from botocore.awsrequest import AWSResponse

    sent: list[Any] = []

    def instead(request: Any, **_more: object) -> AWSResponse:
        sent.append(request)
        return AWSResponse(request.url, 200, {}, Body())

    bucket._client.meta.events.register("before-send.s3.PutObject", instead)
    assert bucket.create("P-7QF2K8M4T9XW.pdf", io.BytesIO(b"%PDF"))
    (request,) = sent
    assert request.url == "https://store.example.org/packs/kept/P-7QF2K8M4T9XW.pdf"
    assert request.headers["X-Amz-Content-SHA256"].decode() == hashlib.sha256(b"%PDF").hexdigest()
    assert request.headers["If-None-Match"] == b"*"


def test_a_list_without_end_is_left_after_so_many_pages(bucket: BotoBucket) -> None:
    from botocore.awsrequest import AWSResponse

    asked: list[str] = []

    def instead(request: Any, **_more: object) -> AWSResponse:
        asked.append(request.url)
        more = f"<NextContinuationToken>{len(asked)}</NextContinuationToken>"
        page = f"<ListBucketResult><IsTruncated>true</IsTruncated>{more}</ListBucketResult>"
        return AWSResponse(request.url, 200, {}, Body(page.encode()))

    bucket._client.meta.events.register("before-send.s3.ListObjectsV2", instead)
    with pytest.raises(DeliveryError, match="without end"):
        bucket.list()
    assert len(asked) == MOST_PAGES


_OBJECT = "<Contents><Key>kept/a</Key><Size>1</Size><ETag>x</ETag><LastModified>2026-11-30T00:00:00</LastModified></Contents>"


def listing(bucket: BotoBucket, inside: str, status: int = 200, **headers: str) -> tuple[Any, ...]:
    """What is made of a list with this inside."""
    from botocore.awsrequest import AWSResponse

    def instead(request: Any, **_more: object) -> AWSResponse:
        page = f"<ListBucketResult>{inside}</ListBucketResult>" if inside else ""
        return AWSResponse(request.url, status, headers, Body(page.encode()))

    bucket._client.meta.events.register("before-send.s3", instead)
    return bucket.list()


@pytest.mark.parametrize(
    ("inside", "status"),
    [
        (_OBJECT.replace("Key", "Kee"), 200),
        (_OBJECT.replace("ETag", "Tag"), 200),
        (_OBJECT.replace(">1<", ">many<"), 200),
        (_OBJECT.replace("2026-11-30T00:00:00", "yesterday"), 200),
        (_OBJECT.replace("2026-11-30T00:00:00", "1e999"), 200),
        (_OBJECT + "<IsTruncated>true</IsTruncated>", 200),
        ("", 301),
    ],
)
def test_an_answer_that_is_no_list_is_told_and_ends_no_service(
    bucket: BotoBucket, inside: str, status: int
) -> None:
    with pytest.raises(DeliveryError, match="cannot be asked"):
        listing(bucket, inside, status, location="https://elsewhere.example/")


def test_times_without_a_zone_have_an_age(bucket: BotoBucket) -> None:
    (one,) = listing(bucket, _OBJECT, date="Mon, 30 Nov 2026 04:00:00 -0000")
    assert bucket.age(one) == timedelta(hours=4)
