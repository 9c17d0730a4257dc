"""Each kind of costly file in its smallest size, with a second of the processor instead of eight, and the controls."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.confined import asking
from tests.faults.costly_files import KINDS, double_kids
from tests.faults.costly_packs import Outcome, alone, killed_once, try_kind
from tests.unit.workflows.receiving.packs_in import Desk, make_desk


@pytest.fixture(scope="module")
def desk() -> Desk:
    return make_desk()


@pytest.mark.parametrize("kind", KINDS)
def test_it_costs_no_more_than_it_may_and_the_pack_behind_it_is_kept(
    desk: Desk, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SECONDS", 1)
    outcome = Outcome()
    try_kind(desk, kind, KINDS[kind][1].start, tmp_path, outcome, ways=("draw",))
    assert outcome.failures == []


def test_a_process_that_is_killed_while_it_reads_costs_no_pack(desk: Desk, tmp_path: Path) -> None:
    assert killed_once(desk, tmp_path) == []


def test_without_confinement_such_a_file_is_never_read() -> None:
    assert alone(double_kids(60), 1).startswith("exit -24")
