"""Our signatures of requests to S3-compatible storage are those that botocore makes, and that its documentation shows."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from unittest import mock
from urllib.parse import quote, urlencode

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.delivery.connection.access_keys import AccessKey

NOW = datetime(2026, 11, 29, 8, 5, 9, tzinfo=UTC)
PATHS = st.text(alphabet="abcz019-_.~%/", max_size=60).map(lambda text: f"/{text.replace('%', '%C3%A4')}")


@given(
    method=st.sampled_from(("GET", "PUT", "DELETE")),
    path=PATHS,
    body=st.binary(max_size=200),
    secret=st.text(alphabet="abcXYZ019+/=", min_size=1, max_size=60),
    region=st.sampled_from(("us-east-1", "eu-west-2")),
    port=st.sampled_from(("", ":9000")),
)
def test_a_signature_is_the_one_that_botocore_makes(
    method: str, path: str, body: bytes, secret: str, region: str, port: str
) -> None:
    url = f"https://store.example{port}{path}"
    request = AWSRequest(method=method, url=url, data=body)
    with mock.patch("botocore.auth.get_current_datetime", return_value=NOW.replace(tzinfo=None)):
        signer = S3SigV4Auth(Credentials("AKEXAMPLE", secret), "s3", region)
        with mock.patch.object(signer, "_should_sha256_sign_payload", return_value=True):
            signer.add_auth(request)
    ours = AccessKey(key_id="AKEXAMPLE", secret=secret, region=region).headers(method, url, body, NOW)
    assert ours["Authorization"] == request.headers["Authorization"]
    assert ours["x-amz-date"] == request.headers["X-Amz-Date"]


@given(
    asked=st.dictionaries(
        st.sampled_from(("list-type", "prefix", "delimiter", "continuation-token")),
        st.text(alphabet="ab/ +&=%ä~", max_size=12),
    ),
    source=st.text(alphabet="abc/%2", max_size=20),
)
def test_what_is_asked_and_told_is_signed_as_botocore_does(asked: dict[str, str], source: str) -> None:
    query = urlencode(sorted(asked.items()), quote_via=quote, safe="-_.~")
    url = "https://store.example/packs" + (f"?{query}" if query else "")
    told = {"x-amz-copy-source": f"/packs/{source}"}
    request = AWSRequest(method="PUT", url=url, data=b"", headers=told)
    with mock.patch("botocore.auth.get_current_datetime", return_value=NOW.replace(tzinfo=None)):
        signer = S3SigV4Auth(Credentials("AKEXAMPLE", "secret"), "s3", "us-east-1")
        with mock.patch.object(signer, "_should_sha256_sign_payload", return_value=True):
            signer.add_auth(request)
    key = AccessKey(key_id="AKEXAMPLE", secret="secret", region="us-east-1")
    ours = key.headers("PUT", url, b"", NOW, told=told)
    assert ours["Authorization"] == request.headers["Authorization"]
    assert ours["x-amz-copy-source"] == told["x-amz-copy-source"]
    digest = hashlib.sha256(b"").hexdigest()
    assert key.headers("PUT", url, b"", NOW, told=told, digest=digest) == ours


def test_a_secret_is_in_no_representation() -> None:
    assert "hidden" not in repr(AccessKey(key_id="AK", secret="hidden", region="r"))


@pytest.mark.parametrize("body", [b"", b"x"])
def test_what_is_sent_is_signed_too(body: bytes) -> None:
    key = AccessKey(key_id="AK", secret="s", region="r")
    one = key.headers("PUT", "https://store.example/a", body, NOW)["Authorization"]
    assert one != key.headers("PUT", "https://store.example/a", body + b"y", NOW)["Authorization"]
