"""One bucket of S3-compatible storage: objects are listed, read, made where nothing is yet, and taken away.

Two speak to it: `desk_stores/boto_bucket` for services, with the keys that a machine has, and `desk_stores/web_bucket` for the window, which reaches servers
as this computer is set to.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import BinaryIO, Final

from prevent_desktop.errors import DeliveryError
from prevent_desktop.translation import _

SCHEME: Final = "s3"
MOST_LISTED: Final = 200_000
"""Objects in one list: a desk has fewer."""
MOST_PAGES: Final = 400
"""Answers in which one list may come; a store gives a thousand objects in each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An object in a list: its key below the prefix, size in bytes, ETag, and when the store says that it was written."""

    key: str
    size: int
    etag: str
    written_at: datetime


class Bucket(ABC):
    """All keys are below `prefix`. Each method raises DeliveryError where the store cannot be asked, or says no."""

    def __init__(self, name: str, prefix: str = "") -> None:
        self.name = name
        self._prefix = prefix
        self._store_time = datetime.now(UTC)
        self.heeds_conditions = False
        """Whether that has been found out."""

    def list(self, under: str = "", *, flat: bool = False) -> tuple[Listed, ...]:
        """All objects whose keys begin with `under`; `flat` leaves out what lies deeper. By key."""
        found = tuple(islice(self._listed(under, "/" if flat else ""), MOST_LISTED + 1))
        if len(found) > MOST_LISTED:
            raise self._endless()
        return found

    @abstractmethod
    def _listed(self, under: str, delimiter: str) -> Iterator[Listed]:
        """The same, in at most `MOST_PAGES` answers; `_store_time` is the store's own time of the answer from then on."""

    def _endless(self) -> DeliveryError:
        return DeliveryError(
            _("The storage lists files without end"),
            _("The bucket {bucket} names more files than there can be. What has come lies there.").format(bucket=self.name),
            _("Ask whoever looks after that storage."),
        )  # fmt: skip

    def age(self, listed: Listed) -> timedelta:
        """How old it was when the newest list was made, by the store's own clock."""
        return self._store_time - listed.written_at

    @abstractmethod
    def read(self, key: str, *, at_most: int) -> bytes | None:
        """What is there, `at_most` so many bytes of it; None where nothing is."""

    @abstractmethod
    def has(self, key: str) -> bool:
        """Whether something is there."""

    @abstractmethod
    def copy_to(
        self, key: str, target: BinaryIO, watch: Callable[[int], object] = lambda _read: None, *, at_most: int
    ) -> bool:
        """Write `at_most` so many bytes of it to `target` in pieces, telling `watch` how much each was; False where nothing is there."""

    @abstractmethod
    def digest(self, key: str) -> str:
        """The SHA-256 of what is there, in hexadecimal digits. FileNotFoundError where nothing is."""

    def address(self, key: str) -> str:
        """Where it is, for words and for other programs."""
        return f"{SCHEME}://{self.name}/{self._prefix}{key}"

    def create(self, key: str, content: bytes | BinaryIO) -> bool:
        """Put it there where nothing is yet; whether what is there now is ours. Of many who ask at once one gets it."""
        if self._create(key, content):
            return True
        # What was asked again after an answer was lost finds its own in the way.
        return isinstance(content, bytes) and self.read(key, at_most=len(content) + 1) == content

    @abstractmethod
    def _create(self, key: str, content: bytes | BinaryIO) -> bool:
        """Put it there; False where something is."""

    @abstractmethod
    def put(self, key: str, content: bytes) -> None:
        """Put it there, in the place of whatever is there."""

    @abstractmethod
    def copy(self, key: str, target: str) -> bool:
        """Put what is at `key` at `target` as well, by the store itself; False where nothing is there."""

    @abstractmethod
    def delete(self, key: str) -> None:
        """Take it away; what is not there is no matter."""

    def require_conditions(self) -> None:
        """Find out, before anything is taken, whether the store heeds conditions. Raises DeliveryError where it does not."""
        key = "claims/heeds-conditions"
        one, other = hashlib.sha256(b"1").digest(), hashlib.sha256(b"2").digest()
        self.create(key, one)
        if self.create(key, other):
            raise DeliveryError(
                _("This store cannot keep workers apart"),
                _(
                    "The bucket {bucket} let one object be written over although that was forbidden (If-None-Match)."
                ).format(bucket=self.name),
                _(
                    "Use a store that knows conditional writes, or let one single worker take packs in from a folder."
                ),
            )
        self.heeds_conditions = True
