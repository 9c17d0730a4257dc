from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.packs.protection import protect_with_password
from prevent_desktop.packs.signing import sign
from prevent_desktop.packs.statement import Statement
from prevent_desktop.sealing import generate_identity
from tests.unit.packs.examples import SENDER, SIGNED_AT
from tests.unit.packs.making import Signed, make_signed

_PASSWORD = "hull pulsate taps envoy only fit"


@pytest.fixture(scope="module")
def signed() -> Signed:
    return make_signed()


@pytest.fixture
def locked(signed: Signed, tmp_path: Path) -> Path:
    protected = protect_with_password(signed.unsigned, _PASSWORD)
    pdf = sign(protected.pdf, signed.key, Statement(reason="Referral", location=SENDER.organisation, claimed_time=SIGNED_AT), unlock=protected.unlock)  # fmt: skip
    (tmp_path / "authority.pem").write_bytes(signed.authority.certificate_pem)
    path = tmp_path / "pack.pdf"
    path.write_bytes(pdf)
    return path


def verify(path: Path, *more: str) -> int:
    return run_command(["pack", "verify", str(path), "--trust", str(path.parent / "authority.pem"), *more])


def test_a_pack_under_a_password_is_verified_once_the_password_is_given(
    locked: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(locked) == Exit.NOT_VALID
    assert "under a password" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO(f"  {_PASSWORD.replace(' ', '  ')}\n"))
    assert verify(locked, "--password") == Exit.DONE
    told = capsys.readouterr()
    assert "P-7QF2K8M4T9XW" in told.out
    assert _PASSWORD not in told.out + told.err
    monkeypatch.setattr("sys.stdin", io.StringIO("other words\n"))
    assert verify(locked, "--password") == Exit.NOT_VALID
    assert "not the right one" in capsys.readouterr().err


def test_the_page_for_a_receiver_names_their_key_in_words_and_is_never_written_over(tmp_path: Path) -> None:
    path, key = tmp_path / "how-to.pdf", str(generate_identity().recipient)
    command = ["pack", "how-to", "--for", "Example front door", "--key", key, "--name", "Sam Field",
               "--organisation", "Example School", "--phone", "01632 960 001", "-o", str(path)]  # fmt: skip
    assert run_command(command) == Exit.DONE
    text = pypdfium2.PdfDocument(path)[0].get_textpage().get_text_bounded()
    for words in ("Example front door", "Sam Field", "01632 960 001", "Your key, to which packs are sealed"):
        assert words in text
    assert run_command(command) == Exit.USAGE
    broken = [*command[:-1], str(tmp_path / "other.pdf"), "--signer", str(path)]
    assert run_command(broken) == Exit.USAGE
    assert not (tmp_path / "other.pdf").exists()
