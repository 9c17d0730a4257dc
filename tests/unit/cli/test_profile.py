from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.sealing import generate_identity
from prevent_desktop.workflows.fingerprint_words import words_for_certificate, words_for_keys
from prevent_desktop.workflows.organisation.profile.making import load_key
from prevent_desktop.workflows.organisation.profile.reading import read_profile
from tests.made_vaults import copied_vault
from tests.profiles import Administrator, a_receiver
from tests.unit.cli.passphrases import give_passphrase

PASSPHRASE = "seven quiet otters under bridges"
KEY = str(generate_identity().recipient)


@pytest.fixture(scope="module")
def ada() -> Administrator:
    return Administrator.create()


@pytest.fixture
def desk(tmp_path: Path, ada: Administrator, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An administrator's folder with keys, certificates and what a receiver gave."""
    (tmp_path / "key.pem").write_bytes(ada.key.key_pem)
    (tmp_path / "chain.pem").write_bytes(ada.key.certificates_pem)
    (tmp_path / "authority.pem").write_bytes(ada.authority.certificate_pem)
    (tmp_path / "receipts.pem").write_text(a_receiver().receipt_certificate)
    (tmp_path / "police.json").write_text(
        json.dumps(
            {
                "kind": "receiving-desk", "version": 1, "name": "Police Prevent team", "phone": "1", "seal_to": [KEY],
                "receipt_certificate": a_receiver().receipt_certificate, "endpoint": "https://packs.example.org/",
            }
        )
    )  # fmt: skip
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> None:
    assert run_command(["profile", *words]) == Exit.DONE


def begun() -> None:
    run("new", "p.json", "--organisation", "Council")
    run(
        "add-receiver", "p.json", "--id", "front-door", "--name", "Front door", "--key", KEY, "--certificate", "receipts.pem",
        "--endpoint", "https://fd.example.org/", "--form", "screening-tool", "--form", "lead-check", "--need", "lead-check",
        "--answers-within", "5",
    )  # fmt: skip
    run("add-receiver", "p.json", "--from", "police.json", "--id", "police", "--form", "national-referral")


def test_a_profile_is_made_by_commands_checked_shown_and_signed(
    desk: Path, ada: Administrator, capsys: pytest.CaptureFixture[str]
) -> None:
    begun()
    assert words_for_keys((KEY,)) in capsys.readouterr().out
    run("check", "p.json")
    assert "names no authority for signatures on packs" in capsys.readouterr().out
    run("add-colleague", "p.json", "--name", "Lee Lead", "--role", "Lead", "--key", KEY)
    (desk / "rules.json").write_text(
        json.dumps([{"kind": "health", "outcome": None, "keep_months": 96, "from_what": "closed", "until_age": None, "source": "Policy"}])
    )  # fmt: skip
    run(
        "set", "p.json", "--lawful-basis", "Public task", "--trust", "authority.pem", "--route", "front-door-first", "--first",
        "front-door", "--password-packs", "no", "--printing", "no", "--retention", "rules.json", "--escrow-key", KEY, "--expires", "2027-12-31",
    )  # fmt: skip
    profile = read_profile((desk / "p.json").read_bytes())
    assert [one.id for one in profile.recipients] == ["front-door", "police"]
    assert profile.recipients[0].needs == ("lead-check",)
    assert profile.answer_within_days == {"front-door": 5}
    assert profile.escrow is not None
    assert (profile.escrow.name, profile.password_packs, profile.printing, profile.asked_first) == (
        "Council",
        False,
        False,
        ("Front door",),
    )
    run("check", "p.json")
    assert capsys.readouterr().out.splitlines()[-1:] == ["Nothing is wrong with it."]
    run("sign", "p.json", "--key", "key.pem", "--certificate", "chain.pem")
    assert ada.words in capsys.readouterr().out
    run("show", "p.pdprofile")
    told = capsys.readouterr().out
    assert "Council, version 1, signed on" in told
    assert "Who is asked first: Front door" in told
    assert "Health concern: 8 years from the day the case was closed" in told
    run("check", "p.pdprofile")
    run("show", "p.json", "--json")
    assert '"organisation": "Council"' in capsys.readouterr().out


def test_the_names_that_these_commands_had_before_still_do_it(desk: Path) -> None:
    begun()
    run("add-recipient", "p.json", "--id", "front-door", "--phone", "01632 960 010")
    assert read_profile((desk / "p.json").read_bytes()).recipients[0].phone == "01632 960 010"
    run("remove-recipient", "p.json", "front-door")
    assert [one.id for one in read_profile((desk / "p.json").read_bytes()).recipients] == ["police"]


def test_a_receiver_is_changed_where_it_stands_and_taken_out(desk: Path) -> None:
    begun()
    run(
        "add-receiver",
        "p.json",
        "--id",
        "front-door",
        "--phone",
        "01632 960 010",
        "--want",
        "ask",
        "--no-attachments",
    )
    changed = read_profile((desk / "p.json").read_bytes()).recipients[0]
    assert (changed.name, changed.phone, changed.with_attachments) == ("Front door", "01632 960 010", False)
    assert [want.value for want in changed.wants] == ["ask"]
    run("set", "p.json", "--route", "police-first", "--first", "police")
    assert run_command(["profile", "remove-receiver", "p.json", "police"]) == Exit.WORLD
    run("set", "p.json", "--route", "both")
    run("remove-receiver", "p.json", "front-door")
    left = read_profile((desk / "p.json").read_bytes())
    assert [one.id for one in left.recipients] == ["police"]
    assert left.answer_within_days == {}
    assert run_command(["profile", "remove-receiver", "p.json", "nobody"]) == Exit.USAGE


def test_how_long_changes_stay_in_a_teams_mailbox_is_said_and_ninety_days_are_left_out(desk: Path) -> None:
    """Older programs know no such member."""
    begun()
    file = desk / "p.json"
    run("set", "p.json", "--mailbox-days", "120")
    assert read_profile(file.read_bytes()).mailbox_days == 120
    before = file.read_bytes()
    for outside in ("29", "401"):
        assert run_command(["profile", "set", "p.json", "--mailbox-days", outside]) == Exit.WORLD
    assert file.read_bytes() == before
    run("set", "p.json", "--mailbox-days", "90")
    assert read_profile(file.read_bytes()).mailbox_days == 90
    assert b"mailbox_days" not in file.read_bytes()


def test_what_is_wrong_is_told_with_its_line_and_changes_nothing(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun()
    before = (desk / "p.json").read_bytes()
    assert (
        run_command(["profile", "add-receiver", "p.json", "--id", "front-door", "--endpoint", "ldap://x"])
        == Exit.WORLD
    )
    assert "recipients, number 1, endpoint: Enter an address" in capsys.readouterr().err
    assert run_command(["profile", "add-receiver", "p.json", "--key", KEY]) == Exit.USAGE
    assert (desk / "p.json").read_bytes() == before
    (desk / "p.json").write_bytes(before.replace(b'"version": 1', b'"version": "one"'))
    assert run_command(["profile", "check", "p.json"]) == Exit.NOT_VALID
    assert capsys.readouterr().out.startswith("Line 5, version: A whole number")
    (desk / "p.json").write_text("{\n\n")
    assert run_command(["profile", "check", "p.json"]) == Exit.NOT_VALID
    assert "not valid JSON" in capsys.readouterr().out
    assert (
        run_command(["profile", "sign", "p.json", "--key", "key.pem", "--certificate", "chain.pem"])
        == Exit.WORLD
    )
    assert not (desk / "p.pdprofile").exists()


def test_nothing_is_written_over_and_another_file_is_no_desk(desk: Path) -> None:
    begun()
    assert run_command(["profile", "new", "p.json", "--organisation", "Council"]) == Exit.USAGE
    for content in ("{}", "[", '{"kind": "receiving-desk", "version": 1, "colour": 1}'):
        (desk / "other.json").write_text(content)
        assert run_command(["profile", "add-receiver", "p.json", "--from", "other.json"]) == Exit.WORLD
    assert not list(desk.glob("*.part"))


def test_a_signed_one_goes_on_as_the_next_version(desk: Path) -> None:
    begun()
    run("sign", "p.json", "--key", "key.pem", "--certificate", "chain.pem", "-o", "one.pdprofile")
    run("new", "next.json", "--from", "one.pdprofile")
    assert read_profile((desk / "next.json").read_bytes()).version == 2
    (desk / "broken.pdprofile").write_bytes((desk / "one.pdprofile").read_bytes()[:-20])
    assert run_command(["profile", "new", "x.json", "--from", "broken.pdprofile"]) == Exit.WORLD
    assert run_command(["profile", "check", "broken.pdprofile"]) == Exit.WORLD


def test_a_key_under_a_password_is_asked_for_it(
    desk: Path, ada: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
        load_pem_private_key,
    )

    key = load_pem_private_key(ada.key.key_pem, None)
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"open sesame"))
    (desk / "locked.pem").write_bytes(locked)
    begun()
    sign = ["profile", "sign", "p.json", "--key", "locked.pem", "--certificate", "chain.pem"]
    monkeypatch.setattr("sys.stdin", io.StringIO("open sesame\n"))
    assert run_command(sign) == Exit.DONE
    monkeypatch.setattr("sys.stdin", io.StringIO("wrong\n"))
    assert run_command(sign) == Exit.WORLD
    assert load_key(locked, ada.key.certificates_pem, "open sesame").key_pem


def test_a_vault_takes_it_with_the_words_of_its_authority(
    desk: Path, ada: Administrator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give_passphrase(monkeypatch, PASSPHRASE)
    copied_vault(desk / "vault", PASSPHRASE)
    begun()
    run("sign", "p.json", "--key", "key.pem", "--certificate", "chain.pem")
    take = ["vault", "profile", "import", "--vault", "vault", "p.pdprofile"]
    assert run_command([*take, "--look"]) == Exit.DONE
    assert "Receiver added: Front door, with the key" in capsys.readouterr().out
    assert run_command(take) == Exit.NOT_VALID
    assert "by phone" in capsys.readouterr().out
    assert run_command([*take, "--words", "one two three four five six"]) == Exit.WORLD
    assert run_command(["vault", "profile", "show", "vault"]) == Exit.DONE
    assert "file is not here yet" in capsys.readouterr().out
    assert run_command([*take, "--words", ada.words]) == Exit.DONE
    assert run_command(take) == Exit.DONE
    assert "here already" in capsys.readouterr().out
    assert run_command(["vault", "profile", "show", "vault"]) == Exit.DONE
    assert ada.words in capsys.readouterr().out
    assert run_command(["vault", "retention", "vault", "--set-rules", "rules.json"]) == Exit.USAGE


def test_an_organisation_without_an_authority_makes_its_own_and_certifies_its_practitioners(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    from prevent_desktop.packs.signing_keys import KeyRequest

    def typing(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text + "\n"))

    make = ["profile", "keys", "--organisation", "Council", "--administrator", "Ada Min", "-o", "keys"]
    for weak in ("short", "four words", "password1234", "passwordpassword"):
        typing(weak)
        assert run_command(make) in {Exit.WORLD, Exit.USAGE}, weak
        assert "too easy to guess" in capsys.readouterr().err
    assert not (desk / "keys").exists()
    typing("four words of some length")
    assert run_command(make) == Exit.DONE
    words = words_for_certificate((desk / "keys" / "authority.pem").read_bytes())
    assert words in capsys.readouterr().out
    keys = list((desk / "keys").glob("*.p12"))
    assert keys
    assert sys.platform == "win32" or {path.stat().st_mode & 0o077 for path in keys} == {0}
    typing("four words of some length")
    assert run_command(make) == Exit.USAGE
    begun()
    typing("four words of some length")
    run("set", "p.json", "--trust", "keys/authority.pem")
    run("sign", "p.json", "--key", "keys/administrator.p12")
    assert words in capsys.readouterr().out
    request = KeyRequest.create(name="Sam Field", organisation="Council")
    (desk / "request.pem").write_bytes(request.request_pem)
    issue = ["profile", "certify", "request.pem", "--authority", "keys/authority.p12", "-o", "sam.pem"]
    typing("wrong")
    assert run_command(issue) == Exit.WORLD
    typing("four words of some length")
    assert run_command(issue) == Exit.DONE
    assert "CN=Sam Field" in capsys.readouterr().out
    assert request.with_certificate((desk / "sam.pem").read_bytes()).name == "Sam Field"
