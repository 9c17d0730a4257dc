"""``vault subject-access``: nothing leaves before each place is decided, and then PDF and JSON together."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person import HouseholdMember
from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.vault_admin import unlock
from tests.made_vaults import copied_vault
from tests.unit.cli.passphrases import give_passphrase

PASSPHRASE = "seven quiet otters under bridges"


@dataclass(frozen=True)
class Kept:
    folder: Path
    person_id: str
    output: Path

    def run(self, *more: str) -> int:
        return run_command(
            ["vault", "subject-access", str(self.folder), "--person", self.person_id, "-o", str(self.output),
             "--unsigned", *more]
        )  # fmt: skip

    def document(self) -> dict[str, object]:
        (file,) = self.output.glob("*/record.json")
        found: dict[str, object] = json.loads(file.read_bytes())
        return found


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    give_passphrase(monkeypatch, PASSPHRASE)
    now = datetime.now(UTC)
    created = copied_vault(tmp_path / "vault", PASSPHRASE)
    with unlock.open_vault(tmp_path / "vault", created.key) as vault:
        settings.save_practitioner(vault, Practitioner(name="Sam Field", role="Lead", organisation="School"))
        person, _case = people.add_person(vault, forenames="Alex", surname="Brook", birth_date=None, now=now)
        mother = HouseholdMember(name="Dana Brook", relationship="Mother")
        people.change_person(vault, replace(person, household=(mother,)), now=now)
    (tmp_path / "out").mkdir()
    return Kept(tmp_path / "vault", person.id, tmp_path / "out")


def test_undecided_places_are_counted_and_nothing_is_saved(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kept.run() == Exit.NOT_VALID
    assert "Nothing was saved" in capsys.readouterr().out
    assert list(kept.output.iterdir()) == []


def test_a_decision_for_all_the_rest_saves_both_files(kept: Kept) -> None:
    assert kept.run("--undecided", "keep") == Exit.DONE
    (folder,) = kept.output.iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["record.json", "record.pdf"]
    assert "Dana Brook" in json.dumps(kept.document())


def test_what_is_removed_needs_a_reason_and_is_gone(kept: Kept) -> None:
    assert kept.run("--undecided", "remove") == Exit.USAGE
    assert list(kept.output.iterdir()) == []
    assert kept.run("--undecided", "remove", "--reason", "Has not agreed") == Exit.DONE
    text = json.dumps(kept.document())
    assert "Dana" not in text
    assert "Has not agreed" not in text


def test_another_passphrase_saves_nothing(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    give_passphrase(monkeypatch, "seven quiet otters under fridges")
    assert kept.run("--undecided", "keep") == Exit.WORLD
    assert list(kept.output.iterdir()) == []


def test_somebody_who_is_not_in_the_vault_is_told(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    assert replace(kept, person_id="nobody").run("--undecided", "keep") == Exit.WORLD
    assert capsys.readouterr().err
