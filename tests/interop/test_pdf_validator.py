"""Every kind of document judged by validators that are not ours: `page` against PDF/A-3a and PDF/UA-1, two of tags.

The documents claim both standards (`document.xmp`), so that this must hold for each kind of them, signed and unsigned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import outloud
import page
import pdfua
import pikepdf
import pytest
from PIL import Image

from prevent_desktop.casework.organisation import SealingWay
from prevent_desktop.packs.content import PackAttachment, PackPicture, PackSection
from prevent_desktop.packs.disposal_certificate import build_disposal_certificate
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.document.person_copy import build_person_copy
from prevent_desktop.packs.how_to_open import HowTo, build_how_to
from prevent_desktop.packs.opening import extract_files
from prevent_desktop.packs.person_copy import CopyChapter, PersonCopy
from prevent_desktop.packs.recovery_sheet import build_recovery_sheet
from prevent_desktop.packs.withheld_words import withheld_words
from tests.unit.packs.examples import (
    ATTACHMENTS,
    HEAD,
    SCREENING,
    SENDER,
    SIGNED_AT,
    attachment,
    pack_content,
)
from tests.unit.packs.making import countersign_pack, make_awaiting, make_lead_key, make_signed
from tests.unit.packs.sized import dozen, least

PROFILES = ("3a", "ua1")
OTHER_SCRIPTS = "سلام دنیا hello 世界 नमस्ते বাংলা ਪੰਜਾਬੀ ગુજરાતી தமிழ் አማርኛ Łódź ț ŵ 😂"


def _signed() -> bytes:
    return make_signed().pdf


def _countersigned() -> bytes:
    awaiting = make_awaiting()
    return countersign_pack(awaiting.pdf, make_lead_key(awaiting.authority))


def _person_copy() -> bytes:
    section = PackSection(title="What was seen", lines=SCREENING.sections[1].lines)
    return build_person_copy(
        PersonCopy(
            marking="OFFICIAL-SENSITIVE", title="Copy of a record", about_label="AB, 14", sender=SENDER,
            signed_at=SIGNED_AT, audit_head=HEAD, is_signed=True, intro=(("What this is", "A copy."),),
            chapters=(CopyChapter(title="Screening tool", about="By Sam.", sections=(section,)),),
        )
    )  # fmt: skip


def _photograph() -> PackAttachment:
    written = BytesIO()
    Image.new("RGB", (400, 300), "teal").save(written, "JPEG")
    picture = PackPicture(jpeg=written.getvalue(), width=400, height=300)
    return replace(ATTACHMENTS[0], pictures=(picture, picture))


def _withheld() -> str:
    return f"Seen by {withheld_words('another child is named')} at the bus stop."


DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "a pack, signed": _signed,
    "a long pack with every manner of answer": lambda: build_document(dozen()),
    "a pack in many scripts": lambda: build_document(pack_content(ask=OTHER_SCRIPTS, in_short=OTHER_SCRIPTS)),
    "a copy for a person": _person_copy,
    "a pack with pictures": lambda: build_document(pack_content(attachments=(_photograph(),))),
    "a pack in which words are withheld": lambda: build_document(pack_content(in_short=_withheld(), what_else=_withheld())),
    "a page on how to open a pack": lambda: build_how_to(
        HowTo(sender=SENDER, recipient_name="Front door", way=SealingWay.AGE, key_words="one two", signer_words="two one", made_at=SIGNED_AT)
    ),
    "a pack of one page": lambda: build_document(least()),
    "a recovery sheet": lambda: build_recovery_sheet("A-B-C-D-E-F", SIGNED_AT),
    "a certificate of disposal": lambda: build_disposal_certificate(
        (("What", "One case"),), b"{}", signer="Sam", signed_at=datetime(2026, 11, 24, tzinfo=UTC), file_name="c.json"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_validator_finds_anything_against_what_a_document_claims(name: str, tmp_path: Path) -> None:
    pdf = DOCUMENTS[name]()
    with pikepdf.open(BytesIO(pdf)) as opened:
        said = opened.Root.Metadata.read_bytes().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in said
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in said
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    for profile in PROFILES:
        assert _failures(pdf, profile) == [], profile
    file = tmp_path / "document.pdf"
    file.write_bytes(pdf)
    heard = outloud.check(str(file))
    assert heard.errors == 0, [finding.message for finding in heard.findings]
    assert [row["id"] for row in heard.criteria["pdfua1"] if row["status"] == "fail"] == []
    assert pdfua.validate(str(file)).findings == ()


@pytest.mark.parametrize(
    ("harm", "rule"),
    [
        (lambda pdf: pdf.Root.__delitem__("/OutputIntents"), "3a"),
        (lambda pdf: pdf.Root.StructTreeRoot.K[0].__setitem__("/S", pikepdf.Name.H3), "ua1"),
        (lambda pdf: pdf.Root.__delitem__("/Lang"), "ua1"),
        (lambda pdf: pdf.Root.AF[0].__delitem__("/AFRelationship"), "3a"),
        (lambda pdf: pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(b"AuditHead</pdfaProperty", b"Other</pdfaProperty")), "3a"),
    ],
    ids=["no output intent", "a heading as the document", "no language", "no relationship of a file", "a property that is not described"],
)  # fmt: skip
def test_the_validator_would_notice(harm: Callable[[pikepdf.Pdf], object], rule: str) -> None:
    with pikepdf.open(BytesIO(build_document(pack_content()))) as pdf:
        harm(pdf)
        harmed = BytesIO()
        pdf.save(harmed)
    assert _failures(harmed.getvalue(), rule)


def _failures(pdf: bytes, profile: str) -> list[str]:
    report = page.validate_pdf_bytes(pdf, profile=profile)
    return [f"{found.rule_id}: {found.message}" for found in report.failures]


def test_files_may_end_with_any_byte() -> None:
    """A carriage return at the end of a stream is not the beginning of the line that ends it."""
    endings = (b"\r", b"\n", b"\r\n", b"x", b"")
    files = tuple(
        attachment(f"{number}.txt", b"an account" + ending, "text/plain", "An account")
        for number, ending in enumerate(endings)
    )
    pdf = build_document(pack_content(attachments=files))
    assert _failures(pdf, "3a") == []
    assert {name: data for name, _kind, data in extract_files(pdf)}["0.txt"] == b"an account\r"


def test_no_stream_ends_so_that_its_length_can_be_mistaken() -> None:
    for number in range(40):
        assert b"\r\nendstream" not in build_document(pack_content(ask=f"Number {number}", attachments=()))


def test_of_a_countersigned_pack_it_only_says_that_the_first_signature_ends_before_the_second() -> None:
    """Two signatures in one file cannot both cover all of it; each covers what was there when it was made.

    So such a pack claims PDF/UA-1 alone.
    """
    pdf = _countersigned()
    with pikepdf.open(BytesIO(pdf)) as opened:
        said = opened.Root.Metadata.read_bytes().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    assert "<pdfaid:part>" not in said
    assert _failures(pdf, "ua1") == []
    no_claim, only = _failures(pdf, "3a")
    assert no_claim.startswith("PDFA3A-ID-SCHEMA-001")
    assert only.startswith("PDFA3A-SIGNATURE-BYTERANGE-001")
