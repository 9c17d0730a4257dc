"""Signs a pack with the practitioner's key, and again with the lead's. The PDF libraries are imported when it is first done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from prevent_desktop.packs.protection import Unlock
from prevent_desktop.packs.signing_keys import CertifiedKey
from prevent_desktop.packs.sources import Pieces

if TYPE_CHECKING:
    from prevent_desktop.packs.stamping import Stamping


def sign(
    pdf: bytes,
    key: CertifiedKey,
    *,
    reason: str,
    location: str,
    claimed_time: datetime,
    unlock: Unlock | None = None,
    stamping: Stamping | None = None,
) -> bytes:
    """`pdf` with its empty signature field signed: PAdES B-B (ETSI EN 319 142-1), certified, later signatures allowed.

    `claimed_time` is aware; it is what this computer's clock says, and readers are told so. With `stamping` a timestamp
    is asked for: where one comes it is PAdES B-T, and otherwise `stamping.problem` says why not. The same input gives
    the same bytes, but for a timestamp; `unlock` opens a PDF that is encrypted (`protection`). Raises SigningKeyError
    where the certificate is not valid then or the key refuses, PackContentError for another PDF.
    """
    return sign_streamed(
        Pieces((pdf,)),
        key,
        reason=reason,
        location=location,
        claimed_time=claimed_time,
        unlock=unlock,
        stamping=stamping,
    ).read()


def sign_streamed(
    pdf: Pieces,
    key: CertifiedKey,
    *,
    reason: str,
    location: str,
    claimed_time: datetime,
    unlock: Unlock | None = None,
    stamping: Stamping | None = None,
) -> Pieces:
    """As `sign`, for a pack whose attachments are drawn from elsewhere: they are read once, and never held."""
    from prevent_desktop.packs.pades import Statement, certify

    key.check_valid_at(claimed_time)
    statement = Statement(reason=reason, location=location, claimed_time=claimed_time, stamping=stamping)
    return certify(pdf, key, statement, unlock)


def countersign(
    pdf: Pieces,
    key: CertifiedKey,
    *,
    reason: str,
    location: str,
    claimed_time: datetime,
    unlock: Unlock | None = None,
    stamping: Stamping | None = None,
) -> Pieces:
    """A signed pack with the second signature in the field that waits for it; all but that as `sign_streamed`.

    What was signed before stays as it is, byte for byte, and where it lies: what is new is at the end of the pieces.
    Verify the pack first. Raises PackContentError where no field waits.
    """
    from prevent_desktop.packs.countersigning import countersigned
    from prevent_desktop.packs.pades import Statement

    key.check_valid_at(claimed_time)
    statement = Statement(reason=reason, location=location, claimed_time=claimed_time, stamping=stamping)
    return countersigned(pdf, key, statement, unlock)
