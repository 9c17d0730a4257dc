"""Whoever goes along with a case goes once all that it goes on with counts here, and stays where they are until then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework.team.change_set import Operation
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.vault.team import capture as vault_capture
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.sharing import keep_from, share
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.statements import circles
from tests.unit.workflows.team.circle_vaults import TeamOf, three_vaults
from tests.unit.workflows.team.test_moving_cases import circle_of, note, notes
from tests.unit.workflows.team.test_sharing import a_case, begun, has, now, one_round, rounds

__all__ = ["begun", "three_vaults"]
MOST = 1 << 20


@pytest.fixture
def case(begun: TeamOf) -> str:
    """A case with a note, which SF, PL and JO share."""
    case_id = a_case(begun.vaults["sf"])
    note(begun.vaults["sf"], case_id, "At the bus stop")
    share(begun.vaults["sf"], [case_id], now=now())
    rounds(begun)
    return case_id


def first_set(lead: Vault, case_id: str) -> str:
    """What the first set of the circle in which a case goes on is called in the mailbox."""
    circle = circle_of(lead, case_id) or ""
    (writer,) = lead.team.heads(circle)
    return circles(lead)[circle].names.change_set(writer, 1)


def test_nobody_goes_along_while_the_first_of_what_it_goes_on_with_is_not_here(
    begun: TeamOf, case: str, tmp_path: Path
) -> None:
    """Noise lies under its name, so that the next one, with the line that says all of it is here, comes before it."""
    lead, other = begun.vaults["sf"], begun.vaults["jo"]
    keep_from(lead, case, ["pl"], now=now())
    one_round(lead)
    name = first_set(lead, case)
    with open_team_store((tmp_path / "store").as_uri()) as store:
        whole = store.get(name, MOST)
        store.delete(name)
        store.put(name, b"noise" * 100)
    note(other, case, "Meanwhile, JO")
    for _ in range(4):
        one_round(other)
    assert has(other, case), "it stays as it stands"
    assert notes(other, case) == {"At the bus stop", "Meanwhile, JO"}
    assert circle_of(other, case) == main_circle(begun.team.id)
    with open_team_store((tmp_path / "store").as_uri()) as store:
        store.delete(name)
        assert whole is not None
        store.put(name, whole)
    rounds(begun, times=3)
    for vault in (lead, other):
        assert circle_of(vault, case) == circle_of(lead, case) != main_circle(begun.team.id)
        assert notes(vault, case) == {"At the bus stop", "Meanwhile, JO"}
        assert vault.team.in_state(SetState.SET_ASIDE) == ()


@pytest.mark.parametrize("table", ["cases", "people"])
def test_nobody_goes_along_with_what_does_not_say_how_the_case_was_begun(
    begun: TeamOf, case: str, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    """Whoever moves it does so with a program that leaves that out: else it would go out of everybody's record."""
    lead, other = begun.vaults["sf"], begun.vaults["jo"]
    written = vault_capture._written

    def without(*arguments: Any) -> list[Operation]:
        return [one for one in written(*arguments) if one.table != table]

    with monkeypatch.context() as patched:
        patched.setattr(vault_capture, "_written", without)
        keep_from(lead, case, ["pl"], now=now())
    note(other, case, "Meanwhile, JO")
    rounds(begun, times=3)
    assert notes(other, case) == {"At the bus stop", "Meanwhile, JO"}
    assert circle_of(other, case) == main_circle(begun.team.id)
