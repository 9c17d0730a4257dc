"""Addresses of S3-compatible storage."""

from __future__ import annotations

import pytest

from prevent_desktop.delivery.connection.bucket_address import BucketAddress


def test_an_address_names_server_bucket_prefix_and_region() -> None:
    there = BucketAddress.parse("s3+https://store.example:9000/packs/in/front%20door/?region=eu-west-2")
    assert (there.server, there.bucket, there.prefix, there.region) == (
        "https://store.example:9000", "packs", "in/front door/", "eu-west-2",
    )  # fmt: skip
    assert there.url == "https://store.example:9000/packs/in/front%20door"


def test_a_whole_bucket_of_a_store_without_regions() -> None:
    there = BucketAddress.parse("s3+http://127.0.0.1:7480/packs")
    assert (there.prefix, there.region, there.url) == ("", "us-east-1", "http://127.0.0.1:7480/packs")


@pytest.mark.parametrize(
    "untrusted",
    ["", "https://store.example/packs", "s3+https://store.example", "s3+https:///packs", "s3+https://a:b@store.example/packs", "s3+https://store.example/%FF"],
)  # fmt: skip
def test_what_names_no_bucket_is_none(untrusted: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        BucketAddress.parse(untrusted)
