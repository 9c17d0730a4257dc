"""Edits of a secret and keys behind the blank screen, heard on a real accessibility bus; its controls are caught."""

from __future__ import annotations

import pytest

from tests.e2e.session_bus import why_no_screen_reader
from tests.faults.harness import run_small


@pytest.mark.window
@pytest.mark.skipif(bool(why_no_screen_reader()), reason=why_no_screen_reader() or "-")
def test_nothing_is_heard_and_what_is_broken_is_caught() -> None:
    assert "failures=0" in run_small("heard_secrets", 4)
