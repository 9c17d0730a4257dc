"""``vault merge``, as an administrator types it."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.vault_admin.unlock import open_vault
from tests.made_vaults import copied_vault
from tests.unit.vault.examples import a_note, keep_case
from tests.unit.vault.folders import snapshot

PASSPHRASE = "seven quiet otters under bridges"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def laptops(tmp_path: Path) -> tuple[Path, Path]:
    """A vault and its copy, with a note on the other."""
    here, there = tmp_path / "here", tmp_path / "there"
    key = copied_vault(here, PASSPHRASE).key
    with open_vault(here, key) as vault:
        keep_case(vault)
    shutil.copytree(here, there)
    for folder in (here, there):
        with Vault.open(folder, key) as vault:
            (case,) = vault.cases.open_cases()
            vault.audit.append("vault.unlocked", "")
            person = vault.people.get(case.person_id)
            people.change_person(vault, replace(person, school=folder.name), now=now())
            vault.notes.add(a_note(case, f"written {folder.name}"))
    return here, there


def run(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    monkeypatch.delenv("PREVENT_DESKTOP_PASSPHRASE", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSPHRASE}\n"))
    return run_command(["vault", "merge", *map(str, words)])


def test_looking_tells_and_joining_brings(
    laptops: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here, there = laptops
    before = snapshot(there)
    assert run(monkeypatch, here, there, "--look") == Exit.NOT_VALID
    told = capsys.readouterr().out
    assert "Nothing was changed. Joining would bring:" in told
    assert "  1 note" in told
    assert "1 difference waits to be settled by you, on My work." in told
    assert run(monkeypatch, here, there) == Exit.NOT_VALID
    assert "Joined. What came:" in capsys.readouterr().out
    assert run(monkeypatch, here, there, "--look") == Exit.DONE
    assert "nothing new" in capsys.readouterr().out
    assert snapshot(there) == before
    assert not (here / ".joining").exists()


def test_another_vault_gets_a_plain_refusal(
    laptops: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copied_vault(tmp_path / "another", PASSPHRASE, number=1)
    assert run(monkeypatch, laptops[0], tmp_path / "another") == Exit.WORLD
    assert "This is another vault" in capsys.readouterr().err
