"""A list of objects is read as a stranger's: whole or not at all, and no document type. A real store's: `tests/interop/test_bucket_inbox.py`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from prevent_desktop.delivery.desk_stores.list_page import ListPage, read_page
from prevent_desktop.delivery.mailboxes.bucket import Listed

PAGE = b"""<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Name>packs</Name><Prefix>in%2F</Prefix><EncodingType>url</EncodingType><KeyCount>2</KeyCount><IsTruncated>true</IsTruncated>
  <NextContinuationToken>one &amp; two</NextContinuationToken>
  <Contents><Key>in/a+b%26c.age</Key><LastModified>2026-11-29T08:05:09.000Z</LastModified><ETag>&quot;abc&quot;</ETag><Size>12</Size>
    <Owner><ID>1</ID><Key>no key of an object</Key></Owner></Contents>
  <Contents><Key>in/d</Key><LastModified>2026-11-29T08:05:10</LastModified><ETag>"d"</ETag><Size>0</Size></Contents>
  <CommonPrefixes><Prefix>in/claims/</Prefix></CommonPrefixes>
</ListBucketResult>"""


def test_keys_sizes_times_and_what_the_next_page_is_asked_by() -> None:
    assert read_page(PAGE) == ListPage(
        (
            Listed(
                key="in/a b&c.age",
                size=12,
                etag="abc",
                written_at=datetime(2026, 11, 29, 8, 5, 9, tzinfo=UTC),
            ),
            Listed(key="in/d", size=0, etag="d", written_at=datetime(2026, 11, 29, 8, 5, 10, tzinfo=UTC)),
        ),
        "one & two",
    )


def test_the_last_page_asks_for_no_other() -> None:
    assert read_page(PAGE.replace(b">true<", b">false<")).more == ""
    assert read_page(b"<ListBucketResult/>") == ListPage((), "")


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b"<html><body>Sign in</body></html",
        PAGE[:-30],
        PAGE.replace(b"<Size>12</Size>", b""),
        PAGE.replace(b"<Size>12</Size>", b"<Size>many</Size>"),
        PAGE.replace(b"<NextContinuationToken>one &amp; two</NextContinuationToken>", b""),
        PAGE.replace(b"in/d", b"in/%FF"),
        PAGE.replace(b"<ListBucketResult ", b'<!DOCTYPE a [<!ENTITY b "c">]><ListBucketResult ', 1),
        b"<a>" * 100 + b"</a>" * 100,
    ],
)
def test_what_is_no_whole_list_is_none(untrusted: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_page(untrusted)
