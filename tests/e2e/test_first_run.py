"""The first five minutes, by keyboard: nobody is blocked, and it costs no more than so many screens and keys.

The concern with a profile is walked by command alone (`first_run`): its steps are those of the two walks here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.e2e.counting import Walk
from tests.e2e.driving import Home, Program
from tests.e2e.first_run import (
    MOST_KEYS,
    MOST_SCREENS,
    within_the_figure,
    without_profile,
)
from tests.e2e.first_steps import give_files
from tests.e2e.screening_run import screening_queued


def test_from_nothing_to_sent_under_a_password_without_any_profile(
    screen: Mapping[str, str], tmp_path: Path
) -> None:
    home = Home(tmp_path / "laptop")
    with Program(home, screen) as program:
        walk, told = without_profile(program)
        program.close()
    assert within_the_figure(walk), walk.told()
    (saved,) = (home.folder / "home").glob("P-*.pdf")
    assert b"/Encrypt" in saved.read_bytes()
    assert len(told.split()) >= 4


def test_from_nothing_to_a_screening_that_is_decided_about_and_queued(
    screen: Mapping[str, str], tmp_path: Path
) -> None:
    home = Home(tmp_path / "laptop")
    give_files(home, tmp_path / "organisation", only_concerns=False)
    with Program(home, screen) as program:
        walk, _told = screening_queued(program)
        program.close()
    assert within_the_figure(walk), walk.told()
    assert len(list((home.data / "outbox").rglob("*.age"))) == 2


def test_a_walk_that_costs_more_is_caught() -> None:
    assert within_the_figure(Walk(None, keys=MOST_KEYS))  # type: ignore[arg-type]  # counts alone
    assert not within_the_figure(Walk(None, keys=MOST_KEYS + 1))  # type: ignore[arg-type]
    assert not within_the_figure(Walk(None, screens=["one"] * (MOST_SCREENS + 1)))  # type: ignore[arg-type]
