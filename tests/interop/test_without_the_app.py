"""A receiver without this program: the commands that our page prints are taken off the page and run, by other programs."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from prevent_desktop.casework.organisation import SealingWay
from prevent_desktop.packs.document.how_to import build_how_to
from prevent_desktop.packs.how_to_open import EXAMPLE_PACK, HowTo
from prevent_desktop.packs.protection import new_password, protect_with_password
from prevent_desktop.packs.signing import sign
from prevent_desktop.packs.statement import Statement
from prevent_desktop.sealing import generate_identity, seal_bytes
from tests.interop.test_age_tools import Npm, _npm
from tests.unit.packs.examples import SENDER, SIGNED_AT
from tests.unit.packs.making import Signed, make_signed


@pytest.fixture(scope="module")
def signed() -> Signed:
    return make_signed()


def page_text(way: SealingWay, *, is_hybrid: bool = True) -> str:
    """The words of the printed page."""
    how_to = HowTo(
        sender=SENDER, recipient_name="Example front door", way=way, is_hybrid=is_hybrid,
        key_words="one two three four five six", signer_words="hull pulsate taps envoy only fit", made_at=SIGNED_AT,
    )  # fmt: skip
    pdf = pypdfium2.PdfDocument(build_how_to(how_to))
    assert len(pdf) == 1, "it is one page, to be printed"
    return str(pdf[0].get_textpage().get_text_bounded())


def commands(text: str) -> list[list[str]]:
    """The command lines on the page, as a shell reads them."""
    lines = [line.strip() for line in text.splitlines()]
    return [shlex.split(line) for line in lines if re.match(r"(age|pdfsig|pdftotext) ", line)]


def run(command: list[str], folder: Path) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"the command {command[0]} is not installed")
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_a_sealed_pack_opens_with_the_age_tool_and_its_signature_is_checked_by_poppler(
    signed: Signed, tmp_path: Path
) -> None:
    identity = generate_identity(hybrid=False)
    (tmp_path / "key.txt").write_text(identity.secret_text, "ascii")
    (tmp_path / f"{EXAMPLE_PACK}.pdf.age").write_bytes(seal_bytes(signed.pdf, [identity.recipient]))
    text = page_text(SealingWay.AGE, is_hybrid=False)
    opening, checking = commands(text)
    run(opening, tmp_path)
    assert (tmp_path / f"{EXAMPLE_PACK}.pdf").read_bytes() == signed.pdf
    said = run(checking, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    for words in (
        "Signature is Valid",
        "Total document signed",
        "hull pulsate taps envoy only fit",
        SENDER.name,
    ):
        assert words in " ".join(text.split())


def test_a_hybrid_key_is_said_to_need_a_newer_age_and_opens_with_one(signed: Signed) -> None:
    assert "version 1.3 or newer" in page_text(SealingWay.AGE)
    assert "1.3" not in page_text(SealingWay.AGE, is_hybrid=False)
    _npm()
    identity = generate_identity()
    sealed = seal_bytes(signed.pdf, [identity.recipient])
    assert Npm.run("open", identity.secret_text, given=sealed) == signed.pdf


def test_a_pack_under_a_password_opens_and_verifies_with_poppler(signed: Signed, tmp_path: Path) -> None:
    password = new_password()
    protected = protect_with_password(signed.unsigned, password)
    locked = sign(protected.pdf, signed.key, Statement(reason="Referral", location=SENDER.organisation, claimed_time=SIGNED_AT), unlock=protected.unlock)  # fmt: skip
    (tmp_path / f"{EXAMPLE_PACK}.pdf").write_bytes(locked)
    typed = [
        [password if part == "SIX WORDS BY PHONE" else part for part in command]
        for command in commands(page_text(SealingWay.PASSWORD))
    ]
    reading, checking = typed
    assert "Prevent referral pack" in run(reading, tmp_path)
    said = run(checking, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_qpdf_finds_nothing_wrong_with_a_pack_under_a_password(signed: Signed, tmp_path: Path) -> None:
    password = new_password()
    (tmp_path / "pack.pdf").write_bytes(protect_with_password(signed.unsigned, password).pdf)
    said = run(["qpdf", f"--password={password}", "--check", "pack.pdf"], tmp_path)
    assert "PDF Version: 2.0" in said
    assert "R = 6" in said
    assert "AESv3" in said
    assert "No syntax or stream encoding errors" in said


def test_a_receiver_by_certificate_is_told_which_reader_they_need() -> None:
    text = " ".join(page_text(SealingWay.CERTIFICATE).split())
    assert "certificate security" in text
    assert commands(text) == []
