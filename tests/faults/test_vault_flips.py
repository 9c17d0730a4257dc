from __future__ import annotations

import random
from pathlib import Path

from tests.faults.vault_flips import Example, missed_in_plain_database, missed_in_vault


def test_every_harm_to_a_vaults_files_is_noticed(tmp_path: Path) -> None:
    """A small number; `python -m tests.faults vault_flips --runs 100000` is the full one."""
    assert list(missed_in_vault(Example.make(tmp_path / "vault"), 150, random.Random(11))) == []


def test_the_control_a_plain_database_does_not_always_notice_the_same_harm(tmp_path: Path) -> None:
    assert missed_in_plain_database(tmp_path / "plain.db", 100, random.Random(11)) > 0
