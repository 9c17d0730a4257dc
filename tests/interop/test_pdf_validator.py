"""Every kind of document judged by validators that are not ours: `page` against PDF/A-3a and PDF/UA-1, two of tags.

The documents claim both standards (`document.xmp`), so that this must hold for each kind of them, signed and unsigned.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import outloud
import page
import pdfua
import pikepdf
import pytest

from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.opening import extract_files
from tests.unit.packs.documents import DOCUMENTS
from tests.unit.packs.examples import attachment, pack_content

PROFILES = ("3a", "ua1")
_TWO_SIGNATURES = "a countersigned pack"
_ONLY = "PDFA3A-SIGNATURE-BYTERANGE-001"
"""What `page` says against the first of two signatures: it cannot cover the second. veraPDF does not ask that of it."""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_validator_finds_anything_against_what_a_document_claims(name: str, tmp_path: Path) -> None:
    pdf = DOCUMENTS[name]().pdf
    with pikepdf.open(BytesIO(pdf)) as opened:
        said = opened.Root.Metadata.read_bytes().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in said
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in said
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    for profile in PROFILES:
        failures = _failures(pdf, profile)
        if (name, profile) == (_TWO_SIGNATURES, "3a"):
            assert len(failures) == 1
            assert failures.pop().startswith(_ONLY)
        assert failures == [], profile
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
