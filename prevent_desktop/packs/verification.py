"""Verifies the signatures of a pack by pyHanko, offline, and says in words what is wrong with a pack."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import BinaryIO

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.errors import PackError
from prevent_desktop.evidence.names import printable
from prevent_desktop.packs.judged_signer import JudgedSigner, SignerJudge
from prevent_desktop.packs.names import stands_in
from prevent_desktop.packs.policy import (
    FILE_RULES,
    FIRST_RULES,
    SIGNATURE_RULES,
    TWO_SIGNERS_RULES,
    SignedFile,
    TwoSigners,
    accepted,
    require,
)
from prevent_desktop.packs.protection import open_reader
from prevent_desktop.packs.reader.bounds import require_few_certificates, require_few_fields
from prevent_desktop.packs.reader.questions import Unlock
from prevent_desktop.packs.signing_keys import COUNTERSIGNATURE_FIELD, NAMED_LEAD
from prevent_desktop.packs.verdicts import Verdict, refused
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.packs.verified_pack import VerifiedPack, VerifiedSigner
from prevent_desktop.translation import _

_TOLD = ("PackId", "AuditHead", NAMED_LEAD)


def verify(
    untrusted_pdf: BinaryIO,
    trusted: Sequence[bytes],
    verification_context: VerificationContext,
    unlock: Unlock | None = None,
) -> VerifiedPack:
    """See `opening.verify_pack`; in the confined process alone."""
    judge = SignerJudge(_certificates(trusted), verification_context)
    try:
        return _Pack(untrusted_pdf, judge, verification_context, unlock).verified()
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

    def __init__(
        self, untrusted_pdf: BinaryIO, judge: SignerJudge, known: VerificationContext, unlock: Unlock | None
    ) -> None:
        self._file = untrusted_pdf
        self._known = known
        self._reader = PdfFileReader(untrusted_pdf, strict=True)
        self._judge = judge
        open_reader(self._reader, unlock)
        require_few_fields(self._reader)

    def verified(self) -> VerifiedPack:
        signed = SignedFile(self._file, self._reader, list(self._reader.embedded_regular_signatures))
        require(FIRST_RULES, signed)
        judged = [self._whole(signature) for signature in signed.signatures]
        signers = [accepted(each) for each in judged]
        require(FILE_RULES, signed)
        author = signed.signatures[0]
        told = self._told_by(author)
        if len(judged) > 1:
            require(TWO_SIGNERS_RULES, TwoSigners(judged[0], judged[1], told.get(NAMED_LEAD, "")))
        return self._described(author, signers, told)

    def _whole(self, signature: EmbeddedPdfSignature) -> JudgedSigner:
        require_few_certificates(signature.signed_data)
        for token in extract_tst_data_iter(signature.signer_info, signed=False):
            require_few_certificates(token)
        judged = self._judge.judge(signature, lambda: self._there_at)
        require(SIGNATURE_RULES, judged)
        return judged

    @cached_property
    def _there_at(self) -> datetime | None:
        """Since when this very file was certainly there. It is read for that where somebody vouches for any file alone."""
        times = [self._known.received_at]
        if self._known.presences:
            self._file.seek(0)
            digest = hashlib.file_digest(self._file, "sha256").hexdigest()  # type: ignore[arg-type]  # any file will do
            times += [each.at for each in self._known.presences if each.digest == digest]
        return min((each for each in times if each is not None), default=None)

    def _told_by(self, author: EmbeddedPdfSignature) -> Mapping[str, str]:
        """What the author's own revision says of itself (ISO 32000-1, 14.3.3); who signs later may not change it."""
        trailer = self._reader.get_historical_resolver(author.signed_revision).trailer_view
        info = trailer["/Info"] if "/Info" in trailer else {}  # noqa: SIM401 - `get` does not follow references
        return {name: printable(str(info[f"/{name}"])) for name in _TOLD if f"/{name}" in info}

    def _described(
        self, author: EmbeddedPdfSignature, signers: Sequence[VerifiedSigner], told: Mapping[str, str]
    ) -> VerifiedPack:
        if "AuditHead" not in told or PACK_ID.fullmatch(told.get("PackId", "")) is None:
            raise refused(Verdict.NO_PACK)
        waiting = enumerate_sig_fields(self._reader, filled_status=False, with_name=COUNTERSIGNATURE_FIELD)
        return VerifiedPack(
            author=signers[0],
            pack_id=told["PackId"],
            audit_head=told["AuditHead"],
            covers_whole_document=len(signers) == 1,
            later_signers=tuple(signers[1:]),
            certification=_certification(author.docmdp_level),
            awaits_countersignature=any(True for _field in waiting),
            signer_on_page=_signer_on_page(author, signers[0].name),
            named_lead=told.get(NAMED_LEAD, ""),
        )


def _signer_on_page(author: EmbeddedPdfSignature, name: str) -> str:
    """Who signs, as page one says it, where that is not the name in the certificate; empty where it is.

    The field's own words (`/TU`) say it in every pack that was ever made, in its own language.
    """
    told = printable(str(author.sig_field["/TU"])) if "/TU" in author.sig_field else ""
    return "" if not told or stands_in(name, told) else told


def _certification(level: MDPPerm | None) -> str:
    if level is MDPPerm.FILL_FORMS:
        return _("Later signatures and filling in forms are allowed, changes are not")
    if level is MDPPerm.ANNOTATE:
        return _("Comments, later signatures and filling in forms are allowed, changes are not")
    return _("No changes are allowed")
