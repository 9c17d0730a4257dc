"""A release as it lies in a folder or on a share: the files that people install, and ``metadata/`` with what its makers signed.

Whoever can write into the folder is not trusted: nothing is read that is no plain file, and never more of it than was promised.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.workflows.releases.signed_lists import METADATA, SignedLists

MOST_BYTES: Final = 5_000_000
"""As much as the library reads of any list."""


class ReleaseFolder(SignedLists):
    """The release in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def untrusted_list(self, name: str) -> bytes:
        """One of its lists."""
        with open_chosen(self.folder / METADATA / name) as file:
            return file.read(MOST_BYTES + 1)

    def names(self) -> list[str]:
        """All that lies beside ``metadata``, by name. OSError."""
        return sorted(path.name for path in self.folder.iterdir() if path.name != METADATA)
