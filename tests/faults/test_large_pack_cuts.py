from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.large_pack_cuts import KINDS, run
from tests.interop.tus_parts import why_no_tus_server

pytestmark = pytest.mark.skipif(bool(why_no_tus_server()), reason=why_no_tus_server() or "-")


def test_the_real_program_brings_a_large_pack_through_cuts_and_kills_of_either_side(tmp_path: Path) -> None:
    outcome = run(tmp_path, megabytes=24, cuts=len(KINDS))
    assert outcome.problems == ()
    assert set(outcome.happened) == set(KINDS)


def test_a_sender_that_forgets_where_it_was_is_caught(tmp_path: Path) -> None:
    outcome = run(tmp_path, megabytes=6, cuts=2, forgets=True)
    assert any("was begun" in problem for problem in outcome.problems)
