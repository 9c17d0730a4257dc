"""What the confined process can be asked about a file, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from prevent_desktop.packs.verification_context import VerificationContext


@dataclass(frozen=True, slots=True)
class ByPassword:
    """Opens what is under a password."""

    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ByKeyFile:
    """Opens what is encrypted to the certificate in a PKCS#12 file."""

    pkcs12: bytes = field(repr=False)
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BySeeds:
    """Opens the very file that was just encrypted to a certificate: the seeds of its keys are still known."""

    seeds: tuple[bytes, ...] = field(repr=False)


Unlock: TypeAlias = ByPassword | ByKeyFile | BySeeds
"""What opens the encryption of a PDF (`encryption.open_encrypted`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """Who signed it, and whether it is whole? Answered with a VerifiedPack. See `opening.verify_pack`."""

    trusted: tuple[bytes, ...]
    verification_context: VerificationContext
    unlock: Unlock | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What does it say of itself? Answered with PackFacts."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files inside: for each a `File` as an item, with its bytes as pieces where it has no place."""


@dataclass(frozen=True, slots=True)
class File:
    """A file inside: `start` and `size` where its bytes lie in the PDF as they are; `start` is -1 where they follow."""

    name: str
    media_type: str
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class PageCount:
    """How many pages? Answered with a number."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """Draw `page` (from 0). Answered with a `Drawn` and its pixels as pieces."""

    page: int
    width_px: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """Size in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PageText:
    """The words on `page` (from 0) in reading order. Answered with text."""

    page: int


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The words of all pages, at most so many letters, for searching. Answered with text."""

    most: int


@dataclass(frozen=True, slots=True)
class PlainCopy:
    """The same PDF without its encryption, as pieces. Answered with True."""

    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WaitingField:
    """Where does a countersignature go? Answered with a `Waiting`, or None where no field waits."""

    unlock: Unlock | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Width and height of the field in points."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Timestamp:
    """Is the file an answer (RFC 3161) with a timestamp over `digest`? Answered with True or False."""

    digest: bytes


Question: TypeAlias = (
    Verify
    | Facts
    | Files
    | PageCount
    | PageImage
    | PageText
    | DocumentText
    | PlainCopy
    | WaitingField
    | Timestamp
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, and the language that is spoken here (empty where none was chosen)."""

    question: Question
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why there is no answer: the name of one of our errors, and what it says."""

    kind: str
    title: str
    what_happened: str
    next_step: str
    verdict: str = ""
