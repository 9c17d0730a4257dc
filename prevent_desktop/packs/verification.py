"""Verifies the signatures of a pack by pyHanko, offline, and says in words what is wrong with a pack."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from io import SEEK_END, BytesIO
from typing import BinaryIO

from cryptography import x509
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator.context import ValidationContext

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs.pades import asn1_certificate
from prevent_desktop.packs.signing_keys import name_part
from prevent_desktop.packs.verified_pack import VerifiedPack
from prevent_desktop.translation import _

_LONG_FORM = 0x80

for _library in ("pyhanko", "pyhanko_certvalidator"):
    # Both write the names in certificates to the log, and we never log a name; what matters is raised.
    logging.getLogger(_library).setLevel(logging.CRITICAL)


def verify(untrusted_pdf: bytes | BinaryIO, trusted: Sequence[bytes]) -> VerifiedPack:
    """See `opening.verify_pack`."""
    roots = _certificates(trusted)
    try:
        pdf = BytesIO(untrusted_pdf) if isinstance(untrusted_pdf, bytes) else untrusted_pdf
        return _Pack(pdf, roots).verified()
    except PackVerificationError:
        raise
    except Exception as error:
        raise _refused(
            _("The file is not a signed PDF, or it is damaged: it cannot be read."),
            _("Ask the sender to send the pack again."),
        ) from error


def _certificates(trusted: Sequence[bytes]) -> list[x509.Certificate]:
    try:
        roots = [found for text in trusted for found in x509.load_pem_x509_certificates(text)]
    except ValueError as error:
        raise _refused(
            _("A certificate that this computer trusts cannot be read."),
            _("Look at the trusted certificates in the settings."),
        ) from error
    if roots:
        return roots
    raise _refused(
        _("No certificate is trusted yet, so nobody's signature can be."),
        _("Add the certificate of the authority that vouches for your partners, in the settings."),
    )


class _Pack:
    """One PDF from outside, with the certificates to judge it by."""

    def __init__(self, untrusted_pdf: BinaryIO, roots: list[x509.Certificate]) -> None:
        self._size = untrusted_pdf.seek(0, SEEK_END)
        self._reader = PdfFileReader(untrusted_pdf, strict=True)
        self._roots = [asn1_certificate(root) for root in roots]

    def verified(self) -> VerifiedPack:
        signatures = list(self._reader.embedded_regular_signatures)
        if not signatures:
            raise _refused(
                _("It is not signed."), _("Do not rely on it. Ask the sender for the signed pack.")
            )
        author, later = signatures[0], signatures[1:]
        self._check_certified(author)
        for signature in signatures:
            self._check(signature)
        self._check_end(signatures[-1])
        return self._described(author, later)

    def _check_certified(self, author: EmbeddedPdfSignature) -> None:
        """The first signature must be the one that says what may follow it."""
        perms = self._reader.root.get("/Perms", {})
        certifying = perms.raw_get("/DocMDP") if "/DocMDP" in perms else None
        if certifying is None or certifying.reference != author.sig_field.raw_get("/V").reference:
            raise _refused(
                _("Its first signature does not certify it, so later changes could not be told."),
                _("Ask the sender for the pack as their program wrote it."),
            )

    def _check(self, signature: EmbeddedPdfSignature) -> None:
        _check_gap(signature)
        moment = _claimed_time(signature)
        status = validate_pdf_signature(signature, self._context(moment))
        _check_whole(status)
        _check_trust(status, signature, moment)

    def _context(self, moment: datetime) -> ValidationContext:
        return ValidationContext(
            trust_roots=self._roots, moment=moment, allow_fetching=False, revocation_mode="soft-fail"
        )

    def _check_end(self, last: EmbeddedPdfSignature) -> None:
        """Whatever follows the last signature is vouched for by nobody."""
        _start, _length, start, length = last.byte_range
        if start + length != self._size:
            raise _refused(
                _("Something was added to the file after it was signed."),
                _("Do not rely on it. Ask the sender for the pack again."),
            )

    def _described(self, author: EmbeddedPdfSignature, later: Sequence[EmbeddedPdfSignature]) -> VerifiedPack:
        signed = self._reader.get_historical_resolver(author.signed_revision)
        info = signed.trailer_view["/Info"]
        certificate = x509.load_der_x509_certificate(author.signer_cert.dump())
        return VerifiedPack(
            signer_name=name_part(certificate.subject, NameOID.COMMON_NAME),
            organisation=name_part(certificate.subject, NameOID.ORGANIZATION_NAME),
            claimed_time=_claimed_time(author),
            pack_id=str(info["/PackId"]),
            audit_head=str(info["/AuditHead"]),
            covers_whole_document=not later,
            later_signers=tuple(_signer_name(signature) for signature in later),
            fingerprint=author.signer_cert.sha256.hex(),
            certification=_certification(author.docmdp_level),
        )


def _signer_name(signature: EmbeddedPdfSignature) -> str:
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    return name_part(certificate.subject, NameOID.COMMON_NAME)


def _claimed_time(signature: EmbeddedPdfSignature) -> datetime:
    claimed = signature.self_reported_timestamp
    if claimed is None or claimed.tzinfo is None:
        raise _refused(
            _("Its signature does not say when it was made."), _("Ask the sender to sign it again.")
        )
    return claimed


def _check_gap(signature: EmbeddedPdfSignature) -> None:
    """The one gap in what is signed must be filled by the signature, with nothing hidden behind it."""
    start, length, after, _rest = signature.byte_range
    filled = len(signature.pkcs7_content) * 2 + 2
    padding = signature.pkcs7_content[_der_length(signature.pkcs7_content) :]
    if start != 0 or after != length + filled or padding.strip(b"\0"):
        raise _changed()


def _der_length(content: bytes) -> int:
    """How many bytes the DER value at the beginning of `content` takes (X.690, 8.1.3)."""
    first = content[1]
    if first < _LONG_FORM:
        return 2 + first
    digits = first - _LONG_FORM
    return 2 + digits + int.from_bytes(content[2 : 2 + digits], "big")


def _check_whole(status: PdfSignatureStatus) -> None:
    if not (status.intact and status.valid):
        raise _changed()
    entire = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if entire or (status.coverage is SignatureCoverageLevel.ENTIRE_REVISION and status.docmdp_ok):
        return
    raise _refused(
        _("Something that the signer does not allow was added after it was signed."),
        _("Do not rely on it. Ask the sender for the pack again."),
    )


def _check_trust(status: PdfSignatureStatus, signature: EmbeddedPdfSignature, moment: datetime) -> None:
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    if not certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc:
        raise _refused(
            _("The signer's certificate was not valid at the time that the signature claims."),
            _("Ask the sender to check the date of their computer and their certificate, and to sign again."),
        )
    if not (status.trusted and status.bottom_line):
        raise _refused(
            _("The signer's certificate was not issued by an authority that you trust."),
            _("Ask your organisation whether the sender's authority should be added to the trusted ones."),
        )


def _certification(level: MDPPerm | None) -> str:
    if level is MDPPerm.FILL_FORMS:
        return _("Later signatures and filling in forms are allowed, changes are not")
    if level is MDPPerm.ANNOTATE:
        return _("Comments, later signatures and filling in forms are allowed, changes are not")
    return _("No changes are allowed")


def _changed() -> PackVerificationError:
    return _refused(
        _("It was changed or damaged after it was signed."),
        _("Do not rely on it. Ask the sender for the pack again."),
    )


def _refused(what_happened: str, next_step: str) -> PackVerificationError:
    return PackVerificationError(_("The pack does not verify"), what_happened, next_step)
