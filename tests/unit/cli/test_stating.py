"""A receiver vouches for a pack whose signer's certificate has expired; without that it proves nothing any more."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.delivery.signed.signed_words import sign_as
from prevent_desktop.delivery.signed.statements import sign_statement, verify_statement
from prevent_desktop.errors import ReceiptError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.pades import certify
from prevent_desktop.packs.sources import Pieces
from prevent_desktop.packs.statement import Statement
from tests.unit.delivery.receivers import Receiver
from tests.unit.packs.making import make_key_for, make_signed

DAY = timedelta(days=1)
NOW = datetime.now(UTC)
DIGEST = "ab" * 32


@pytest.fixture(scope="module")
def receiver() -> Receiver:
    return Receiver.make("Children’s front door")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Path:
    """A pack of sixty days ago, by a certificate that ended thirty days ago."""
    folder = tmp_path_factory.mktemp("stating")
    authority = Authority.create("Example authority", now=NOW - 200 * DAY)
    key = make_key_for(authority, start=NOW - 100 * DAY, end=NOW - 30 * DAY)
    said = Statement(reason="", location="", claimed_time=NOW - 60 * DAY)
    pdf = certify(Pieces((make_signed().unsigned,)), key, said).read()
    (folder / "pack.pdf").write_bytes(pdf)
    (folder / "authority.pem").write_bytes(authority.certificate_pem)
    (folder / "key.pem").write_text(receiver.key_pem, "ascii")
    (folder / "certificate.pem").write_text(receiver.certificate_pem, "ascii")
    return folder


def _verify(files: Path, *more: str) -> int:
    command = ["pack", "verify", str(files / "pack.pdf"), "--trust", str(files / "authority.pem"), "--json"]
    return run_command([*command, *more])


def _state(files: Path, day: datetime) -> int:
    keys = ["--receipt-key", str(files / "key.pem"), "--receipt-certificate", str(files / "certificate.pem")]
    return run_command(["pack", "state", str(files / "pack.pdf"), "--there-on", f"{day:%Y-%m-%d}", *keys])


def test_an_expired_certificate_counts_on_a_receivers_word_alone(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _verify(files) == Exit.NOT_VALID
    assert json.loads(capsys.readouterr().out)["verdict"] == "expired-no-proof"
    for day, due in ((NOW - 50 * DAY, Exit.DONE), (NOW - 10 * DAY, Exit.NOT_VALID)):
        assert _state(files, day) == Exit.DONE
        (files / "statement.jws").write_text(capsys.readouterr().out, "ascii")
        asked = ["--statement", str(files / "statement.jws"), "--receiver", str(files / "certificate.pem")]
        assert _verify(files, *asked) == due
        told = json.loads(capsys.readouterr().out)
        assert told["signers"][0]["certificate"] == "expired-since" if due is Exit.DONE else not told["valid"]


def test_half_a_proof_and_a_day_to_come_are_no_proof(files: Path) -> None:
    assert _verify(files, "--statement", str(files / "pack.pdf")) == Exit.USAGE
    assert _state(files, NOW + 3 * DAY) == Exit.USAGE


def test_a_statement_of_somebody_else_of_the_future_or_changed_does_not_count(receiver: Receiver) -> None:
    def stated(by: Receiver, on: datetime = NOW - DAY) -> bytes:
        pems = by.key_pem.encode(), by.certificate_pem.encode()
        return sign_statement(*pems, pdf_digest=DIGEST, there_on=on.date()).encode()

    certificate = receiver.certificate_pem.encode()
    assert verify_statement(stated(receiver), certificate, now=NOW).pdf_digest == DIGEST
    other = Receiver.make("Somebody else")
    changed = stated(receiver)[:-6] + b"AAAAAA"
    for untrusted in (stated(other), stated(receiver, NOW + 2 * DAY), changed, b"a.b.c", b"\xff"):
        with pytest.raises(ReceiptError):
            verify_statement(untrusted, certificate, now=NOW)
    with pytest.raises(ReceiptError, match="not valid today"):
        verify_statement(stated(receiver), certificate, now=NOW + 5000 * DAY)


@pytest.mark.parametrize(
    "words",
    [
        f'{{"version": 1, "pdf_sha256": "{"cd" * 32}", "pdf_sha256": "{DIGEST}", "there_on": "2026-01-02"}}',
        f'{{"version": 2, "pdf_sha256": "{DIGEST}", "there_on": "2026-01-02"}}',
        f'{{"version": 1, "pdf_sha256": "{DIGEST}", "there_on": "2026-W01-5"}}',
    ],
)
def test_what_says_two_things_or_is_of_another_form_counts_for_nothing(
    receiver: Receiver, words: str
) -> None:
    key, certificate = receiver.key_pem.encode(), receiver.certificate_pem.encode()
    signed = sign_as("prevent-statement+jws", words.encode(), key, certificate)
    with pytest.raises(ReceiptError, match="makes no sense"):
        verify_statement(signed.encode(), certificate, now=NOW)
