"""A release as it lies in a folder or on a share: the files that people install, and ``metadata/`` with what its makers signed.

Whoever can write into the folder is not trusted: nothing is read that is no plain file, and never more of it than was promised.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient.fetcher import FetcherInterface

from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.errors import NotPlainError

METADATA: Final = "metadata"
FIRST_ROOT: Final = "1.root.json"
ADDRESS: Final = "folder:/"
"""What stands before a name in `ReleaseFolder`'s addresses; no other is understood."""
MOST_BYTES: Final = 5_000_000
"""As much as the library reads of any list."""
_NOT_FOUND: Final = 404


class ReleaseFolder(FetcherInterface):
    """Hands the signed lists of a folder to the library, which would fetch them from a server otherwise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def untrusted_list(self, name: str) -> bytes:
        """One of its lists, as far as any may be long. OSError, NotPlainError."""
        with open_chosen(self.folder / METADATA / name) as file:
            return file.read(MOST_BYTES + 1)

    def names(self) -> list[str]:
        """All that lies beside ``metadata``, by name. OSError."""
        return sorted(path.name for path in self.folder.iterdir() if path.name != METADATA)

    def _fetch(self, url: str) -> Iterator[bytes]:
        try:
            return iter([self.untrusted_list(Path(url.removeprefix(ADDRESS)).name)])
        except (FileNotFoundError, NotPlainError) as error:
            raise DownloadHTTPError(str(error), _NOT_FOUND) from error
