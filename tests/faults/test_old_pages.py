from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.old_pages import History, all_files_back, missed, missed_without_page_digest


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, History]:
    folder = tmp_path_factory.mktemp("old_pages") / "vault"
    return folder, History.make(folder)


def test_older_pages_and_files_put_back_are_noticed(history: tuple[Path, History]) -> None:
    """A small number; `python -m tests.faults old_pages --runs 2000` is the full one."""
    failures, _by_pack = missed(*history, 20, random.Random(11))
    assert failures == []


def test_all_files_of_one_copy_are_told_by_a_pack_that_was_sent_later(history: tuple[Path, History]) -> None:
    silent, told = all_files_back(*history)
    assert silent == told > 0


def test_the_control_without_the_digest_over_the_pages_misses_some(history: tuple[Path, History]) -> None:
    assert missed_without_page_digest(*history, 40, random.Random(11)) > 0
