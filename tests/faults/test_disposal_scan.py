from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.disposal_scan import Example, controls, missed


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return Example.make(tmp_path_factory.mktemp("disposal") / "example")


@pytest.mark.parametrize("seed", [1, 4])
def test_no_word_of_a_person_who_was_disposed_of_is_left(example: Example, tmp_path: Path, seed: int) -> None:
    """A small number; `python -m tests.faults disposal_scan --runs 200` is a larger one."""
    assert list(missed(example, tmp_path, random.Random(seed), 2)) == []


def test_a_disposal_that_leaves_something_out_is_caught(example: Example, tmp_path: Path) -> None:
    found = controls(example, tmp_path)
    assert all(found.values()), found
