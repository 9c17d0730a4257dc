"""The signature policy: every rule that the signatures of a pack must meet, one line each, with its verdict.

`resources/specification/signature-policy.md` says the same for people; a test holds the two together. Rules are judged in
this order, and the first that is not met is told (`verdicts`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from io import SEEK_END
from typing import TYPE_CHECKING, BinaryIO, Final, Generic, TypeVar

from cryptography import x509
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, Reference
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from prevent_desktop.packs.names import same_name
from prevent_desktop.packs.plain_document import Trait, traits_of
from prevent_desktop.packs.purposes import Fitness, fitness, purposes_in_words
from prevent_desktop.packs.signing_keys import COUNTERSIGNATURE_FIELD, name_part
from prevent_desktop.packs.verdicts import Verdict, refused

if TYPE_CHECKING:
    from prevent_desktop.packs.judged_signer import JudgedSigner
    from prevent_desktop.packs.verified_pack import VerifiedSigner

CLOCK_SLACK: Final = timedelta(days=1)
"""How far the clocks of two computers may be apart: one without a network that has a wrong time zone is no forger."""

Facts = Mapping[str, object]
"""What a broken rule's words name; where a rule is met there are none at all (None)."""

_LONG_FORM: Final = 0x80
_GAP: Final = re.compile(rb"<(?:[0-9A-Fa-f]{2})+>")
_BROKEN: Final[Facts] = {}
_Judged = TypeVar("_Judged")


_SIGNED_PARTS: Final = frozenset({"/V", "/AP"})
"""What a signature changes in its field: the value, and what the field shows."""

_TRAILER_PARTS: Final = ("/Root", "/Info", "/Encrypt")


def only_signs_the_waiting_field(
    reader: PdfFileReader, author: EmbeddedPdfSignature, lead: EmbeddedPdfSignature
) -> bool:
    """Whether all that lies behind the author's revision is the lead's signature in the field that waited there.

    New objects are the lead's; of those that the author signed none is written anew but that field.
    """
    if not author.signed_revision + 1 == lead.signed_revision == reader.total_revisions - 1:
        return False
    before = reader.get_historical_resolver(author.signed_revision)
    after = reader.get_historical_resolver(lead.signed_revision)
    field = _waiting_field(before)
    written, freed = after.explicit_refs_in_revision(), after.refs_freed_in_revision()  # type: ignore[no-untyped-call]  # pyHanko has no types there
    written_anew = {each for each in written if not before.is_ref_unassignable(each)}
    if field is None or written_anew != {field} or freed:
        return False
    return _is_signed(before(field), after(field)) and _same_trailer(before, after)


def _waiting_field(before: HistoricalResolver) -> Reference | None:
    found = [
        field.reference
        for name, _value, field in enumerate_sig_fields(before, filled_status=False)
        if name == COUNTERSIGNATURE_FIELD and isinstance(field, IndirectObject)
    ]
    return found[0] if len(found) == 1 else None


def _is_signed(old: object, new: object) -> bool:
    """Whether the field is the same but for its value and its one look, which are new objects."""
    if not (isinstance(old, DictionaryObject) and isinstance(new, DictionaryObject)):
        return False
    if not _same(old, new, (set(old) | set(new)) - _SIGNED_PARTS):
        return False
    look = new.raw_get("/AP") if "/AP" in new else {}
    return isinstance(new.raw_get("/V"), IndirectObject) and set(look) <= {"/N"}


def _same_trailer(before: HistoricalResolver, after: HistoricalResolver) -> bool:
    return _same(before.trailer_view, after.trailer_view, _TRAILER_PARTS)


def _same(old: DictionaryObject, new: DictionaryObject, names: Iterable[str]) -> bool:
    return all(_raw(old, name) == _raw(new, name) for name in names)


def _raw(found: DictionaryObject, name: str) -> object:
    return found.raw_get(name) if name in found else None


@dataclass(frozen=True, slots=True)
class Rule(Generic[_Judged]):
    """One rule. `broken` gives the facts for the words of the verdict where it is not met, None where it is."""

    verdict: Verdict
    says: str
    broken: Callable[[_Judged], Facts | None]


@dataclass(frozen=True)
class SignedFile:
    """The file as a whole. `signatures` are in the order of signing."""

    file: BinaryIO
    reader: PdfFileReader
    signatures: list[EmbeddedPdfSignature]

    @cached_property
    def traits(self) -> frozenset[Trait]:
        """What is not plain in it."""
        return traits_of(self.file, self.reader)


@dataclass(frozen=True, slots=True)
class TwoSigners:
    """The author and the lead. `named` is whom the author named for the countersignature; empty for anybody."""

    author: JudgedSigner
    lead: JudgedSigner
    named: str = ""


def _signed(signed: SignedFile) -> Facts | None:
    return None if signed.signatures else _BROKEN


def _certified(signed: SignedFile) -> Facts | None:
    """The first signature must be the one that says what may follow it (ISO 32000-1, 12.8.2.2)."""
    root, author = signed.reader.root, signed.signatures[0]
    certifying = None
    if "/Perms" in root and "/DocMDP" in root["/Perms"]:
        certifying = root["/Perms"].raw_get("/DocMDP")
    is_author = certifying is not None and certifying.reference == author.sig_field.raw_get("/V").reference
    return None if is_author else _BROKEN


def _gaps(signed: SignedFile) -> Facts | None:
    return None if all(_is_gap_whole(signed.file, each) for each in signed.signatures) else _BROKEN


def _is_gap_whole(file: BinaryIO, signature: EmbeddedPdfSignature) -> bool:
    """No space, comment or odd digit: readers disagree about what it means, and no signature covers it."""
    start, before, after, _length = signature.byte_range
    content = signature.pkcs7_content
    if start != 0 or after != before + len(content) * 2 + 2 or content[_der_length(content) :].strip(b"\0"):
        return False
    file.seek(before)
    return _GAP.fullmatch(file.read(after - before)) is not None


def _der_length(content: bytes) -> int:
    """How many bytes the DER value at the beginning of `content` takes (X.690, 8.1.3)."""
    first = content[1]
    if first < _LONG_FORM:
        return 2 + first
    digits = first - _LONG_FORM
    return 2 + digits + int.from_bytes(content[2 : 2 + digits], "big")


def _intact(signer: JudgedSigner) -> Facts | None:
    return None if signer.status.intact and signer.status.valid else _BROKEN


def _changed_as_allowed(signer: JudgedSigner) -> Facts | None:
    coverage = signer.status.coverage
    is_whole = coverage is SignatureCoverageLevel.ENTIRE_FILE
    is_revision = coverage is SignatureCoverageLevel.ENTIRE_REVISION and signer.status.docmdp_ok
    return None if is_whole or is_revision else _BROKEN


def _ends_with_the_file(signed: SignedFile) -> Facts | None:
    """Whatever follows the last signature is vouched for by nobody."""
    return None if end_of(signed.signatures[-1]) == signed.file.seek(0, SEEK_END) else _BROKEN


def _nothing_for_the_long_term(signed: SignedFile) -> Facts | None:
    has_data = "/DSS" in signed.reader.root
    return _BROKEN if has_data or signed.reader.embedded_timestamp_signatures else None


def _one_countersignature_in_its_field(signed: SignedFile) -> Facts | None:
    later = signed.signatures[1:]
    is_fine = not later or [each.field_name for each in later] == [COUNTERSIGNATURE_FIELD]
    return None if is_fine else _BROKEN


def _nothing_but_the_countersignature(signed: SignedFile) -> Facts | None:
    author, *later = signed.signatures
    if not later:
        return None if author.signed_revision == signed.reader.total_revisions - 1 else _BROKEN
    return None if only_signs_the_waiting_field(signed.reader, author, later[0]) else _BROKEN


def _without(trait: Trait) -> Callable[[SignedFile], Facts | None]:
    return lambda signed: _BROKEN if trait in signed.traits else None


def _valid_until(signer: JudgedSigner) -> Facts | None:
    is_late = max(signer.moments) > signer.certificate.not_valid_after_utc
    return {"day": signer.certificate.not_valid_after_utc.date()} if is_late else None


def _valid_from(signer: JudgedSigner) -> Facts | None:
    is_early = min(signer.moments) < signer.certificate.not_valid_before_utc
    return {"day": signer.certificate.not_valid_before_utc.date()} if is_early else None


def _trusted(signer: JudgedSigner) -> Facts | None:
    return None if signer.status.trusted and signer.status.seed_value_ok else _BROKEN


def _for_packs(signer: JudgedSigner) -> Facts | None:
    if fitness(signer.certificate) is not Fitness.OTHER_PURPOSE:
        return None
    return {"purposes": purposes_in_words(signer.certificate)}


def _signed_before_revocation(signer: JudgedSigner) -> Facts | None:
    revoked_at = signer.revoked_at
    if revoked_at is None or signer.was_there_before(revoked_at) or signer.moment < revoked_at:
        return None
    return {"day": revoked_at.date()}


def _proved_before_revocation(signer: JudgedSigner) -> Facts | None:
    """A claimed time proves nothing against a revocation: whoever has the key can claim any."""
    revoked_at = signer.revoked_at
    if revoked_at is None or signer.was_there_before(revoked_at):
        return None
    return {"day": revoked_at.date()}


def _proved_before_expiry(signer: JudgedSigner) -> Facts | None:
    """Nor against an expiry: after that, nobody's list names a stolen key any more (RFC 5280, 3.3)."""
    now = signer.known.now
    if now is None or now <= signer.ends_at or signer.was_there_before(signer.ends_at):
        return None
    return {"day": signer.ends_at.date()}


def _not_in_the_future(signer: JudgedSigner) -> Facts | None:
    now = signer.known.now
    if now is None or max(signer.moments) <= now + CLOCK_SLACK:
        return None
    return {"day": max(signer.moments).date()}


def _not_after_its_timestamp(signer: JudgedSigner) -> Facts | None:
    if signer.trusted_time is None or signer.claimed_time <= signer.trusted_time + CLOCK_SLACK:
        return None
    return {"day": signer.claimed_time.date(), "stamped": signer.trusted_time.date()}


def _after_the_author(two: TwoSigners) -> Facts | None:
    is_fine = two.lead.moment + CLOCK_SLACK >= two.author.moment
    return None if is_fine else _lead(two)


def _four_eyes(two: TwoSigners) -> Facts | None:
    author, lead = two.author.certificate, two.lead.certificate
    return _lead(two) if author.public_key() == lead.public_key() or _same_person(author, lead) else None


def _named_lead(two: TwoSigners) -> Facts | None:
    is_fine = not two.named or same_name(two.lead.name, two.named)
    return None if is_fine else {**_lead(two), "named": two.named}


def _lead(two: TwoSigners) -> Facts:
    return {"name": two.lead.name, "author": two.author.name}


def _same_person(one: x509.Certificate, other: x509.Certificate) -> bool:
    """By name and organisation, where no serial number of a person tells two of one name apart."""
    numbers = {name_part(each.subject, NameOID.SERIAL_NUMBER) for each in (one, other)}
    if "" not in numbers and len(numbers) > 1:
        return False
    parts = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    return all(same_name(name_part(one.subject, part), name_part(other.subject, part)) for part in parts)


FIRST_RULES: Final[tuple[Rule[SignedFile], ...]] = (
    Rule(Verdict.NOT_SIGNED, "It is signed.", _signed),
    Rule(Verdict.NOT_CERTIFIED, "The first signature certifies it, and so says what may follow.", _certified),
    Rule(Verdict.CHANGED, "The gap that a signature leaves holds `<`, pairs of hexadecimal digits and `>`, and nothing else.", _gaps),
)  # fmt: skip

SIGNATURE_RULES: Final[tuple[Rule[JudgedSigner], ...]] = (
    Rule(Verdict.CHANGED, "What a signature covers is unchanged.", _intact),
    Rule(Verdict.NOT_ALLOWED_CHANGE, "A signature covers all of its revision, and what follows is what the author allows.", _changed_as_allowed),
)  # fmt: skip

FILE_RULES: Final[tuple[Rule[SignedFile], ...]] = (
    Rule(Verdict.LONG_TERM, "No data for the long term (`/DSS`) and no document timestamp is added, until this policy says how they are judged.", _nothing_for_the_long_term),
    Rule(Verdict.ADDED_AFTER, "The last signature covers the file to its end.", _ends_with_the_file),
    Rule(Verdict.OTHER_FIELD, "After the author one countersignature may follow, in the field `Countersignature` alone.", _one_countersignature_in_its_field),
    Rule(Verdict.NOT_ALLOWED_CHANGE, "Behind the author’s revision lies nothing, or the one update that signs the field that waited.", _nothing_but_the_countersignature),
    Rule(Verdict.ACTIVE_CONTENT, "No actions, scripts and dynamic forms.", _without(Trait.ACTS)),
    Rule(Verdict.LAYERS, "No layers, and nothing that shows on a screen otherwise than on paper.", _without(Trait.SHOWS_OTHERWISE)),
    Rule(Verdict.LAID_OVER, "On the pages lie links within the document and signature fields alone.", _without(Trait.LIES_OVER)),
)  # fmt: skip

SIGNER_RULES: Final[tuple[Rule[JudgedSigner], ...]] = (
    Rule(Verdict.EXPIRED_WHEN_SIGNED, "The certificate had not expired at the time of the signature.", _valid_until),
    Rule(Verdict.NOT_VALID_YET, "The certificate had begun at the time of the signature.", _valid_from),
    Rule(Verdict.UNTRUSTED, "The certificate was issued below an authority that is trusted, within that authority’s own limits.", _trusted),
    Rule(Verdict.OTHER_PURPOSE, "The certificate is for signing documents.", _for_packs),
    Rule(Verdict.REVOKED_BEFORE, "The certificate was not revoked before the signature.", _signed_before_revocation),
    Rule(Verdict.REVOKED_NO_PROOF, "Where it was revoked later, something else than the signer’s clock proves that the signature is older.", _proved_before_revocation),
    Rule(Verdict.EXPIRED_NO_PROOF, "Where it has expired since, something else than the signer’s clock proves that the signature is older.", _proved_before_expiry),
    Rule(Verdict.IN_THE_FUTURE, "The time of the signature is not in the future.", _not_in_the_future),
    Rule(Verdict.AFTER_TIMESTAMP, "The claimed time is not after the signature’s own timestamp.", _not_after_its_timestamp),
)  # fmt: skip

TWO_SIGNERS_RULES: Final[tuple[Rule[TwoSigners], ...]] = (
    Rule(Verdict.BEFORE_AUTHOR, "The countersignature is not older than the author’s signature.", _after_the_author),
    Rule(Verdict.SAME_PERSON, "Somebody else than the author countersigns.", _four_eyes),
    Rule(Verdict.OTHER_LEAD, "Where the author named who is to countersign, it is they.", _named_lead),
)  # fmt: skip


def end_of(signature: EmbeddedPdfSignature) -> int:
    """Where the revision that a signature covers ends, in bytes."""
    _start, _length, start, length = signature.byte_range
    return int(start + length)


def accepted(signer: JudgedSigner) -> VerifiedSigner:
    """The signer. Raises PackVerificationError where a rule refuses them."""
    require(SIGNER_RULES, signer, name=signer.name)
    return signer.described()


def require(rules: tuple[Rule[_Judged], ...], judged: _Judged, **facts: object) -> None:
    """Raise PackVerificationError for the first rule that is not met; `facts` fill in the words of each."""
    for rule in rules:
        broken = rule.broken(judged)
        if broken is not None:
            raise refused(rule.verdict, **{**facts, **broken})
