"""Whoever kept a case from somebody is removed, by a statement that knows nothing of what the case goes on with: nobody loses it."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.workflows.team.cases.sharing import keep_from, sharing_of
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.statements import circles
from prevent_desktop.workflows.team.joining.founding import reminders
from prevent_desktop.workflows.team.joining.members import let_count, set_aside
from tests.unit.workflows.team.circle_vaults import TeamOf, removed
from tests.unit.workflows.team.test_lost_moves import case, four
from tests.unit.workflows.team.test_moving_cases import circle_of, note, notes
from tests.unit.workflows.team.test_sharing import has, now, one_round, rounds

__all__ = ["case", "four"]


def remove_the_mover(four: TeamOf, case_id: str, store: Path) -> str:
    """SF keeps it from PL; AB goes along, and JO has none of that yet when JO states that SF went. The circle that it goes on in."""
    lead, jo, ab = four.vaults["sf"], four.vaults["jo"], four.vaults["ab"]
    keep_from(lead, case_id, ["pl"], now=now())
    for vault in (lead, ab, lead, ab):
        one_round(vault)
    new = circle_of(ab, case_id) or ""
    assert new != main_circle(four.team.id)
    names = circles(lead)[new].names
    newest = lead.team.heads(new)[four.id("sf")].number
    paths = [store / names.change_set(four.id("sf"), each + 1) for each in range(newest)]
    content = {path: path.read_bytes() for path in paths}
    for path in paths:
        path.unlink()
    one_round(jo)
    del four.vaults["sf"]
    four.change(removed(four.team, "sf"), "jo")
    one_round(jo)
    assert circles(jo)[new].until[four.id("sf")] == 0
    for path, words in content.items():
        path.write_bytes(words)
    return new


def told(four: TeamOf, name: str, case_id: str) -> tuple[str, bool]:
    """Whose changes wait for a lead, by what this vault says of the case, and whether it reminds somebody of it."""
    vault = four.vaults[name]
    sharing = sharing_of(vault, case_id)
    assert sharing is not None
    return sharing.begun_by, any("SF has gone" in one for one in reminders(vault, now=now()))


def test_the_case_stays_with_whoever_went_along_until_a_lead_lets_count_what_it_goes_on_with(
    four: TeamOf, case: str, tmp_path: Path
) -> None:
    jo, ab, out = four.vaults["jo"], four.vaults["ab"], four.vaults["pl"]
    new = remove_the_mover(four, case, tmp_path / "store")
    note(ab, case, "In the new circle")
    assert told(four, "ab", case) == ("", False)
    four.change(four.team)
    rounds(four, times=3)
    assert has(ab, case)
    assert notes(ab, case) == {"At the bus stop", "In the new circle"}
    assert circle_of(ab, case) == new
    assert told(four, "ab", case) == ("SF", True)
    note(ab, case, "While it waits")
    rounds(four, times=2)
    assert notes(ab, case) == {"At the bus stop", "In the new circle", "While it waits"}
    changes = [one for one in set_aside(jo) if one.circle == new and one.may_count]
    let_count(jo, max(changes, key=lambda one: one.number), now=now())
    rounds(four, times=3)
    for vault in (jo, ab):
        assert circle_of(vault, case) == new
        assert notes(vault, case) == {"At the bus stop", "In the new circle", "While it waits"}
    assert told(four, "ab", case) == ("", False)
    assert circle_of(out, case) is None


def test_whoever_went_along_goes_on_with_what_a_lead_did_anew(
    four: TeamOf, case: str, tmp_path: Path
) -> None:
    """JO has never had what it goes on with, and keeps it from PL once more."""
    jo, ab = four.vaults["jo"], four.vaults["ab"]
    new = remove_the_mover(four, case, tmp_path / "store")
    note(ab, case, "In the first new circle")
    four.change(four.team)
    rounds(four, times=3)
    assert notes(ab, case) == {"At the bus stop", "In the first new circle"}
    keep_from(jo, case, ["pl"], now=now())
    note(jo, case, "In the second")
    rounds(four, times=3)
    assert circle_of(ab, case) == circle_of(jo, case) not in {new, main_circle(four.team.id), None}
    for vault in (jo, ab):
        assert notes(vault, case) == {"At the bus stop", "In the first new circle", "In the second"}
    assert told(four, "ab", case) == ("", False)
