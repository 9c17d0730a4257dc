"""What the page about the store says is what the program does."""

from __future__ import annotations

from prevent_desktop.data_files import resources
from prevent_desktop.delivery.mailboxes import team_store
from prevent_desktop.delivery.mailboxes.team_store import HEADS, LARGEST_HEAD, SEAL_SIZE, with_digest

PAGE = (resources() / "specification" / "team-changes.md").read_text(encoding="utf-8")


def test_names_sizes_and_addresses_stand_there_as_they_are() -> None:
    assert f"`{team_store._NAME.pattern}`" in PAGE
    assert f"at most {LARGEST_HEAD:,} bytes" in PAGE
    assert f"SHA-256 ({SEAL_SIZE} bytes)" in PAGE
    assert f"`{HEADS}/`" in PAGE
    for address in ("file:///", "sftp://", "https://", "tus+https://", "s3+https://"):
        assert f"| `{address}" in PAGE


def test_the_bytes_of_an_object_are_those_that_it_tells() -> None:
    """SHA-256 of the empty message (FIPS 180-4) behind nothing at all."""
    assert with_digest(b"").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert with_digest(b"abc")[:3] == b"abc"
