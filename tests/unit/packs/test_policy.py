"""The signature policy: the page and the module say the same, and what the attacks of `tests/faults` do not ask."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from pikepdf import Pdf, String
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from prevent_desktop.data_files import resources
from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs import policy
from prevent_desktop.packs.names import same_name, stands_in
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.pack_facts import read_facts
from prevent_desktop.packs.purposes import (
    DOCUMENT_SIGNING,
    PACK_SIGNING,
    PURPOSES_ARE_ASKED_FOR,
    RECEIPT_SIGNING,
    Fitness,
    fitness,
)
from prevent_desktop.packs.verdicts import Verdict
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
