"""Requests to S3-compatible storage signed with an access key: AWS Signature Version 4, with the body's SHA-256 signed too.

After "Signature Version 4 signing process" in the AWS General Reference. A library does the same (botocore), but brings its own connections,
which know nothing of this program's proxies, trust and deadlines; a test holds the two signatures equal.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from urllib.parse import SplitResult, urlsplit

_METHOD = "AWS4-HMAC-SHA256"
_TYPE, _TOLD = "content-type", "x-amz-"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    """The two halves of an access key, and the region of the store that it is for."""

    key_id: str
    secret: str = field(repr=False)
    region: str

    def headers(
        self,
        method: str,
        url: str,
        body: bytes,
        now: datetime,
        *,
        own: Mapping[str, str] | None = None,
        digest: str = "",
    ) -> dict[str, str]:
        """What a request has to bear besides its own headers. `url` is quoted as it is sent, and what it asks (its query) in order; `now` is UTC.

        `own` are those headers, of which what the standard wants is signed too; `digest` is the SHA-256 of a body that is sent in
        pieces, in hexadecimal digits.
        """
        parts, digest = urlsplit(url), digest or hashlib.sha256(body).hexdigest()
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        shown = {"x-amz-content-sha256": digest, "x-amz-date": stamp}
        signed = dict(sorted({"host": parts.netloc, **shown, **_counting(own or {})}.items()))
        request_digest = hashlib.sha256(_in_lines(method, parts, signed, digest).encode()).hexdigest()
        scope = (stamp[:8], self.region, "s3", "aws4_request")
        to_sign = "\n".join((_METHOD, stamp, "/".join(scope), request_digest))
        key = reduce(_keyed, scope, b"AWS4" + self.secret.encode())
        signature = _keyed(key, to_sign).hex()
        return {
            **shown,
            "Authorization": f"{_METHOD} Credential={self.key_id}/{'/'.join(scope)}, SignedHeaders={_names(signed)}, Signature={signature}",
        }


def _counting(own: Mapping[str, str]) -> dict[str, str]:
    """What has to be signed of a request's own headers: how its body is to be read, and all that the store is told."""
    lowered = {name.lower(): value for name, value in own.items()}
    return {name: value for name, value in lowered.items() if name == _TYPE or name.startswith(_TOLD)}


def _in_lines(method: str, parts: SplitResult, signed: Mapping[str, str], digest: str) -> str:
    """A request as it is signed: its way and address, the headers that count, and the digest of its body."""
    headers = (f"{name}:{value}" for name, value in signed.items())
    return "\n".join((method, parts.path or "/", parts.query, *headers, "", _names(signed), digest))


def _names(signed: Mapping[str, str]) -> str:
    return ";".join(signed)


def _keyed(key: bytes, words: str) -> bytes:
    return hmac.digest(key, words.encode(), "sha256")
