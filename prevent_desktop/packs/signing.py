"""Signs a pack with the practitioner's key. The PDF libraries are imported when it is first done."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.packs.signing_keys import SigningKey


def sign(pdf: bytes, key: SigningKey, *, reason: str, location: str, claimed_time: datetime) -> bytes:
    """`pdf` with its empty signature field signed: PAdES B-B (ETSI EN 319 142-1), certified, later signatures allowed.

    `claimed_time` is aware; it is what this computer's clock says, and readers are told so. The same input gives the
    same bytes. Raises SigningKeyError where the certificate is not valid then, PackContentError for another PDF.
    """
    from prevent_desktop.packs.pades import certify

    key.check_valid_at(claimed_time)
    return certify(pdf, key, reason=reason, location=location, claimed_time=claimed_time)
