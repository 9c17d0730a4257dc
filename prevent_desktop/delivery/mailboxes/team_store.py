"""A team's mailbox as each store has to be: objects that are put once and got by a name that the reader knows, and small heads.

A store reads nothing, lists nothing and decides nothing; what it gives back is judged by whoever asked. Each object ends with the
SHA-256 of what stands before it, so that half a file, or one that a disk has spoiled, is told as what it is and never taken for a
forgery (resources/specification/team-changes.md, "The store").
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Protocol, Self

from prevent_desktop.errors import TeamObjectError
from prevent_desktop.translation import _

LARGEST_HEAD: Final = 64 * 1024
"""Bytes; a larger head is no head."""
HEADS: Final = "heads"
"""The folder of heads in every store, so that a server can let them be replaced and nothing else."""
TOO_LARGE: Final = "too_large"
"""The kind of a TeamObjectError about an object that is larger than the store takes, or than was asked for."""
SEAL_SIZE: Final = hashlib.sha256().digest_size
"""Bytes that each object is longer in the store than what was put."""

_NAME = re.compile(r"[a-z0-9]{2}/[a-z0-9]{8,120}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in a head now. `tag` is for the next question and means something to its own store alone."""

    content: bytes
    tag: str


NOTHING: Final = Head(b"", "nothing")
"""There is no such head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCredentials:
    """What one vault signs in to its team's store with; kept in that vault alone (`workflows/team`), each empty where there is none.

    `user` and `password` are for a web server, or the two halves of an access key of S3-compatible storage; for SFTP the address names
    the user, and `key_pem` is the private key in OpenSSH's form.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    key_pem: bytes = field(default=b"", repr=False)


class TeamStore(Protocol):
    """One store, for one thread at a time; it may be kept open from round to round. All but `close` raise DeliveryError.

    A TeamObjectError is about that one name: the rest of the round can go on. WaitingError and RefusedError are about the store.
    A `name` is two letters or digits, a slash, and 8 to 120 more; it comes from secrets, so that it tells nothing.
    """

    def put(self, name: str, content: bytes) -> bool:
        """Put an object there once, on the store's disk when this returns; False where other bytes have the name, which stay.

        The same again is True. What stands there damaged (half a file) is put right where the store allows it. TeamObjectError where
        that cannot be, or where the store takes nothing of this size.
        """

    def get(self, name: str, at_most: int) -> bytes | None:
        """An object; None where nothing is. TeamObjectError where it is longer than `at_most` bytes, damaged, or not on this computer."""

    def head(self, name: str, known_tag: str = "") -> Head | None:
        """A small object that is replaced again and again; None where it is still what had `known_tag`.

        `NOTHING` where there is none. The same head may be given twice.
        """

    def set_head(self, name: str, content: bytes) -> None:
        """Put a head in the place of the one before; of two who do so at once the later one stays."""

    def delete(self, name: str) -> None:
        """Take an object away; what is not there is no matter. RefusedError where the server lets nobody do so."""

    def close(self) -> None:
        """Let go of connections; it may be asked again all the same."""
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def require_name(name: str) -> str:
    """The name; TeamObjectError for one that could mean anything else in a folder or an address."""
    if _NAME.fullmatch(name) is None:
        raise TeamObjectError(
            _("A name in the team’s mailbox is wrong"),
            _("Something was asked for by a name that no object of a team can have."),
            _("The rest of the mailbox is read. Tell your IT support if this stays."),
            kind="name",
        )
    return name


def with_digest(content: bytes) -> bytes:
    """An object as it lies in a store."""
    return content + hashlib.sha256(content).digest()


def without_digest(untrusted: bytes) -> bytes | None:
    """What was put; None where the object is not whole."""
    content, digest = untrusted[:-SEAL_SIZE], untrusted[-SEAL_SIZE:]
    return content if hashlib.sha256(content).digest() == digest else None


def whole(untrusted: bytes, at_most: int, where: str) -> bytes:
    """What was put, of an object that was read up to one byte more than is allowed. TeamObjectError."""
    if len(untrusted) > at_most + SEAL_SIZE:
        raise too_large(where)
    content = without_digest(untrusted)
    if content is None:
        raise damaged(where)
    return content


def damaged(where: str) -> TeamObjectError:
    """Something there is not whole."""
    return TeamObjectError(
        _("A part of the team’s mailbox is damaged"),
        _("Something in {where} is not whole: it may still be on its way, or a disk has spoiled it.").format(
            where=where
        ),
        _("It is looked for again by itself. Whoever wrote it puts it there again."),
        kind="damaged",
    )


def not_taken(where: str) -> TeamObjectError:
    """The store takes nothing of this size."""
    return TeamObjectError(
        _("The team’s mailbox takes nothing of this size"),
        _("{where} refused a file as too large. It is kept here.").format(where=where),
        _("Ask whoever looks after the mailbox to allow larger files."),
        kind=TOO_LARGE,
    )


def held_back(where: str) -> TeamObjectError:
    """Something comes or goes at no attempt, while the rest does."""
    return TeamObjectError(
        _("One part of the team’s mailbox does not get through"),
        _(
            "All else comes and goes at {where}, and this one thing is cut off each time. A web filter may hold it back."
        ).format(where=where),
        _(
            "The rest goes on, and it is tried again by itself. Ask your IT support to leave {where} out of the web filter."
        ).format(where=where),
        kind="held_back",
    )


def too_large(where: str) -> TeamObjectError:
    """Something is larger than anything of a team."""
    return TeamObjectError(
        _("Something in the team’s mailbox is too large"),
        _("A file in {where} is larger than anything that a team puts there. It was not read.").format(
            where=where
        ),
        _("The rest of the mailbox is read. Tell whoever looks after it."),
        kind=TOO_LARGE,
    )


def odd(where: str) -> TeamObjectError:
    """Something lies there that is no file."""
    return TeamObjectError(
        _("Something strange lies in the team’s mailbox"),
        _("In {where} there is a link, or something else, where a file belongs. It was not opened.").format(
            where=where
        ),
        _("The rest of the mailbox is read. Tell whoever looks after that folder."),
        kind="odd",
    )


def not_here(where: str) -> TeamObjectError:
    """A file is there by name, and cannot be read."""
    return TeamObjectError(
        _("A file of the team’s mailbox cannot be read"),
        _(
            "In {where} lies a file that this computer could not read: the program that keeps that folder the same everywhere has not brought it here, or you may not read it."
        ).format(where=where),
        _(
            "Have that folder always kept on this computer (OneDrive: “Always keep on this device”). It is looked for again by itself."
        ),
        kind="not_here",
    )
