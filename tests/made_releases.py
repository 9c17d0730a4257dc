"""Releases as their makers make them, with keys of their own, for the tests of whoever checks them."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "packaging"))
import parts
import release
from release import Release

__all__ = ["Makers", "days_from_now", "new_keys", "opened", "parts", "release", "signed_again"]


def new_keys(count: int) -> list[CryptoSigner]:
    return [CryptoSigner.generate_ed25519() for _number in range(count)]


@dataclass(frozen=True)
class Makers:
    """Three holders of a root key, one key for files, one that says what is newest."""

    root: list[CryptoSigner] = field(default_factory=lambda: new_keys(3))
    files: CryptoSigner = field(default_factory=CryptoSigner.generate_ed25519)
    newest: CryptoSigner = field(default_factory=CryptoSigner.generate_ed25519)

    def begin(self, folder: Path, *, signatures: int = 2) -> Release:
        """A folder that says who may sign."""
        release = Release(folder)
        self.name(release, signatures=signatures)
        return release

    def name(self, release: Release, *, signatures: int = 2) -> None:
        """The next list of who may sign."""
        release.new_root(
            root=[key.public_key for key in self.root],
            files=self.files.public_key,
            newest=self.newest.public_key,
        )
        for key in self.root[:signatures]:
            release.sign_root(key)

    def publish(self, release: Release, version: str, *, content: bytes = b"") -> None:
        """A release of two files."""
        parcel = release.folder.with_name(f"{release.folder.name}-parcel")
        parcel.mkdir(exist_ok=True)
        files = [
            parcel / f"prevent-desktop-{version}-x64.msi",
            parcel / f"prevent-desktop_{version}_amd64.deb",
        ]
        for file in files:
            file.write_bytes(content or f"{file.name} ".encode() * 1000)
        release.publish(files, version=version, files_key=self.files, newest_key=self.newest)

    def made(self, folder: Path, version: str = "9.0.0") -> Release:
        """A whole release."""
        release = self.begin(folder)
        self.publish(release, version)
        return release


def opened(folder: Path) -> Release:
    """The release that lies there, for its makers."""
    return Release(folder)


def signed_again(path: Path, *keys: CryptoSigner, expires: datetime) -> None:
    """The list at `path` with another day on which it ends, signed by `keys`."""
    whole: Metadata[Any] = Metadata.from_file(str(path))
    whole.signed.expires = expires.replace(microsecond=0)
    whole.signatures.clear()
    for key in keys:
        whole.sign(key, append=True)
    whole.to_file(str(path))


def days_from_now(days: int) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)
