"""Signed forms on the command line: made, looked at, added, listed; refused with words and the right exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.packs.authority import Authority
from prevent_desktop.workflows.demo.demo_organisation import (
    PUBLISHER_CERTIFICATE,
    PUBLISHER_KEY,
    open_demo_organisation,
)
from tests.made_vaults import copied_vault
from tests.unit.cli.passphrases import give_passphrase

PASSPHRASE = "seven quiet otters under bridges"
FORM = {
    "resourceType": "Questionnaire", "url": "https://forms.example/Questionnaire/visit-plan", "version": "1.0.0",
    "title": "Visit plan", "status": "active", "item": [{"linkId": "why", "type": "string", "text": "Why?"}],
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a vault, a publisher and a form."""
    give_passphrase(monkeypatch, PASSPHRASE)
    copied_vault(tmp_path / "vault", PASSPHRASE)
    open_demo_organisation(tmp_path / "office")
    (tmp_path / "form.json").write_text(json.dumps(FORM), encoding="utf-8")
    return tmp_path


def bundle(desk: Path, *more: str) -> str:
    made = str(desk / "forms.pdforms")
    office = desk / "office"
    told = run_command([
        "form", "bundle", "--key", str(office / PUBLISHER_KEY), "--certificate", str(office / PUBLISHER_CERTIFICATE),
        "-o", made, *more,
    ])  # fmt: skip
    assert told == Exit.DONE
    return made


def trust(desk: Path) -> None:
    vault, authority = str(desk / "vault"), str(desk / "office" / "authority.pem")
    assert run_command(["form", "trust", "--vault", vault, authority]) == Exit.DONE


def test_forms_are_signed_added_and_listed(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, vault = bundle(desk, str(desk / "form.json")), str(desk / "vault")
    trust(desk)
    assert run_command(["form", "add", "--vault", vault, "--look", made]) == Exit.DONE
    assert "new: Visit plan 1.0.0" in capsys.readouterr().out
    assert run_command(["form", "add", "--vault", vault, made]) == Exit.DONE
    capsys.readouterr()
    assert run_command(["form", "list", "--vault", vault, "--json"]) == Exit.DONE
    (line,) = [one for one in json.loads(capsys.readouterr().out) if one["id"] == "visit-plan"]
    assert (line["version"], line["publisher"]) == ("1.0.0", "Prevent Desktop demo forms")


def test_a_form_is_withdrawn(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vault = str(desk / "vault")
    trust(desk)
    made = bundle(desk, "--withdraw", "home-visit-note:9.0.0")
    assert run_command(["form", "add", "--vault", vault, made]) == Exit.DONE
    assert "withdrawn: " in capsys.readouterr().out
    assert run_command(["form", "list", "--vault", vault]) == Exit.DONE
    assert "home-visit-note 1.2.0: Home visit note (with the program, withdrawn)" in capsys.readouterr().out


def test_without_trust_nothing_is_added_and_the_exit_code_is_3(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, vault = bundle(desk, str(desk / "form.json")), str(desk / "vault")
    assert run_command(["form", "add", "--vault", vault, made]) == Exit.WORLD
    assert "not from a publisher that you trust" in capsys.readouterr().err
    (desk / "other.pem").write_bytes(Authority.create("Other").certificate_pem)
    assert run_command(["form", "trust", "--vault", vault, str(desk / "other.pem")]) == Exit.DONE
    assert run_command(["form", "add", "--vault", vault, made]) == Exit.WORLD
    capsys.readouterr()
    run_command(["form", "list", "--vault", vault])
    assert "visit-plan" not in capsys.readouterr().out


def test_what_is_no_withdrawal_is_a_wrong_command_line(desk: Path) -> None:
    arguments = ["form", "bundle", "--key", str(desk / "form.json"), "--certificate", str(desk / "form.json")]
    assert run_command([*arguments, "--withdraw", "nothing", "-o", str(desk / "out")]) == Exit.USAGE


def test_the_forms_of_the_program_are_listed_without_a_vault(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["form", "list"]) == Exit.DONE
    assert "screening-tool" in capsys.readouterr().out


def test_a_preview_is_shown_by_whoever_has_a_window(desk: Path) -> None:
    shown: list[Path] = []

    def show(file: Path) -> int:
        shown.append(file)
        return 0

    assert run_command(["form", "preview", str(desk / "form.json")], preview=show) == Exit.DONE
    assert run_command(["form", "preview", str(desk / "gone.json")], preview=show) == Exit.USAGE
    assert shown == [desk / "form.json"]
    with pytest.raises(SystemExit):
        run_command(["form", "preview", str(desk / "form.json")])
