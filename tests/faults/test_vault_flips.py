from __future__ import annotations

import random
from pathlib import Path

from tests.faults.vault_flips import (
    Example,
    missed_in_plain_database,
    missed_in_vault,
    missed_without_our_checks,
)


def test_every_harm_to_the_files_of_a_vault_and_of_a_backup_is_noticed_and_what_is_left_is_true(
    tmp_path: Path,
) -> None:
    """A small number; `python -m tests.faults vault_flips --runs 100000` is the full one."""
    assert list(missed_in_vault(Example.make(tmp_path / "vault"), 150, random.Random(11))) == []


def test_the_control_a_plain_database_does_not_always_notice_the_same_harm(tmp_path: Path) -> None:
    assert missed_in_plain_database(tmp_path / "plain.db", 100, random.Random(11)) > 0


def test_the_control_without_our_checks_misses_some(tmp_path: Path) -> None:
    assert missed_without_our_checks(Example.make(tmp_path / "vault"), 100, random.Random(11)) > 0
