"""The measuring of locks catches what is slow; the figures themselves are not asked of a machine that runs tests."""

from __future__ import annotations

from pathlib import Path

from tests.faults.lock_times import BLANK, held_blank, too_slow


def test_the_99th_of_a_hundred_is_judged() -> None:
    assert too_slow("blank", [0.01] * 99 + [0.049], BLANK) == []
    assert too_slow("blank", [0.01] * 98 + [0.2, 0.3], BLANK) == ["blank: 300 ms"]


def test_the_control_a_program_that_is_held_still_is_caught(tmp_path: Path) -> None:
    assert too_slow("blank", [held_blank({"QT_QPA_PLATFORM": "offscreen"}, tmp_path / "laptop")], BLANK)
