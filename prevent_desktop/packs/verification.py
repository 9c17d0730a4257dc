"""Verifies the signatures of a pack by pyHanko, offline, and says in words what is wrong with a pack."""

from __future__ import annotations

from collections.abc import Sequence
from io import SEEK_END
from typing import BinaryIO

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from prevent_desktop.errors import PackError
from prevent_desktop.packs.circumstances import Circumstances
from prevent_desktop.packs.judged_signer import SignerJudge
from prevent_desktop.packs.protection import Unlock, open_reader
from prevent_desktop.packs.reader.bounds import require_few_certificates, require_few_fields
from prevent_desktop.packs.signing_keys import COUNTERSIGNATURE_FIELD
from prevent_desktop.packs.verdicts import Verdict, refused
from prevent_desktop.packs.verified_pack import VerifiedPack, VerifiedSigner
from prevent_desktop.translation import _

_LONG_FORM = 0x80


def verify(
    untrusted_pdf: BinaryIO,
    trusted: Sequence[bytes],
    circumstances: Circumstances,
    unlock: Unlock | None = None,
) -> VerifiedPack:
    """See `opening.verify_pack`; in the confined process alone."""
    judge = SignerJudge(_certificates(trusted), circumstances)
    try:
        return _Pack(untrusted_pdf, judge, unlock).verified()
    except PackError:
        raise
    except Exception as error:
        raise refused(Verdict.UNREADABLE) from error


def _certificates(trusted: Sequence[bytes]) -> list[x509.Certificate]:
    try:
        roots = [found for text in trusted for found in x509.load_pem_x509_certificates(text)]
    except ValueError as error:
        raise refused(Verdict.TRUST_UNREADABLE) from error
    if roots:
        return roots
    raise refused(Verdict.NO_TRUST)


class _Pack:
    """One PDF from outside, and who judges its signers."""

    def __init__(self, untrusted_pdf: BinaryIO, judge: SignerJudge, unlock: Unlock | None) -> None:
        self._size = untrusted_pdf.seek(0, SEEK_END)
        self._reader = PdfFileReader(untrusted_pdf, strict=True)
        self._judge = judge
        open_reader(self._reader, unlock)
        require_few_fields(self._reader)

    def verified(self) -> VerifiedPack:
        signatures = list(self._reader.embedded_regular_signatures)
        if not signatures:
            raise refused(Verdict.NOT_SIGNED)
        author, later = signatures[0], signatures[1:]
        self._check_certified(author)
        signers = [self._check(signature) for signature in signatures]
        self._check_end(signatures[-1])
        return self._described(author, later, signers)

    def _check_certified(self, author: EmbeddedPdfSignature) -> None:
        """The first signature must be the one that says what may follow it."""
        root = self._reader.root
        certifying = None
        if "/Perms" in root and "/DocMDP" in root["/Perms"]:
            certifying = root["/Perms"].raw_get("/DocMDP")
        if certifying is None or certifying.reference != author.sig_field.raw_get("/V").reference:
            raise refused(Verdict.NOT_CERTIFIED)

    def _check(self, signature: EmbeddedPdfSignature) -> VerifiedSigner:
        require_few_certificates(signature.signed_data)
        for token in extract_tst_data_iter(signature.signer_info, signed=False):
            require_few_certificates(token)
        _check_gap(signature)
        judged = self._judge.judge(signature)
        _check_whole(judged.status)
        return judged.trusted()

    def _check_end(self, last: EmbeddedPdfSignature) -> None:
        """Whatever follows the last signature is vouched for by nobody."""
        _start, _length, start, length = last.byte_range
        if start + length != self._size:
            raise refused(Verdict.ADDED_AFTER)

    def _described(
        self,
        author: EmbeddedPdfSignature,
        later: Sequence[EmbeddedPdfSignature],
        signers: Sequence[VerifiedSigner],
    ) -> VerifiedPack:
        trailer = self._reader.get_historical_resolver(author.signed_revision).trailer_view
        info = trailer["/Info"] if "/Info" in trailer else {}  # noqa: SIM401 - `get` does not follow references
        if "/PackId" not in info or "/AuditHead" not in info:
            raise refused(Verdict.NO_PACK)
        waiting = enumerate_sig_fields(self._reader, filled_status=False, with_name=COUNTERSIGNATURE_FIELD)
        return VerifiedPack(
            author=signers[0],
            pack_id=str(info["/PackId"]),
            audit_head=str(info["/AuditHead"]),
            covers_whole_document=not later,
            later_signers=tuple(signers[1:]),
            certification=_certification(author.docmdp_level),
            awaits_countersignature=any(True for _field in waiting),
        )


def _check_gap(signature: EmbeddedPdfSignature) -> None:
    """The one gap in what is signed must be filled by the signature, with nothing hidden behind it."""
    start, length, after, _rest = signature.byte_range
    filled = len(signature.pkcs7_content) * 2 + 2
    padding = signature.pkcs7_content[_der_length(signature.pkcs7_content) :]
    if start != 0 or after != length + filled or padding.strip(b"\0"):
        raise refused(Verdict.CHANGED)


def _der_length(content: bytes) -> int:
    """How many bytes the DER value at the beginning of `content` takes (X.690, 8.1.3)."""
    first = content[1]
    if first < _LONG_FORM:
        return 2 + first
    digits = first - _LONG_FORM
    return 2 + digits + int.from_bytes(content[2 : 2 + digits], "big")


def _check_whole(status: PdfSignatureStatus) -> None:
    if not (status.intact and status.valid):
        raise refused(Verdict.CHANGED)
    entire = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if entire or (status.coverage is SignatureCoverageLevel.ENTIRE_REVISION and status.docmdp_ok):
        return
    raise refused(Verdict.NOT_ALLOWED_CHANGE)


def _certification(level: MDPPerm | None) -> str:
    if level is MDPPerm.FILL_FORMS:
        return _("Later signatures and filling in forms are allowed, changes are not")
    if level is MDPPerm.ANNOTATE:
        return _("Comments, later signatures and filling in forms are allowed, changes are not")
    return _("No changes are allowed")
