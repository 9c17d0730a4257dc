"""A receiver's signed statement that a pack was there on a day, after its signer's certificate has expired or was revoked.

A JWS in compact form (`signed_words`), ``typ`` prevent-statement+jws. Payload: JSON with version 1, pdf_sha256 (the signed PDF's,
hexadecimal) and there_on (a day, ISO 8601). A receipt names the sealed file, which nobody else can open; a statement names the
pack itself. Whom to believe is the verifier's affair: the receiver's certificate is given, never taken from the statement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Final

from prevent_desktop.delivery.signed.signed_words import open_signed, sign_as
from prevent_desktop.errors import ReceiptError, SigningKeyError
from prevent_desktop.strict_json import Held, JsonError, Named, read, write
from prevent_desktop.translation import _

_TYPE: Final = "prevent-statement+jws"
_FIXED: Final = {"version": 1}
_LARGEST: Final = 16 * 1024
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement whose signature was verified. `there_at` is the end of that day (UTC): certainly there by then."""

    pdf_digest: str
    there_at: datetime


@dataclass(frozen=True, slots=True)
class _Words:
    pdf_digest: Annotated[str, Named("pdf_sha256"), Held(form=_DIGEST)]
    there_on: date


def sign_statement(key_pem: bytes, certificate_pem: bytes, *, pdf_digest: str, there_on: date) -> str:
    """Say that the PDF with this SHA-256 was there on a day. Raises SigningKeyError where the key cannot sign."""
    payload = write(_Words(pdf_digest, there_on), fixed=_FIXED, sort_keys=True)
    try:
        return sign_as(_TYPE, payload, key_pem, certificate_pem, largest=_LARGEST)
    except ValueError as error:
        raise SigningKeyError(
            _("The statement cannot be signed"),
            _("The key does not belong to the certificate, or is not an EC P-256 key without a passphrase."),
            _("Use the key and the certificate of your receipts."),
        ) from error


def verify_statement(untrusted_jws: bytes, receiver_pem: bytes, *, now: datetime) -> Statement:
    """The statement, where the holder of this certificate signed it and the certificate is valid now. Raises ReceiptError."""
    from cryptography import x509

    try:
        receiver = x509.load_pem_x509_certificate(receiver_pem)
        text = untrusted_jws.decode("ascii").strip()
        payload, chain = open_signed(_TYPE, text, largest=_LARGEST)
    except (ValueError, x509.InvalidVersion) as error:
        raise _refused(_("It is not a receiver’s statement, or it was changed.")) from error
    if chain[0].public_key() != receiver.public_key():
        raise _refused(_("It is signed by somebody else than the receiver that you named."))
    if not receiver.not_valid_before_utc <= now <= receiver.not_valid_after_utc:
        raise _refused(_("The receiver’s own certificate is not valid today, so it proves nothing."))
    try:
        words: _Words = read(_Words, payload, fixed=_FIXED, more=True)
    except JsonError as error:
        raise _refused(_("What it says makes no sense.")) from error
    if words.there_on > now.date():
        raise _refused(_("What it says makes no sense."))
    return Statement(words.pdf_digest, datetime.combine(words.there_on, time.max, UTC))


def _refused(what_happened: str) -> ReceiptError:
    return ReceiptError(
        _("The statement does not count"),
        what_happened,
        _("Ask the receiver for a statement about this pack, and for the certificate of their receipts."),
    )
