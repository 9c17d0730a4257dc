"""PAdES signatures by pyHanko: B-B from what is at hand, B-T where a timestamp comes (ETSI EN 319 142-1, ISO 32000-1 12.8).

There is no network here: whoever calls hands in what asks a timestamp authority.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from io import SEEK_END
from typing import Any

from asn1crypto.algos import SignedDigestAlgorithm  # type: ignore[import-untyped]  # it ships no types
from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.stamp.base import BaseStampStyle
from pyhanko.stamp.noop import NoOpStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from prevent_desktop.errors import PackContentError
from prevent_desktop.packs.protection import open_reader
from prevent_desktop.packs.reader.questions import Unlock
from prevent_desktop.packs.shown_page import ShownPage
from prevent_desktop.packs.signing_keys import (
    COUNTERSIGNATURE_FIELD,
    SIGNATURE_FIELD,
    CertifiedKey,
    asn1_certificate,
)
from prevent_desktop.packs.sources import Growing, Pieces
from prevent_desktop.packs.statement import Statement
from prevent_desktop.translation import _

_LONGEST_P256 = 72
"""Bytes of the longest ECDSA signature with P-256 in DER."""

_ROOM_FOR_TIMESTAMP = 40_000
"""Hexadecimal digits kept free for a signature with a timestamp: some authorities send long chains along."""


_CHUNK_BYTES = 1 << 18

for _library in ("pyhanko", "pyhanko_certvalidator"):
    # Both write the names in certificates to the log, and we never log a name; what matters is raised.
    logging.getLogger(_library).setLevel(logging.CRITICAL)


class _KeySigner(Signer):
    """Signs with ECDSA over SHA-256, wherever the key lies."""

    def __init__(self, key: CertifiedKey) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # its constructor has no types
        store.register_multiple([asn1_certificate(above) for above in key.chain])
        super().__init__(
            signing_cert=asn1_certificate(key.certificate),
            cert_registry=store,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            embed_roots=False,
        )
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002 - pyHanko passes it
        return bytes(_LONGEST_P256) if dry_run else self._key.sign(data)


class _ClaimedTimeSigner(PdfSigner):
    """States the claimed time rather than the time at which it runs, and no version that the file is not of."""

    claimed_time: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self.claimed_time
        return session

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """Name PAdES alone in a file that is not of PDF 2.0.

        For a key on P-256 pyHanko names ISO 32002 too, which makes the catalog's version 2.0 while header and XMP say
        1.7 and PDF/A-3: an archive's intake (JHOVE) calls that not well-formed. Encrypted files are of 2.0 anyway.
        """
        if pdf_out.security_handler is None:
            pdf_out.register_extension(ESIC_EXTENSION_1)
        else:
            super().register_extensions(pdf_out, md_algorithm=md_algorithm)


class _Update(IncrementalPdfFileWriter):
    """An incremental update that depends on nothing but what it adds to: no chance, no time of day.

    pyHanko has no public way to say so; the test that the same input gives the same bytes guards both overrides.
    """

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> ArrayObject:
        identifiers: Any = prev.trailer["/ID"]
        first: bytes = identifiers[0].original_bytes  # pyHanko takes bytes that could be text for text
        size = prev.stream.seek(0, SEEK_END)
        # That much tells it from other documents of the same first id.
        prev.stream.seek(max(0, size - _CHUNK_BYTES))
        changed = hashlib.sha256(b"%b%d" % (first, size) + prev.stream.read()).digest()[:16]
        return ArrayObject([ByteStringObject(first), ByteStringObject(changed)])

    def _update_meta(self) -> None:
        """What the pack says of itself stays as it was built; pyHanko would write the time at which it runs."""


def certify(pdf: Pieces, key: CertifiedKey, statement: Statement, unlock: Unlock | None = None) -> Pieces:
    """`pdf` with a certification signature in the field that is waiting for it; `unlock` opens one that is encrypted."""
    metadata = PdfSignatureMetadata(
        **_said(key, statement),
        field_name=SIGNATURE_FIELD,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    return _signed(pdf, _KeySigner(key), metadata, NoOpStampStyle(), statement, unlock)


def approve(
    pdf: Pieces, key: CertifiedKey, statement: Statement, *, look: bytes, unlock: Unlock | None = None
) -> Pieces:
    """`pdf` with a signature in the field for the countersignature, which then shows the one page of the PDF `look`."""
    metadata = PdfSignatureMetadata(**_said(key, statement), field_name=COUNTERSIGNATURE_FIELD)
    return _signed(pdf, _KeySigner(key), metadata, ShownPage(page=look, border_width=0), statement, unlock)


def _said(key: CertifiedKey, statement: Statement) -> dict[str, Any]:
    return {
        "md_algorithm": "sha256",
        "name": key.name,
        "reason": statement.reason or None,
        "location": statement.location or None,
        "subfilter": SigSeedSubFilter.PADES,
    }


def _signed(
    pdf: Pieces,
    signer: _KeySigner,
    metadata: PdfSignatureMetadata,
    style: BaseStampStyle,
    statement: Statement,
    unlock: Unlock | None,
) -> Pieces:
    """With a timestamp where one is asked for and comes, and without one otherwise."""
    stamping = statement.stamping
    if stamping is not None:
        with stamping.forgiven():
            return _write(pdf, signer, metadata, style, statement, unlock, stamping.stamper())
    return _write(pdf, signer, metadata, style, statement, unlock, None)


def _write(
    pdf: Pieces,
    key: _KeySigner,
    metadata: PdfSignatureMetadata,
    style: BaseStampStyle,
    statement: Statement,
    unlock: Unlock | None,
    stamper: TimeStamper | None,
) -> Pieces:
    signer = _ClaimedTimeSigner(metadata, key, timestamper=stamper, stamp_style=style)
    signer.claimed_time = statement.claimed_time
    try:
        with Growing(pdf) as growing:
            update = _Update(growing.file)
            if unlock is not None:
                open_reader(update.prev, unlock)
            signer.sign_pdf(
                update,
                existing_fields_only=True,
                bytes_reserved=None if stamper is None else _ROOM_FOR_TIMESTAMP,
                in_place=True,
                chunk_size=_CHUNK_BYTES,
            )
            return growing.pieces()
    except (PdfError, SigningError) as error:
        raise PackContentError(
            _("The pack was not signed"),
            _("This PDF has no empty field for the signature, or it cannot be read."),
            _("Prepare the pack again."),
        ) from error
