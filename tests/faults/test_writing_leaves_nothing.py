from __future__ import annotations

from pathlib import Path

from tests.faults.canaries import find_canaries
from tests.faults.writing_leaves_nothing import CANARIES, outside, written_by


def test_nothing_that_was_typed_or_kept_lies_anywhere_in_clear(tmp_path: Path) -> None:
    files = written_by(tmp_path)
    assert (tmp_path / "vault" / "vault.db") in files
    assert find_canaries([tmp_path], CANARIES) == []
    assert outside(tmp_path, files) == []


def test_the_control_a_word_list_beside_the_vault_is_found(tmp_path: Path) -> None:
    written_by(tmp_path, "--write-a-list")
    assert {found.canary for found in find_canaries([tmp_path / "home"], CANARIES)} == {CANARIES[0]}
