from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from prevent_desktop import data_files
from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.cli.reading import read_passphrase
from prevent_desktop.confined.spawn import PASSPHRASE_VARIABLE
from prevent_desktop.sealing import parse_identity, seal_bytes
from tests.unit.cli.passphrases import give_passphrase

FORM = {
    "resourceType": "Questionnaire",
    "url": "https://example.org/q",
    "status": "draft",
    "title": "A form",
    "item": [{"linkId": "name", "text": "Name", "type": "string", "required": True}],
}
PASSPHRASE = "seven quiet otters under bridges"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the headless demo leaves behind."""
    folder = tmp_path_factory.mktemp("demo")
    with (folder / "said.txt").open("w", encoding="utf-8") as said, contextlib.redirect_stdout(said):
        assert run_command(["demo", "--headless", "--keep", str(folder)]) == Exit.DONE
    return folder


@pytest.fixture
def sealing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where sealed files lie, beside the folder that a test opens them into."""
    return tmp_path_factory.mktemp("sealed")


def sealed_again(office: Path, receiver: str, folder: Path) -> Path:
    """The pack that a receiver of the demo took in, sealed to its key as it came: taking in leaves the opened one alone."""
    (kept,) = (office / receiver / "received").rglob("*.pdf")
    identity = parse_identity((office / receiver / "identity.txt").read_text().strip())
    path = folder / f"{kept.name}.age"
    path.write_bytes(seal_bytes(kept.read_bytes(), (identity.recipient,)))
    return path


def written(folder: Path, name: str, content: object) -> str:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def response(*answers: str) -> dict[str, object]:
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": FORM["url"],
        "status": "completed",
        "item": [{"linkId": "name", "answer": [{"valueString": answer} for answer in answers]}]
        if answers
        else [],
    }


def test_bundled_forms_check_as_fine(capsys: pytest.CaptureFixture[str]) -> None:
    forms = [str(path) for path in data_files.forms().rglob("*.json")]
    assert run_command(["form", "check", *forms]) == Exit.DONE
    assert capsys.readouterr().out.count(": fine.") == len(forms) > 0


def test_a_broken_form_is_named_and_the_others_still_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = written(tmp_path, "good.json", FORM), written(tmp_path, "bad.json", "{")
    assert run_command(["form", "check", bad, good]) == Exit.NOT_VALID
    told = capsys.readouterr().out
    assert f"{bad}:1:2: error: A name in double quotes" in told
    assert f"{bad}: 1 error, cannot be used" in told
    assert f"{good}: fine" in told
    assert "What to do" in told


def test_every_problem_of_a_form_is_told_as_json_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = {**FORM, "item": [{"linkId": "a", "type": "strng"}, {"linkId": "b", "type": "string", "text": 5}]}
    file = written(tmp_path, "bad.json", json.dumps(form, indent=1))
    assert run_command(["form", "check", "--json", file]) == Exit.NOT_VALID
    told = json.loads(capsys.readouterr().out)
    assert [(one["line"], one["linkId"], one["severity"], one["code"]) for one in told] == [
        (9, "a", "error", "item-type"),
        (14, "b", "error", "structure"),
    ]
    assert set(told[0]) == {
        "file", "line", "column", "linkId", "path", "severity", "code", "message", "mend",
    }  # fmt: skip


def test_what_a_form_asks_for_and_the_program_does_not_do_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "http://hl7.org/fhir/StructureDefinition/questionnaire-signatureRequired"
    asked = {"url": url, "valueCodeableConcept": {"text": "Author"}}
    form = {**FORM, "item": [{"linkId": "sum", "text": "Sum", "type": "integer", "extension": [asked]}]}
    assert run_command(["form", "check", written(tmp_path, "q.json", form)]) == Exit.DONE
    assert "advice: [sum] It asks for “questionnaire-signatureRequired”" in capsys.readouterr().out


def test_a_valid_response_exits_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form, filled = written(tmp_path, "q.json", FORM), written(tmp_path, "r.json", response("Ada"))
    assert run_command(["form", "validate", "--questionnaire", form, filled, "--json"]) == Exit.DONE
    assert json.loads(capsys.readouterr().out) == {"valid": True, "problems": []}


def test_an_invalid_response_exits_1_and_tells_the_items_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, filled = written(tmp_path, "q.json", FORM), written(tmp_path, "r.json", response("Ada", "Bob"))
    assert run_command(["form", "validate", "--questionnaire", form, filled, "--json"]) == Exit.NOT_VALID
    told = json.loads(capsys.readouterr().out)
    assert told["valid"] is False
    assert told["problems"][0]["linkId"] == "name"
    assert told["problems"][0]["expression"].startswith("QuestionnaireResponse.item")


def test_a_missing_file_is_a_wrong_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["form", "check", str(tmp_path / "none.json")]) == Exit.USAGE
    assert "none.json" in capsys.readouterr().err


def test_the_headless_demo_finds_its_draft_as_it_was_left(demo: Path) -> None:
    assert "the draft is as it was left" in (demo / "said.txt").read_text(encoding="utf-8")


def test_the_headless_demo_delivers_both_packs(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["outbox", "list", "--data", str(demo), "--json"]) == Exit.DONE
    states = [pack["state"] for pack in json.loads(capsys.readouterr().out)]
    assert states == ["delivered", "delivered"]


def test_the_receiver_opens_and_verifies_a_pack(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], sealing: Path
) -> None:
    office = demo / "demo-organisation"
    sealed = sealed_again(office, "front-door", sealing)
    key = str(office / "front-door" / "identity.txt")
    assert run_command(["pack", "open", str(sealed), "--identity", key, "-o", str(tmp_path)]) == Exit.DONE
    (pdf,) = tmp_path.glob("*.pdf")
    capsys.readouterr()
    trust = str(office / "authority.pem")
    assert run_command(["pack", "verify", str(pdf), "--trust", trust, "--json"]) == Exit.DONE
    assert json.loads(capsys.readouterr().out)["signer"] == "Sam Field"


def test_a_pack_is_not_valid_without_a_trusted_certificate(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], sealing: Path
) -> None:
    office = demo / "demo-organisation"
    sealed = sealed_again(office, "police-prevent", sealing)
    key = str(office / "police-prevent" / "identity.txt")
    run_command(["pack", "open", str(sealed), "--identity", key, "-o", str(tmp_path)])
    (pdf,) = tmp_path.glob("*.pdf")
    assert run_command(["pack", "verify", str(pdf)]) == Exit.NOT_VALID
    assert "What to do" in capsys.readouterr().err


def test_the_wrong_key_opens_nothing_and_leaves_nothing(demo: Path, tmp_path: Path, sealing: Path) -> None:
    office = demo / "demo-organisation"
    sealed = sealed_again(office, "front-door", sealing)
    key = str(office / "police-prevent" / "identity.txt")
    assert run_command(["pack", "open", str(sealed), "--identity", key, "-o", str(tmp_path)]) == Exit.WORLD
    assert list(tmp_path.iterdir()) == []


def test_a_vault_is_verified_backed_up_and_its_restored_copy_verified(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from prevent_desktop.cli.demo import DEMO_PASSPHRASE

    give_passphrase(monkeypatch, DEMO_PASSPHRASE)
    vault = str(demo / "vaults" / "headless")
    assert run_command(["vault", "verify", vault]) == Exit.DONE
    assert "The vault is whole." in capsys.readouterr().out
    stick, restored = str(tmp_path / "stick"), str(tmp_path / "restored")
    assert run_command(["vault", "backup", vault, "-o", stick]) == Exit.DONE
    assert run_command(["vault", "restore", stick, "-o", restored]) == Exit.DONE
    assert run_command(["vault", "verify", restored]) == Exit.DONE


def test_the_audit_is_saved_signed_and_checked_without_the_vault(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from prevent_desktop.cli.demo import DEMO_PASSPHRASE

    give_passphrase(monkeypatch, DEMO_PASSPHRASE)
    vault, saved = str(demo / "vaults" / "headless"), tmp_path / "audit.jsonl"
    assert run_command(["vault", "audit", vault, "-o", str(saved)]) == Exit.DONE
    assert run_command(["vault", "audit", "--check", str(saved)]) == Exit.DONE
    assert "all add up" in capsys.readouterr().out
    assert run_command(["vault", "verify", vault, "--witness", str(saved)]) == Exit.DONE
    saved.write_bytes(saved.read_bytes().replace(b"vault.unlocked", b"vault.unlockeD", 1))
    assert run_command(["vault", "audit", "--check", str(saved)]) == Exit.NOT_VALID
    assert "not as it was signed" in capsys.readouterr().err


def test_a_pack_that_was_sent_is_a_witness_against_an_older_copy_of_all_files(
    demo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sealing: Path,
) -> None:
    """The older copy has its own anchor, slots and log: nothing in it is wrong in itself."""
    from prevent_desktop.cli.demo import DEMO_PASSPHRASE

    give_passphrase(monkeypatch, DEMO_PASSPHRASE)
    vault, older = demo / "vaults" / "headless", tmp_path / "older"
    shutil.copytree(vault, older)
    saved = tmp_path / "later.jsonl"
    run_command(["vault", "audit", str(vault), "-o", str(saved)])
    assert run_command(["vault", "verify", str(older)]) == Exit.DONE
    assert run_command(["vault", "verify", str(older), "--witness", str(saved)]) == Exit.WORLD
    assert "older copy" in capsys.readouterr().err
    office = demo / "demo-organisation"
    sealed = sealed_again(office, "front-door", sealing)
    key = str(office / "front-door" / "identity.txt")
    run_command(["pack", "open", str(sealed), "--identity", key, "-o", str(tmp_path)])
    (pdf,) = tmp_path.glob("*.pdf")
    assert run_command(["vault", "verify", str(older), "--witness", str(pdf)]) == Exit.DONE


def test_a_wrong_passphrase_is_told_in_words(
    demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give_passphrase(monkeypatch, "not the passphrase at all")
    assert run_command(["vault", "verify", str(demo / "vaults" / "headless")]) == Exit.WORLD
    assert "What to do" in capsys.readouterr().err


def test_no_command_prints_an_answer(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_command(["outbox", "list", "--data", str(demo)])
    told = capsys.readouterr()
    assert "had the right idea" not in told.out + told.err


def test_an_empty_outbox_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["outbox", "send", "--data", str(tmp_path)]) == Exit.DONE
    assert "empty" in capsys.readouterr().out


def test_doctor_finds_every_part_working(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["doctor", "--json"]) == Exit.DONE
    assert all(finding["works"] for finding in json.loads(capsys.readouterr().out))


def test_what_doctor_finds_does_not_name_who_is_logged_in(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "alex.brook"))
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    run_command(["doctor", "--json"])
    assert str(Path.home()) not in capsys.readouterr().out


def test_a_quiet_doctor_tells_by_its_exit_code_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["doctor", "--quiet"]) == Exit.DONE
    assert capsys.readouterr().out == ""


def test_a_passphrase_from_the_environment_is_taken_out_of_it_once_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(PASSPHRASE_VARIABLE, "violet tractor lamp")
    assert read_passphrase() == "violet tractor lamp"
    assert PASSPHRASE_VARIABLE not in os.environ
    ask = [sys.executable, "-c", "import os; print(*os.environ)"]
    told = subprocess.run(ask, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    assert PASSPHRASE_VARIABLE not in told.stdout.split()
