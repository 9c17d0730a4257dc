"""Addresses of S3-compatible storage, with the server in them: ``s3+https://host:port/bucket/prefix?region=…``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

SCHEMES: Final = ("s3+https", "s3+http")
_REGION: Final = "us-east-1"
"""Of stores that have none of their own."""
_PRINTED: Final = "/-_.~"


def quoted(path: str) -> str:
    """A path as it is sent, and signed."""
    return quote(path, safe=_PRINTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketAddress:
    """`server` is ``https://host:port``; `prefix` is empty, or ends with a slash. Both that and `bucket` are as people write them."""

    server: str
    bucket: str
    prefix: str
    region: str

    @classmethod
    def parse(cls, address: str) -> BucketAddress:
        """That of an address. ValueError where it names no server or no bucket."""
        parts = urlsplit(address)
        bucket, _slash, prefix = unquote(parts.path, errors="strict").strip("/").partition("/")
        if parts.scheme not in SCHEMES or not parts.hostname or not bucket or parts.username is not None:
            raise ValueError("no bucket")
        return cls(
            server=urlunsplit((parts.scheme.removeprefix("s3+"), parts.netloc, "", "", "")),
            bucket=bucket,
            prefix=f"{prefix}/" if prefix else "",
            region=dict(parse_qsl(parts.query)).get("region", _REGION),
        )

    @property
    def url(self) -> str:
        """Where what lies below the prefix begins, with no slash behind it: by path, which all S3-compatible stores know."""
        return f"{self.server}/{quoted(f'{self.bucket}/{self.prefix}')}".rstrip("/")
