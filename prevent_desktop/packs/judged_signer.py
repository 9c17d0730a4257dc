"""Judges one signature's signer: whose certificate, issued by whom, valid when, revoked or not, and at what time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]  # it ships no types
from cryptography import x509
from cryptography.x509.oid import NameOID
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.context import ValidationContext

from prevent_desktop.evidence.names import printable
from prevent_desktop.packs.purposes import Fitness, fitness
from prevent_desktop.packs.revocation import Finding, look_up, read_lists
from prevent_desktop.packs.signing_keys import asn1_certificate, name_part
from prevent_desktop.packs.verdicts import Verdict, refused
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.packs.verified_pack import Standing, VerifiedSigner
from prevent_desktop.partial_dates import has_day_everywhere
from prevent_desktop.translation import _

_LONGEST_NAME: Final = 200
_ANY_USAGE: Final = KeyUsageConstraints(key_usage=frozenset())
"""What a certificate is for is the policy's affair, so that it is told in its own words."""


class SignerJudge:
    """Judges signers by trusted roots, and by what else is known. Raises PackVerificationError for unreadable lists."""

    def __init__(self, roots: Sequence[x509.Certificate], verification_context: VerificationContext) -> None:
        self._roots = [_anchor(root) for root in roots]
        self._known = verification_context
        self._lists = read_lists(verification_context.revocation_lists)
        vouching = [
            found
            for text in verification_context.timestamp_roots
            for found in x509.load_pem_x509_certificates(text)
        ]
        self._timestamp_roots = [_anchor(root) for root in vouching]

    def judge(self, signature: EmbeddedPdfSignature, there_at: Callable[[], datetime | None]) -> JudgedSigner:
        """What pyHanko says of a signature, at its claimed time; nothing of it is believed yet.

        `there_at` tells since when the file was certainly there, where that is known.
        """
        claimed = _claimed_time(signature)
        stamped = _stamped_time(signature) or claimed
        status = validate_pdf_signature(
            signature,
            _context(self._roots, claimed),
            ts_validation_context=_context(self._timestamp_roots, stamped),
            key_usage_settings=_ANY_USAGE,
        )
        found = () if status.validation_path is None else status.validation_path.iter_certs(include_root=True)
        path = tuple(map(_certificate, found))[::-1]
        certificate = _certificate(signature.signer_cert)
        finding = look_up(path, self._lists, now=self._known.now)
        ends_at = min(each.not_valid_after_utc for each in (certificate, *path[:-1]))
        return JudgedSigner(certificate, status, claimed, finding, self._known, ends_at, there_at)


def _anchor(root: x509.Certificate) -> CertTrustAnchor:
    """An authority with its own limits, such as that it may have no authority below it (RFC 5937)."""
    return CertTrustAnchor(asn1_certificate(root), derive_default_quals_from_cert=True)


def _context(roots: Sequence[CertTrustAnchor], moment: datetime) -> ValidationContext:
    """Revocation is judged by us, so that before and after, known and not known, are told apart."""
    return ValidationContext(
        trust_roots=list(roots), moment=moment, allow_fetching=False, revocation_mode="soft-fail"
    )


def _certificate(found: asn1_x509.Certificate) -> x509.Certificate:
    return x509.load_der_x509_certificate(found.dump())


def _claimed_time(signature: EmbeddedPdfSignature) -> datetime:
    claimed = signature.self_reported_timestamp
    if claimed is None or claimed.tzinfo is None or not has_day_everywhere(claimed):
        raise refused(Verdict.NO_TIME)
    return claimed


def _stamped_time(signature: EmbeddedPdfSignature) -> datetime | None:
    """What the first timestamp says, unchecked: its own certificate has to be valid then."""
    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        stamped: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
        return stamped
    return None


def _shown(certificate: x509.Certificate, part: x509.ObjectIdentifier) -> str:
    return printable(name_part(certificate.subject, part))[:_LONGEST_NAME]


@dataclass(frozen=True)
class JudgedSigner:
    """A signer with what was found about them; the policy says whether it is enough.

    `ends_at` is when the first certificate below the root expires.
    """

    certificate: x509.Certificate
    status: PdfSignatureStatus
    claimed_time: datetime
    finding: Finding
    known: VerificationContext
    ends_at: datetime
    there_at: Callable[[], datetime | None]

    @property
    def name(self) -> str:
        """Whom the certificate names."""
        return _shown(self.certificate, NameOID.COMMON_NAME)

    @property
    def trusted_time(self) -> datetime | None:
        """What a timestamp vouches for, by an authority that is trusted for the time."""
        stamp = self.status.timestamp_validity
        if stamp is None or not (stamp.intact and stamp.valid and stamp.trusted):
            return None
        return stamp.timestamp

    @property
    def moment(self) -> datetime:
        """When the signature was made, as well as is known."""
        return self.trusted_time or self.claimed_time

    @property
    def moments(self) -> tuple[datetime, ...]:
        """All times that it tells."""
        return (self.claimed_time, self.moment)

    @property
    def revoked_at(self) -> datetime | None:
        """Since when a list says that the certificate counts no more."""
        return self.finding.at if self.finding.standing is Standing.REVOKED_SINCE else None

    def was_there_before(self, moment: datetime) -> bool:
        """Whether something else than the signer's clock proves it."""
        proofs = (self.trusted_time, self.there_at())
        return any(proof is not None and proof < moment for proof in proofs)

    def described(self) -> VerifiedSigner:
        """The signer as whoever reads the pack is told of them; for `policy.accepted`."""
        standing, as_of = self._standing()
        return VerifiedSigner(
            name=self.name,
            organisation=_shown(self.certificate, NameOID.ORGANIZATION_NAME),
            claimed_time=self.claimed_time,
            trusted_time=self.trusted_time,
            timestamp_remark=self._timestamp_remark(),
            standing=standing,
            as_of=as_of,
            fingerprint=self.status.signing_cert.sha256.hex(),
            names_its_purpose=fitness(self.certificate) is Fitness.FOR_PACKS,
        )

    def _timestamp_remark(self) -> str:
        stamp = self.status.timestamp_validity
        if stamp is None or self.trusted_time is not None:
            return ""
        if stamp.intact and stamp.valid:
            return _("Claimed: there is a timestamp, but by an authority that you do not trust for the time")
        return _("Claimed: there is a timestamp, but it does not belong to this signature")

    def _standing(self) -> tuple[Standing, datetime | None]:
        if self.finding.standing is Standing.REVOKED_SINCE:
            return self.finding.standing, self.finding.at
        if self.known.now is not None and self.known.now > self.ends_at:
            return Standing.EXPIRED_SINCE, self.ends_at
        return self.finding.standing, self.finding.at
