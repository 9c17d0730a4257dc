from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.retention import RetentionCategory, RetentionRule
from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.strict_json import parts_of
from prevent_desktop.vault.vault import Vault
from tests.made_vaults import copied_vault
from tests.unit.cli.passphrases import give_passphrase
from tests.unit.vault.examples import a_case, a_person, keep_case

PASSPHRASE = "violet tractor lamp seventeen"
RULES = [parts_of(RetentionRule(kind=RetentionCategory.REFERRAL, keep_months=12))]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault with an open case, and one that closed two years ago."""
    give_passphrase(monkeypatch, PASSPHRASE)
    created = copied_vault(tmp_path / "vault", PASSPHRASE)
    with Vault.open(tmp_path / "vault", created.key) as vault:
        keep_case(vault)
        person = a_person("Zebedee", "Quartermaine")
        vault.people.add(person)
        past = datetime.now(UTC) - timedelta(days=800)
        closed = replace(
            a_case(person), id="closed", status=CaseStatus.CLOSED, opened_at=past, closed_at=past
        )
        vault.cases.add(closed)
    return tmp_path / "vault"


def run(*arguments: str) -> int:
    return run_command(["vault", "retention", *arguments])


def test_without_rules_nothing_is_due(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(folder)) == Exit.DONE
    assert "no rules" in capsys.readouterr().out


def test_what_is_due_is_listed_by_id_and_never_by_name(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rules.json").write_text(json.dumps(RULES))
    assert run(str(folder), "--due", "--set-rules", str(tmp_path / "rules.json")) == Exit.NOT_VALID
    told = capsys.readouterr().out
    assert told.startswith("closed\t")
    assert "1 case is due" in told
    assert "Quartermaine" not in told


def test_as_json_every_case_has_its_rule_or_what_it_waits_for(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rules.json").write_text(json.dumps(RULES))
    run(str(folder), "--json", "--set-rules", str(tmp_path / "rules.json"))
    told = json.loads(capsys.readouterr().out)
    assert told["due"] == 1
    assert [case["waits_for"] for case in told["cases"]] == [None, "closing"]
    assert told["cases"][0]["rule"] == RULES[0]


@pytest.mark.parametrize("text", ["", "[{}]", '{"a": 1}', '[{"kind": "referral"}]', "[1]", "null"])
def test_rules_that_make_no_sense_are_refused_before_the_vault_is_opened(
    folder: Path, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rules.json").write_text(text)
    assert run(str(folder), "--set-rules", str(tmp_path / "rules.json")) == Exit.USAGE
    assert "rules" in capsys.readouterr().err
