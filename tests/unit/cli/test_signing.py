"""Signing keys and countersignatures without the window, and what ``pack verify`` tells of lists and times."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.packs.authority import Authority
from prevent_desktop.sealing import generate_identity, parse_recipient, seal_bytes
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.vault_admin import unlock
from tests.made_vaults import copied_vault
from tests.unit.cli.passphrases import give_passphrase
from tests.unit.packs.examples import SENDER, SIGNED_AT
from tests.unit.packs.making import Signed, make_awaiting, make_lead_key

PASSPHRASE = "seven quiet otters under bridges"


@pytest.fixture(scope="module")
def awaiting() -> Signed:
    return make_awaiting()


@pytest.fixture
def files(awaiting: Signed, tmp_path: Path) -> Path:
    (tmp_path / "pack.pdf").write_bytes(awaiting.pdf)
    (tmp_path / "authority.pem").write_bytes(awaiting.authority.certificate_pem)
    (tmp_path / "lead.p12").write_bytes(make_lead_key(awaiting.authority).to_pkcs12("secret"))
    (tmp_path / "author.p12").write_bytes(awaiting.key.to_pkcs12("secret"))
    return tmp_path


def _countersign(files: Path, *more: str, key: str = "lead.p12", name: str = "pack.pdf") -> int:
    return run_command(
        ["pack", "countersign", str(files / name), "--key", str(files / key), "--trust", str(files / "authority.pem"),
         "-o", str(files / "both.pdf"), *more]
    )  # fmt: skip


def _verify(files: Path, *more: str, name: str = "both.pdf") -> int:
    return run_command(["pack", "verify", str(files / name), "--trust", str(files / "authority.pem"), *more])


def _types(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_a_lead_countersigns_and_both_are_told(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _types(monkeypatch, "secret")
    assert _countersign(files) == Exit.DONE
    assert "It waits for a countersignature" in capsys.readouterr().out
    assert _verify(files) == Exit.DONE
    told = capsys.readouterr().out
    assert "Countersigned by Pat Lead" in told
    assert told.count("Claimed, by the clock of the device that signed") == 2
    assert _verify(files, "--json") == Exit.DONE
    facts = json.loads(capsys.readouterr().out)
    assert [signer["name"] for signer in facts["signers"]] == [SENDER.name, "Pat Lead"]
    assert (facts["verdict"], facts["awaits_countersignature"]) == ("valid", False)
    _types(monkeypatch, "secret")
    assert _countersign(files) == Exit.USAGE, "what stands there is never written over"


def test_a_sealed_file_is_opened_with_the_leads_identity(
    files: Path, awaiting: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = generate_identity()
    (files / "key.txt").write_text(identity.secret_text, "ascii")
    (files / "pack.pdf.age").write_bytes(seal_bytes(awaiting.pdf, [parse_recipient(str(identity.recipient))]))
    _types(monkeypatch, "secret")
    assert _countersign(files, "--identity", str(files / "key.txt"), name="pack.pdf.age") == Exit.DONE
    assert _verify(files) == Exit.DONE


def test_the_author_a_second_lead_and_a_changed_pack_are_refused(
    files: Path, awaiting: Signed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _types(monkeypatch, "secret")
    assert _countersign(files, key="author.p12") == Exit.NOT_VALID
    assert "You signed it yourself" in capsys.readouterr().out
    (files / "changed.pdf").write_bytes(awaiting.pdf.replace(b"/Lang (en-GB)", b"/Lang (en-GX)", 1))
    assert _countersign(files, name="changed.pdf") == Exit.NOT_VALID
    assert "changed or damaged" in capsys.readouterr().err
    assert not (files / "both.pdf").exists()


def test_a_list_of_revoked_certificates_decides(
    files: Path, awaiting: Signed, capsys: pytest.CaptureFixture[str]
) -> None:
    later = SIGNED_AT + timedelta(days=2)
    revoked = {awaiting.key.certificate_pem: SIGNED_AT + timedelta(days=1)}
    (files / "list.crl").write_bytes(awaiting.authority.revocation_list(revoked, now=later))
    arguments = ("--crl", str(files / "list.crl"), "--json")
    assert _verify(files, *arguments, name="pack.pdf") == Exit.NOT_VALID
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "revoked-no-proof"
    assert told["next_step"]
    day = SIGNED_AT.date().isoformat()
    assert _verify(files, *arguments, "--received", day, name="pack.pdf") == Exit.DONE
    assert json.loads(capsys.readouterr().out)["signers"][0]["certificate"] == "revoked-since"
    assert _verify(files, "--received", "yesterday", name="pack.pdf") == Exit.USAGE


def test_a_vaults_key_is_requested_taken_shown_and_imported(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give_passphrase(monkeypatch, PASSPHRASE)
    folder = files / "vault"
    created = copied_vault(folder, PASSPHRASE)
    with unlock.open_vault(folder, created.key) as vault:
        settings.save_practitioner(vault, SENDER)

    def signing_key(what: str, *more: str) -> int:
        return run_command(["vault", "signing-key", what, str(folder), *more])

    assert signing_key("show") == Exit.WORLD
    assert signing_key("request", "-o", str(files / "request.csr")) == Exit.DONE
    capsys.readouterr()
    authority = Authority.create("Council", now=datetime.now(UTC))
    (files / "own.cer").write_bytes(authority.issue((files / "request.csr").read_bytes()))
    assert signing_key("certificate", str(files / "own.cer")) == Exit.DONE
    assert signing_key("show") == Exit.DONE
    assert f"{SENDER.name}, {SENDER.organisation}, valid until" in capsys.readouterr().out
    assert signing_key("card", str(files / "no-module.so")) == Exit.WORLD
    assert "module file is not there" in capsys.readouterr().err
    _types(monkeypatch, "secret")
    assert signing_key("import", str(files / "lead.p12")) == Exit.DONE
    assert "Pat Lead" in capsys.readouterr().out
