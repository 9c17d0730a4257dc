"""The receiver's signed statement over a sealed pack's digest: a JWS in compact form (RFC 7515), ES256 (RFC 7518).

Header: ``alg`` ES256, ``typ`` prevent-receipt+jws, and ``x5t#S256``, the thumbprint of the certificate that the
receiver used, which may be a renewed one with the same key. Payload: JSON with version 1, pack_id, sealed_sha256, received_at
(RFC 3339), reference, receiver. Other receivers' software may say more: further header parameters and fields are ignored,
as the standards have it (RFC 7515, section 4; RFC 7519, section 4), but for ``crit``. The key is pinned: it comes from the
receiver's certificate at hand, never from the receipt.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from prevent_desktop.delivery.signed.signed_words import (
    ALGORITHM,
    has_shape,
    is_kind,
    lenient_registry,
    name_of,
    public_key,
    sign_compact,
    unusable_key,
)
from prevent_desktop.errors import ReceiptError
from prevent_desktop.formatting import each_of, long_day
from prevent_desktop.strict_json import CANONICAL, moment_of, parse, value_of
from prevent_desktop.translation import _

LARGEST = 16 * 1024
_TYPE = "prevent-receipt+jws"
_THUMBPRINT = "x5t#S256"
_VERSION = 1
_TEXTS = ("pack_id", "sealed_sha256", "received_at", "reference", "receiver")
_LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A receipt that has been verified. `sealed_digest` is hexadecimal SHA-256; `received_at` is the receiver's time."""

    pack_id: str
    sealed_digest: str
    received_at: datetime
    reference: str
    receiver: str


def sign_receipt(
    key_pem: bytes | str,
    certificate_pem: bytes | str,
    *,
    pack_id: str,
    sealed_digest: str,
    received_at: datetime,
    reference: str,
) -> str:
    """The receipt as compact JWS, signed with the receiver's P-256 key; raise SigningKeyError for another key.

    `received_at` must know its time zone; `reference` is the receiver's own number for the case, at most 200
    letters, and is readable by anybody who sees the receipt.
    """
    certificate = _certificate(certificate_pem)
    payload = {
        "version": _VERSION,
        "pack_id": pack_id,
        "sealed_sha256": sealed_digest,
        "received_at": received_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "reference": reference,
        "receiver": name_of(certificate),
    }
    _require_texts(payload)
    header = {"typ": _TYPE, _THUMBPRINT: _thumbprint(certificate)}
    text = json.dumps(payload, **CANONICAL).encode()
    try:
        return sign_compact(header, text, _as_bytes(key_pem), certificate, largest=LARGEST)
    except ValueError as error:
        raise unusable_key(_("The receipt cannot be signed")) from error


def verify_receipt(
    untrusted_jws: str | bytes, certificate_pem: bytes | str, *, pack_id: str, sealed_digest: str
) -> Receipt:
    """The receipt, if it was signed with the certificate's key over this very pack; raise ReceiptError otherwise.

    The certificate has to be valid at the time at which the receiver says it received the pack. This machine's
    clock takes no part, so a wrong clock neither lets a receipt pass nor makes one fail.
    """
    receipt = read_receipt(receipt_among(_as_bytes(untrusted_jws), sealed_digest), certificate_pem)
    if receipt.pack_id != pack_id or receipt.sealed_digest != sealed_digest:
        raise ReceiptError(
            _("The receipt is for another pack"),
            _("This receiver signed a receipt, but not for the sealed pack that lies here."),
            _("Call the receiver and ask what they received. The pack is kept here until this is settled."),
        )
    return receipt


def read_receipt(untrusted_jws: str | bytes, certificate_pem: bytes | str) -> Receipt:
    """The receipt, if it was signed with the certificate's key, for whichever pack: for the receiver, who gave it.

    Raise ReceiptError otherwise, or where the certificate was not valid at the time that it tells.
    """
    certificate = _certificate(certificate_pem)
    receipt = _parsed(_signed_payload(_compact(untrusted_jws), certificate))
    if not certificate.not_valid_before_utc <= receipt.received_at <= certificate.not_valid_after_utc:
        raise ReceiptError(
            _("The receiver’s certificate was not valid then"),
            _(
                "The receipt says that the pack came on {day}. The certificate that is kept here for this receiver is valid "
                "from {start} to {end}."
            ).format(
                day=long_day(receipt.received_at.date()),
                start=long_day(certificate.not_valid_before_utc.date()),
                end=long_day(certificate.not_valid_after_utc.date()),
            ),
            _("Ask your organisation for its new file with the receiver’s new certificate, then try again."),
        )
    return receipt


def looks_like_receipt(untrusted_text: bytes) -> bool:
    """Whether this has the outer shape of a receipt at all, or of several; a web page, for one, has not."""
    stripped = untrusted_text.strip()
    return 0 < len(stripped) <= LARGEST and all(
        has_shape(line.decode("ascii", "replace")) for line in stripped.splitlines()
    )


def receipt_among(untrusted_text: bytes, sealed_digest: str) -> bytes:
    """The receipt that says to be for this sealed file; the first one where none says so.

    Packs of different signers may have one number: then their receipts stand below one another, one a line.
    """
    lines = untrusted_text.split()
    named = (each for each in lines if names_file(each, sealed_digest))
    return next(named, lines[0] if lines else b"")


def names_file(untrusted_receipt: bytes, sealed_digest: str) -> bool:
    """Whether a receipt says to be for this sealed file; nothing of it is verified."""
    payload = untrusted_receipt.partition(b".")[2].partition(b".")[0]
    try:
        return f'"{sealed_digest}"'.encode() in base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))
    except ValueError:
        return False


def names_signer(untrusted_receipt: bytes, certificate_pem: bytes | str) -> bool:
    """Whether a receipt says to be signed with this very certificate; nothing of it is verified. ReceiptError for a certificate that is none."""
    from joserfc import jws
    from joserfc.errors import JoseError

    try:
        header = jws.extract_compact(
            _compact(untrusted_receipt), registry=lenient_registry(LARGEST)
        ).headers()
    except (JoseError, ValueError, TypeError, ReceiptError):
        return False
    return bool(header.get(_THUMBPRINT) == _thumbprint(_certificate(certificate_pem)))


def _compact(untrusted_jws: str | bytes) -> bytes:
    untrusted = _as_bytes(untrusted_jws).strip()
    if len(untrusted) > LARGEST or not has_shape(untrusted.decode("ascii", "replace")):
        raise _unreadable(_("What came back is not a receipt at all."))
    return untrusted


def _signed_payload(untrusted_jws: bytes, certificate: Any) -> bytes:
    from joserfc import jws
    from joserfc.errors import BadSignatureError, JoseError

    try:
        key, registry = public_key(certificate), lenient_registry(LARGEST)
    except ValueError as error:
        raise _unusable_certificate() from error
    try:
        _require_header(jws.extract_compact(untrusted_jws, registry=registry).headers())
        signed = jws.deserialize_compact(untrusted_jws, key, [ALGORITHM], registry)
    except BadSignatureError as error:
        raise _other_signature() from error
    except (JoseError, ValueError, TypeError) as error:
        raise _unreadable(_("What came back begins as a receipt does, and cannot be read on.")) from error
    assert signed.payload is not None  # noqa: S101 - a compact JWS carries its payload
    return signed.payload


def _require_header(untrusted_header: dict[str, Any]) -> None:
    if "crit" in untrusted_header:
        raise _unreadable(_("The receipt demands something that this program does not know."))
    if not is_kind(untrusted_header, _TYPE):
        raise _unreadable(_("What came back is signed, but it is not a receipt."))
    if untrusted_header.get("alg") != ALGORITHM:
        raise _unreadable(
            _("The receipt is signed by a method that this program does not take (it takes ES256).")
        )


def _parsed(signed_payload: bytes) -> Receipt:
    try:
        fields: dict[str, Any] = value_of(Mapping[str, Any], parse(signed_payload))
        if fields.get("version", _VERSION) != _VERSION:
            raise _unreadable(_("The receipt is of a newer version than this program knows."))
        if missing := [name for name in ("version", *_TEXTS) if name not in fields]:
            raise _unreadable(
                _("The receipt leaves out what a receipt has to say: {names}.").format(names=each_of(missing))
            )
        _require_texts(fields)
        return Receipt(
            pack_id=fields["pack_id"],
            sealed_digest=fields["sealed_sha256"],
            received_at=_received_at(fields),
            reference=fields["reference"],
            receiver=fields["receiver"],
        )
    except (ValueError, TypeError) as error:
        raise _unreadable(_("The signature holds, but what the receipt says cannot be read.")) from error


def _received_at(fields: dict[str, Any]) -> datetime:
    try:
        return moment_of(fields["received_at"])
    except ValueError as error:
        raise _unreadable(
            _("The time in the receipt is not written as times are between programs (RFC 3339).")
        ) from error


def _require_texts(fields: dict[str, Any]) -> None:
    """What people will read on their screen is short, printable text."""
    for name in _TEXTS:
        text = fields[name]
        if not isinstance(text, str) or len(text) > _LONGEST_TEXT or not text.isprintable():
            raise ValueError(f"{name} is not short printable text")


def _certificate(certificate_pem: bytes | str) -> Any:
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificate(_as_bytes(certificate_pem))
    except ValueError as error:
        raise _unusable_certificate() from error


def _thumbprint(certificate: Any) -> str:
    from cryptography.hazmat.primitives.hashes import SHA256

    return _base64url(certificate.fingerprint(SHA256()))


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _as_bytes(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _unreadable(what_happened: str) -> ReceiptError:
    return ReceiptError(
        _("The receipt cannot be read"),
        what_happened,
        _("Ask the receiver to issue the receipt again, then try again. The pack is kept here."),
    )


def _other_signature() -> ReceiptError:
    return ReceiptError(
        _("The signature of the receipt does not fit"),
        _(
            "A receipt came back whose signature does not fit the certificate that is kept here for this receiver. It is from "
            "somebody else, was changed on its way, or the receiver has a new key. It does not count."
        ),
        _(
            "Call the receiver on a number that you know. If they have a new key, ask your organisation "
            "for its new file. The pack is kept here."
        ),
    )


def _unusable_certificate() -> ReceiptError:
    return ReceiptError(
        _("The receiver’s certificate cannot be used"),
        _("The certificate that this receiver’s receipts are checked with is damaged or of another kind."),
        _("Ask your organisation for its new file, then try again."),
    )
