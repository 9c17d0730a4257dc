"""Judges one signature's signer: whose certificate, issued by whom, valid when, revoked or not, and at what time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]  # it ships no types
from cryptography import x509
from cryptography.x509.oid import NameOID
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator.context import ValidationContext

from prevent_desktop.packs.circumstances import Circumstances
from prevent_desktop.packs.pades import asn1_certificate
from prevent_desktop.packs.revocation import Finding, look_up, read_lists
from prevent_desktop.packs.signing_keys import name_part
from prevent_desktop.packs.verdicts import Verdict, refused
from prevent_desktop.packs.verified_pack import Standing, VerifiedSigner
from prevent_desktop.translation import _


class SignerJudge:
    """Judges signers by trusted roots, and by what else is known. Raises PackVerificationError for unreadable lists."""

    def __init__(self, roots: Sequence[x509.Certificate], circumstances: Circumstances) -> None:
        self._roots = [asn1_certificate(root) for root in roots]
        self._known = circumstances
        self._lists = read_lists(circumstances.revocation_lists)
        vouching = [
            found for text in circumstances.timestamp_roots for found in x509.load_pem_x509_certificates(text)
        ]
        self._timestamp_roots = [asn1_certificate(root) for root in vouching]

    def judge(self, signature: EmbeddedPdfSignature) -> JudgedSigner:
        """What pyHanko says of a signature, at its claimed time; nothing of it is believed yet."""
        claimed = _claimed_time(signature)
        stamped = _stamped_time(signature) or claimed
        status = validate_pdf_signature(
            signature,
            _context(self._roots, claimed),
            ts_validation_context=_context(self._timestamp_roots, stamped),
        )
        found = () if status.validation_path is None else status.validation_path.iter_certs(include_root=True)
        path = tuple(map(_certificate, found))[::-1]
        certificate = _certificate(signature.signer_cert)
        finding = look_up(path, self._lists, now=self._known.now)
        return JudgedSigner(certificate, status, claimed, finding, self._known)


def _context(roots: Sequence[object], moment: datetime) -> ValidationContext:
    """Revocation is judged by us, so that before and after, known and not known, are told apart."""
    return ValidationContext(
        trust_roots=list(roots), moment=moment, allow_fetching=False, revocation_mode="soft-fail"
    )


def _certificate(found: asn1_x509.Certificate) -> x509.Certificate:
    return x509.load_der_x509_certificate(found.dump())


def _claimed_time(signature: EmbeddedPdfSignature) -> datetime:
    claimed = signature.self_reported_timestamp
    if claimed is None or claimed.tzinfo is None:
        raise refused(Verdict.NO_TIME)
    return claimed


def _stamped_time(signature: EmbeddedPdfSignature) -> datetime | None:
    """What the first timestamp says, unchecked: its own certificate has to be valid then."""
    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        stamped: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return stamped
    return None


@dataclass(frozen=True)
class JudgedSigner:
    """A signer with what was found about them."""

    certificate: x509.Certificate
    status: PdfSignatureStatus
    claimed_time: datetime
    finding: Finding
    known: Circumstances

    def trusted(self) -> VerifiedSigner:
        """The signer, where the certificate counts for this signature. Raises PackVerificationError otherwise."""
        self._check_dates()
        if not (self.status.trusted and self.status.seed_value_ok):
            raise refused(Verdict.UNTRUSTED, name=self._name)
        self._check_revocation()
        standing, as_of = self._standing()
        return VerifiedSigner(
            name=self._name,
            organisation=name_part(self.certificate.subject, NameOID.ORGANIZATION_NAME),
            claimed_time=self.claimed_time,
            trusted_time=self._trusted_time,
            timestamp_remark=self._timestamp_remark(),
            standing=standing,
            as_of=as_of,
            fingerprint=self.status.signing_cert.sha256.hex(),
        )

    @property
    def _name(self) -> str:
        return name_part(self.certificate.subject, NameOID.COMMON_NAME)

    @property
    def _trusted_time(self) -> datetime | None:
        stamp = self.status.timestamp_validity
        if stamp is None or not (stamp.intact and stamp.valid and stamp.trusted):
            return None
        return stamp.timestamp

    def _timestamp_remark(self) -> str:
        stamp = self.status.timestamp_validity
        if stamp is None or self._trusted_time is not None:
            return ""
        if stamp.intact and stamp.valid:
            return _("Claimed: there is a timestamp, but by an authority that you do not trust for the time")
        return _("Claimed: there is a timestamp, but it does not belong to this signature")

    def _check_dates(self) -> None:
        for moment in (self.claimed_time, self._trusted_time or self.claimed_time):
            if moment > self.certificate.not_valid_after_utc:
                day = self.certificate.not_valid_after_utc.date()
                raise refused(Verdict.EXPIRED_WHEN_SIGNED, name=self._name, day=day)
            if moment < self.certificate.not_valid_before_utc:
                day = self.certificate.not_valid_before_utc.date()
                raise refused(Verdict.NOT_VALID_YET, name=self._name, day=day)

    def _check_revocation(self) -> None:
        """A claimed time proves nothing against a revocation: whoever has the key can claim any."""
        revoked_at = self.finding.at
        if self.finding.standing is not Standing.REVOKED_SINCE or revoked_at is None:
            return
        day = revoked_at.date()
        proofs = [proof for proof in (self._trusted_time, self.known.received_at) if proof is not None]
        if any(proof < revoked_at for proof in proofs):
            return
        if (self._trusted_time or self.claimed_time) >= revoked_at:
            raise refused(Verdict.REVOKED_BEFORE, name=self._name, day=day)
        raise refused(Verdict.REVOKED_NO_PROOF, name=self._name, day=day)

    def _standing(self) -> tuple[Standing, datetime | None]:
        ends = self.certificate.not_valid_after_utc
        if self.finding.standing is Standing.REVOKED_SINCE:
            return self.finding.standing, self.finding.at
        if self.known.now is not None and self.known.now > ends:
            return Standing.EXPIRED_SINCE, ends
        return self.finding.standing, self.finding.at
