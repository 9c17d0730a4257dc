"""PAdES B-B signatures by pyHanko: made from what is at hand, with no network (ETSI EN 319 142-1, ISO 32000-1 12.8)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]  # it ships no types
from asn1crypto.algos import SignedDigestAlgorithm  # type: ignore[import-untyped]  # likewise
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.stamp.noop import NoOpStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from prevent_desktop.errors import PackContentError
from prevent_desktop.packs.signing_keys import SIGNATURE_FIELD, SigningKey
from prevent_desktop.translation import _


def asn1_certificate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The same certificate for pyHanko."""
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


class _KeySigner(Signer):
    """Signs with ECDSA over SHA-256, with the nonce of RFC 6979, so that the same input gives the same bytes."""

    def __init__(self, key: SigningKey) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # its constructor has no types
        store.register_multiple([asn1_certificate(above) for above in key.chain])
        super().__init__(
            signing_cert=asn1_certificate(key.certificate),
            cert_registry=store,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            embed_roots=False,
        )
        self._private_key = key.private_key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002 - pyHanko passes them
        return self._private_key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


class _ClaimedTimeSigner(PdfSigner):
    """States the claimed time rather than the time at which it runs."""

    claimed_time: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self.claimed_time
        return session


class _Update(IncrementalPdfFileWriter):
    """An incremental update that depends on nothing but what it adds to: no chance, no time of day.

    pyHanko has no public way to say so; the test that the same input gives the same bytes guards both overrides.
    """

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> ArrayObject:
        prev.stream.seek(0)
        changed = hashlib.sha256(prev.stream.read()).digest()[:16]
        identifiers: Any = prev.trailer["/ID"]
        return ArrayObject([identifiers[0], ByteStringObject(changed)])

    def _update_meta(self) -> None:
        """What the pack says of itself stays as it was built; pyHanko would write the time at which it runs."""


def certify(pdf: bytes, key: SigningKey, *, reason: str, location: str, claimed_time: datetime) -> bytes:
    """`pdf` with a certification signature in the field that is waiting for it."""
    metadata = PdfSignatureMetadata(
        field_name=SIGNATURE_FIELD,
        md_algorithm="sha256",
        name=key.name,
        reason=reason or None,
        location=location or None,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
    )
    signer = _ClaimedTimeSigner(metadata, _KeySigner(key), stamp_style=NoOpStampStyle())
    signer.claimed_time = claimed_time
    try:
        update = _Update(BytesIO(pdf))
        signed = signer.sign_pdf(update, existing_fields_only=True)
    except (PdfError, SigningError) as error:
        raise PackContentError(
            _("The pack was not signed"),
            _("This PDF has no empty field for the signature, or it cannot be read."),
            _("Prepare the pack again."),
        ) from error
    return bytes(signed.getvalue())
