from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import outloud
from pikepdf import Pdf

from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.document.disposal import build_disposal_certificate
from prevent_desktop.packs.signing import sign
from prevent_desktop.packs.signing_keys import KeyRequest
from prevent_desktop.packs.statement import Statement

PAIRS = (("What", "One case"), ("Head of the audit before", "12: " + "ab" * 32), ("Reference", "SAR 2026/17"))
CONTENT = json.dumps({"version": 1, "id": "c"}).encode()


def build(at: datetime) -> bytes:
    return build_disposal_certificate(PAIRS, CONTENT, signer="Sam Field", signed_at=at, file_name="c.json")


def test_a_certificate_is_signed_whole_tagged_and_carries_its_data(tmp_path: Path) -> None:
    authority = Authority.create("Example authority")
    request = KeyRequest.create(name="Sam Field", organisation="Example School", role="Lead")
    key = request.with_certificate(authority.issue(request.request_pem))
    now = datetime.now(UTC)
    signed = sign(build(now), key, Statement(reason="Disposal", location="", claimed_time=now))
    (tmp_path / "c.pdf").write_bytes(signed)
    judged = _printed("pdfsig", "-nocert", str(tmp_path / "c.pdf"))
    assert "Signature is Valid" in judged
    assert "Total document signed" in judged
    text = _printed("pdftotext", "-layout", str(tmp_path / "c.pdf"), "-")
    assert all(value in text for value in ("One case", "SAR 2026/17", "Sam Field"))
    structure = _printed("pdfinfo", "-struct", str(tmp_path / "c.pdf"))
    assert all(role in structure for role in ("H1", "Table", "TH", "TD", "Form"))
    assert outloud.check(str(tmp_path / "c.pdf")).errors == 0
    with Pdf.open(tmp_path / "c.pdf") as pdf:
        assert pdf.attachments["c.json"].get_file().read_bytes() == CONTENT


def test_the_same_input_gives_the_same_bytes() -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    assert build(at) == build(at)


def _printed(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
