"""Who gets a case: three real vaults with rounds over a real folder, and what lies in each of them afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.cases.sharing import (
    GRACE,
    keep_from,
    keep_sharing_new,
    share,
    sharing_of,
)
from prevent_desktop.workflows.team.circles.statements import begin_main_circle, circles
from prevent_desktop.workflows.team.rounds.round import TeamRounds
from tests.unit.workflows.team.circle_vaults import TeamOf, three_vaults

__all__ = ["three_vaults"]
T = TypeVar("T")
NAME = "Quillon"


def now() -> datetime:
    return datetime.now(UTC)


def rounds(team: TeamOf, *, times: int = 2, ahead: timedelta = timedelta()) -> None:
    """Every vault makes its rounds, one after the other, so long from now."""
    for _ in range(times):
        for vault in team.vaults.values():
            one_round(vault, ahead=ahead)


def one_round(vault: Vault, *, ahead: timedelta = timedelta()) -> None:
    """One vault makes its round."""

    def ask(work: Callable[[Vault], T], /) -> T:
        return work(vault)

    made = TeamRounds(lambda _vault: open_team_store, now=lambda: now() + ahead)
    made.ask_for_all()
    made.once(ask)


@pytest.fixture
def begun(three: TeamOf, tmp_path: Path) -> TeamOf:
    """SF, PL and JO share the main circle over a folder."""
    return begin(three, tmp_path / "store")


def begin(team: TeamOf, store: Path) -> TeamOf:
    """They share the main circle over this folder."""
    store.mkdir()
    team.change(replace(team.team, mailbox=store.as_uri()))
    begin_main_circle(team.vaults["sf"], now=now())
    rounds(team)
    assert all(len(circles(vault)) == 1 for vault in team.vaults.values())
    return team


def a_case(vault: Vault) -> str:
    return add_person(vault, forenames="Ivo", surname=NAME, birth_date=None, now=now())[1].id


def has(vault: Vault, case_id: str) -> bool:
    return vault.database.value("SELECT 1 FROM cases WHERE id = ?", (case_id,)) is not None


def mentions(vault: Vault, *words: str) -> list[str]:
    """The tables of a vault in which any of these words stands, in whatever column."""
    names = [
        row["name"]
        for row in vault.database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not row["name"].startswith("sqlite_")
    ]
    return [
        name
        for name in names
        for row in vault.database.rows(f'SELECT * FROM "{name}"')  # noqa: S608 - our own tables
        if any(word in str(value) for value in dict(row).values() for word in words)
    ]


def test_a_shared_case_is_at_every_lead_and_deputy(begun: TeamOf) -> None:
    case = a_case(begun.vaults["sf"])
    assert share(begun.vaults["sf"], [case], now=now()) == 1
    rounds(begun)
    assert all(has(vault, case) for vault in begun.vaults.values())
    assert share(begun.vaults["sf"], [case], now=now()) == 0, "once"


def test_not_even_the_existence_of_a_case_shows_to_whom_it_is_kept_from(begun: TeamOf) -> None:
    lead, kept_from, other = begun.vaults["sf"], begun.vaults["pl"], begun.vaults["jo"]
    case = a_case(lead)
    keep_from(lead, case, ["pl"], now=now())
    rounds(begun)
    assert has(other, case)
    circle = next(one for one in circles(lead) if one not in circles(kept_from))
    assert mentions(kept_from, case, circle, NAME) == []
    assert mentions(other, NAME), "the search finds such words where they are"
    assert [one.name for one in sharing_of(lead, case).kept_from] == ["PL"]  # type: ignore[union-attr]


def test_whoever_is_let_in_later_gets_all_of_it(begun: TeamOf) -> None:
    lead = begun.vaults["sf"]
    case = a_case(lead)
    keep_from(lead, case, ["pl"], now=now())
    rounds(begun)
    keep_from(lead, case, [], now=now())
    rounds(begun, times=3)
    assert has(begun.vaults["pl"], case)


def test_new_cases_go_by_themselves_after_their_time_of_grace_and_older_ones_stay(begun: TeamOf) -> None:
    lead = begun.vaults["sf"]
    older = a_case(lead)
    keep_sharing_new(lead, shares=True, now=now())
    case = a_case(lead)
    rounds(begun)
    assert not has(begun.vaults["pl"], case)
    rounds(begun, ahead=GRACE + timedelta(minutes=1))
    assert has(begun.vaults["pl"], case)
    assert not has(begun.vaults["pl"], older)


def test_while_changes_are_switched_off_none_leaves_and_none_comes(begun: TeamOf) -> None:
    lead, other = begun.vaults["sf"], begun.vaults["pl"]
    settings.keep_in(lead, Leaving.CHANGES, kept_in=True)
    mine, theirs = a_case(lead), a_case(other)
    share(lead, [mine], now=now())
    share(other, [theirs], now=now())
    rounds(begun)
    assert not has(other, mine)
    assert not has(lead, theirs)
    settings.keep_in(lead, Leaving.CHANGES, kept_in=False)
    rounds(begun)
    assert has(other, mine)
    assert has(lead, theirs)
