from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.delivery_faults import CHUNK, run
from tests.interop.tus_parts import why_no_tus_server

pytestmark = pytest.mark.skipif(bool(why_no_tus_server()), reason=why_no_tus_server() or "-")


def test_each_pack_arrives_once_with_one_receipt_through_all_faults(tmp_path: Path) -> None:
    outcome = run(tmp_path, packs=8, faults=80, seed=3)
    assert outcome.problems == ()
    assert outcome.largest_chunk == CHUNK
    assert len(outcome.happened) >= 6, "too few kinds of fault to tell anything"


@pytest.mark.parametrize("control", ["forgetful", "deaf", "grabbing"])
def test_the_harness_catches_a_broken_sender(tmp_path: Path, control: str) -> None:
    # Whether two who hold one lease meet is a matter of chance: they have some turns for it.
    assert any(
        run(tmp_path / str(seed), packs=6, faults=36, seed=seed, control=control).problems
        for seed in range(5)
    )
