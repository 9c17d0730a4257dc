"""``vault names import``: told before it is taken, and not taken in part."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.confined.spawn import PASSPHRASE_VARIABLE
from prevent_desktop.vault.vault import Vault
from tests.made_vaults import copied_vault
from tests.unit.workflows.people.rolls import csv_of, school

PASSPHRASE = "seven quiet otters under bridges"


def test_a_list_is_looked_at_then_taken_and_a_wrong_cell_takes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    vault, file = tmp_path / "vault", tmp_path / "names.csv"
    created = copied_vault(vault, PASSPHRASE)
    rows = school(5)

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
        code = run_command(["vault", "names", "import", "--vault", str(vault), *words, str(file)])
        return code, capsys.readouterr().out

    file.write_bytes(csv_of(rows))
    assert run("--look") == (0, "5 pupils in the file: 5 new, 0 changed, 0 gone, 0 as before\n")
    assert run()[1].endswith("The names are here now.\n")
    assert run() == (0, "Nothing changes: all 5 names are here already\n")
    file.write_bytes(csv_of([*rows, ("Nia", "Owen", "", "31/02/2012")]))
    code, told = run()
    assert code == 1
    assert "Row 7, column D (DOB): “31/02/2012” is a day that does not exist." in told
    with Vault.open(vault, created.key) as opened:
        assert opened.pupils.count() == 5
