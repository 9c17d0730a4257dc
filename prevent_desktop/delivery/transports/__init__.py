"""What brings a pack to its receiver. Each is a `Transport`; all of them pass one suite of tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What a transport is told of a pack. `digest` is hexadecimal SHA-256, `size` and `offset` are bytes.

    `offset` is what the receiver has acknowledged so far, `upload_url` what it called the upload ("" before that),
    `attempts` how many attempts in a row brought nothing; `open` opens the sealed file for reading. `is_receipt` tells whether
    something is the receiver's own receipt for this pack, so that a false one does not hide it where there are several places.
    """

    pack_id: str
    digest: str
    size: int
    endpoint: str
    upload_url: str
    offset: int
    attempts: int
    open: Callable[[], BinaryIO]
    is_receipt: Callable[[bytes], bool] = lambda _untrusted: True


class Journal(Protocol):
    """Where a transport reports; what it reports is on disk when the call returns.

    Each call raises when the program is stopping or another process has taken the pack over: then the transport
    lets the error pass through.
    """

    def remember(self, upload_url: str) -> None:
        """The receiver gave the upload this address ("" when it has forgotten the upload); the offset is 0 again."""

    def acknowledge(self, offset: int, *, rate: float = 0.0) -> None:
        """The receiver has this many bytes; the last chunk went at `rate` bytes a second."""

    def check(self) -> None:
        """Nothing happened, but may the transport go on?"""


class Transport(Protocol):
    """One way to a receiver."""

    def upload(self, parcel: Parcel, journal: Journal) -> None:
        """Send what the receiver does not have yet; return when it has acknowledged all of it.

        Raise WaitingError when it may work later, and RefusedError when a person has to do something first.
        """

    def take_back(self, parcel: Parcel) -> bool:
        """Have the receiver delete what it has of an upload that is not whole, after a person cancelled the pack.

        True where nothing of it is left there. False where the receiver has all of it, or keeps the part: nothing was
        deleted then. `Parcel.open` is not called: the sealed file is gone. Again changes nothing. Raise as `upload` does.
        """

    def receipt(self, parcel: Parcel) -> bytes | None:
        """What lies where the receipt of this pack has to be, not verified; None while there is nothing.

        At most 64 KiB. Raise as `upload` does.
        """

    def answer(self, endpoint: str, pack_id: str, number: int) -> bytes | None:
        """What lies where this answer to a pack has to be, sealed and not verified; None while there is nothing.

        At most `LARGEST_SEALED` bytes and one more. Asking again changes nothing. Raise as `upload` does.
        """
