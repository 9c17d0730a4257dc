"""Whoever is given a case is told so, with the reason, until they look at it."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.casework.news import NewsKind
from prevent_desktop.casework.ownership import Someone
from prevent_desktop.workflows.home.news import news
from prevent_desktop.workflows.record.open_record import open_record
from prevent_desktop.workflows.team.cases.owning import give_case, take_case
from tests.unit.workflows.team.circles import NAMES, THEN, a_shared_case, carry, vaults_of

PAT = Someone(name=NAMES["pl"], member="pl")


def test_a_case_that_was_handed_over_is_news_until_it_was_looked_at(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        take_case(sam, case.id, now=THEN)
        carry(sam, pat)
        assert news(pat, now=THEN) == ()
        give_case(sam, case.id, PAT, why="Pat knows the family", now=THEN)
        assert news(sam, now=THEN) == ()
        carry(sam, pat)
        (told,) = news(pat, now=THEN)
        assert (told.arrival.kind, told.arrival.who, told.arrival.number) == (
            NewsKind.HANDED_OVER,
            "Sam Field",
            "Pat knows the family",
        )
        assert told.person is not None
        open_record(pat, case.person_id, now=THEN)
        assert news(pat, now=THEN) == ()


def test_a_case_that_went_on_to_somebody_else_is_no_news(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        case = a_shared_case(sam, pat)
        take_case(sam, case.id, now=THEN)
        give_case(sam, case.id, PAT, why="Pat knows the family", now=THEN)
        take_case(sam, case.id, why="Pat is ill", now=THEN)
        carry(sam, pat)
        assert news(pat, now=THEN) == ()
