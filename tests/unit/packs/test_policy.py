"""The signature policy: the page and the module say the same, and what the attacks of `tests/faults` do not ask."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from pikepdf import Pdf, String
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.validation.status import SignatureCoverageLevel

from prevent_desktop.data_files import resources
from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs import policy
from prevent_desktop.packs.names import same_name, stands_in
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.pack_facts import read_facts
from prevent_desktop.packs.plain_document import Trait
from prevent_desktop.packs.purposes import (
    DOCUMENT_SIGNING,
    PACK_SIGNING,
    PURPOSES_ARE_ASKED_FOR,
    RECEIPT_SIGNING,
    Fitness,
    fitness,
)
from prevent_desktop.packs.verdicts import Verdict, refused
from tests.unit.packs.examples import SENDER
from tests.unit.packs.making import (
    LEAD,
    Signed,
    countersign_pack,
    make_awaiting,
    make_key_for,
    make_lead_key,
    sign_pack,
)

EMAIL, SERVER, MICROSOFT = "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.1", "1.3.6.1.4.1.311.10.3.12"


@pytest.fixture(scope="module")
def awaiting() -> Signed:
    return make_awaiting()


def test_the_page_has_every_rule_with_its_verdict_in_the_order_of_the_module() -> None:
    text = (resources() / "specification" / "signature-policy.md").read_text("utf-8")
    rows = re.findall(r"^\| (?!Rule)(.+) \| `([a-z-]+)` \|$", text, re.MULTILINE)
    rules: list[policy.Rule[Any]] = [
        *policy.FIRST_RULES, *policy.SIGNATURE_RULES, *policy.SIGNER_RULES, *policy.FILE_RULES, *policy.TWO_SIGNERS_RULES,
    ]  # fmt: skip
    assert rows == [(rule.says, rule.verdict.value) for rule in rules]
    assert DOCUMENT_SIGNING in text
    assert PACK_SIGNING in text
    assert RECEIPT_SIGNING in text


@pytest.mark.parametrize(
    ("usages", "due"),
    [
        ((DOCUMENT_SIGNING,), Fitness.FOR_PACKS), ((PACK_SIGNING,), Fitness.FOR_PACKS), (None, Fitness.OLDER),
        ((EMAIL,), Fitness.OLDER), ((EMAIL, MICROSOFT), Fitness.OLDER), ((RECEIPT_SIGNING,), Fitness.OTHER_PURPOSE),
        ((EMAIL, SERVER), Fitness.OTHER_PURPOSE),
    ],
)  # fmt: skip
def test_a_certificate_says_that_it_is_for_documents_or_is_an_older_one_of_a_person(
    usages: tuple[str, ...] | None, due: Fitness, signed: Signed
) -> None:
    assert fitness(make_key_for(signed.authority, usages).certificate) is due
    late = fitness(make_key_for(signed.authority, usages, start=PURPOSES_ARE_ASKED_FOR).certificate)
    assert late is (Fitness.FOR_PACKS if due is Fitness.FOR_PACKS else Fitness.OTHER_PURPOSE)


def test_a_pack_with_an_older_certificate_verifies_and_that_is_told(signed: Signed) -> None:
    key = make_key_for(signed.authority, None)
    author = verify_pack(sign_pack(signed.unsigned, key), signed.trusted).author
    assert not author.names_its_purpose
    assert "It does not say what it is for" in author.standing_in_words
    assert "It does not say" not in verify_pack(signed.pdf, signed.trusted).author.standing_in_words


def test_a_wrong_purpose_is_not_called_an_authority_that_nobody_trusts(signed: Signed) -> None:
    key = make_key_for(signed.authority, (RECEIPT_SIGNING,))
    with pytest.raises(PackVerificationError) as caught:
        verify_pack(sign_pack(signed.unsigned, key), signed.trusted)
    assert caught.value.verdict == "other-purpose"
    assert caught.value.what_happened.endswith("It was issued for: receipts of a receiver.")


def test_a_lead_is_the_named_one_however_the_name_is_written(awaiting: Signed) -> None:
    other = make_key_for(awaiting.authority, name=f"  {LEAD.upper()} ")
    assert verify_pack(countersign_pack(awaiting.pdf, other), awaiting.trusted).later_signers
    assert same_name("José  O’Neill", "JOSE\u0301 O'NEILL")
    assert not same_name("Pat Lead", "Pat Leader")
    assert stands_in("Sam Example", "Signature of Sam Example, teacher")
    assert not stands_in("Sam Ex", "Signature of Sam Example, teacher")


def test_a_certificate_in_another_name_than_page_one_is_warned_of(signed: Signed) -> None:
    other = make_key_for(signed.authority, name="Mallory Example")
    pack = verify_pack(sign_pack(signed.unsigned, other), signed.trusted)
    assert "in the name of Mallory Example" in pack.name_warning
    assert SENDER.name in pack.name_warning
    assert not verify_pack(signed.pdf, signed.trusted).name_warning


def test_facts_are_the_authors_whatever_a_later_revision_says(awaiting: Signed) -> None:
    before = read_facts(BytesIO(awaiting.pdf))
    writer: Any = IncrementalPdfFileWriter(BytesIO(awaiting.pdf))
    writer.trailer["/Info"]["/Title"] = writer.trailer["/Info"]["/MadeFor"]
    writer.trailer["/Info"]["/AnswerBy"] = writer.trailer["/Info"]["/MadeFor"]
    writer.mark_update(writer.trailer.raw_get("/Info"))
    changed = BytesIO()
    writer.write(changed)
    assert read_facts(changed) == before
    genuine = countersign_pack(awaiting.pdf, make_lead_key(awaiting.authority))
    assert read_facts(BytesIO(genuine)) == before


def test_names_of_signers_hold_nothing_that_turns_or_commands(signed: Signed) -> None:
    name = "Sam \u202eelpmaxE\x1b[2J\u200e"
    author = verify_pack(
        sign_pack(signed.unsigned, make_key_for(signed.authority, name=name)), signed.trusted
    ).author
    assert author.name == "Sam elpmaxE[2J"


def test_a_number_that_is_none_is_not_taken_for_a_packs(signed: Signed) -> None:
    with Pdf.open(BytesIO(signed.unsigned)) as pdf:
        pdf.docinfo["/PackId"] = String("P-1234\n../x")
        made = BytesIO()
        pdf.save(made, deterministic_id=True)
    with pytest.raises(PackVerificationError) as caught:
        verify_pack(sign_pack(made.getvalue(), signed.key), signed.trusted)
    assert caught.value.verdict == Verdict.NO_PACK


_AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_SLACK = policy.CLOCK_SLACK
_TODAY = {"day": _AT.date()}


def _signer(**facts: Any) -> Any:
    """A signer about whom nothing is wrong, but for what `facts` say; `proved` is since when the signature is known."""
    proved = facts.pop("proved", None)
    usual = {
        "name": "Sam",
        "moment": _AT,
        "moments": [_AT],
        "revoked_at": None,
        "trusted_time": None,
        "claimed_time": _AT,
    }
    known = SimpleNamespace(now=facts.pop("now", None))
    validity = {name: facts.pop(name, _AT) for name in ("not_valid_after_utc", "not_valid_before_utc")}
    return SimpleNamespace(
        **{**usual, "ends_at": _AT, "known": known, "certificate": SimpleNamespace(**validity)} | facts,
        was_there_before=lambda at: proved is not None and proved < at,
    )  # fmt: skip


def _status(**facts: Any) -> Any:
    return _signer(status=SimpleNamespace(**facts))


def _coverage(level: str, *, allowed: bool) -> Any:
    return _status(coverage=SignatureCoverageLevel[level], docmdp_ok=allowed)


@pytest.mark.parametrize(
    ("rule", "signer", "broken"),
    [
        (policy._intact, _status(intact=True, valid=True), None), (policy._intact, _status(intact=False, valid=True), {}),
        (policy._intact, _status(intact=True, valid=False), {}),
        (policy._trusted, _status(trusted=True, seed_value_ok=True), None),
        (policy._trusted, _status(trusted=False, seed_value_ok=True), {}),
        (policy._trusted, _status(trusted=True, seed_value_ok=False), {}),
        (policy._changed_as_allowed, _coverage("ENTIRE_FILE", allowed=False), None),
        (policy._changed_as_allowed, _coverage("ENTIRE_REVISION", allowed=True), None),
        (policy._changed_as_allowed, _coverage("ENTIRE_REVISION", allowed=False), {}),
        (policy._changed_as_allowed, _coverage("CONTIGUOUS_BLOCK_FROM_START", allowed=True), {}),
        (policy._valid_until, _signer(), None), (policy._valid_until, _signer(moments=[_AT, _AT + _SECOND]), _TODAY),
        (policy._valid_from, _signer(), None), (policy._valid_from, _signer(moments=[_AT, _AT - _SECOND]), _TODAY),
        (policy._signed_before_revocation, _signer(), None),
        (policy._signed_before_revocation, _signer(revoked_at=_AT), _TODAY),
        (policy._signed_before_revocation, _signer(revoked_at=_AT, proved=_AT - _SECOND), None),
        (policy._signed_before_revocation, _signer(revoked_at=_AT + _SECOND), None),
        (policy._proved_before_revocation, _signer(), None),
        (policy._proved_before_revocation, _signer(revoked_at=_AT + _SECOND), _TODAY),
        (policy._proved_before_revocation, _signer(revoked_at=_AT, proved=_AT - _SECOND), None),
        (policy._proved_before_expiry, _signer(), None), (policy._proved_before_expiry, _signer(now=_AT), None),
        (policy._proved_before_expiry, _signer(now=_AT + _SECOND), _TODAY),
        (policy._proved_before_expiry, _signer(now=_AT + _SECOND, proved=_AT - _SECOND), None),
        (policy._not_in_the_future, _signer(), None), (policy._not_in_the_future, _signer(now=_AT - _SLACK), None),
        (policy._not_in_the_future, _signer(now=_AT - _SLACK - _SECOND, moments=[_AT - _SLACK, _AT]), _TODAY),
        (policy._not_after_its_timestamp, _signer(), None),
        (policy._not_after_its_timestamp, _signer(trusted_time=_AT - _SLACK), None),
        (policy._not_after_its_timestamp, _signer(trusted_time=_AT - _SLACK - _SECOND),
         _TODAY | {"stamped": (_AT - _SLACK).date()}),
    ],
)  # fmt: skip
def test_each_rule_about_a_signer_at_its_edge(
    rule: Any, signer: Any, broken: dict[str, object] | None
) -> None:
    assert rule(signer) == broken


@pytest.mark.parametrize(
    ("rule", "lead", "named", "broken"),
    [
        (policy._after_the_author, _signer(name="Pat", moment=_AT - _SLACK), "", None),
        (policy._after_the_author, _signer(name="Pat", moment=_AT - _SLACK - _SECOND), "", {"name": "Pat", "author": "Sam"}),
        (policy._named_lead, _signer(name="Pat"), "", None), (policy._named_lead, _signer(name="Pat"), "PAT", None),
        (policy._named_lead, _signer(name="Pat"), "Kim", {"name": "Pat", "author": "Sam", "named": "Kim"}),
    ],
)  # fmt: skip
def test_each_rule_about_two_signers_at_its_edge(
    rule: Any, lead: Any, named: str, broken: dict[str, object] | None
) -> None:
    assert rule(policy.TwoSigners(_signer(), lead, named)) == broken


def _file(content: bytes = b"", fields: tuple[str, ...] = (), root: Any = (), stamps: int = 0) -> Any:
    signatures = [SimpleNamespace(field_name=name, byte_range=(0, 0, 4, 6)) for name in ("Author", *fields)]
    reader = SimpleNamespace(root=root, embedded_timestamp_signatures=["stamp"] * stamps)
    return SimpleNamespace(file=BytesIO(content), reader=reader, signatures=signatures)


@pytest.mark.parametrize(
    ("rule", "signed", "broken"),
    [
        (policy._nothing_for_the_long_term, _file(), None), (policy._nothing_for_the_long_term, _file(root=("/DSS",)), {}),
        (policy._nothing_for_the_long_term, _file(stamps=1), {}),
        (policy._one_countersignature_in_its_field, _file(), None),
        (policy._one_countersignature_in_its_field, _file(fields=("Countersignature",)), None),
        (policy._one_countersignature_in_its_field, _file(fields=("Other",)), {}),
        (policy._one_countersignature_in_its_field, _file(fields=("Countersignature", "Countersignature")), {}),
        (policy._ends_with_the_file, _file(bytes(10)), None), (policy._ends_with_the_file, _file(bytes(11)), {}),
        (policy._ends_with_the_file, _file(bytes(9)), {}),
    ],
)  # fmt: skip
def test_each_rule_about_the_file_at_its_edge(
    rule: Any, signed: Any, broken: dict[str, object] | None
) -> None:
    assert rule(signed) == broken


class _Dictionary(dict[str, Any]):
    """A dictionary of a PDF, as pyHanko gives it."""

    raw_get = dict.__getitem__


@pytest.mark.parametrize(
    ("root", "broken"),
    [
        ({"/Perms": _Dictionary({"/DocMDP": SimpleNamespace(reference=7)})}, None), ({}, {}),
        ({"/Perms": _Dictionary({"/DocMDP": SimpleNamespace(reference=8)})}, {}), ({"/Perms": _Dictionary()}, {}),
    ],
)  # fmt: skip
def test_the_signature_that_certifies_is_the_first(root: Any, broken: dict[str, object] | None) -> None:
    signed = _file(root=root, fields=("Countersignature",))
    for each, number in zip(signed.signatures, (7, 8), strict=True):
        each.sig_field = _Dictionary({"/V": SimpleNamespace(reference=number)})
    assert policy._certified(signed) == broken


@pytest.mark.parametrize(("revisions", "broken"), [(3, None), (4, {}), (2, {})])
def test_behind_the_authors_revision_lies_nothing(revisions: int, broken: dict[str, object] | None) -> None:
    signed = _file()
    signed.signatures[0].signed_revision, signed.reader.total_revisions = 2, revisions
    assert policy._nothing_but_the_countersignature(signed) == broken


@pytest.mark.parametrize("is_fine", [True, False])
def test_behind_it_may_lie_the_update_that_signs_the_field(
    is_fine: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Mock(return_value=is_fine)
    monkeypatch.setattr(policy, "only_signs_the_waiting_field", asked)
    signed = _file(fields=("Countersignature",))
    assert policy._nothing_but_the_countersignature(signed) == (None if is_fine else {})
    asked.assert_called_once_with(signed.reader, *signed.signatures)


def test_a_trait_is_refused_where_the_file_has_it() -> None:
    signed: Any = SimpleNamespace(traits={Trait.ACTS})
    assert policy._without(Trait.ACTS)(signed) == {}
    assert policy._without(Trait.LIES_OVER)(signed) is None


def test_what_else_a_certificate_is_for_is_told(signed: Signed) -> None:
    for usages, broken in (
        ((RECEIPT_SIGNING,), {"purposes": "receipts of a receiver"}),
        ((DOCUMENT_SIGNING,), None),
    ):
        signer: Any = SimpleNamespace(certificate=make_key_for(signed.authority, usages).certificate)
        assert policy._for_packs(signer) == broken


def _certificate(name: str, organisation: str = "A school", number: str = "", key: str = "") -> Any:
    parts = {
        NameOID.COMMON_NAME: name,
        NameOID.ORGANIZATION_NAME: organisation,
        NameOID.SERIAL_NUMBER: number,
    }
    subject = x509.Name([x509.NameAttribute(part, text) for part, text in parts.items() if text])
    return SimpleNamespace(subject=subject, public_key=lambda: key or id(subject))


@pytest.mark.parametrize(
    ("lead", "same"),
    [
        (_certificate("SAM"), True), (_certificate("Pat"), False), (_certificate("Sam", "Another school"), False),
        (_certificate("Sam", number="1"), True), (_certificate("Sam", number="2"), False), (_certificate("Pat", number="1"), False),
        (_certificate("Pat", key="one"), True),
    ],
)  # fmt: skip
def test_somebody_else_countersigns_by_key_number_name_and_organisation(lead: Any, same: bool) -> None:
    author = _certificate("Sam", key="one", number="1")
    bare = _certificate("Sam", key="one")
    number = lead.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    two = policy.TwoSigners(
        _signer(certificate=author if number else bare), _signer(name="Pat", certificate=lead)
    )
    assert policy._four_eyes(two) == ({"name": "Pat", "author": "Sam"} if same else None)
    mixed = policy.TwoSigners(_signer(certificate=author), _signer(certificate=_certificate("Sam")))
    assert policy._four_eyes(mixed) is not None


def test_a_signer_is_accepted_or_refused_by_the_first_rule_by_name(signed: Signed) -> None:
    certificate = make_key_for(signed.authority).certificate
    described: Any = object()
    whole = {"described": lambda: described, "moments": [certificate.not_valid_before_utc]}
    status = SimpleNamespace(trusted=True, seed_value_ok=True)
    signer = _signer(**whole, status=status)
    signer.certificate = certificate
    assert policy.accepted(signer) is described
    status.trusted = False
    with pytest.raises(PackVerificationError, match="The certificate of Sam was not issued") as caught:
        policy.accepted(signer)
    assert caught.value.verdict == Verdict.UNTRUSTED
    signer.moments = [certificate.not_valid_after_utc + _SECOND]
    with pytest.raises(PackVerificationError, match=str(certificate.not_valid_after_utc.date())):
        policy.accepted(signer)


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (b"\x30\x05", 7),
        (b"\x30\x7f", 129),
        (b"\x30\x80", 2),
        (b"\x30\x81\x80", 131),
        (b"\x30\x82\x01\x02\xff", 262),
    ],
)
def test_the_length_of_a_der_value_is_read_as_the_standard_says(content: bytes, size: int) -> None:
    assert policy._der_length(content) == size


@pytest.mark.parametrize(
    ("start", "content", "gap", "after", "whole"),
    [
        (0, b"\x30\x01A", b"<300141>", 10, True), (0, b"\x30\x01A\0\0", b"<3001410000>", 14, True),
        (1, b"\x30\x01A", b"<300141>", 10, False), (0, b"\x30\x01A", b"<300141>", 9, False),
        (0, b"\x30\x01AB", b"<30014142>", 12, False), (0, b"\x30\x01AX", b"<30014158>", 12, False), (0, b"\x30\x01A", b"<30014 >", 10, False),
        (0, b"\x30\x01A", b"(300141)", 10, False),
    ],
)  # fmt: skip
def test_the_gap_holds_pairs_of_digits_and_nothing_behind_the_signature(
    start: int, content: bytes, gap: bytes, after: int, whole: bool
) -> None:
    signature: Any = SimpleNamespace(byte_range=(start, 2, after, 2), pkcs7_content=content)
    assert policy._is_gap_whole(BytesIO(b"xx" + gap + b"yy"), signature) is whole


@pytest.mark.parametrize("verdict", Verdict)
def test_each_verdict_is_told_whole_with_its_facts_and_its_stable_name(verdict: Verdict) -> None:
    names = ("name", "day", "author", "named", "stamped", "purposes")
    error = refused(verdict, **{name: f"«{name}»" for name in names})
    assert (error.verdict, error.title) == (verdict.value, "The pack did not pass its check")
    for words in (error.what_happened, error.next_step):
        assert words[-1] in ".”»"
        assert "{" not in words
