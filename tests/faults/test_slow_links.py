from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.network_namespaces import why_no_namespaces
from tests.faults.slow_links import LINES, TUNNEL, run
from tests.interop.tus_parts import why_no_tus_server

REASON = why_no_tus_server() or why_no_namespaces()
pytestmark = pytest.mark.skipif(bool(REASON), reason=REASON or "-")


def test_a_pack_arrives_once_over_a_line_that_loses_and_reorders_packets(tmp_path: Path) -> None:
    outcome = run(tmp_path, LINES[1], seconds=2.0, seed=5)
    assert outcome.problems == ()
    assert outcome.lost
    assert outcome.overtaken


def test_a_pack_goes_on_where_it_was_after_a_line_was_away_and_connections_were_ended(tmp_path: Path) -> None:
    outcome = run(tmp_path, TUNNEL, seconds=5.0, seed=5)
    assert outcome.problems == ()
    assert outcome.ended
    assert outcome.sent.attempts["cut_off"]


def test_a_sender_that_forgets_where_it_was_is_caught(tmp_path: Path) -> None:
    outcome = run(tmp_path, TUNNEL, seconds=5.0, seed=5, control="forgetful")
    assert any("was begun" in problem for problem in outcome.problems)
