"""Where a release's signed lists are read from: a folder, or a server. Whoever keeps them there is not trusted."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Final

from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient.fetcher import FetcherInterface

from prevent_desktop.files.errors import NotPlainError

METADATA: Final = "metadata"
FIRST_ROOT: Final = "1.root.json"
ADDRESS: Final = "lists:/"
"""What stands before a name in the addresses that the library is told; no other is understood."""
_NOT_FOUND: Final = 404


class SignedLists(FetcherInterface):
    """Hands the signed lists of one place to the library."""

    @abstractmethod
    def untrusted_list(self, name: str) -> bytes:
        """One of the lists, and never more of it than any may have.

        FileNotFoundError or NotPlainError where it is not there, OSError or DeliveryError where it cannot be read.
        """

    def _fetch(self, url: str) -> Iterator[bytes]:
        try:
            return iter([self.untrusted_list(url.removeprefix(ADDRESS).rpartition("/")[2])])
        except (FileNotFoundError, NotPlainError) as error:
            raise DownloadHTTPError(str(error), _NOT_FOUND) from error
