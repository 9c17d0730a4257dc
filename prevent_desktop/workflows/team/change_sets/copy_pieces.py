"""A lead's copy on its way through the team's mailbox: the sealed file in pieces of one size, and the signed words that tell of it.

The file is the snapshot that could go by hand as well (`snapshots`), sealed to one vault. Each piece is filled up and sealed to that vault again, so that
the store learns no more than in how many pieces it goes. A piece is named by the digest of the file, which nobody knows before it lies
there, so that whatever stands under its name was put there with it. The words come last, under a name that the addressee foresees.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Final

from prevent_desktop.casework.team.roster import Role, listed_id
from prevent_desktop.delivery.signed.team import Words
from prevent_desktop.delivery.signed.team import open_words as verified
from prevent_desktop.files.own import append, cut_off
from prevent_desktop.sealing import Identity, parse_recipient, seal_bytes
from prevent_desktop.strict_json import CANONICAL, Held, JsonError, read, write
from prevent_desktop.vault.safe_files import in_our_words
from prevent_desktop.workflows.team.change_sets.shared_files import Piece
from prevent_desktop.workflows.team.circles.circle_book import CircleBook
from prevent_desktop.workflows.team.circles.names import CircleNames
from prevent_desktop.workflows.team.circles.own_vault import OwnVault
from prevent_desktop.workflows.team.circles.sealed_words import (
    LENGTH_SIZE,
    DamagedError,
    NoKeyError,
    open_padded,
    open_words,
    padded,
    seal_words,
    sign_as,
)

_FIXED: Final = {"kind": "team-copy", "format": 1}
SIZE: Final = 1 << 20
"""Bytes that each piece is filled up to."""
CHUNK: Final = SIZE - LENGTH_SIZE
"""Bytes of the file in one piece; the last one has less."""
NUMBERS: Final = range(1, 33)
"""By which numbers copies are told of, one after the other and round again: no old one lies there for so long."""
_MOST_PIECES: Final = 2048
_MOST_MISSED: Final = 20
MOST_GO: Final = 200
"""Names of one copy that one round takes out of the mailbox."""
_DIGEST: Final = Held(form=re.compile(r"[0-9a-f]{64}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyWords:
    """What a lead's vault says of a copy: for which vault (listed id), under which number, and what the file and its pieces come to (SHA-256).

    `size` is in bytes, `pieces` are the digests of the file's parts before they are filled up.
    """

    team: str
    circle: str
    to: str
    number: Annotated[int, Held(least=NUMBERS[0], most=NUMBERS[-1])]
    at: datetime
    size: Annotated[int, Held(least=1)]
    digest: Annotated[str, _DIGEST]
    pieces: Annotated[tuple[Annotated[str, _DIGEST], ...], Held(least=1, most=_MOST_PIECES)]

    def names(self, names: CircleNames) -> list[str]:
        """Those of its pieces."""
        return [names.copy_piece(self.digest, piece) for piece in range(len(self.pieces))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """What lies in the mailbox of a copy that is being taken away: the words under its `number`, then its pieces; so many names are `gone`."""

    number: int
    digest: str
    pieces: int
    gone: int = 0

    @classmethod
    def of(cls, told: CopyWords) -> Lying:
        """All of it."""
        return cls(number=told.number, digest=told.digest, pieces=len(told.pieces))

    def names(self, names: CircleNames, to: str) -> list[str]:
        """Those that may lie there still; the words first, so that nobody begins to fetch what goes."""
        pieces = (names.copy_piece(self.digest, piece) for piece in range(self.pieces))
        return [names.copy(to, self.number), *pieces][self.gone :]

    def without(self, removed: Collection[str], names: CircleNames, to: str) -> Lying:
        """Once these names are out of the mailbox."""
        return replace(self, gone=self.gone + count_gone(self.names(names, to), removed))

    @property
    def is_there(self) -> bool:
        """Whether anything of it is left."""
        return self.gone <= self.pieces


def count_gone(names: Sequence[str], removed: Collection[str]) -> int:
    """How many of these are gone, from the first on without a gap."""
    return next((place for place, name in enumerate(names) if name not in removed), len(names))


class NotACopyError(ValueError):
    """What lies there tells of no copy that this vault could take."""


def seal_copy_words(told: CopyWords, own: OwnVault, recipient: str) -> bytes:
    """Signed by this vault, and sealed to the one that the copy is for."""
    payload = write(told, fixed=_FIXED, **CANONICAL)
    return seal_words(sign_as(Words.CHECKED, payload, own), recipient)


def open_copy_words(
    untrusted: bytes, book: CircleBook, own: OwnVault, number: int, *, tried: str = ""
) -> tuple[str, CopyWords] | None:
    """Whose vault (listed id) tells of a copy, and what; None where that vault is not known here yet. NotACopyError for anything else.

    It has to be that of a lead who is there: words of somebody who was removed, of a deputy or a reporter tell of none.
    The file that was `tried` before is none, either.
    """
    try:
        sealed = open_words(Words.CHECKED, untrusted, [own.identity])
        by = listed_id(sealed.signer)
        listed, owner = book.team.vault(by), book.team.owner(by)
        if listed is None:
            return None
        if owner is None or owner.role is not Role.LEAD or by not in {one.id for one in book.team.sharing}:
            raise NotACopyError
        payload = verified(Words.CHECKED, sealed.untrusted_jws, listed.signing_key)
        told: CopyWords = read(CopyWords, payload, fixed=_FIXED)
    except (NoKeyError, DamagedError, JsonError, ValueError) as error:
        raise NotACopyError from error
    said = (told.team, told.circle, told.to, told.number)
    if (
        said != (book.team.id, book.circle, own.id, number)
        or len(told.pieces) != -(-told.size // CHUNK)
        or told.digest == tried
    ):
        raise NotACopyError
    return by, told


def digests_in(path: Path) -> tuple[str, tuple[str, ...]]:
    """What a file comes to, and each of its parts. OSError."""
    whole, parts = hashlib.sha256(), []
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            whole.update(chunk)
            parts.append(hashlib.sha256(chunk).hexdigest())
    return whole.hexdigest(), tuple(parts)


# -- plain data for a round: no vault


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyToPut:
    """A copy for another vault (listed id), and which of its pieces are to be put."""

    to: str
    path: Path = field(repr=False)
    told: CopyWords = field(repr=False)
    names: CircleNames
    recipient: str
    numbers: Sequence[int]

    def pieces(self) -> Iterator[tuple[int, Piece]]:
        """Those, by their numbers. FileNotFoundError where the file is gone."""
        with self.path.open("rb") as file:
            for number in self.numbers:
                file.seek(number * CHUNK)
                yield number, self._piece(number, file.read(CHUNK))

    def _piece(self, number: int, chunk: bytes) -> Piece:
        name = self.names.copy_piece(self.told.digest, number)
        return Piece(name, lambda: seal_bytes(padded(chunk, SIZE), [parse_recipient(self.recipient)]))


class AlteredError(Exception):
    """What lies under the name of a piece is whole, and not that piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyWanted:
    """The copy that this vault asks for: what tells of it lies under `name`; once it is `told` of, its pieces go to `path`."""

    name: str
    path: Path = field(repr=False)
    names: CircleNames
    identity: Identity = field(repr=False)
    told: CopyWords | None = field(default=None, repr=False)

    def fetch(self, get: Callable[[str], bytes | None], is_full: Callable[[], bool]) -> list[str]:
        """Bring pieces until there are enough for once; the names of the next ones where one is missing. AlteredError, DiskFullError.

        Each is written before the next one is asked for, so that it goes on where it was cut.
        """
        if self.told is None:
            return []
        begin = pieces_here(self.path, self.told.size)
        for number, digest in enumerate(self.told.pieces[begin:], start=begin):
            if is_full():
                return []
            untrusted = get(self.names.copy_piece(self.told.digest, number))
            if untrusted is None:
                return self.told.names(self.names)[number : number + _MOST_MISSED]
            chunk = self._opened(untrusted, digest)
            with in_our_words():
                append(self.path, chunk)
        return []

    def _opened(self, untrusted: bytes, digest: str) -> bytes:
        try:
            chunk, _identity = open_padded(untrusted, [self.identity])
        except (NoKeyError, DamagedError) as error:
            raise AlteredError from error
        if hashlib.sha256(chunk).hexdigest() != digest:
            raise AlteredError
        return chunk


def pieces_here(path: Path, size: int) -> int:
    """How many pieces of a file of `size` bytes are here; what was half written of one is cut off, so that the next one follows."""
    here = path.stat().st_size if path.is_file() else 0
    if here == size:
        return -(-size // CHUNK)
    if here % CHUNK:
        cut_off(path, here // CHUNK * CHUNK)
    return here // CHUNK


def wrong_from(path: Path, told: CopyWords) -> int | None:
    """The first piece that a disk has spoiled since it came; None where all of the file is as it was told."""
    _digest, parts = digests_in(path)
    wrong = (place for place, (here, said) in enumerate(zip_longest(parts, told.pieces)) if here != said)
    return next(wrong, None)
