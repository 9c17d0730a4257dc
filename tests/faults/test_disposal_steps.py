from __future__ import annotations

import random
from pathlib import Path

from tests.faults.disposal_scan import Example, fill
from tests.faults.disposal_steps import _dispose, _dispose_and_forget, missed


def test_a_disposal_killed_at_any_step_ends_before_or_is_completed(tmp_path: Path) -> None:
    """Each thirteenth step; `python -m tests.faults disposal_steps --runs 5` is all of them."""
    example = Example.make(tmp_path / "example")
    filled = fill(example, tmp_path / "filled", random.Random(2), 1)
    assert list(missed(filled, tmp_path, _dispose, every=13)) == []
    assert list(missed(filled, tmp_path, _dispose_and_forget, every=13)) != []
