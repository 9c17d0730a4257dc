"""A repository for apt, signed by a key that is made for it: as an IT team would offer the package to its computers."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

KEYRING = "etc/apt/keyrings/prevent-desktop.asc"
PLACE = "srv/prevent-desktop"
_SOURCE = f"deb [signed-by=/{KEYRING}] file:/{PLACE} ./\n"


@dataclass(slots=True)
class Repository:
    """`folder` holds the key's home and what is offered; systems have a copy of it."""

    folder: Path
    system: Path | None = None

    @classmethod
    def made(cls, folder: Path) -> Repository:
        """With a new key."""
        folder.mkdir()
        (folder / "key").mkdir(mode=0o700)
        (folder / "offered").mkdir()
        here = cls(folder)
        here._gpg("--passphrase", "", "--quick-generate-key", "trial of packages", "ed25519", "sign", "1d")
        return here

    def offer_to(self, system: Path) -> None:
        """Let a system below the folder `system` take packages from here, by this key alone."""
        self.system = system
        keyring = system / KEYRING
        keyring.parent.mkdir(parents=True, exist_ok=True)
        self._gpg("--armor", "--output", str(keyring), "--export")
        (system / "etc/apt/sources.list.d/prevent-desktop.list").write_text(_SOURCE, encoding="utf-8")
        self._bring()

    def publish(self, package: Path) -> None:
        """Offer this package beside those that are there."""
        offered = self.folder / "offered"
        shutil.copy(package, offered)
        listed = _said("apt-ftparchive", "packages", ".", folder=offered)
        (offered / "Packages").write_text(listed, encoding="utf-8")
        (offered / "InRelease").unlink(missing_ok=True)
        (self.folder / "Release").write_text(
            _said("apt-ftparchive", "release", ".", folder=offered), encoding="utf-8"
        )
        self._gpg("--clearsign", "--output", str(offered / "InRelease"), str(self.folder / "Release"))
        self._bring()

    @contextmanager
    def changed(self, name: str) -> Iterator[None]:
        """One byte in the middle of a file that the system is offered is another, for a while."""
        assert self.system is not None  # noqa: S101 -- somebody must be offered it
        path = self.system / PLACE / name
        whole = path.read_bytes()
        middle = len(whole) // 3
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
        try:
            yield
        finally:
            path.write_bytes(whole)

    def _bring(self) -> None:
        if self.system is not None:
            shutil.rmtree(self.system / PLACE, ignore_errors=True)
            shutil.copytree(self.folder / "offered", self.system / PLACE)

    def _gpg(self, *words: str) -> None:
        own = [
            "gpg",
            "--homedir",
            str(self.folder / "key"),
            "--batch",
            "--yes",
            "--quiet",
            "--pinentry-mode",
            "loopback",
        ]
        subprocess.run([*own, *words], check=True)


def _said(*command: str, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, env={**os.environ, "LC_ALL": "C.UTF-8"}, stdout=subprocess.PIPE, text=True, check=True)  # fmt: skip
    return done.stdout
