"""The measuring of unlocks catches what is slow; the figure itself is not asked of a machine that runs tests."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.vault.keys.key_slots import unlock_key
from tests.benchmarks.growth_vault import Grown, build
from tests.faults.unlock_times import LIMIT, seconds_of, sound, too_slow, waits_first
from tests.unit.vault.conftest import PASSPHRASE


def test_the_control_an_unlock_that_waits_first_is_caught(tmp_path: Path) -> None:
    build(tmp_path / "vault", 4, 0.0001)
    grown = Grown(tmp_path / "vault", unlock_key(tmp_path / "vault", PASSPHRASE))
    assert seconds_of(sound, grown) > 0
    assert too_slow([LIMIT - 0.1, seconds_of(waits_first, grown)]) != []
    assert too_slow([LIMIT - 0.1]) == []
