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
    own=st.dictionaries(
        st.sampled_from(("x-amz-copy-source", "X-Amz-Tagging", "Content-Type")),
        st.text(alphabet="abc/%2", max_size=20),
    ),
)
def test_what_is_asked_and_told_is_signed_as_botocore_does(
    asked: dict[str, str], own: dict[str, str]
) -> None:
    query = urlencode(sorted(asked.items()), quote_via=quote, safe="-_.~")
    url = "https://store.example/packs" + (f"?{query}" if query else "")
    request = AWSRequest(method="PUT", url=url, data=b"", headers=own)
    with mock.patch("botocore.auth.get_current_datetime", return_value=NOW.replace(tzinfo=None)):
        signer = S3SigV4Auth(Credentials("AKEXAMPLE", "secret"), "s3", "us-east-1")
        with mock.patch.object(signer, "_should_sha256_sign_payload", return_value=True):
            signer.add_auth(request)
    key = AccessKey(key_id="AKEXAMPLE", secret="secret", region="us-east-1")
    ours = key.headers("PUT", url, b"", NOW, own=own)
    assert ours["Authorization"] == request.headers["Authorization"]
    assert not ours.keys() & own.keys()
    digest = hashlib.sha256(b"").hexdigest()
    assert key.headers("PUT", url, b"", NOW, own=own, digest=digest) == ours


@pytest.mark.parametrize(
    ("query", "signature"),
    [
        ("lifecycle=", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
)
def test_a_signature_is_the_one_that_the_documentation_shows(query: str, signature: str) -> None:
    """“Signature Calculations for the Authorization Header”, in the API reference of Amazon S3: two of its four examples.

    The other two sign headers besides, which the standard leaves open.
    """
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"  # the documentation's
    key = AccessKey(key_id="AKIAIOSFODNN7EXAMPLE", secret=secret, region="us-east-1")
    url = f"https://examplebucket.s3.amazonaws.com/?{query}"
    shown = key.headers("GET", url, b"", datetime(2013, 5, 24, tzinfo=UTC))["Authorization"]
    assert shown.endswith(f"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={signature}")


def test_the_type_of_what_is_sent_is_signed_and_its_length_is_not() -> None:
    """The type has to be, where one is sent; Ceph refuses it else since CVE-2026-54330."""
    own = {"Content-Type": "application/octet-stream", "Content-Length": "1", "If-None-Match": "*"}
    key = AccessKey(key_id="AK", secret="s", region="r")
    shown = key.headers("PUT", "https://store.example/a", b"x", NOW, own=own)["Authorization"]
    assert "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date," in shown


def test_a_secret_is_in_no_representation() -> None:
    assert "hidden" not in repr(AccessKey(key_id="AK", secret="hidden", region="r"))


@pytest.mark.parametrize("body", [b"", b"x"])
def test_what_is_sent_is_signed_too(body: bytes) -> None:
    key = AccessKey(key_id="AK", secret="s", region="r")
    one = key.headers("PUT", "https://store.example/a", body, NOW)["Authorization"]
    assert one != key.headers("PUT", "https://store.example/a", body + b"y", NOW)["Authorization"]
