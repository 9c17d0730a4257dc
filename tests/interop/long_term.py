"""What signatures need to be kept for decades, added by pyHanko: proofs about certificates, and a timestamp over the whole file.

Sources: ETSI EN 319 142-1, 5.4 and 6.3 (PAdES levels B-LT and B-LTA); ISO 32000-2, 12.8.4.3 (document security store).
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from asn1crypto import crl, pem, x509  # type: ignore[import-untyped]  # it ships no types
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from prevent_desktop.packs.stamping import AskAuthority, Stamping


def with_proofs(pdf: bytes, certificates: Iterable[bytes], lists: Iterable[bytes]) -> bytes:
    """Level B-LT: `certificates` and revocation `lists` (both PEM) for the newest signature, in a revision of their own."""
    stream = BytesIO(pdf)
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[-1]
    DocumentSecurityStore.add_dss(
        stream,
        signature.pkcs7_content.hex().encode(),
        certs=[x509.Certificate.load(_der(each)) for each in certificates],
        crls=[crl.CertificateList.load(_der(each)) for each in lists],
    )
    return stream.getvalue()


def with_document_timestamp(pdf: bytes, ask: AskAuthority) -> bytes:
    """Level B-LTA, on top of `with_proofs`: a timestamp over everything before it."""
    written = PdfTimeStamper(Stamping(ask).stamper()).timestamp_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), "sha256"
    )
    return bytes(written.getvalue())


def _der(text: bytes) -> bytes:
    return bytes(pem.unarmor(text)[2])
