"""A team's vaults end the same, whatever happens to them and whatever the store does. The full number is run by hand (FAULTS 38)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.harness import run_small
from tests.faults.team_ledger import Ledger, Place
from tests.faults.team_play import Play
from tests.faults.team_sync import Templates, one_run


def test_three_vaults_end_the_same_and_each_broken_sync_is_caught() -> None:
    out = run_small("team_sync", 5, "--seed", "38", "--only", "3", seconds=1500)
    assert "failures=0" in out
    assert out.count("caught") == 4
    assert "NOT CAUGHT" not in out


class EndedInTheMiddle(Play):
    """A run that finds one thing, and is ended by an error after it."""

    def run(self, steps: int) -> Iterator[str]:
        yield f"lost after {steps} steps"
        raise OSError("the disk is full")


def test_what_is_found_is_told_before_the_run_goes_on_and_an_error_names_its_run_too(tmp_path: Path) -> None:
    run = one_run(Templates(tmp_path / "teams"), 3, 7, tmp_path / "run", EndedInTheMiddle)
    assert next(run) == "--only 3 --play 7: lost after 14 steps"
    with pytest.raises(OSError, match="full") as ended:
        next(run)
    assert ended.value.__notes__ == ["in --only 3 --play 7"]
    assert not (tmp_path / "run").exists()


def test_of_two_reviews_of_one_form_either_may_stand_and_no_third() -> None:
    place, ledger = Place("reviews", '["form"]'), Ledger()
    one, other, third = (
        {
            "response_id": "form",
            "case_id": "case",
            "due": "2027-01-05",
            "what": what,
            "set_at": "",
            "done_at": None,
        }
        for what in ("To call", "To visit", "To write")
    )
    ledger.note("case", {}, {place: one})
    ledger.note("case", {}, {place: other})
    assert [list(ledger.rows_lost({place: row}, "pl-1")) for row in (one, other)] == [[], []]
    assert list(ledger.rows_lost({place: third}, "pl-1")) == ['reviews ["form"] is changed at pl-1']
    assert list(ledger.rows_lost({}, "pl-1")) == ['reviews ["form"] is lost at pl-1']
