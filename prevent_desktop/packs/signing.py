"""Signs a pack with the practitioner's key, and again with the lead's. The PDF libraries are imported when it is first done."""

from __future__ import annotations

from prevent_desktop.packs.reader.questions import Unlock
from prevent_desktop.packs.signing_keys import CertifiedKey
from prevent_desktop.packs.sources import Pieces
from prevent_desktop.packs.statement import Statement


def sign(pdf: bytes, key: CertifiedKey, statement: Statement, unlock: Unlock | None = None) -> bytes:
    """`pdf` with its empty signature field signed: PAdES B-B (ETSI EN 319 142-1), certified, later signatures allowed.

    The same input gives the same bytes, but for a timestamp; `unlock` opens a PDF that is encrypted (`protection`).
    Raises SigningKeyError where the certificate is not valid at the claimed time or the key refuses, PackContentError
    for another PDF.
    """
    return sign_streamed(Pieces((pdf,)), key, statement, unlock).read()


def sign_streamed(
    pdf: Pieces, key: CertifiedKey, statement: Statement, unlock: Unlock | None = None
) -> Pieces:
    """As `sign`, for a pack whose attachments are drawn from elsewhere: they are read once, and never held."""
    from prevent_desktop.packs.pades import certify

    key.check_valid_at(statement.claimed_time)
    return certify(pdf, key, statement, unlock)


def countersign(pdf: Pieces, key: CertifiedKey, statement: Statement, unlock: Unlock | None = None) -> Pieces:
    """A signed pack with the second signature in the field that waits for it; all but that as `sign_streamed`.

    What was signed before stays as it is, byte for byte, and where it lies: what is new is at the end of the pieces.
    Verify the pack first. Raises PackContentError where no field waits.
    """
    from prevent_desktop.packs.countersigning import countersigned

    key.check_valid_at(statement.claimed_time)
    return countersigned(pdf, key, statement, unlock)
