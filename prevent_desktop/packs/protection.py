"""Closes a pack for a receiver who has no age key: the PDF itself is encrypted, and then signed.

This is the weaker way. Under a password the pack is as safe as the words are secret (`new_password`); to a
certificate it has no protection against a future quantum computer. Both use AES-256 (ISO 32000-2, 7.6): revision 6 of
the standard security handler, and AESV3 of the public-key security handler. The keys are random, so unlike other packs the same
content never gives the same bytes twice. PDF/A forbids encryption, so such a pack claims no conformance at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from prevent_desktop.errors import PackContentError, PackLockedError
from prevent_desktop.packs.encryption_certificate import encryption_certificate
from prevent_desktop.packs.reader.questions import ByPassword, PlainCopy, Unlock
from prevent_desktop.translation import _
from prevent_desktop.writing.word_list import offered_words

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader


MOST_MEGABYTES = 100
"""An encrypted PDF is made in memory, several times its size; a pack that is sealed with age has no such limit."""

_LEAST_ROOM = 1 << 20
"""Bytes by which a small pack may grow where it is written anew."""


@dataclass(frozen=True, slots=True)
class Protected:
    """An encrypted PDF, still unsigned, and what opens it."""

    pdf: bytes
    unlock: Unlock = field(repr=False)


def protect_with_password(pdf: bytes, password: str) -> Protected:
    """`pdf` under a password, which readers ask for. Raises PackContentError where it is too large."""
    from prevent_desktop.packs.encryption import under_password

    check_size(len(pdf))
    return Protected(under_password(pdf, password), ByPassword(password))


def protect_for_certificate(pdf: bytes, untrusted_pem: str, *, now: datetime) -> Protected:
    """`pdf` for the holder of a certificate's key. Raises EncryptionCertificateError, PackContentError."""
    from prevent_desktop.packs.encryption import to_certificate

    certificate = encryption_certificate(untrusted_pem, now=now)
    check_size(len(pdf))
    return Protected(*to_certificate(pdf, certificate))


def open_reader(reader: PdfFileReader, unlock: Unlock | None) -> None:
    """Open what is encrypted; leave the rest. Raises PackLockedError where there is no `unlock` that opens it."""
    if not reader.encrypted:
        return
    if unlock is None:
        raise PackLockedError(
            _("The pack is not opened"),
            _("It is under a password, or encrypted to a certificate."),
            _(
                "Open it with the password that the sender tells you by phone, or with the key of your certificate."
            ),
        )
    from prevent_desktop.packs.encryption import open_encrypted

    open_encrypted(reader, unlock)


def plain_copy(pdf: bytes, password: str) -> bytes:
    """A pack under a password without its encryption, to be looked at: its signature does not verify any more.

    Verify first. Made in the confined process. Raises PackLockedError, and as `opening.verify_pack`.
    """
    from prevent_desktop.confined.asking import MOST_MEMORY
    from prevent_desktop.packs.reader.asking import ask_with_bytes

    size = 2 * len(pdf)
    memory = MOST_MEMORY + 2 * size
    _done, plain = ask_with_bytes(
        bool, PlainCopy(password), BytesIO(pdf), most_bytes=size + _LEAST_ROOM, memory=memory
    )
    return plain


def unsigned_revision(pdf: bytes) -> bytes:
    """A signed pack as it was before anybody signed it: signatures are added at the end."""
    from prevent_desktop.packs.encryption import before_signatures

    return before_signatures(pdf)


def check_size(size: int) -> None:
    """Raises PackContentError where a pack of so many bytes is too large to be made in memory."""
    if size > MOST_MEGABYTES * 1_000_000:
        raise PackContentError(
            _("The pack is too large for this way"),
            _(
                "Under a password or to a certificate a pack can have at most {count} MB; this one has {size} MB."
            ).format(count=MOST_MEGABYTES, size=-(-size // 1_000_000)),
            _(
                "Ask the receiver for a key to seal to, or withhold the largest files and give them in another way."
            ),
        )


WORDS = 6
MOST_CHARACTERS = 32
"""Some readers of PDFs (poppler's command line) take no more; six words that fit hold 63.9 bits, as five of any length do."""


def new_password() -> str:
    """Six short random words with spaces between. Whoever makes a pack shows it once and keeps it nowhere."""
    while True:  # one in about 7600 fits: a tenth of a second
        words = offered_words(WORDS)
        if len(words) <= MOST_CHARACTERS:
            return words
