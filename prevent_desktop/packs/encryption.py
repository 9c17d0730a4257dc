"""The encryption of PDFs: by qpdf under a password, by pyHanko to a certificate. Heavy; see `protection`."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any, BinaryIO

from asn1crypto.keys import PrivateKeyInfo  # type: ignore[import-untyped]  # it ships no types
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12 as pkcs12_files
from pikepdf import Encryption, PasswordError, Pdf, PdfError, Stream
from pyhanko.pdf_utils.crypt import (
    AuthStatus,
    PubKeySecurityHandler,
    SecurityHandler,
    StandardSecurityHandler,
)
from pyhanko.pdf_utils.crypt.pubkey import (
    InappropriateCredentialError,
    PubKeyCryptFilter,
    RecipientEncryptionPolicy,
    SimpleEnvelopeKeyDecrypter,
)
from pyhanko.pdf_utils.misc import PdfError as PyHankoError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer

from prevent_desktop.errors import PackLockedError
from prevent_desktop.packs.reader.questions import ByKeyFile, ByPassword, BySeeds, Unlock
from prevent_desktop.packs.signing_keys import asn1_certificate
from prevent_desktop.packs.structure_order import parents_first
from prevent_desktop.translation import _

_CLAIM = re.compile(rb"\s*<(pdfaid|pdfuaid):(\w+)\b[^>]*>[^<]*</\1:\2>|\s(?:pdfaid|pdfuaid):\w+=\"[^\"]*\"")
_END = b"%%EOF"


def load() -> None:
    """Bring in all that opening needs, while files may still be opened: qpdf keeps the system's device for random numbers."""
    written = BytesIO()
    with Pdf.new() as empty:
        empty.save(written, encryption=Encryption(owner="", user="", R=6, aes=True))
    written.seek(0)
    Pdf.open(written).close()


def under_password(pdf: bytes, password: str) -> bytes:
    """See `protection.protect_with_password`. Owner and user have the same password: nothing is forbidden to the reader."""
    written = BytesIO()
    with Pdf.open(BytesIO(pdf)) as opened:
        _claim_nothing(opened)
        # What a pack holds is packed already where that helps; packing an attachment again takes seconds.
        opened.save(
            written,
            min_version="2.0",
            compress_streams=False,
            encryption=Encryption(owner=password, user=password, R=6, aes=True),
        )
    return parents_first(written.getvalue())


def to_certificate(pdf: bytes, certificate: x509.Certificate) -> tuple[bytes, Unlock]:
    """See `protection.protect_for_certificate`."""
    claims_nothing = BytesIO()
    with Pdf.open(BytesIO(pdf)) as opened:
        _claim_nothing(opened)
        opened.save(claims_nothing, compress_streams=False)
    writer = copy_into_new_writer(PdfFileReader(BytesIO(parents_first(claims_nothing.getvalue()))))
    _leave_what_it_says_of_itself(writer)
    # `encryption_certificate` judged the key usage, also of elliptic curves, which pyHanko does not. PKCS#1 v1.5 is what
    # every reader of such PDFs knows; nobody answers here whether a key fits, so there is no oracle to ask.
    policy = RecipientEncryptionPolicy(ignore_key_usage=True, prefer_oaep=False)
    writer.encrypt_pubkey([asn1_certificate(certificate)], policy=policy, pdf_mac=False)
    written = BytesIO()
    writer.write(written)  # type: ignore[no-untyped-call]
    return written.getvalue(), _by_seeds(_filters(writer.security_handler))


def _claim_nothing(pdf: Pdf) -> None:
    """PDF/A forbids encryption, and no validator reads the rest of it."""
    metadata = pdf.Root.get("/Metadata")
    if isinstance(metadata, Stream):
        metadata.write(_CLAIM.sub(b"", metadata.read_bytes()))


def _leave_what_it_says_of_itself(writer: PdfFileWriter) -> None:
    """PyHanko would write the time at which it runs, beside that of the pack."""
    untyped: Any = writer
    untyped._update_meta = lambda: None  # noqa: SLF001 - it has no public way; a test holds it


def _filters(handler: SecurityHandler | None) -> list[PubKeyCryptFilter]:
    if not isinstance(handler, PubKeySecurityHandler):
        raise _locked(_("It is not encrypted to a certificate."))
    configured: Any = handler.crypt_filter_config  # it has no types
    return [each for each in configured.standard_filters() if isinstance(each, PubKeyCryptFilter)]


def _by_seeds(made: list[PubKeyCryptFilter]) -> BySeeds:
    """Opens the very file that was just made: only the receiver has a key for it, but the seed of its key is still known."""
    return BySeeds(tuple(each._recp_key_seed or b"" for each in made))  # noqa: SLF001 - it has no public way


def open_encrypted(reader: PdfFileReader, unlock: Unlock) -> None:
    """Open what is encrypted. Raises PackLockedError where `unlock` does not open it."""
    match unlock:
        case ByPassword(password):
            _open_by_password(reader, password)
        case ByKeyFile(pkcs12, passphrase):
            _open_by_key(reader, pkcs12, passphrase)
        case BySeeds(seeds):
            for seed, asked in zip(seeds, _filters(reader.security_handler), strict=True):
                asked._recp_key_seed = seed or None  # noqa: SLF001 - pyHanko opens with private keys alone


def _open_by_password(reader: PdfFileReader, password: str) -> None:
    if not isinstance(reader.security_handler, StandardSecurityHandler):
        raise _locked(_("It is not under a password."))
    if reader.decrypt(password).status is AuthStatus.FAILED:
        raise _locked(_("The password is not the right one."))


def _open_by_key(reader: PdfFileReader, untrusted_pkcs12: bytes, passphrase: str) -> None:
    _filters(reader.security_handler)
    try:
        opened = reader.decrypt_pubkey(_credential(untrusted_pkcs12, passphrase))
    except InappropriateCredentialError as error:
        raise _locked(_("It is encrypted to another certificate.")) from error
    except (ValueError, PyHankoError) as error:
        raise _locked(_("The key file cannot be read, or the passphrase for it is wrong.")) from error
    if opened.status is AuthStatus.FAILED:
        raise _locked(_("It is encrypted to another certificate."))


def _credential(untrusted_pkcs12: bytes, passphrase: str) -> SimpleEnvelopeKeyDecrypter:
    key, certificate, _chain = pkcs12_files.load_key_and_certificates(untrusted_pkcs12, passphrase.encode())
    if key is None or certificate is None:
        raise ValueError
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SimpleEnvelopeKeyDecrypter(asn1_certificate(certificate), PrivateKeyInfo.load(private))


def decrypted(untrusted_pdf: BinaryIO, password: str) -> bytes:
    """See `protection.plain_copy`."""
    try:
        with Pdf.open(untrusted_pdf, password=password) as opened:
            written = BytesIO()
            opened.save(written, encryption=False)
            return written.getvalue()
    except (PasswordError, PdfError) as error:
        raise _locked(_("The password is not the right one, or the file is damaged.")) from error


def before_signatures(pdf: bytes) -> bytes:
    """See `protection.unsigned_revision`."""
    reader = PdfFileReader(BytesIO(pdf))
    signed = [signature.signed_revision for signature in reader.embedded_signatures]
    if not signed:
        return pdf
    start = reader.xrefs.get_startxref_for_revision(min(signed) - 1)
    return pdf[: pdf.index(_END, start) + len(_END)] + b"\n"


def _locked(what_happened: str) -> PackLockedError:
    return PackLockedError(
        _("The pack is not opened"), what_happened, _("Ask the sender by phone, and type what they say.")
    )
