"""``vault team-copy``: made for one vault by a lead, taken there, and told where it is for another."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from tests.benchmarks.bench_team import ground
from tests.made_vaults import PASSPHRASE
from tests.unit.cli.passphrases import give_passphrase


@pytest.fixture
def _begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ground(tmp_path, 2, 3)
    give_passphrase(monkeypatch, PASSPHRASE)


@pytest.mark.usefixtures("_begun")
def test_a_copy_is_taken_by_the_vault_that_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["vault", "team-copy", "take", "new", "copy.age"]) == Exit.DONE
    assert "2 cases taken." in capsys.readouterr().out
    assert run_command(["vault", "team-copy", "take", "lead", "copy.age"]) == Exit.NOT_VALID
    assert "damaged" in capsys.readouterr().err


@pytest.mark.usefixtures("_begun")
def test_only_a_lead_makes_one_and_only_for_the_team(capsys: pytest.CaptureFixture[str]) -> None:
    for vault in ("lead", "new"):
        made = run_command(["vault", "team-copy", "make", vault, "--for", "nobody", "-o", "other.age"])
        assert made == Exit.NOT_VALID
    told = capsys.readouterr().err
    assert "does not share" in told
    assert "Only a lead" in told
    assert not Path("other.age").exists()
