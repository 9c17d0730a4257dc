"""What is asked of a store, as it stands in the request. What a real one makes of it: `tests/interop/test_bucket_inbox.py`."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest

from prevent_desktop.delivery.mailboxes.boto_bucket import BotoBucket

pytest.importorskip("boto3")


class Nothing:
    """The body of an answer that has none."""

    def stream(self, **_how: object) -> list[bytes]:
        return []


def test_what_is_put_is_signed_with_its_digest_and_made_only_where_nothing_is_over_tls_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from botocore.awsrequest import AWSResponse

    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)  # it remembers its keys, and others have theirs
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "invented")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    bucket = BotoBucket.open("s3://packs/kept", endpoint="https://store.example.org")
    sent: list[Any] = []

    def instead(request: Any, **_more: object) -> AWSResponse:
        sent.append(request)
        return AWSResponse(request.url, 200, {}, Nothing())

    bucket._client.meta.events.register("before-send.s3.PutObject", instead)
    assert bucket.create("P-7QF2K8M4T9XW.pdf", io.BytesIO(b"%PDF"))
    (request,) = sent
    assert request.url == "https://store.example.org/packs/kept/P-7QF2K8M4T9XW.pdf"
    assert request.headers["X-Amz-Content-SHA256"].decode() == hashlib.sha256(b"%PDF").hexdigest()
    assert request.headers["If-None-Match"] == b"*"
